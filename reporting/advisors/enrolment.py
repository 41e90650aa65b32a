"""Becoming an advisor: the key is made in the browser; here pass only its public half and the wrapped other one."""

from flask import abort, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from crypto import SCRYPT, EnvelopeError, Recipient, RecipientError, from_text, inspect, is_small_order
from reporting import current
from reporting.store import InvitationInvalid, NewKeys
from reporting.web.limits import count
from reporting.web.requests import sent_bytes, sent_text

from . import blueprint, open_to_strangers

bp = blueprint("enrolment")


@bp.get("/enrol")
@open_to_strangers
def enrol() -> str:
    """Show the enrolment page. Its one-time token and the fingerprint of the portal's key stand behind the #, which
    browsers never send; the page compares the key that stands in it.
    """
    return render_template("advisors/enrol.html", portal={"key": current_app.config["PORTAL_KEY"]})


@bp.post("/enrol/invitation")
@open_to_strangers
def check_invitation() -> ResponseReturnValue:
    """Say whom a token invites.

    :raise 404: used, replaced, expired, or unknown.
    """
    count("invitation")
    try:
        advisor = current.roster().find_invitation(sent_text("token"), current.now())
    except InvitationInvalid:
        abort(404)
    return jsonify(name=advisor.name)


@bp.post("/enrol")
@open_to_strangers
def finish() -> ResponseReturnValue:
    """Take the new recipient, voice, and the identity as wrapped with the passphrase; the invitation is used up.

    Nothing is sealed to them before the portal key has signed a list with them on it.

    :raise 400: not a recipient, not a key, or not a passphrase slot.
    :raise 404: used, replaced, expired, or unknown.
    """
    count("invitation")
    try:
        recipient, voice = Recipient.parse(sent_text("recipient")), sent_text("voice")
        slot = sent_bytes("slot")
        kinds = [stanza.type for stanza in inspect(slot).stanzas]
    except (RecipientError, EnvelopeError):
        abort(400)
    key = from_text(voice)
    if kinds != [SCRYPT] or key is None or is_small_order(key):
        abort(400)
    token, day = sent_text("token"), current.today().isoformat()
    try:
        current.roster().enrol(token, NewKeys(str(recipient), voice, slot), current.now(), day)
    except InvitationInvalid:
        abort(404)
    return jsonify(fingerprint=recipient.fingerprint), 201
