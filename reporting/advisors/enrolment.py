"""Becoming an advisor: the key is made in the browser; here pass only its public half and the wrapped other one."""

from flask import abort, jsonify, render_template
from flask.typing import ResponseReturnValue

from crypto import SCRYPT, EnvelopeError, Recipient, RecipientError, inspect
from reporting import current
from reporting.store import InvitationInvalid, RosterFull
from reporting.web.limits import count
from reporting.web.requests import sent_bytes, sent_text

from . import blueprint, open_to_strangers

bp = blueprint("enrolment")


@bp.get("/enrol")
@open_to_strangers
def enrol() -> str:
    """Show the enrolment page. Its one-time token stands behind the #, which browsers never send."""
    return render_template("advisors/enrol.html")


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
    """Take the new recipient and the identity as wrapped with the passphrase; the invitation is used up.

    :raise 400: not a recipient, or not a passphrase slot.
    :raise 404: used, replaced, expired, or unknown.
    :raise 409: there are as many advisors as the configuration allows.
    """
    count("invitation")
    try:
        recipient = Recipient.parse(sent_text("recipient"))
        slot = sent_bytes("slot")
        kinds = [stanza.type for stanza in inspect(slot).stanzas]
    except (RecipientError, EnvelopeError):
        abort(400)
    if kinds != [SCRYPT]:
        abort(400)
    token, day = sent_text("token"), current.today().isoformat()
    try:
        current.roster().enrol(token, str(recipient), slot, current.now(), day)
    except InvitationInvalid:
        abort(404)
    except RosterFull:
        return jsonify(error="full"), 409
    return jsonify(fingerprint=recipient.fingerprint), 201
