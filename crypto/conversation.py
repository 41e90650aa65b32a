"""Opens what is stored of a case, place by place, and says what came of each.

Whoever can write to the database can move, swap, damage, delete and add envelopes. What is inside tells where each
belongs, who wrote it and what stood before it. `static/js/crypto/conversation.ts` mirrors this;
`tests/vectors/conversations.json` holds both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from . import talk as talks
from .age import payload_hash, unseal
from .document import Document, check_document, is_digest, talk_of
from .errors import DocumentError, EnvelopeError, ForgedError, NoMatch
from .file import is_file, open_file
from .keys import Identity
from .receipt import Receipt

MAX_PLACES = 1000
"""Places beyond this are nobody's: no case has so many."""

State = Literal["open", "closed", "damaged", "misplaced", "missing", "forged", "changed", "removed"]
By = Literal["reporter", "advisor"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept at a place. `by` is the side that it came from; a reporter's has a tag; a reporter gets no envelope
    of their own, only the hash of its payload.
    """

    seq: int
    by: str
    payload_hash: bytes
    tag: bytes | None = None
    envelope: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a place.

    `open`; `closed`: sound, but not sealed to this identity; `damaged`; `misplaced`: it belongs to another case or
    place, or its sender can't have written it; `missing`: there is no envelope; `forged`: nobody of this conversation
    wrote it; `changed`: something before it was replaced, added or deleted since it was written, and it can be read;
    `removed`: its day has come, as a signed case file says, which may hold a copy of some of it.
    A file has `content`; what reporters wrote themselves has no document for them.
    """

    seq: int
    by: str
    state: State
    document: Document | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A case's places in order, and the transcript before each and after the last: one more than places."""

    items: tuple[Opened, ...]
    transcripts: tuple[bytes, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing in it is flagged."""
        return all(item.state == "open" for item in self.items)

    def is_read(self, talk: bytes, seq: int, mark: bytes) -> bool:
        """Whether an advisor has said to have opened everything up to `seq`."""
        if not 0 <= seq < len(self.transcripts) - 1:
            return False
        return talks.is_same(talks.read_mark(talk, seq, self.transcripts[seq + 1]), mark)


def read_as_reporter(receipt: Receipt, stored: Iterable[Stored], read_up_to: int = -1) -> Conversation:
    """Read the case of a receipt: own envelopes by their tags, the advisors' replies by opening them.

    :param read_up_to: the place that an advisor says to have read; if it isn't there, it was deleted.
    """

    def open_one(found: Stored, before: bytes, after: bytes) -> Opened:
        if found.by == "reporter":
            is_own = found.tag is not None and talks.is_same(talks.tag(receipt.talk, after), found.tag)
            return Opened(found.seq, "reporter", "open" if is_own else "forged")
        opened = _open_at(found, receipt.case, before, receipt.identity, receipt.talk)
        if opened.document and opened.document.type != "reply":
            return Opened(found.seq, found.by, "misplaced")
        return opened

    return _read(receipt.case, stored, open_one, lambda: read_up_to + 1)


def read_as_advisor(
    identity: Identity,
    case: str,
    stored: Iterable[Stored],
    is_for_us: Callable[[str, str], bool],
    removed: Mapping[int, Document | None] | None = None,
) -> Conversation:
    """Read a case with an advisor's identity.

    `removed` are the places whose envelopes may be gone, as a signed case file says, with what it kept of each.

    `is_for_us` tells of a digest of recipients and a day whether the portal's signed list said so then. If the report
    can't be opened, nothing else can be told from a forgery, so it is `closed`.
    """
    report: Document | None = None

    def open_one(found: Stored, before: bytes, after: bytes) -> Opened:
        nonlocal report
        if removed and found.envelope is None and found.seq in removed:
            opened = Opened(found.seq, found.by, "removed", removed[found.seq])
            report = report or opened.document
        elif found.seq == 0:
            opened = _open_at(found, case, before, identity, None)
            report = opened.document if opened.state == "open" else None
        elif report is None:
            return Opened(found.seq, found.by, "closed")
        else:
            opened = _open_at(found, case, before, identity, talk_of(report))
        return _with_report(opened, found, report, after, is_for_us)

    return _read(case, stored, open_one, lambda: 1 + (_files_of(report) if report else 0))


def _read(
    case: str, stored: Iterable[Stored], open_one: Callable[[Stored, bytes, bytes], Opened], least: Callable[[], int]
) -> Conversation:
    """`least` is asked at the end: how many places there must be, the report's among them."""
    transcripts, items, lost = [talks.transcript(case)], [], False
    for seq, found in _places(stored):
        if seq >= MAX_PLACES:
            items.append(Opened(seq, "", "misplaced"))
            continue
        before = transcripts[-1]
        transcripts.append(talks.follow(before, _hash_of(found) if found else talks.NOTHING))
        if found is None:
            items.append(Opened(seq, "", "missing"))
        else:
            opened = open_one(found, before, transcripts[-1])
            # Behind a gap a tag fits nothing any more; that does not make it somebody else's.
            is_lost = lost and opened.state == "forged" and opened.document is None and found.by == "reporter"
            items.append(Opened(seq, found.by, "changed") if is_lost else opened)
        lost = lost or items[-1].state not in ("open", "removed")
    end = len(transcripts) - 1
    # A case has its report at least; of what was read, or belongs to the report, and is gone, one stands for all.
    if end < max(least(), 1):
        items.append(Opened(end, "", "missing"))
    return Conversation(tuple(items), tuple(transcripts))


def _places(stored: Iterable[Stored]) -> Iterator[tuple[int, Stored | None]]:
    """Places are numbered from 0 without gaps, so one that is not there was deleted."""
    found = {each.seq: each for each in stored if each.seq >= 0}
    last = max((seq for seq in found if seq < MAX_PLACES), default=-1)
    yield from ((seq, found.get(seq)) for seq in range(last + 1))
    yield from ((seq, found[seq]) for seq in sorted(found) if seq >= MAX_PLACES)


def _hash_of(found: Stored) -> bytes:
    """The hash of what is there, whatever is said to be there."""
    if found.envelope is None:
        return found.payload_hash
    try:
        return payload_hash(found.envelope)
    except EnvelopeError:
        return found.payload_hash


def _open_at(found: Stored, case: str, before: bytes, identity: Identity, talk: bytes | None) -> Opened:
    seq, by = found.seq, found.by
    if found.envelope is None:
        return Opened(seq, by, "missing")
    try:
        document, content = _unpack(unseal(found.envelope, identity), talk)
    except NoMatch:
        return Opened(seq, by, "closed")
    except ForgedError:
        return Opened(seq, by, "forged")
    except (EnvelopeError, DocumentError):
        return Opened(seq, by, "damaged")
    if not _belongs(document, case, seq, by):
        return Opened(seq, by, "misplaced")
    return Opened(seq, by, "open" if document.after == talks.to_text(before) else "changed", document, content)


def _unpack(plaintext: bytes, talk: bytes | None) -> tuple[Document, bytes | None]:
    return open_file(plaintext, talk) if is_file(plaintext) else (check_document(plaintext, talk), None)


def _belongs(document: Document, case: str, seq: int, by: str) -> bool:
    """Only an advisor replies, and everything else comes from the reporter; a case begins with its report."""
    sender = "advisor" if document.type == "reply" else "reporter"
    is_in_turn = (document.type == "report") == (seq == 0)
    return is_in_turn and (document.case, document.seq, document.sender, by) == (case, seq, sender, sender)


def _with_report(
    opened: Opened, found: Stored, report: Document | None, after: bytes, is_for_us: Callable[[str, str], bool]
) -> Opened:
    """What only who has opened the report can tell."""
    document = opened.document
    if document is None or report is None:
        return opened
    talk = talk_of(report)
    if talk is None or report.case != _case_of(report, talk) or not is_for_us(document.to, document.day):
        return Opened(opened.seq, opened.by, "forged")
    is_tagged = found.by != "reporter" or (found.tag is not None and talks.is_same(talks.tag(talk, after), found.tag))
    if not is_tagged and opened.state in ("open", "removed"):
        return Opened(opened.seq, opened.by, "forged")
    if (document.type == "file") != (1 <= document.seq <= _files_of(report)):
        return Opened(opened.seq, opened.by, "misplaced")
    return opened


def _files_of(report: Document) -> int:
    """How many files it says to have; they stand directly after it."""
    files = report.body.get("files")
    return files if type(files) is int else 0


def _case_of(report: Document, talk: bytes) -> str | None:
    digest = report.body.get("reply_to")
    return talks.case_id(talk, bytes.fromhex(digest)) if is_digest(digest) else None
