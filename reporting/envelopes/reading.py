"""A conversation as its reporter reads it, where the receipt's key is on the server for one request."""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto import Identity, Opened, open_at


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation as its reporter sees it: `mine`, `reply`, `question` or `damaged`."""

    kind: str
    day: str = ""
    text: str = ""


def read_entries(envelopes: Iterable[tuple[int, bytes]], case: str, identity: Identity) -> list[Entry]:
    """Open a case's envelopes with the receipt's identity."""
    return [entry_of(open_at(envelope, case, seq, identity)) for seq, envelope in envelopes]


def state_of(entries: list[Entry], read_seq: int) -> str:
    """`question`, `read` or `received`: what the reporter is told, and never more."""
    last, kind = max(((seq, each.kind) for seq, each in enumerate(entries) if each.kind != "damaged"), default=(0, ""))
    if kind == "question":
        return "question"
    return "read" if kind == "reply" or last <= read_seq else "received"


def entry_of(opened: Opened) -> Entry:
    """Return what a reporter sees of what was opened with the receipt's identity."""
    if opened.state == "closed":
        return Entry("mine")  # sealed to the advisors only: whoever finds the code can't read what was reported
    if opened.document is None or opened.document.type != "reply":
        return Entry("damaged")
    kind = "question" if opened.document.body.get("question") is True else "reply"
    return Entry(kind, opened.document.day, str(opened.document.body.get("text", "")))
