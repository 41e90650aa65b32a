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
KEY_LENGTH = 32
_SHARED_KEY = "bekymret hourly key {hour}"


class HourlyKey:
    """Turns an address into a rate-limit key that means nothing an hour later.

    The random key behind it lives where the counts do: in this process's memory, or in the store that several
    processes share, which must keep nothing on a disk and forgets it when the hour is over.
    """

    def __init__(self) -> None:
        self._hour = -1
        self._own = b""
        self._shared: tuple[int, object, bytes] | None = None

    def __call__(self) -> str:
        """Return the key for the current request."""
        hour = int(time.time() // HOUR)
        if hour != self._hour:
            self._hour, self._own = hour, secrets.token_bytes(KEY_LENGTH)
        key = self._own if isinstance(limiter.storage, MemoryStorage) else self._key_of_all(hour)
        return hmac.new(key, network(request.remote_addr).encode(), "sha256").hexdigest()

    def _key_of_all(self, hour: int) -> bytes:
        storage = limiter.storage
        if not self._shared or self._shared[:2] != (hour, storage):
            try:
                self._shared = (hour, storage, _draw_together(storage, hour))
            except storage.base_exceptions:
                return self._own  # asked for again with the next request: the store may be back
        return self._shared[2]


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


def _draw_together(storage: Any, hour: int) -> bytes:
    """Return the key of all processes for this hour. Whoever comes first draws it."""
    client, name = storage.storage, _SHARED_KEY.format(hour=hour)  # limits' name for the client of Redis or Valkey
    client.set(name, secrets.token_bytes(KEY_LENGTH), nx=True, exat=(hour + 1) * HOUR)
    return bytes(client.get(name))
