"""Hybrid age keys: an identity stays with its holder, a recipient is public.

Format: https://c2sp.org/age (mlkem768x25519), the X-Wing construction of
https://datatracker.ietf.org/doc/draft-connolly-cfrg-xwing-kem/.
"""

import hashlib
import secrets
from collections.abc import Iterable
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import bech32, crockford
from .errors import HeaderError, NoMatch, RecipientError

IDENTITY_PREFIX = "age-secret-key-pq-"
RECIPIENT_PREFIX = "age1pq"
SEED_LENGTH = 32
MLKEM_PUBLIC_LENGTH = 1184
X25519_LENGTH = 32
RECIPIENT_LENGTH = MLKEM_PUBLIC_LENGTH + X25519_LENGTH
ENC_LENGTH = 1120

_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_VOICE = b"bekymret advisor signature v1"
_FINGERPRINT_BYTES = 15
_X25519_MASK = 2**255 - 1
_X25519_PRIME = 2**255 - 19
# The points whose order divides eight: https://cr.yp.to/ecdh.html#validate. Trying an exchange takes 20 times as long.
_LOW_ORDER = frozenset(
    {
        0,
        1,
        _X25519_PRIME - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    }
)


class Recipient:
    """A public hybrid key that files can be sealed to."""

    def __init__(self, public_bytes: bytes) -> None:
        """Take 1 216 bytes: the ML-KEM-768 public key, then the X25519 public key.

        :raise RecipientError: wrong length, or not a valid ML-KEM public key.
        """
        if len(public_bytes) != RECIPIENT_LENGTH:
            raise RecipientError("wrong length")
        self._bytes = public_bytes
        x25519_bytes = public_bytes[MLKEM_PUBLIC_LENGTH:]
        if _is_low_order(x25519_bytes):
            raise RecipientError("a key that hides nothing")
        try:
            mlkem_key = MLKEM768PublicKey.from_public_bytes(public_bytes[:MLKEM_PUBLIC_LENGTH])
        except ValueError:
            raise RecipientError("not a public key") from None
        self._key = hpke.MLKEM768X25519PublicKey(mlkem_key, X25519PublicKey.from_public_bytes(x25519_bytes))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the `age1pq1…` form.

        :raise RecipientError: anything but the one canonical, lower-case text of a hybrid recipient.
        """
        prefix, public_bytes = bech32.decode(text)
        if prefix != RECIPIENT_PREFIX or text != text.lower():
            raise RecipientError("not a hybrid recipient")
        return cls(public_bytes)

    def __str__(self) -> str:
        return self._text

    def __bytes__(self) -> bytes:
        return self._bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and self._bytes == other._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)

    @cached_property
    def _text(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self._bytes)

    @property
    def fingerprint(self) -> str:
        """Six groups of four characters: the first 120 bits of SHA-256 over the text form."""
        return fingerprint(str(self).encode())

    def wrap(self, file_key: bytes) -> tuple[bytes, bytes]:
        """Return `enc` (1 120 bytes) and the encrypted `file_key` (16 bytes longer than it)."""
        sealed = _SUITE.encrypt(file_key, self._key, info=_INFO)
        return sealed[:ENC_LENGTH], sealed[ENC_LENGTH:]


class Identity:
    """A private hybrid key. Its text form is a secret: show it only to its holder."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes that everything else follows from.

        :raise RecipientError: wrong length.
        """
        if len(seed) != SEED_LENGTH:
            raise RecipientError("wrong length")
        self._seed = seed
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem_key = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519_key = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem_key, x25519_key)
        self._public_bytes = mlkem_key.public_key().public_bytes_raw() + x25519_key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> Self:
        """Make a new identity from the operating system's randomness."""
        return cls(secrets.token_bytes(SEED_LENGTH))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the `AGE-SECRET-KEY-PQ-1…` form.

        :raise RecipientError: anything but the one canonical, upper-case text of a hybrid identity.
        """
        prefix, seed = bech32.decode(text)
        if prefix != IDENTITY_PREFIX or text != text.upper():
            raise RecipientError("not a hybrid identity")
        return cls(seed)

    def __str__(self) -> str:
        return bech32.encode(IDENTITY_PREFIX, self._seed).upper()

    def __repr__(self) -> str:
        return "<Identity>"  # never the secret, not even in a traceback

    @cached_property
    def recipient(self) -> Recipient:
        """The public key that belongs to this identity."""
        return Recipient(self._public_bytes)

    @property
    def voice_seed(self) -> bytes:
        """The seed, 32 bytes, of the Ed25519 key that signs what this advisor writes. As secret as the identity."""
        return HKDF(SHA256(), SEED_LENGTH, None, _VOICE).derive(self._seed)

    def unwrap(self, enc: bytes, body: bytes) -> bytes:
        """Return the file key that was wrapped for this identity.

        :raise NoMatch: wrapped for somebody else.
        :raise HeaderError: an X25519 share of low order, which would make the shared secret predictable.
        """
        try:
            return _SUITE.decrypt(enc + body, self._key, info=_INFO)
        except InvalidTag:
            if _is_low_order(enc[-X25519_LENGTH:]):
                raise HeaderError("low-order X25519 share") from None
            raise NoMatch("not for this identity") from None


def recipients_digest(recipients: Iterable[Recipient]) -> str:
    """Return the SHA-256, in hex, of the recipients' texts, sorted and joined by line ends."""
    return hashlib.sha256("\n".join(sorted(map(str, recipients))).encode()).hexdigest()


def recipient_digest(recipient: Recipient) -> bytes:
    """Return the SHA-256 of a recipient's 1 216 raw bytes: what a case's id and a sealed report know it by."""
    return hashlib.sha256(bytes(recipient)).digest()


def fingerprint(public: bytes) -> str:
    """Return six groups of four characters for something public: the first 120 bits of its SHA-256."""
    return crockford.group(crockford.encode(hashlib.sha256(public).digest()[:_FINGERPRINT_BYTES]))


def _is_low_order(x25519_public: bytes) -> bool:
    """Whether every secret agreed with this point would be zero (RFC 7748, section 6.1)."""
    return (int.from_bytes(x25519_public, "little") & _X25519_MASK) % _X25519_PRIME in _LOW_ORDER
