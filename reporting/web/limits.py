"""How often one visitor may ask, counted under a key that is no address and means nothing an hour later."""

import hmac
import ipaddress
import secrets
import time
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import MemoryStorage

HOUR = 3600
_SHARED_KEY = "bekymret hourly key {hour}"


class HourlyKey:
    """Turns an address into a rate-limit key that means nothing an hour later.

    The random key behind it lives where the counts do: in this process's memory, or in the store that several
    processes share, which must keep nothing on a disk.
    """

    def __init__(self) -> None:
        self._drawn_for: tuple[int, object] | None = None
        self._key = b""

    def __call__(self) -> str:
        """Return the key for the current request."""
        hour = int(time.time() // HOUR)
        if self._drawn_for != (hour, limiter.storage):
            self._drawn_for, self._key = (hour, limiter.storage), _key_of(hour)
        return hmac.new(self._key, network(request.remote_addr).encode(), "sha256").hexdigest()


def network(address: str | None) -> str:
    """Cut an address to /24 or /48: a whole estate may share one, and one person may have many."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


# Without the shared store each process counts for itself: reports go on.
limiter = Limiter(HourlyKey(), strategy="fixed-window", in_memory_fallback_enabled=True)


def limit(app: Flask) -> None:
    """Attach the limits; where they are counted is the setting `ratelimit_storage_uri`."""
    limiter.init_app(app)


def _key_of(hour: int) -> bytes:
    storage = limiter.storage
    fresh = secrets.token_bytes(32)
    if isinstance(storage, MemoryStorage):
        return fresh
    shared: Any = storage.storage  # type: ignore[attr-defined]  # limits' name for the client of Redis or Valkey
    # Whoever comes first in this hour draws the key; the store forgets it when the hour is long over.
    name = _SHARED_KEY.format(hour=hour)
    try:
        shared.set(name, fresh, nx=True, ex=2 * HOUR)
        return bytes(shared.get(name) or fresh)
    except storage.base_exceptions:
        return fresh
