"""Bech32 (BIP 173) without its 90 character limit, as age uses it for keys.

https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

import base64

from .errors import RecipientError

_CHARSET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_RFC4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_RFC4648 = bytes.maketrans(_CHARSET, _RFC4648)
_FROM_RFC4648 = bytes.maketrans(_RFC4648, _CHARSET)
_FROM_VALUES = bytes.maketrans(bytes(range(32)), _CHARSET)
_TO_VALUES = bytes.maketrans(_CHARSET, bytes(range(32)))
_CHECKSUM_LENGTH = 6
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _feedback(top: int) -> int:
    value = 0
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            value ^= generator
    return value


# A hybrid recipient is 1 959 characters long and one is checked on every report: a table instead of the
# textbook's inner loop makes that several times cheaper.
_FEEDBACK = tuple(_feedback(top) for top in range(32))


def _polymod(values: bytes) -> int:
    checksum = 1
    feedback = _FEEDBACK
    for value in values:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value ^ feedback[checksum >> 25]
    return checksum


def _expand(prefix: bytes) -> bytes:
    return bytes(code >> 5 for code in prefix) + b"\x00" + bytes(code & 31 for code in prefix)


def encode(prefix: str, payload: bytes) -> str:
    """Return `payload` as lower-case Bech32 text under the ASCII `prefix`."""
    data = base64.b32encode(payload).rstrip(b"=").translate(_FROM_RFC4648)
    values = data.translate(_TO_VALUES) + bytes(_CHECKSUM_LENGTH)
    checksum = _polymod(_expand(prefix.encode("ascii")) + values) ^ 1
    tail = bytes(checksum >> 5 * place & 31 for place in reversed(range(_CHECKSUM_LENGTH)))
    return f"{prefix}1{data.decode()}{tail.translate(_FROM_VALUES).decode()}"


def decode(text: str) -> tuple[str, bytes]:
    """Return the lower-case prefix and the payload of a Bech32 text.

    :raise RecipientError: mixed case, a foreign character, a wrong checksum, or padding that is not zero.
    """
    if not text.isascii() or not text.isprintable() or text not in (text.lower(), text.upper()):
        raise RecipientError("mixed case or a foreign character")
    prefix, separator, data = text.lower().encode("ascii").rpartition(b"1")
    if not separator or not prefix or len(data) < _CHECKSUM_LENGTH or data.strip(_CHARSET):
        raise RecipientError("not Bech32")
    values = data.translate(_TO_VALUES)
    if _polymod(_expand(prefix) + values) != 1:
        raise RecipientError("wrong checksum")
    return prefix.decode(), _payload(data[:-_CHECKSUM_LENGTH])


def _payload(data: bytes) -> bytes:
    padded = data.translate(_TO_RFC4648) + b"=" * (-len(data) % 8)
    try:
        payload = base64.b32decode(padded)
    except ValueError:
        raise RecipientError("impossible length") from None
    # Like base64, base32 ignores spare bits: only the text that encoding gives back is canonical.
    if base64.b32encode(payload) != padded:
        raise RecipientError("padding that is not zero")
    return payload
