"""What every answer carries: headers that keep reporters unknown and foreign code out; no cookie on public pages."""

from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import Headers

from .requests import is_for_advisors

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types {policies}"
)
_PUBLIC_CSP = _CSP.format(policies="'none'")
# lit writes its own constant templates through the first policy; the second lets only our worker script load.
_ADVISOR_CSP = _CSP.format(policies="lit-html bekymret-worker")
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


# Our public pages load one script each, by its hash. The inbox's views are split, and a module's imports have none.
_INTEGRITY = ("Integrity-Policy", "blocked-destinations=(script)")
_PUBLIC = [
    *_HEADERS.items(),
    _INTEGRITY,
    ("Content-Security-Policy", _PUBLIC_CSP),
    ("Permissions-Policy", _PUBLIC_FEATURES),
]
_ADVISORS = [*_HEADERS.items(), ("Content-Security-Policy", _ADVISOR_CSP), ("Permissions-Policy", _ADVISOR_FEATURES)]


def allow_policy(name: str) -> None:
    """Let this public page make one Trusted Types policy; all others make none."""
    g.trusted_types = name


def protect(app: Flask) -> None:
    """Attach the headers and the no-cookie guard."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for_advisors = is_for_advisors()
    # As a list, because setting them one by one takes longer than all else that a report needs of Flask.
    response.headers = Headers([*response.headers, *(_ADVISORS if for_advisors else _PUBLIC)])
    if "trusted_types" in g:
        response.headers["Content-Security-Policy"] = _CSP.format(policies=g.trusted_types)
    onion = current_app.config["ONION"]
    if onion:
        response.headers["Onion-Location"] = f"{onion}{quote(request.path)}"
    if request.is_secure and not request.environ.get("HTTP_HOST", "").endswith(".onion"):
        response.headers["Strict-Transport-Security"] = _HSTS
    if not for_advisors and "Set-Cookie" in response.headers:
        del response.headers["Set-Cookie"]
        current_app.logger.error("a public page tried to set a cookie; it was removed")
    return response
