"""Passkeys: the identity wrapped once more, for a device that proves who holds it. Here pass only wrapped keys."""

from flask import abort, jsonify
from flask.typing import ResponseReturnValue

from crypto import PASSKEY, EnvelopeError, inspect
from reporting import current
from reporting.store import PasskeyTaken, TooManyPasskeys
from reporting.web.requests import sent_bytes, sent_line, sent_text

from . import blueprint, me

LONGEST_CREDENTIAL = 1023
"""In bytes (WebAuthn, section 6.1)."""

LONGEST_DEVICE = 60
"""Longest name of a device in characters."""

LONGEST_SLOT = 1024
"""In bytes; a wrapped identity takes about 400."""

bp = blueprint("passkeys")


@bp.get("/unlock/passkeys")
def passkeys() -> ResponseReturnValue:
    """Return this advisor's passkeys."""
    found = current.passkeys().list_of(me())
    return jsonify(passkeys=[{"id": each.id, "device": each.device, "day": each.day} for each in found])


@bp.post("/unlock/passkeys")
def add() -> ResponseReturnValue:
    """Keep a slot that this advisor's browser made for a new passkey.

    :raise 400: no credential, no name, or not a slot of this kind.
    :raise 409: there are too many, or this one is known.
    """
    credential, slot, device = sent_bytes("credential"), sent_bytes("slot"), sent_line("device")
    if not 0 < len(credential) <= LONGEST_CREDENTIAL or not 0 < len(device) <= LONGEST_DEVICE:
        abort(400)
    try:
        kinds = [stanza.type for stanza in inspect(slot).stanzas]
    except EnvelopeError:
        abort(400)
    if kinds != [PASSKEY] or len(slot) > LONGEST_SLOT:
        abort(400)
    try:
        current.passkeys().add(me(), credential, slot, device, current.today().isoformat())
    except (TooManyPasskeys, PasskeyTaken):
        return jsonify(error="passkeys"), 409
    return "", 204


@bp.post("/unlock/passkeys/remove")
def remove() -> ResponseReturnValue:
    """Forget a passkey, on whatever device it is. The passphrase is none, so it always stays.

    :raise 400: not a passkey's id.
    """
    try:
        passkey = bytes.fromhex(sent_text("id"))
    except ValueError:
        abort(400)
    current.passkeys().remove(me(), passkey)
    return "", 204
