"""Crockford's base32 for what people read and type: https://www.crockford.com/base32.html."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None})


def encode(raw: bytes) -> str:
    """Return `raw` as base32 characters; its bits must be a multiple of five."""
    number = int.from_bytes(raw, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(len(raw) * 8 // 5)))


def normalise(typed: str) -> str:
    """Forgive what hands and eyes get wrong: case, spaces, hyphens, O for 0, I or L for 1."""
    return "".join(typed.split()).upper().translate(_FORGIVEN)


def group(characters: str) -> str:
    """Set `characters` in groups of four, joined by hyphens."""
    return "-".join(characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP))
