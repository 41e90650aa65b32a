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
import time
from dataclasses import asdict, dataclass

from crypto.age import FILE_KEY_LENGTH
from crypto.stream import decrypt, encrypt
from reporting.current import store
from reporting.store.cases import ShownOnce

SECONDS = 300


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the page after a plain report shows: the code, without separators, which door, whether 112 comes first."""

    code: str
    form: str
    urgent: bool


def hand_over(confirmation: Confirmation) -> tuple[str, ShownOnce]:
    """Return the token that shows a confirmation once within five minutes, and what to store until then."""
    key = secrets.token_bytes(FILE_KEY_LENGTH)
    now = int(time.time())
    ciphertext = encrypt(key, json.dumps(asdict(confirmation)).encode())
    token = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
    return token, ShownOnce(_id(key), ciphertext, now, now + SECONDS)


def take(token: str) -> Confirmation | None:
    """Return the confirmation behind a token and forget it; None if it was seen before, or never was."""
    try:
        key = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    ciphertext = store().take_once(_id(key), int(time.time()))
    return Confirmation(**json.loads(decrypt(key, ciphertext))) if ciphertext else None


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"confirmation" + key).digest()
