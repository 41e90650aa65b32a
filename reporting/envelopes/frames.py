"""What a browser sends sealed: one small strict binary frame, written down in docs/formats.md.

A version byte, fields of fixed widths, then envelopes, each behind its length in four bytes, highest first; a
reporter's are each followed by its tag. Nothing may be missing, left over, or longer than its place allows, and
lengths are checked before anything is cut out.
`static/js/web/frame.ts` writes them; `tests/vectors/frames.json` holds both to the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from struct import Struct
from typing import Any

from crypto import HASH_LENGTH, LOCATOR_LENGTH, RECIPIENT_LENGTH

VERSION = 2
MAX_ENVELOPE = 256 * 1024
"""Longest envelope of a document in bytes."""

MAX_FILE = 5 * 1024 * 1024
"""Longest envelope of a file in bytes."""

MAX_CASEFILE = 1024 * 1024
"""Longest envelope of a case file's version in bytes: a thousand notes, and copies of what a reporter wrote."""

MAX_HEADER = 64 * 1024
"""Longest header in bytes."""

MAX_LEDGER = 4 * 1024 * 1024
"""Longest envelope of a ledger in bytes: 40 000 cases."""

MAX_CARDS = 256 * 1024
"""Longest frame of cards in bytes, and of the key that they are under: no body of ours that is small is longer."""

LONGEST_CASEFILE = MAX_CASEFILE + 4096
"""Longest frame of a case file's version in bytes."""

LONGEST_LEDGER = MAX_LEDGER + 64
"""Longest frame of a ledger in bytes."""

_TAG = HASH_LENGTH
_CASE = 16
_REPORT = Struct(f">B{_CASE}s{LOCATOR_LENGTH}s{RECIPIENT_LENGTH}sIB")
_MESSAGE = Struct(f">B{LOCATOR_LENGTH}sII")
_REPLY = Struct(">BII")
_SEALS = Struct(">BI")
_SEAL = Struct(f">{_CASE}sI{HASH_LENGTH}sI")
_LEDGER = Struct(">BI")
_CASEFILE = Struct(">BIIIIH")
_CARDS = Struct(">BI")
_CARD = Struct(f">{_CASE}sII")
_CARD_BLOCK = 1024
_CARD_AROUND = 12 + 16  # AES-GCM's nonce and tag
_TEAM_KEY = Struct(">BII")
_SEQ = Struct(">I")
_MAX_DAYS = (date.max - date(1970, 1, 1)).days
_LENGTH = Struct(">I")
MAX_SEQ = 10**9 - 1
"""The last place that a conversation can have."""


class NotAcceptable(Exception):
    """A submission that claims to be sealed and is not what it must be. `reason` is safe to tell and to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Tagged:
    """A reporter's envelope, and what later shows the reporter that it is theirs."""

    envelope: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class ReportFrame:
    """A report with its files: raw case id, locator, receipt's recipient, number of the list whose recipients it is
    sealed to, and whether it waited for network, so that this may be an older one.
    """

    case: bytes
    locator: bytes
    reply_to: bytes
    n: int
    outbox: bool
    envelopes: list[Tagged]


@dataclass(frozen=True, slots=True)
class MessageFrame:
    """A reporter's message for place `seq` of the conversation that the locator leads to, sealed by list `n`."""

    locator: bytes
    n: int
    seq: int
    sealed: Tagged


@dataclass(frozen=True, slots=True)
class ReplyFrame:
    """An advisor's reply for place `seq`, sealed by list `n`."""

    n: int
    seq: int
    envelope: bytes


@dataclass(frozen=True, slots=True)
class SealFrame:
    """A new header: raw case id, place, SHA-256 of the header that it replaces, the header."""

    case: bytes
    seq: int
    old: bytes
    header: bytes


@dataclass(frozen=True, slots=True)
class CasefileFrame:
    """A version of a case file, sealed by list `n`; the ISO days on which the case goes, and some places before it."""

    n: int
    version: int
    purge_day: str | None
    places: tuple[int, ...]
    places_day: str | None
    envelope: bytes


def longest_report(max_files: int) -> int:
    """Return the length in bytes of the longest report with up to `max_files` files."""
    return _REPORT.size + _LENGTH.size + MAX_ENVELOPE + _TAG + max_files * (_LENGTH.size + MAX_FILE + _TAG)


def read_report(frame: bytes, max_files: int) -> ReportFrame:
    """Read a report with up to `max_files` files.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    case, locator, reply_to, n, outbox = _fields(frame, _REPORT)
    if outbox not in (0, 1):
        raise NotAcceptable("frame")
    envelopes = _envelopes(frame, _REPORT.size, [MAX_ENVELOPE, *[MAX_FILE] * max_files], _TAG)
    return ReportFrame(case, locator, reply_to, n, bool(outbox), [Tagged(*each) for each in envelopes])


def read_message(frame: bytes) -> MessageFrame:
    """Read a message.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    locator, n, seq = _fields(frame, _MESSAGE)
    (sealed,) = _envelopes(frame, _MESSAGE.size, [MAX_ENVELOPE], _TAG)
    return MessageFrame(locator, n, _place(seq), Tagged(*sealed))


