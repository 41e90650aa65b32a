"""Receipt codes: how a reporter who left no name comes back.

A code is 20 characters of Crockford's base32: 19 random ones (95 bits) and a check character, so that a typing
error is found before anything is sent. Read as coefficients of a polynomial over GF(32), a code is right when
the polynomial is zero at the generator; that finds every wrong character and every two that were swapped.
"""

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import crockford
from .errors import ReceiptError
from .keys import SEED_LENGTH, Identity, recipient_digest
from .talk import TALK_LENGTH, case_id

CODE_LENGTH = 20
LOCATOR_LENGTH = 32

_INFO = b"bekymret receipt v1"
_REDUCTION = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What follows from a code: where the case is found, the key that opens its replies, the conversation's key."""

    locator: bytes
    identity: Identity
    talk: bytes

    @property
    def case(self) -> str:
        """The id of the case that this code belongs to, and to no other: 32 hex digits."""
        return case_id(self.talk, recipient_digest(self.identity.recipient))


def generate_code() -> str:
    """Return a new code: 20 characters, without separators."""
    body = "".join(crockford.ALPHABET[byte & 31] for byte in secrets.token_bytes(CODE_LENGTH - 1))
    return body + crockford.ALPHABET[_remainder(body + crockford.ALPHABET[0])]


def parse_code(typed: str) -> str:
    """Return the canonical form of a code as a person typed it.

    :raise ReceiptError: wrong length, a foreign character, or a typing error.
    """
    code = crockford.normalise(typed)
    if len(code) != CODE_LENGTH or any(character not in crockford.ALPHABET for character in code):
        raise ReceiptError("not a receipt code")
    if _remainder(code):
        raise ReceiptError("typing error")
    return code


def open_code(code: str) -> Receipt:
    """Derive locator (32 bytes), identity and talk (32 bytes) from a canonical code.

    95 random bits need no slow key derivation, so that a look-up costs the server nothing.
    """
    derived = HKDF(SHA256(), LOCATOR_LENGTH + SEED_LENGTH + TALK_LENGTH, None, _INFO).derive(code.encode("ascii"))
    seed = derived[LOCATOR_LENGTH : LOCATOR_LENGTH + SEED_LENGTH]
    return Receipt(derived[:LOCATOR_LENGTH], Identity(seed), derived[-TALK_LENGTH:])


def locator_hash(locator: bytes) -> bytes:
    """Return what the server stores and looks up: the SHA-256 of a locator."""
    return hashlib.sha256(locator).digest()


def _remainder(code: str) -> int:
    value = 0
    for character in code:
        value = _times_generator(value) ^ crockford.ALPHABET.index(character)
    return value


def _times_generator(value: int) -> int:
    doubled = value << 1
    return doubled ^ _REDUCTION if doubled & 32 else doubled
