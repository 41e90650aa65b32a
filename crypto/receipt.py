"""Receipt codes: how a reporter who left no name comes back.

A code is 20 characters of Crockford's base32: 19 random ones (95 bits) and a check character, so that a typing
error is found before anything is sent. Read as coefficients of a polynomial over GF(32), a code is right when
the polynomial is zero at the generator; that finds every wrong character and every two that were swapped.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import crockford
from .errors import ReceiptError
from .keys import SEED_LENGTH, Identity, recipient_digest
from .talk import TALK_LENGTH, case_id
from .written import as_code

CODE_LENGTH = 20
LOCATOR_LENGTH = 32

_COLON = re.compile("[:\uff1a\ufe55]")
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
    """Return the canonical form of a code as a person typed it, whatever stands before, behind and between its groups.

    :raise ReceiptError: no code is there, or a typing error.
    """
    groups = _groups(typed)
    whole = "".join(groups)
    if _is_code(whole):
        return whole
    inside = [found for found in _spans(groups) if _is_code(found)]
    if not inside:
        raise ReceiptError(len(whole), _odd_group(groups))
    return inside[-1]


def _groups(typed: str) -> list[str]:
    """What stands before a colon is a label, as long as enough for a code stands behind it."""
    groups: list[str] = []
    for part in reversed(_COLON.split(typed)):
        groups = as_code(part) + groups
        if sum(map(len, groups)) >= CODE_LENGTH - 1:
            break
    return groups


def _spans(groups: list[str]) -> Iterator[str]:
    """What of a text, from the beginning of a group to the end of one, is as long as a code."""
    for start in range(len(groups)):
        found = ""
        for each in groups[start:]:
            found += each
            if len(found) >= CODE_LENGTH:
                break
        if len(found) == CODE_LENGTH:
            yield found


def _odd_group(groups: list[str]) -> int:
    """Return the number of the first group that can't be one of a code, from 1; 0 if that can't be said."""
    whole = "".join(groups)
    if len(whole) == CODE_LENGTH:
        groups = [whole[start : start + crockford.GROUP] for start in range(0, CODE_LENGTH, crockford.GROUP)]
    last = groups[-CODE_LENGTH // crockford.GROUP :]
    if len(last) < CODE_LENGTH // crockford.GROUP:
        return 0
    is_odd = [len(each) != crockford.GROUP or not set(each) <= set(crockford.ALPHABET) for each in last]
    return is_odd.index(True) + 1 if sum(is_odd) in (1, 2) else 0


def _is_code(text: str) -> bool:
    return len(text) == CODE_LENGTH and set(text) <= set(crockford.ALPHABET) and _remainder(text) == 0


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
