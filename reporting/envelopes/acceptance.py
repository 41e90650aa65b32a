"""Checks what was sealed in a browser: everything that can be checked without a key, and nothing is believed."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from crypto import (
    HYBRID,
    LOCATOR_LENGTH,
    EnvelopeError,
    Recipient,
    RecipientError,
    inspect,
    is_file_length,
    is_padded_length,
    recipients_digest,
)
from reporting.store import NewCase

from .frames import NotAcceptable, ReportFrame

MAX_BODY = 256 * 1024
"""Longest accepted body in bytes where one document may come, sealed or as a form: several times the longest story,
so that a too long one gets a sentence."""

_LOCATOR = re.compile(r"[A-Za-z0-9_-]{43}")


def read_case(sent: ReportFrame, recipients: Sequence[Recipient]) -> NewCase:
    """Check a report that was sealed in the browser.

    :raise NotAcceptable: `recipients`, `reply_to` or `envelope`, whichever is wrong first.
    """
    check_sealed_to(sent.sealed_to, recipients)
    try:
        Recipient(sent.reply_to)
    except RecipientError:
        raise NotAcceptable("reply_to") from None
    report, *files = sent.envelopes
    check_envelope(report, len(recipients))
    for file in files:
        check_envelope(file, len(recipients), is_file_length)
    return NewCase(sent.case.hex(), sent.locator, sent.reply_to, report, tuple(files))


def check_sealed_to(digest: bytes, recipients: Iterable[Recipient]) -> None:
    """Check whom the sender says to have sealed to: stanzas don't tell, and a page may be older than an advisor.

    :raise NotAcceptable: `recipients`, if it is not exactly these.
    """
    if digest.hex() != _digest(tuple(recipients)):
        raise NotAcceptable("recipients")


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


# The same few people for every report.
_digest = lru_cache(maxsize=64)(recipients_digest)
