"""Whom browsers seal to: told with every page, compared with every envelope, told again with every refusal."""

from collections.abc import Iterable
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from crypto import Recipient, recipients_digest
from reporting import current

from .acceptance import NotAcceptable

NOBODY: dict[str, Any] = {"recipients": [], "max_recipients": 0}
"""What a page carries that can't send anything: it came up because the database could not be asked."""


def as_told() -> dict[str, Any]:
    """Return today's recipients as pages and answers carry them: their texts, and how many there may ever be."""
    return {
        "recipients": [str(recipient) for recipient in current.recipients()],
        "max_recipients": current.roster().max_advisors,
    }


def check_sealed_to(digest: str | None, recipients: Iterable[Recipient]) -> None:
    """Check whom the sender says to have sealed to: stanzas don't tell, and a page may be older than an advisor.

    :raise NotAcceptable: `recipients`, if it is not exactly these.
    """
    if digest != recipients_digest(recipients):
        raise NotAcceptable("recipients")


def refuse(refusal: NotAcceptable) -> ResponseReturnValue:
    """Answer a submission that was not accepted with 400 and today's recipients, so that a page that was open while
    an advisor joined or left can seal again."""
    return jsonify(error=refusal.reason, **as_told()), 400


def place_taken(next_seq: int) -> ResponseReturnValue:
    """Answer an envelope for a place that something else came to first with 409 and the place that is free."""
    return jsonify(error="seq", next_seq=next_seq), 409
