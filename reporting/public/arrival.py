"""Seals what arrives without JavaScript, in memory, before anything is stored."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from crypto import Document, Recipient, build_document, build_file, generate_code, open_code, seal
from reporting.store import NewCase

Answers = Mapping[str, str | list[str]]


def seal_report(
    body: Mapping[str, object],
    photos: Iterable[bytes],
    recipients: list[Recipient],
    day: date,
    language: str,
) -> tuple[NewCase, str]:
    """Seal a report's body and its photos; return the case and the receipt code, which nobody else keeps."""
    case, code = secrets.token_hex(16), generate_code()
    receipt = open_code(code)
    document = Document("report", case, 0, "reporter", day.isoformat(), language, dict(body))
    envelope = seal(build_document(document), recipients)
    files = tuple(
        seal(build_file(_file(document, seq, photo), photo), recipients) for seq, photo in enumerate(photos, start=1)
    )
    return NewCase(case, receipt.locator, bytes(receipt.identity.recipient), envelope, files), code


def report_body(question_set_id: str, organisation: str, answers: Answers) -> dict[str, object]:
    """Return what stands in a report: through which door it came, of which organisation, and the answers."""
    return {"form": question_set_id, "organisation": organisation, "answers": dict(answers)}


def _file(report: Document, seq: int, photo: bytes) -> Document:
    return replace(report, type="file", seq=seq, body={"mime": "image/jpeg", "length": len(photo)})
