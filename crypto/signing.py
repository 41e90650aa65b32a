"""Ed25519 (RFC 8032): the portal key's signatures and those of the advisors' voices."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

# The y of the points whose order divides eight: a signature by such a key says yes to messages that nobody signed. The
# browser's library refuses them, `cryptography` does not. https://eprint.iacr.org/2020/1244, table 1.
_PRIME = 2**255 - 19
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)

SIGNING_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64


def verifying_key(seed: bytes) -> bytes:
    """Return the public key, 32 bytes, that belongs to a seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of `key` signed `message`. False, too, for what is no key or no signature."""
    if is_small_order(key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_small_order(key: bytes) -> bool:
    """Whether a public key is of small order: nobody's, and none to believe."""
    return int.from_bytes(key, "little") % 2**255 % _PRIME in _SMALL_ORDER
