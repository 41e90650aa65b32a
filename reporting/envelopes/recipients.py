"""Whom browsers seal to: told with every page together with what shows it, and told again with every refusal."""

from typing import Any

from flask import abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from reporting import current
from reporting.authority import NotOurRecipients, Sealing

from .acceptance import count_recipients
from .frames import NotAcceptable

NOBODY: dict[str, Any] = {"recipients": None}
"""What a page carries that can't send anything."""


def as_told() -> dict[str, Any]:
    """Return the signed list and its recipients' texts, as pages and answers carry them, and what day it is here."""
    try:
        sealing = current.sealing()
    except NotOurRecipients:
        return NOBODY | {"today": current.today().isoformat()}
    told = {
        "list": sealing.published.list,
        "signature": sealing.published.signature,
        "key": current_app.config["PORTAL_KEY"],
        "texts": sealing.texts,
    }
    return {"recipients": told, "today": current.today().isoformat()}


def must_seal() -> Sealing:
    """Return whom this request seals to.

    :raise 503: nobody may be sealed to.
    """
    try:
        return current.sealing()
    except NotOurRecipients:
        abort(503)


def count_for(n: int, *, outbox: bool = False) -> int:
    """Return to how many advisors something must be sealed that names list `n`; an older one only from an outbox.

    :raise NotAcceptable: `recipients`, if that list may not be used.
    :raise 503: nobody may be sealed to.
    """
    sealing = must_seal()
    older = current.authority().superseded(n, current.today()) if outbox else None
    return count_recipients(n, sealing, len(older.voices) if older else None)


def refuse(refusal: NotAcceptable) -> ResponseReturnValue:
    """Answer a submission that was not accepted with 400 and today's list, so that a page that was open while an
    advisor joined or left can seal again, once it has seen that the list is signed."""
    return jsonify(error=refusal.reason, **as_told()), 400


def place_taken() -> ResponseReturnValue:
    """Answer an envelope for a place that is not the next one with 409 and no more: the browser looks for itself."""
    return jsonify(error="seq"), 409


def full() -> ResponseReturnValue:
    """Answer an envelope for a conversation that takes no more with 409."""
    return jsonify(error="full"), 409
