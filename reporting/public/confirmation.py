"""The confirmation of a plain report, on a page of its own behind a redirect.

A browser writes the body of a POST into its session file, to be able to repeat it. After a redirect only a GET is
left to repeat. The receipt code crosses the redirect encrypted under the token in the address: the server keeps the
ciphertext, the browser the token, nobody both, and the first look uses the ciphertext up.
"""

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass

from flask import render_template, request

from crypto import FILE_KEY_LENGTH, decrypt, encrypt, group
from reporting import current
from reporting.calendar import next_reading_day
from reporting.store import ShownOnce
from reporting.web.languages import read_on

from . import blueprint

SECONDS = 300

bp = blueprint("confirmation")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the page after a plain report shows: the code, without separators, which door, whether 112 comes first,
    whether to call the advisors today."""

    code: str
    form: str
    urgent: bool
    pressing: bool


@bp.get("/report/received/<token>")
def confirmation(token: str) -> str:
    """Thank and show the receipt code, once; later say that the message is there and the code was shown.

    Whoever only asks whether there is a page, as link scanners do, uses nothing up.
    """
    confirmation = None if request.method == "HEAD" else _take(token)
    if not confirmation:
        return render_template("public/received.html")
    code, sentence = group(confirmation.code), read_on(next_reading_day(current.today(), current.away_until()))
    return render_template("public/confirmation.html", code=code, read_on=sentence, confirmation=confirmation)


def hand_over(confirmation: Confirmation) -> tuple[str, ShownOnce]:
    """Return the token that shows a confirmation once within five minutes, and what to store until then.

    The caller stores it together with the report, as one commit: neither is ever there without the other.
    """
    key = secrets.token_bytes(FILE_KEY_LENGTH)
    now = current.now()
    ciphertext = encrypt(key, json.dumps(asdict(confirmation)).encode())
    token = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
    return token, ShownOnce(_id(key), ciphertext, now, now + SECONDS)


def _take(token: str) -> Confirmation | None:
    """Return the confirmation behind a token and forget it; None if it was seen before, or never was."""
    try:
        key = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    ciphertext = current.cases().take_once(_id(key), current.now())
    return Confirmation(**json.loads(decrypt(key, ciphertext))) if ciphertext else None


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"confirmation" + key).digest()
