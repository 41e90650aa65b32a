"""The age v1 payload: a nonce and the STREAM construction in chunks of 64 KiB.

Format: https://c2sp.org/age#payload.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import PayloadError

NONCE_LENGTH = 16
CHUNK = 64 * 1024
TAG_LENGTH = 16

_SEALED_CHUNK = CHUNK + TAG_LENGTH


def derive(file_key: bytes, salt: bytes | None, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256, as age derives its header and payload keys."""
    return HKDF(SHA256(), 32, salt, info).derive(file_key)


def plaintext_length(payload_length: int) -> int:
    """Return how many bytes a payload of this length (nonce and chunks) holds.

    :raise PayloadError: no payload can have this length.
    """
    sealed = payload_length - NONCE_LENGTH
    chunks = -(-sealed // _SEALED_CHUNK)
    length = sealed - chunks * TAG_LENGTH
    last = sealed - (chunks - 1) * _SEALED_CHUNK - TAG_LENGTH
    if chunks < 1 or last < 0 or (last == 0 and chunks > 1):
        raise PayloadError("impossible payload length")
    return length


def encrypt(file_key: bytes, plaintext: bytes) -> bytes:
    """Return the payload for `plaintext` under a file key that is used for nothing else."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
    starts = range(0, max(len(plaintext), 1), CHUNK)
    chunks = [
        cipher.encrypt(_nonce(number, last=start == starts[-1]), plaintext[start : start + CHUNK], None)
        for number, start in enumerate(starts)
    ]
    return nonce + b"".join(chunks)


def decrypt(file_key: bytes, payload: bytes) -> bytes:
    """Return the whole plaintext; nothing is released before every chunk was checked.

    :raise PayloadError: damaged, cut, reordered, or followed by anything.
    """
    plaintext_length(len(payload))
    cipher = ChaCha20Poly1305(derive(file_key, payload[:NONCE_LENGTH], b"payload"))
    starts = range(NONCE_LENGTH, len(payload), _SEALED_CHUNK)
    try:
        return b"".join(
            cipher.decrypt(_nonce(number, last=start == starts[-1]), payload[start : start + _SEALED_CHUNK], None)
            for number, start in enumerate(starts)
        )
    except InvalidTag:
        raise PayloadError("damaged payload") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
