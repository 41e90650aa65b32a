"""A conversation as its reporter reads it, where the receipt's key is on the server for one request."""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto import Conversation, Opened, Receipt, Stored, read_as_reporter
from reporting.store import FoundCase, StoredEnvelope

FLAGGED = frozenset({"damaged", "forged", "replaced", "missing"})
"""The kinds of entry that nobody should pass over."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation as its reporter sees it.

    `mine`, `reply` or `question`; `damaged`: can't be opened, or is where it does not belong; `forged`: not from the
    advisors; `replaced`: stands where something of the reporter's stood; `missing`. `changed` tells that something
    before it is not as it was when it was written.
    """

    kind: str
    day: str = ""
    text: str = ""
    changed: bool = False

    @property
    def is_flagged(self) -> bool:
        """Whether something is wrong with it, or before it."""
        return self.changed or self.kind in FLAGGED


def read_conversation(stored: Iterable[StoredEnvelope], receipt: Receipt, found: FoundCase) -> Conversation:
    """Open what is stored of the case of a receipt."""
    places = [Stored(each.seq, each.by, each.payload_hash, each.tag, each.envelope) for each in stored]
    return read_as_reporter(receipt, places, found.read_seq if found.read_mark else -1)


def entries_of(conversation: Conversation) -> list[Entry]:
    """Return what a reporter sees of a conversation."""
    return [entry_of(opened) for opened in conversation.items]


def state_of(conversation: Conversation, entries: list[Entry], found: FoundCase, receipt: Receipt) -> str:
    """`flagged`, `question`, `read` or `received`: what the reporter is told, and never more."""
    if any(entry.is_flagged for entry in entries):
        return "flagged"
    last = len(entries) - 1
    kind = entries[last].kind if entries else ""
    if kind == "question":
        return "question"
    mark = found.read_mark
    is_read = mark is not None and last <= found.read_seq and conversation.is_read(receipt.talk, found.read_seq, mark)
    return "read" if kind == "reply" or is_read else "received"


def entry_of(opened: Opened) -> Entry:
    """Return what a reporter sees of one place."""
    changed = opened.state == "changed"
    if opened.by == "reporter":
        # Sealed to the advisors only: whoever finds the code can't read what was reported.
        return Entry("mine", changed=changed) if opened.state in ("open", "changed") else Entry("replaced")
    if opened.state in ("missing", "forged"):
        return Entry(opened.state)
    if opened.document is None:
        return Entry("damaged")
    kind = "question" if opened.document.body.get("question") is True else "reply"
    return Entry(kind, opened.document.day, str(opened.document.body.get("text", "")), changed)
