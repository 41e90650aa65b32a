"""Bech32 (BIP 173) without its 90 character limit, as age uses it for keys.

https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

import base64

from .errors import RecipientError

_CHARSET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_RFC4648 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_DIGITS = bytes.maketrans(_CHARSET, b"0123456789abcdefghijklmnopqrstuv")  # what int(text, 32) reads
_FROM_RFC4648 = bytes.maketrans(_RFC4648, _CHARSET)
_FROM_VALUES = bytes.maketrans(bytes(range(32)), _CHARSET)
_TO_VALUES = bytes.maketrans(_CHARSET, bytes(range(32)))
_CHECKSUM_LENGTH = 6
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _step(checksum: int, value: int) -> int:
    top = checksum >> 25
    checksum = (checksum & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            checksum ^= generator
    return checksum


# One step is linear in its input, and so are two: a recipient is 1 959 characters long and one is checked on every
# report, so two characters at a time go through a table of what feeds back.
_FEEDBACK = tuple(_step(_step(top << 20, 0), 0) for top in range(1024))


def _polymod(values: bytes) -> int:
    checksum = 1
    if len(values) % 2:
        checksum, values = _step(checksum, values[0]), values[1:]
    feedback = _FEEDBACK
    for high, low in zip(values[::2], values[1::2], strict=True):
        checksum = (checksum & 0xFFFFF) << 10 ^ high << 5 ^ low ^ feedback[checksum >> 20]
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
    spare = len(data) * 5 % 8
    number = int(data.translate(_TO_DIGITS), 32) if data else 0
    if spare >= 5 or number & (1 << spare) - 1:
        raise RecipientError("padding that is not zero")
    return (number >> spare).to_bytes(len(data) * 5 // 8, "big")