def read_reply(frame: bytes) -> ReplyFrame:
    """Read a reply.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    n, seq = _fields(frame, _REPLY)
    ((envelope, _),) = _envelopes(frame, _REPLY.size, [MAX_ENVELOPE], 0)
    return ReplyFrame(n, _place(seq), envelope)


def read_seals(frame: bytes) -> tuple[int, list[SealFrame]]:
    """Read new headers, and the number of the list that they were made by.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    (n,) = _fields(frame, _SEALS)
    start, seals = _SEALS.size, []
    while start < len(frame):
        if len(frame) < start + _SEAL.size:
            raise NotAcceptable("frame")
        case, seq, old, length = _SEAL.unpack_from(frame, start)
        start += _SEAL.size
        if length > MAX_HEADER or len(frame) < start + length:
            raise NotAcceptable("frame")
        seals.append(SealFrame(case, _place(seq), old, frame[start : start + length]))
        start += length
    return n, seals


def read_ledger(frame: bytes) -> tuple[int, bytes]:
    """Read a ledger: its number and its envelope.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    (number,) = _fields(frame, _LEDGER)
    ((envelope, _),) = _envelopes(frame, _LEDGER.size, [MAX_LEDGER], 0)
    return number, envelope


def read_casefile(frame: bytes) -> CasefileFrame:
    """Read a version of a case file.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    n, version, purge, places_purge, count = _fields(frame, _CASEFILE)
    end = _CASEFILE.size + count * _SEQ.size
    if len(frame) < end:
        raise NotAcceptable("frame")
    places = tuple(_place(seq) for (seq,) in _SEQ.iter_unpack(frame[_CASEFILE.size : end]))
    ((envelope, _),) = _envelopes(frame, end, [MAX_CASEFILE], 0)
    return CasefileFrame(n, version, _day(purge), places, _day(places_purge), envelope)


def read_cards(frame: bytes) -> tuple[int, list[tuple[bytes, bytes, bytes]]]:
    """Read cards: which team key they are under, and of each the raw case id, what is listed, what is searched.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    (n,) = _fields(frame, _CARDS)
    start, cards = _CARDS.size, []
    while start < len(frame):
        if len(frame) < start + _CARD.size:
            raise NotAcceptable("frame")
        case, *lengths = _CARD.unpack_from(frame, start)
        start += _CARD.size
        middle, end = start + lengths[0], start + sum(lengths)
        if len(frame) < end or not all(map(_is_card_length, lengths)):
            raise NotAcceptable("frame")
        cards.append((case, frame[start:middle], frame[middle:end]))
        start = end
    return n, cards


def read_team_key(frame: bytes) -> tuple[int, int, bytes]:
    """Read a team key: the list in use, the first list that names these advisors, the envelope.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    n, made_for = _fields(frame, _TEAM_KEY)
    ((envelope, _),) = _envelopes(frame, _TEAM_KEY.size, [MAX_HEADER], 0)
    return n, made_for, envelope


def _is_card_length(length: int) -> bool:
    """Whether something sealed is whole blocks long, so that its length tells next to nothing."""
    return length > _CARD_AROUND and (length - _CARD_AROUND) % _CARD_BLOCK == 0


def _day(days: int) -> str | None:
    """Return the ISO day that is so many days after 1 January 1970; None for 0."""
    if days > _MAX_DAYS:
        raise NotAcceptable("frame")
    return (date(1970, 1, 1) + timedelta(days)).isoformat() if days else None


def _fields(frame: bytes, head: Struct) -> Sequence[Any]:
    if len(frame) < head.size:
        raise NotAcceptable("frame")
    version, *fields = head.unpack_from(frame)
    if version != VERSION:
        raise NotAcceptable("frame")
    return fields


def _envelopes(frame: bytes, start: int, longest: Sequence[int], tag_length: int) -> list[tuple[bytes, bytes]]:
    """Cut out at least one envelope and at most as many as there are limits, each with the tag behind it."""
    envelopes: list[tuple[bytes, bytes]] = []
    while start < len(frame) or not envelopes:
        if len(envelopes) == len(longest) or len(frame) < start + _LENGTH.size:
            raise NotAcceptable("frame")
        (length,) = _LENGTH.unpack_from(frame, start)
        start += _LENGTH.size
        end = start + length
        if length > longest[len(envelopes)] or len(frame) < end + tag_length:
            raise NotAcceptable("frame")
        envelopes.append((frame[start:end], frame[end : end + tag_length]))
        start = end + tag_length
    return envelopes


def _place(seq: int) -> int:
    if seq > MAX_SEQ:
        raise NotAcceptable("frame")
    return seq
