"""From a request to one envelope: checked if it was sealed in the browser, sealed here if it was not."""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import FileStorage, MultiDict

from crypto import (
    Document,
    EnvelopeError,
    Recipient,
    RecipientError,
    build_document,
    build_file,
    generate_code,
    inspect,
    is_file_length,
    is_padded_length,
    open_code,
    seal,
)
from crypto.age import HYBRID
from crypto.receipt import LOCATOR_LENGTH
from reporting.public.forms import ReportForm
from reporting.store.cases import Submission

_CASE = re.compile(r"[0-9a-f]{32}")
_LOCATOR = re.compile(r"[A-Za-z0-9_-]{43}")


class NotAcceptable(Exception):
    """A submission that claims to be sealed and is not what it must be. `reason` is safe to tell and to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_sealed_to(fields: MultiDict[str, str], recipients: list[Recipient]) -> None:
    """Check whom the sender says to have sealed to: stanzas don't tell, and a page may be older than an advisor.

    :raise NotAcceptable: `recipients`, if it is not exactly today's advisors.
    """
    if fields.get("sealed_to") != recipients_digest(recipients):
        raise NotAcceptable("recipients")


def recipients_digest(recipients: list[Recipient]) -> str:
    """Return the SHA-256, in hex, of the recipients' texts, sorted and joined by line ends."""
    return hashlib.sha256("\n".join(sorted(map(str, recipients))).encode()).hexdigest()


def read_sealed(
    fields: MultiDict[str, str], upload: FileStorage, photos: list[FileStorage], recipients: list[Recipient]
) -> Submission:
    """Check a submission that was sealed in the browser.

    :raise NotAcceptable: `case`, `locator`, `reply_to` or `envelope`, whichever is wrong first.
    """
    case = fields.get("case", "")
    if not _CASE.fullmatch(case):
        raise NotAcceptable("case")
    locator = read_locator(fields.get("locator", ""))
    try:
        reply_to = bytes(Recipient.parse(fields.get("reply_to", "")))
    except RecipientError:
        raise NotAcceptable("reply_to") from None
    envelope = upload.read()
    check_envelope(envelope, len(recipients))
    files = tuple(photo.read() for photo in photos)
    for file in files:
        check_envelope(file, len(recipients), is_file_length)
    return Submission(case, locator, reply_to, envelope, files)


def check_envelope(envelope: bytes, recipient_count: int, fits: Callable[[int], bool] = is_padded_length) -> None:
    """Check what can be checked without a key: the stanzas, and that the length `fits` a sealed document.

    Hybrid stanzas don't say whom they are for; an advisor whom the sender left out sees that in the inbox.

    :raise NotAcceptable: not exactly one distinct hybrid stanza per advisor, or no padded document's length.
    """
    try:
        inspection = inspect(envelope)
    except EnvelopeError:
        raise NotAcceptable("envelope") from None
    stanzas = inspection.stanzas
    if any(stanza.type != HYBRID for stanza in stanzas) or not fits(inspection.plaintext_length):
        raise NotAcceptable("envelope")
    if len(stanzas) != recipient_count or len({stanza.args for stanza in stanzas}) != recipient_count:
        raise NotAcceptable("recipients")


def seal_report(
    form: ReportForm, recipients: list[Recipient], day: date, language: str, organisation: str = ""
) -> tuple[Submission, str]:
    """Seal plain answers in memory; return the submission and the receipt code, which nobody else keeps."""
    case, code = secrets.token_hex(16), generate_code()
    receipt = open_code(code)
    body = {"form": form.question_set.id, "organisation": organisation, "answers": form.answers()}
    document = Document("report", case, 0, "reporter", day.isoformat(), language, body)
    envelope = seal(build_document(document), recipients)
    files = tuple(
        seal(build_file(_file(document, seq, photo), photo), recipients)
        for seq, photo in enumerate(form.photos(), start=1)
    )
    return Submission(case, receipt.locator, bytes(receipt.identity.recipient), envelope, files), code


def _file(report: Document, seq: int, photo: bytes) -> Document:
    return replace(report, type="file", seq=seq, body={"mime": "image/jpeg", "length": len(photo)})


def read_locator(sent: str) -> bytes:
    """Return the 32 bytes of a locator in its one base64url form.

    :raise NotAcceptable: anything else.
    """
    if not _LOCATOR.fullmatch(sent):
        raise NotAcceptable("locator")
    try:
        locator = base64.urlsafe_b64decode(sent + "=")
    except binascii.Error:
        raise NotAcceptable("locator") from None
    if len(locator) != LOCATOR_LENGTH or base64.urlsafe_b64encode(locator).rstrip(b"=").decode() != sent:
        raise NotAcceptable("locator")
    return locator
