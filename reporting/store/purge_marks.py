"""What shows that a day on which something goes came with a case file's newest version, and not from whoever writes
the database: a MAC under the portal's secret, which is no part of it. See docs/formats.md.
"""

import hashlib
import hmac


def purge_mark(secret: bytes, case: bytes, place: int | None, day: str, newest: bytes) -> bytes:
    """Return the mark of an ISO day for a raw case id, or for one place of it; `newest` is the payload hash of the
    newest version of its file.
    """
    what = "-" if place is None else str(place)
    text = f"bekymret purge v1\n{case.hex()}\n{what}\n{day}\n".encode()
    return hmac.digest(secret, text + newest, hashlib.sha256)


def is_purge_mark(mark: bytes | None, secret: bytes, case: bytes, place: int | None, day: str, newest: bytes) -> bool:
    """Whether this is the mark; nothing is one where there is no version of a file."""
    expected = purge_mark(secret, case, place, day, newest)
    return bool(mark and newest) and hmac.compare_digest(mark or b"", expected)
