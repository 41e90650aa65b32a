"""What keeps reporters unknown on the wire and in memory: headers, no cookies, a rate-limit key without an address."""

import gzip
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from flask import Flask, Request, Response, abort, current_app, request
from flask_limiter import Limiter

P = ParamSpec("P")
R = TypeVar("R")

ADVISOR_BLUEPRINTS = frozenset({"advisors", "inbox"})

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'{images}; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types {policies}"
)
_PUBLIC_CSP = _CSP.format(images="", policies="'none'")
# lit writes its own constant templates through the first policy; the second lets only our worker script load.
_ADVISOR_CSP = _CSP.format(images=" blob:", policies="lit-html bekymret-worker")
_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_NOTHING = ", ".join(f"{name}=()" for name in _FEATURES)
_PASSKEYS = ", publickey-credentials-create={0}, publickey-credentials-get={0}"
_PUBLIC_FEATURES = _NOTHING + _PASSKEYS.format("()")
_ADVISOR_FEATURES = _NOTHING + _PASSKEYS.format("(self)")
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # `no-referrer` would break Flask-WTF's check over HTTPS
    "Cache-Control": "no-store",
}
_HSTS = "max-age=63072000; includeSubDomains"


class InMemoryRequest(Request):
    """A request that never writes what was sent to a temporary file."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        return BytesIO()


class HourlyKey:
    """Turns an address into a rate-limit key that means nothing an hour later and nothing outside this process."""

    def __init__(self) -> None:
        self._hour = -1
        self._key = b""

    def __call__(self) -> str:
        """Return the key for the current request."""
        hour = int(time.time() // 3600)
        if hour != self._hour:
            self._hour, self._key = hour, secrets.token_bytes(32)
        return hmac.new(self._key, _network(request.remote_addr).encode(), "sha256").hexdigest()


def _network(address: str | None) -> str:
    """Cut an address to /24 or /48: a whole estate may share one, and one person may have many."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


limiter = Limiter(HourlyKey(), storage_uri="memory://", strategy="fixed-window")


def protect(app: Flask) -> None:
    """Attach the request class, the rate limits, the headers and the no-cookie guard."""
    app.request_class = InMemoryRequest
    limiter.init_app(app)
    app.after_request(_add_headers)


def same_origin_only() -> None:
    """Refuse what another site makes a browser send. Both headers may be missing: old browsers, tools.

    :raise 403: another site is behind the request.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin.partition("://")[2] != request.host
    if foreign:
        abort(403)


def accepts_up_to(length: int, **doors: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view take bodies of up to `length` bytes, or another number for some doors; larger ones are a 413.

    Text fields together never take more than `length`.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> R:
            request.max_content_length = doors.get(str(kwargs.get("door")), length)
            request.max_form_memory_size = length
            return view(*args, **kwargs)

        return limited

    return decorate


def _add_headers(response: Response) -> Response:
    for_advisors = request.blueprint in ADVISOR_BLUEPRINTS
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _ADVISOR_CSP if for_advisors else _PUBLIC_CSP
    response.headers["Permissions-Policy"] = _ADVISOR_FEATURES if for_advisors else _PUBLIC_FEATURES
    onion = current_app.config["ONION"]
    if onion:
        response.headers["Onion-Location"] = f"{onion}{quote(request.path)}"
    if request.is_secure and not request.environ.get("HTTP_HOST", "").endswith(".onion"):
        response.headers["Strict-Transport-Security"] = _HSTS
    if request.method == "GET" and response.mimetype == "text/html":
        _compress(response)
    if not for_advisors and "Set-Cookie" in response.headers:
        del response.headers["Set-Cookie"]
        current_app.logger.error("a public page tried to set a cookie; it was removed")
    return response


def _compress(response: Response) -> None:
    """Pack a page that a GET asked for. It holds nothing secret that somebody could guess at through its length."""
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
