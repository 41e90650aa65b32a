"""Crockford's base32 for what people read and type: https://www.crockford.com/base32.html."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
"""Characters that stand together."""


def encode(raw: bytes) -> str:
    """Return `raw` as base32 characters; its bits must be a multiple of five."""
    number = int.from_bytes(raw, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(len(raw) * 8 // 5)))


def group(characters: str) -> str:
    """Set `characters` in groups of four, joined by hyphens."""
    return "-".join(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))
