"""Ed25519 (RFC 8032): the portal key's signatures and those of the advisors' voices."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

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
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
