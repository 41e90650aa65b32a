"""A card: what the list needs of one case, under the advisors' own key (`team_key`).

AES-256-GCM over JSON and blanks up to whole blocks; bound to one state of one case, so that one that is stale, or of
another case, does not open. The browser makes them: see [Note: A list card is a cache] in
`static/js/crypto/list-card.ts`. It is no age file.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import EnvelopeError
from .talk import HASH_LENGTH

_BLOCK = 1024
_NONCE_LENGTH = 12
_TAG_LENGTH = 16
_SIDES = {"reporter": 0, "advisor": 1}
_NOBODY = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """What a card is bound to: the `part`, `card` for what is listed or `text` for what is searched; the key's site and
    number; the case; the transcript after its last place, and the chain after its file's last version; which side each
    place came from and its tag (see `sides`).
    """

    part: str
    site: str
    n: int
    case: str
    state: bytes
    head: bytes
    sides: bytes

    def __bytes__(self) -> bytes:
        """Return the additional data."""
        start = f"bekymret {self.part} v2\n{self.site}\n{self.n}\n".encode()
        return start + bytes.fromhex(self.case) + self.state + self.head + self.sides


def sides(places: Iterable[tuple[str, bytes | None]]) -> bytes:
    """Return 33 bytes for each place in order, given `by` and tag: 0 reporter, 1 advisor, 2 else; zeros for no tag."""
    return b"".join(bytes([_SIDES.get(by, _NOBODY)]) + (tag or bytes(HASH_LENGTH)) for by, tag in places)


def seal_card(content: Any, binding: Binding, key: bytes) -> bytes:
    """Return nonce and ciphertext of something that JSON can say."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    padded = text.ljust(-(-len(text) // _BLOCK) * _BLOCK, b" ")
    nonce = secrets.token_bytes(_NONCE_LENGTH)
    return nonce + AESGCM(key).encrypt(nonce, padded, bytes(binding))


def _refuse(what: str) -> None:
    """JSON has no NaN and no Infinity, and the browser reads none."""
    raise ValueError(what)


def open_card(card: bytes, binding: Binding, key: bytes) -> Any:
    """Return what was sealed.

    :raise EnvelopeError: damaged, stale, or of another case.
    """
    if len(card) < _NONCE_LENGTH + _BLOCK + _TAG_LENGTH:
        raise EnvelopeError("not a card")
    try:
        padded = AESGCM(key).decrypt(card[:_NONCE_LENGTH], card[_NONCE_LENGTH:], bytes(binding))
        return json.loads(padded.decode(), parse_constant=_refuse)
    except (InvalidTag, ValueError):
        raise EnvelopeError("not a card of this state") from None
