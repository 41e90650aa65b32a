"""Seals what arrives without JavaScript, in memory, before anything is stored."""

from collections.abc import Iterable, Mapping
from datetime import date

from crypto import Receipt, Sealed, Thread, generate_code, open_code
from reporting.authority import Sealing
from reporting.store import NewCase, NewEnvelope

Answers = Mapping[str, str | list[str]]


def seal_report(
    body: Mapping[str, object], photos: Iterable[bytes], sealing: Sealing, day: date, language: str
) -> tuple[NewCase, str]:
    """Seal a report's body and its photos; return the case and the receipt code, which nobody else keeps."""
    photos, code = list(photos), generate_code()
    receipt = open_code(code)
    thread = begin_thread(receipt, sealing, day, language)
    sealed = [thread.report(body, receipt, len(photos)), *(thread.file(photo, "image/jpeg") for photo in photos)]
    envelopes = tuple(as_stored(each, sealing) for each in sealed)
    return NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), envelopes), code


def begin_thread(receipt: Receipt, sealing: Sealing, day: date, language: str) -> Thread:
    """Return what seals for today's advisors in the case of a receipt."""
    return Thread(receipt.case, receipt.talk, sealing.recipients, day.isoformat(), language)


def as_stored(sealed: Sealed, sealing: Sealing) -> NewEnvelope:
    """Return what is stored of something that was sealed here."""
    return NewEnvelope(sealed.envelope, sealed.payload_hash, sealing.said.n, sealed.tag)


def report_body(question_set_id: str, organisation: str, answers: Answers, trap: str = "") -> dict[str, object]:
    """Return what stands in a report: who wrote it, through which door it came, of which organisation, the answers,
    and what somebody, or a program, wrote into the field that people don't see."""
    body: dict[str, object] = {"form": question_set_id, "organisation": organisation, "answers": dict(answers)}
    if trap:
        body["trap"] = trap
    return {"origin": "reporter"} | body
