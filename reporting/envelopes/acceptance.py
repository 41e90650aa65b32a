"""Checks what was sealed in a browser: everything that can be checked without a key, and nothing is believed."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

from crypto import (
    HYBRID,
    LOCATOR_LENGTH,
    EnvelopeError,
    Recipient,
    RecipientError,
    Stanza,
    inspect,
    is_file_length,
    is_padded_length,
)
from reporting.authority import Sealing
from reporting.store import NewCase, NewEnvelope

from .frames import NotAcceptable, ReportFrame

MAX_BODY = 256 * 1024
"""Longest accepted body in bytes where one document may come, sealed or as a form: several times the longest story,
so that a too long one gets a sentence."""

MAX_REPLY = 96 * 1000
"""Longest envelope of a reply in bytes: more than the longest text to twenty advisors needs, and it fits, as text, in
the answers of one length that reporters get."""

_LOCATOR = re.compile(r"[A-Za-z0-9_-]{43}")


def read_case(sent: ReportFrame, recipient_count: int) -> NewCase:
    """Check a report that was sealed in the browser.

    :raise NotAcceptable: `recipients`, `reply_to` or `envelope`, whichever is wrong first.
    """
    try:
        Recipient(sent.reply_to)
    except RecipientError:
        raise NotAcceptable("reply_to") from None
    report, *files = sent.envelopes
    envelopes = [
        accept_envelope(report.envelope, recipient_count, sent.n, report.tag),
        *(accept_envelope(file.envelope, recipient_count, sent.n, file.tag, is_file_length) for file in files),
    ]
    return NewCase(sent.case.hex(), sent.locator, sent.reply_to, tuple(envelopes))


def count_recipients(n: int, sealing: Sealing, older: int | None = None) -> int:
    """Return to how many advisors something must be sealed that names list `n`.

    `older` is how many are on that list, if it is not the newest one and may still be used.

    :raise NotAcceptable: `recipients`, if it may not.
    """
    if n == sealing.said.n:
        return len(sealing.recipients)
    if older is None:
        raise NotAcceptable("recipients")
    return older


def accept_envelope(
    envelope: bytes,
    recipient_count: int,
    n: int,
    tag: bytes | None = None,
    fits: Callable[[int], bool] = is_padded_length,
) -> NewEnvelope:
    """Check what can be checked without a key: the stanzas, and that the length `fits` a sealed document.

    Hybrid stanzas don't say whom they are for; an advisor whom the sender left out sees that in the inbox.

    :raise NotAcceptable: not exactly one distinct hybrid stanza per advisor, or no padded document's length.
    """
    try:
        inspection = inspect(envelope)
    except EnvelopeError:
        raise NotAcceptable("envelope") from None
    if not fits(inspection.plaintext_length):
        raise NotAcceptable("envelope")
    check_stanzas(inspection.stanzas, recipient_count)
    return NewEnvelope(envelope, hashlib.sha256(envelope[inspection.header_length :]).digest(), n, tag)


def check_stanzas(stanzas: tuple[Stanza, ...], recipient_count: int) -> None:
    """Check that there is one distinct hybrid stanza for each recipient and nothing else.

    :raise NotAcceptable: `envelope` for another kind, `recipients` for another number.
    """
    if any(stanza.type != HYBRID for stanza in stanzas):
        raise NotAcceptable("envelope")
    if len(stanzas) != recipient_count or len({stanza.args for stanza in stanzas}) != recipient_count:
        raise NotAcceptable("recipients")


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
