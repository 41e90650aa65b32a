"""Signing in and out: whoever can unseal the challenge is the advisor. Here pass only wrapped keys."""

from flask import abort, current_app, jsonify, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from crypto import Identity, Recipient, RecipientError, decoy_slot, make_challenge
from reporting import current
from reporting.store import Advisor, name_key, session_id
from reporting.web.limits import count
from reporting.web.requests import as_base64, sent_bytes, sent_line, sent_text

from . import blueprint, me, open_to_strangers
from .sessions import clear_cookie, lifetime, session_for, set_cookie

MAX_NAME = 80
"""Longest sign-in name in characters."""

bp = blueprint("sign_in")

# A name that nobody has gets a challenge too, sealed to a key that was never kept.
_NOBODY = Identity.generate().recipient
_NOBODYS_TEXT = str(_NOBODY)
_NO_ADVISOR = "-"


@bp.post("/unlock/challenge")
@open_to_strangers
def challenge() -> ResponseReturnValue:
    """Hand out a wrapped identity and something sealed to it, for a name or for a passkey's credential.

    An unknown name gets an answer of the same shape. A credential is a random number that nobody guesses.

    :raise 404: a credential that nobody has any more.
    """
    sent = request.get_json()
    if isinstance(sent, dict) and "credential" in sent:
        return _challenge_passkey(sent_bytes("credential"))
    name = sent_line("name")[:MAX_NAME]
    count("challenges")
    count("challenge", name_key(name))
    advisor = current.roster().find_active(name)
    sealed, answer = make_challenge(_recipient_of(advisor))
    slot = current.sign_in().passphrase_slot(advisor.id if advisor else _NO_ADVISOR)
    decoy = decoy_slot(current_app.config["SECRET_KEY"], name_key(name))
    challenge_id = current.sign_in().add_challenge(advisor.id if advisor else None, answer, current.now())
    return jsonify(id=as_base64(challenge_id), slot=as_base64(slot or decoy), challenge=as_base64(sealed))


def _challenge_passkey(credential: bytes) -> ResponseReturnValue:
    count("challenges")
    count("challenge", credential.hex())
    found = current.passkeys().find(credential)
    if not found:
        count("refused")
        abort(404)
    advisor, slot = found
    sealed, answer = make_challenge(_recipient_of(advisor))
    challenge_id = current.sign_in().add_challenge(advisor.id, answer, current.now())
    return jsonify(id=as_base64(challenge_id), slot=as_base64(slot), challenge=as_base64(sealed))


def _recipient_of(advisor: Advisor | None) -> Recipient:
    """Whom to seal a challenge to; nobody for a stranger, and for a row that somebody has written nonsense into."""
    try:
        # A stranger's name costs what an advisor's does, so that nobody can tell them apart by time.
        return Recipient.parse((advisor.recipient or "") if advisor else _NOBODYS_TEXT)
    except RecipientError:
        return _NOBODY


@bp.post("/unlock")
@open_to_strangers
def unlock() -> ResponseReturnValue:
    """Begin a session for whoever could unseal the challenge.

    :raise 401: a wrong answer, or one to a challenge that was used or is older than two minutes.
    """
    sign_in, now, before = current.sign_in(), current.now(), current.advisor()
    token = sign_in.answer_challenge(sent_bytes("id"), sent_bytes("answer"), now, lifetime(current_app))
    advisor = token and sign_in.use_session(token, now, lifetime(current_app))
    if not token or not advisor:
        count("refused")
        abort(401)
    if before and before.id == advisor.id:  # another tab of the same browser: both go on with the one session
        sign_in.end_session(token)
        token = session.token  # type: ignore[attr-defined]
    # The token that this answer carries belongs to the new session, which the browser's cookie does not name yet.
    session.update(session_for(token, advisor))
    response = jsonify(
        id=advisor.id,
        name=advisor.name,
        recipient=advisor.recipient,
        enrolled_day=advisor.enrolled_day,
        csrf=generate_csrf(),
    )
    set_cookie(response, token)
    return response


@bp.get("/unlock/sessions")
def sessions() -> ResponseReturnValue:
    """Return this advisor's open sessions, on all devices; times are in Unix seconds."""
    here = session_id(session.token)  # type: ignore[attr-defined]
    found = current.sign_in().list_sessions(me(), current.now(), lifetime(current_app))
    return jsonify(
        sessions=[
            {"id": each.id, "created": each.created, "seen": each.seen, "here": each.id == here} for each in found
        ]
    )


@bp.post("/unlock/sessions/end")
def end_other() -> ResponseReturnValue:
    """End one of this advisor's sessions, on whatever device it is."""
    current.sign_in().end_other(me(), sent_text("id"))
    return "", 204


@bp.post("/unlock/keep")
def keep() -> ResponseReturnValue:
    """Note that the advisor is still at work on the page."""
    return "", 204


@bp.post("/lock")
def lock() -> ResponseReturnValue:
    """End the session and have the browser forget this site, but for what a caretaker's page keeps on the same
    phone.
    """
    current.sign_in().end_session(session.token)  # type: ignore[attr-defined]
    response = current_app.response_class(status=204)
    clear_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache","cookies"'
    return response
