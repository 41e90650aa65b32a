"""Writes what comes next in a case: sealed, authenticated, tied to all before it. `conversation` reads it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import talk as talks
from .age import payload_hash, seal
from .document import Document, DocumentType, build_document
from .file import build_file, describe_file
from .keys import Recipient, recipient_digest, recipients_digest
from .receipt import Receipt


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope, the hash of its payload, and what shows its reporter that it is theirs."""

    envelope: bytes
    payload_hash: bytes
    tag: bytes


class Thread:
    """One case's envelopes, one after the other; `state` is the transcript before the next and `seq` its place."""

    def __init__(self, case: str, talk: bytes, recipients: Sequence[Recipient], day: str, language: str) -> None:
        """Begin a case for these advisors; to go on with one, set `state` and `seq` to where it stands."""
        self._case, self._talk, self._recipients = case, talk, tuple(recipients)
        self._day, self._language = day, language
        self._to = recipients_digest(recipients)
        self.state, self.seq = talks.transcript(case), 0

    def report(self, body: Mapping[str, object], receipt: Receipt, files: int = 0) -> Sealed:
        """Seal a report that `files` files follow; it carries the keys of its conversation."""
        reply_to = recipient_digest(receipt.identity.recipient).hex()
        keys = {"talk": talks.to_text(receipt.talk), "reply_to": reply_to, "files": files}
        return self._seal(build_document(self._document("report", {**body, **keys}), self._talk))

    def file(self, content: bytes, mime: str) -> Sealed:
        """Seal a file."""
        document = self._document("file", describe_file(content, mime))
        return self._seal(build_file(document, content, self._talk))

    def message(self, text: str) -> Sealed:
        """Seal a reporter's message."""
        return self._seal(build_document(self._document("message", {"text": text}), self._talk))

    def reply(self, text: str, reporter: Recipient, *, question: bool = False) -> Sealed:
        """Seal an advisor's reply, for the reporter too."""
        body = {"text": text, "question": question}
        return self._seal(build_document(self._document("reply", body), self._talk), reporter)

    def _document(self, kind: DocumentType, body: Mapping[str, object]) -> Document:
        sender = "advisor" if kind == "reply" else "reporter"
        after = talks.to_text(self.state)
        day, language = self._day, self._language
        return Document(kind, self._case, self.seq, sender, day, language, self._to, after, dict(body))  # type: ignore[arg-type]

    def _seal(self, plaintext: bytes, *others: Recipient) -> Sealed:
        envelope = seal(plaintext, (*self._recipients, *others))
        digest = payload_hash(envelope)
        self.state, self.seq = talks.follow(self.state, digest), self.seq + 1
        return Sealed(envelope, digest, talks.tag(self._talk, self.state))
