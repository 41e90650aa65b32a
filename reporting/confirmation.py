"""The confirmation of a plain report, on a page of its own behind a redirect.

A browser writes the body of a POST into its session file, to be able to repeat it. After a redirect only a GET is
left to repeat. The receipt code crosses the redirect sealed to a key that follows from the token in the address:
the server keeps the envelope, the browser the token, nobody both, and the first look uses the envelope up.
"""

import base64
import binascii
import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass

from crypto import Identity, seal, unseal
from crypto.keys import SEED_LENGTH

from .services import store

SECONDS = 300


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the page after a plain report shows: the code, without separators, and whether 112 comes first."""

    code: str
    urgent: bool


def hand_over(confirmation: Confirmation) -> str:
    """Keep a confirmation for five minutes; return the token that shows it, once."""
    seed = secrets.token_bytes(SEED_LENGTH)
    envelope = seal(json.dumps(asdict(confirmation)).encode(), [Identity(seed).recipient])
    now = int(time.time())
    store().keep_once(_key(seed), envelope, now, now + SECONDS)
    return base64.urlsafe_b64encode(seed).rstrip(b"=").decode()


def take(token: str) -> Confirmation | None:
    """Return the confirmation behind a token and forget it; None if it was seen before, or never was."""
    try:
        seed = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    envelope = store().take_once(_key(seed), int(time.time()))
    return Confirmation(**json.loads(unseal(envelope, Identity(seed)))) if envelope else None


def _key(seed: bytes) -> bytes:
    return hashlib.sha256(b"confirmation" + seed).digest()
