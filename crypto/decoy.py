"""A wrapped identity for a name that nobody has, so that sign-in does not tell who is an advisor."""

import hashlib
import hmac

from .age import WORK_FACTOR, WRAPPED_LENGTH
from .header import MAC_LENGTH, SCRYPT, Stanza, encode_base64, encode_stanzas
from .stream import NONCE_LENGTH, TAG_LENGTH

_SALT_LENGTH = 16
_IDENTITY_LENGTH = 77  # the text line of a hybrid identity


def decoy_slot(secret: bytes, name: str) -> bytes:
    """Return bytes of the very form of a passphrase slot, always the same ones for the same name."""
    seed = hmac.digest(secret, b"decoy slot " + name.encode(), "sha256")
    lengths = (_SALT_LENGTH, WRAPPED_LENGTH, MAC_LENGTH, NONCE_LENGTH + _IDENTITY_LENGTH + TAG_LENGTH)
    stream = hashlib.shake_256(seed).digest(sum(lengths))
    parts = []
    for length in lengths:
        parts.append(stream[:length])
        stream = stream[length:]
    salt, body, mac, payload = parts
    stanza = Stanza(SCRYPT, (encode_base64(salt).decode(), str(WORK_FACTOR)), body)
    return encode_stanzas((stanza,)) + b" " + encode_base64(mac) + b"\n" + payload
