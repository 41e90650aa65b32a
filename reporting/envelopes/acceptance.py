"""Checks what was sealed in a browser: everything that can be checked without a key, and nothing is believed."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence

from crypto import (
    HYBRID,
    LOCATOR_LENGTH,
    EnvelopeError,
    Recipient,
    RecipientError,
    inspect,
    is_case_id,
    is_file_length,
    is_padded_length,
)
from reporting.store import NewCase

MAX_BODY = 256 * 1024
"""Longest accepted body in bytes where one document may come, sealed or as a form: several times the longest story,
so that a too long one gets a sentence."""

_LOCATOR = re.compile(r"[A-Za-z0-9_-]{43}")


class NotAcceptable(Exception):
    """A submission that claims to be sealed and is not what it must be. `reason` is safe to tell and to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_case(
    case: str, locator: str, reply_to: str, envelopes: Sequence[bytes], recipients: Sequence[Recipient]
) -> NewCase:
    """Check a report that was sealed in the browser; `envelopes` holds the report's, then its files'.

    :raise NotAcceptable: `case`, `locator`, `reply_to` or `envelope`, whichever is wrong first.
    """
    if not is_case_id(case):
        raise NotAcceptable("case")
    place = read_locator(locator)
    try:
        receipt = bytes(Recipient.parse(reply_to))
    except RecipientError:
        raise NotAcceptable("reply_to") from None
    report, *files = envelopes
    check_envelope(report, len(recipients))
    for file in files:
        check_envelope(file, len(recipients), is_file_length)
    return NewCase(case, place, receipt, report, tuple(files))


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


def read_seq(sent: str) -> int:
    """Return a place in a conversation.

    :raise NotAcceptable: not a whole number of one to nine digits.
    """
    if not re.fullmatch(r"[0-9]{1,9}", sent):
        raise NotAcceptable("seq")
    return int(sent)


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
