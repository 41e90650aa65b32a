"""What an advisor's slot holds: the identity, and the portal's key, which nobody without the passphrase can change."""

import hashlib
import hmac
import re

from . import talk as talks
from .age import WORK_FACTOR, WRAPPED_LENGTH, seal_with_passphrase, unseal_with_passphrase
from .errors import DocumentError
from .header import MAC_LENGTH, SCRYPT, Stanza, encode_base64, encode_stanzas
from .keys import Identity
from .stream import NONCE_LENGTH, TAG_LENGTH

_SALT_LENGTH = 16
_INSIDE = re.compile(r"(AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58})\nbekymret-portal ([A-Za-z0-9_-]{43})\n")
_INSIDE_LENGTH = 77 + 1 + 16 + 43 + 1


def wrap_identity(identity: Identity, portal_key: bytes, passphrase: str) -> bytes:
    """Return the slot that opens with `passphrase`."""
    inside = f"{identity}\nbekymret-portal {talks.to_text(portal_key)}\n"
    return seal_with_passphrase(inside.encode(), passphrase)


def unwrap_identity(slot: bytes, passphrase: str) -> tuple[Identity, bytes]:
    """Return the identity and the portal's key, 32 bytes.

    :raise NoMatch: another passphrase.
    :raise EnvelopeError: not a sound age file.
    :raise DocumentError: something else was wrapped, or no portal's key beside the identity.
    """
    found = _INSIDE.fullmatch(unseal_with_passphrase(slot, passphrase).decode("latin-1"))
    key = talks.from_text(found[2]) if found else None
    if not found or key is None:
        raise DocumentError("not an identity with its portal")
    return Identity.parse(found[1]), key


def decoy_slot(secret: bytes, name: str) -> bytes:
    """Return bytes of the very form of a passphrase slot, always the same ones for the same name.

    For a name that nobody has, so that sign-in does not tell who is an advisor.
    """
    seed = hmac.digest(secret, b"decoy slot " + name.encode(), "sha256")
    lengths = (_SALT_LENGTH, WRAPPED_LENGTH, MAC_LENGTH, NONCE_LENGTH + _INSIDE_LENGTH + TAG_LENGTH)
    stream = hashlib.shake_256(seed).digest(sum(lengths))
    parts = []
    for length in lengths:
        parts.append(stream[:length])
        stream = stream[length:]
    salt, body, mac, payload = parts
    stanza = Stanza(SCRYPT, (encode_base64(salt).decode(), str(WORK_FACTOR)), body)
    return encode_stanzas((stanza,)) + b" " + encode_base64(mac) + b"\n" + payload
