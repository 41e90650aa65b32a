"""Whom browsers seal to: told with every page, compared with every envelope, told again with every refusal."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from reporting import current

from .frames import NotAcceptable

NOBODY: dict[str, Any] = {"recipients": [], "max_recipients": 0}
"""What a page carries that can't send anything: it came up because the database could not be asked."""


def as_told() -> dict[str, Any]:
    """Return today's recipients as pages and answers carry them: their texts, and how many there may ever be."""
    return {
        "recipients": [str(recipient) for recipient in current.recipients()],
        "max_recipients": current.roster().max_advisors,
    }


def refuse(refusal: NotAcceptable) -> ResponseReturnValue:
    """Answer a submission that was not accepted with 400 and today's recipients, so that a page that was open while
    an advisor joined or left can seal again."""
    return jsonify(error=refusal.reason, **as_told()), 400


def place_taken(next_seq: int) -> ResponseReturnValue:
    """Answer an envelope for a place that something else came to first with 409 and the place that is free."""
    return jsonify(error="seq", next_seq=next_seq), 409


def full() -> ResponseReturnValue:
    """Answer an envelope for a conversation that takes no more with 409."""
    return jsonify(error="full"), 409
