"""The advisors' door: enrol, unlock, lock. Private keys stay in the browser; here pass only wrapped ones."""

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Blueprint, abort, current_app, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from crypto import EnvelopeError, Identity, Recipient, RecipientError, inspect, seal
from crypto.decoy import decoy_slot
from crypto.header import SCRYPT
from reporting.advisors.sessions import clear_cookie, session_for, set_cookie
from reporting.calendar import today
from reporting.current import roster
from reporting.store.roster import InvitationInvalid, RosterFull
from reporting.web.headers import limiter, same_origin_only

P = ParamSpec("P")
R = TypeVar("R")

ANSWER_LENGTH = 32
MAX_NAME = 80

bp = Blueprint("advisors", __name__)
bp.before_request(same_origin_only)

# A name that nobody has gets a challenge too, sealed to a key that was never kept.
_NOBODY = str(Identity.generate().recipient)


def advisor_required(view: Callable[P, R]) -> Callable[P, R]:
    """Let only a signed-in advisor pass.

    :raise 401: no session, or one that is over.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if session.advisor is None:  # type: ignore[attr-defined]
            abort(401)
        return view(*args, **kwargs)

    return guarded


@bp.get("/enrol")
def enrol() -> str:
    """Show the enrolment page. Its one-time token stands behind the #, which browsers never send."""
    return render_template("advisors/enrol.html")


@bp.post("/enrol/invitation")
@limiter.limit("20 per minute")
def check_invitation() -> ResponseReturnValue:
    """Say whom a token invites.

    :raise 404: used, replaced, expired, or unknown.
    """
    try:
        advisor = roster().find_invitation(_text("token"), _now())
    except InvitationInvalid:
        abort(404)
    return jsonify(name=advisor.name)


@bp.post("/enrol")
@limiter.limit("20 per minute")
def finish_enrolment() -> ResponseReturnValue:
    """Take the new recipient and the identity as wrapped with the passphrase; the invitation is used up.

    :raise 400: not a recipient, or not a passphrase slot.
    :raise 404: used, replaced, expired, or unknown.
    :raise 409: there are as many advisors as the configuration allows.
    """
    try:
        recipient = Recipient.parse(_text("recipient"))
        slot = _bytes("slot")
        kinds = [stanza.type for stanza in inspect(slot).stanzas]
    except (RecipientError, EnvelopeError):
        abort(400)
    if kinds != [SCRYPT]:
        abort(400)
    try:
        roster().enrol(_text("token"), str(recipient), slot, _now(), today().isoformat())
    except InvitationInvalid:
        abort(404)
    except RosterFull:
        return jsonify(error="full"), 409
    return jsonify(fingerprint=recipient.fingerprint), 201


@bp.post("/unlock/challenge")
@limiter.limit("5 per minute")
def challenge() -> ResponseReturnValue:
    """Hand out a wrapped identity and something sealed to it. An unknown name gets an answer of the same shape."""
    name = _text("name")[:MAX_NAME]
    advisor = roster().find_active(name)
    answer = secrets.token_bytes(ANSWER_LENGTH)
    recipient = Recipient.parse((advisor and advisor.recipient) or _NOBODY)
    slot = roster().passphrase_slot(advisor.id) if advisor else decoy_slot(current_app.config["SECRET_KEY"], name)
    challenge_id = roster().add_challenge(advisor.id if advisor else None, answer, _now())
    return jsonify(id=_encode(challenge_id), slot=_encode(slot), challenge=_encode(seal(answer, [recipient])))


@bp.post("/unlock")
@limiter.limit("10 per minute")
def unlock() -> ResponseReturnValue:
    """Begin a session for whoever could unseal the challenge.

    :raise 401: a wrong answer, or one to a challenge that was used or is older than two minutes.
    """
    token = roster().answer_challenge(_bytes("id"), _bytes("answer"), _now())
    advisor = token and roster().use_session(token, _now())
    if not token or not advisor:
        abort(401)
    session.update(session_for(token, advisor))
    response = jsonify(
        name=advisor.name, recipient=advisor.recipient, enrolled_day=advisor.enrolled_day, csrf=generate_csrf()
    )
    set_cookie(response, token)
    return response


@bp.post("/unlock/keep")
@advisor_required
def keep() -> ResponseReturnValue:
    """Note that the advisor is still at work on the page."""
    return "", 204


@bp.post("/lock")
@advisor_required
def lock() -> ResponseReturnValue:
    """End the session and have the browser forget everything of this site."""
    roster().end_session(session.token)  # type: ignore[attr-defined]
    response = current_app.response_class(status=204)
    clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache","cookies","storage"'
    return response


def _now() -> int:
    return int(time.time())


def _text(key: str) -> str:
    sent: Any = request.get_json()
    value = sent.get(key) if isinstance(sent, dict) else None
    if not isinstance(value, str) or not value.isprintable():  # half a surrogate pair is not printable
        abort(400)
    return value


def _bytes(key: str) -> bytes:
    try:
        return base64.b64decode(_text(key), validate=True)
    except (binascii.Error, ValueError):
        abort(400)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
