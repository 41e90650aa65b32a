"""The hashes that the portal key signs with a list: of what the portal serves, so that a change of it can be seen."""

import hashlib
from collections.abc import Iterable

_TITLE = "bekymret pages v1"


def write_pages(n: int, served: Iterable[tuple[str, bytes]]) -> str:
    """Return the text to sign with list `n`: a line for each path, with the SHA-256 of what is served under it."""
    lines = [f"{hashlib.sha256(content).hexdigest()} {path}\n" for path, content in served]
    return f"{_TITLE}\nn {n}\n" + "".join(lines)
