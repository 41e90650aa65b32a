"""Opens an envelope where it was found and says what came of it.

Whoever can write to the database can move, swap, damage or delete envelopes; what is inside tells where each belongs.
"""

from dataclasses import dataclass
from typing import Literal

from .age import unseal
from .document import Document, check_document
from .errors import DocumentError, EnvelopeError, NoMatch
from .file import is_file, open_file
from .keys import Identity

State = Literal["open", "closed", "damaged", "misplaced", "missing"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening an envelope.

    `open`; `closed`: sound, but not sealed to this identity; `damaged`; `misplaced`: it belongs to another case or
    place, or its sender can't have written it; `missing`: there is no envelope. A file has `content`.
    """

    state: State
    document: Document | None = None
    content: bytes | None = None


def open_at(envelope: bytes | None, case: str, seq: int, identity: Identity) -> Opened:
    """Open what was found at place `seq` of the conversation of `case`. Never raises for what is wrong inside."""
    if envelope is None:
        return Opened("missing")
    try:
        document, content = _read(unseal(envelope, identity))
    except NoMatch:
        return Opened("closed")
    except (EnvelopeError, DocumentError):
        return Opened("damaged")
    if (document.case, document.seq, document.sender) != (case, seq, _sender_of(document)):
        return Opened("misplaced")
    return Opened("open", document, content)


def _read(plaintext: bytes) -> tuple[Document, bytes | None]:
    return open_file(plaintext) if is_file(plaintext) else (check_document(plaintext), None)


def _sender_of(document: Document) -> str:
    """Only an advisor replies, and everything else comes from the reporter."""
    return "advisor" if document.type == "reply" else "reporter"
