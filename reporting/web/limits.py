"""How often one visitor may ask, counted under a key that is no address and means nothing an hour later.

A view counts what it has seen to be worth it: what is empty or makes no sense has a bucket of its own, so that it uses
up nothing of what honest neighbours behind the same address have.
"""

import hmac
import ipaddress
import math
import secrets
import time
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import RateLimitItem, RateLimitItemPerHour, parse
from limits.storage import MemoryStorage
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from reporting.settings import CannotStart

from .exchange import ANEW
from .own_counts import OwnCounts
from .shared_counts import ANSWER_SECONDS, Presence, find_faults

HOUR = 3600
KEY_LENGTH = 32
LIMITS = {
    name: parse(limit)
    for name, limit in {
        "report": "30 per hour",
        "message": "30 per hour",
        "look-up": "30 per minute",
        "refused": "60 per minute",
        "challenge": "5 per minute",
        "challenges": "30 per minute",  # whatever the name
        "invitation": "20 per minute",
    }.items()
}
"""How much of what one address may do. `refused` is for what was empty or made no sense, whatever it was sent to."""

# Tor gives each circuit to an onion service an address of its own in here, if `HiddenServiceExportCircuitID` is on.
_CIRCUITS = ipaddress.ip_network("fc00:dead:beef:4dad::/64")
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

    def __call__(self, address: str | None = None, name: str = "") -> str:
        """Return the key for an address, the current request's if none is given, and a name, if that is to count."""
        key = self._key_of_all(_this_hour()) if _is_shared() else self._own_key()
        who = network(address or request.remote_addr) + "\n" + name
        return hmac.digest(key, who.encode(), "sha256").hex()

    def here(self, address: str) -> str:
        """Return the key of an address in this process alone: no store is asked, nobody waits."""
        return hmac.digest(self._own_key(), network(address).encode(), "sha256").hex()

    def _own_key(self) -> bytes:
        if _this_hour() != self._hour:
            self._hour, self._own = _this_hour(), secrets.token_bytes(KEY_LENGTH)
        return self._own

    def _key_of_all(self, hour: int) -> bytes:
        storage = limiter.storage
        presence: Presence = current_app.extensions["presence"]
        if self._shared and self._shared[:2] == (hour, storage):
            return self._shared[2]
        if not presence.may_be_asked(storage):
            return self._own_key()
        try:
            self._shared = (hour, storage, _draw_together(storage, hour))
        except storage.base_exceptions:
            presence.note(is_there=False)
            return self._own_key()  # asked for again later: the store may be back
        return self._shared[2]


def network(address: str | None) -> str:
    """Cut an address to /24 or /48: a whole estate may share one, and one person may have many."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed in _CIRCUITS:
        return str(parsed)
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


hourly_key = HourlyKey()
limiter = Limiter(hourly_key, strategy="fixed-window", in_memory_fallback_enabled=True)


def count(bucket: str, name: str = "") -> None:
    """Count this request into one of the `LIMITS`, for its address and, if given, a name.

    :raise 429: there were too many; when to come back is told.
    """
    if not _counts():
        return
    wait = _use(LIMITS[bucket], bucket, hourly_key(name=name))
    if wait:
        raise TooManyRequests(retry_after=wait)


def count_for_all(length: int, *, reports: int = 0) -> None:
    """Count what will be stored, `length` bytes, against what the whole portal takes from the public in an hour.

    This is against floods from many addresses. It knows nothing of anybody; the caretakers' door is not counted.

    :raise 503: that is used up; when to come back is told.
    """
    if not _counts():
        return
    config = current_app.config
    for what, most, cost in (
        ("all reports", config["MAX_REPORTS_PER_HOUR"], reports),
        ("all kilobytes", 1000 * config["MAX_MEGABYTES_PER_HOUR"], math.ceil(length / 1000)),
    ):
        wait = _use(RateLimitItemPerHour(most), what, cost=cost) if cost else 0
        if wait:
            raise ServiceUnavailable(retry_after=wait)


def _counts() -> bool:
    return limiter.enabled and ANEW not in request.environ


def _use(limit: RateLimitItem, *who: str, cost: int = 1) -> int:
    """Return 0, or how many seconds there is nothing left of a limit."""
    presence: Presence = current_app.extensions["presence"]
    if _is_shared() and presence.may_be_asked(limiter.storage):
        try:
            return _use_shared(limit, *who, cost=cost)
        except limiter.storage.base_exceptions:
            presence.note(is_there=False)
    # Without a shared store each process counts for itself: reports go on.
    own: OwnCounts = current_app.extensions["own_counts"]
    return own.use(limit, *who, cost=cost)


def _is_shared() -> bool:
    """Whether counts are kept where other processes find them. The library's own memory is not used: its timers race,
    and write keys to the log.
    """
    return not isinstance(limiter.storage, MemoryStorage)


def _use_shared(limit: RateLimitItem, *who: str, cost: int) -> int:
    counts = limiter.limiter
    if counts.hit(limit, *who, cost=cost):
        return 0
    return max(math.ceil(counts.get_window_stats(limit, *who).reset_time - time.time()), 1)


def sender_of(proxies: int, environ: Mapping[str, Any]) -> str:
    """Return the key for who sent a request that Flask has not seen yet, `proxies` hops away."""
    address = environ["REMOTE_ADDR"]
    if proxies:  # as werkzeug's ProxyFix reads it
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = hops[-proxies] if len(hops) >= proxies and hops[-proxies] else address
    return hourly_key.here(address)


def limit(app: Flask) -> None:
    """Attach the limits; where they are counted is the setting `ratelimit_storage_uri`.

    :raise CannotStart: the shared store keeps on a disk what it is given, or does not say so.
    """
    if app.config["RATELIMIT_STORAGE_URI"] != "memory://":
        waits = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = waits
    limiter.init_app(app)
    app.extensions.update(presence=Presence(), own_counts=OwnCounts())
    presence: Presence = app.extensions["presence"]
    if limiter.enabled:
        presence.note(is_there=limiter.storage.check())
        for fault in find_faults(limiter.storage):
            raise CannotStart(fault)


def _this_hour() -> int:
    return int(time.time() // HOUR)


def _draw_together(storage: Any, hour: int) -> bytes:
    """Return the key of all processes for this hour. Whoever comes first draws it."""
    client, name = storage.storage, _SHARED_KEY.format(hour=hour)  # limits' name for the client of Redis or Valkey
    client.set(name, secrets.token_bytes(KEY_LENGTH), nx=True, exat=(hour + 1) * HOUR)
    return bytes(client.get(name))
