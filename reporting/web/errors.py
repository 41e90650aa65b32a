"""Every error as a plain page in the person's language, or as JSON where a script asked.

The log gets the kind of error and where in the code it happened: no address, no path, no content.
"""

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound, SecurityError, ServiceUnavailable, TooManyRequests
from werkzeug.routing import RequestRedirect

from reporting.store import Unavailable

from .quiet import kind_and_place
from .requests import is_for_advisors

PLAIN = frozenset({400, 401, 403, 404, 405, 408, 413, 429, 500, 503})
_SAID_AS = {411: 400}
"""What only programs do wrong has no sentences of its own."""
INTAKE = "/intake"
"""Where no person comes: whatever happens there is told as JSON, in words for whoever writes the program."""

_FOR_PROGRAMS = {
    400: "This request can't be read.",
    401: "No such token. Send Authorization: Bearer <token>, as `flask intake add` has printed it.",
    403: "Another site's page has sent this; programs send neither Origin nor Sec-Fetch-Site.",
    404: "There is nothing here.",
    405: "Cases are sent by POST.",
    408: "The body came too slowly. Send it again.",
    411: "The body has no length.",
    413: "This is longer than any case can be.",
    429: "Too much came at once. Retry-After says when to send it again.",
    500: "Something went wrong here, and nothing was stored. Send it again, under the same Idempotency-Key.",
    503: "Nothing can be stored now. Retry-After says when to send it again, under the same Idempotency-Key.",
}
RETRY_AFTER = 30
"""Seconds after which to come back, where nothing better is known."""

LOSSES: tuple[int | type[Exception], ...] = (429, 500, 503, Unavailable)
"""What must not cost anybody what they wrote: pages with a form register a handler of their own for these."""

_FAILURES = {429: "too_many", 503: "unavailable"}


class QuietFlask(Flask):
    """A Flask that logs where an error happened and nothing of what was sent."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none of ours is a coroutine, and Flask would look at each for every request."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Log the exception's type and its stack, without its message, the path or any value."""
        kind, _, trace = exc_info
        self.logger.error("%s", kind_and_place(kind, trace))


def handle_errors(app: Flask) -> None:
    """Attach the error pages."""
    app.register_error_handler(HTTPException, _handle)
    app.register_error_handler(Unavailable, _handle)
    # Flask-WTF and Flask-Limiter say in their logs which request they refused, and whose.
    for name in ("flask-limiter", "flask_wtf.csrf"):
        logging.getLogger(name).disabled = True


def status_of(error: Exception) -> int:
    """Return the status, one of `PLAIN` or `_SAID_AS`, under which `error` is shown."""
    if isinstance(error, Unavailable):
        logging.getLogger("bekymret").error("the database is unavailable: %s", error.reason)
        return 503
    status = error.code if isinstance(error, HTTPException) else None
    if isinstance(error, TooManyRequests | ServiceUnavailable) and error.retry_after:
        g.retry_after = error.retry_after
    if status in PLAIN | _SAID_AS.keys():
        return status or 500
    return 400 if status and status < 500 else 500


def failure_of(status: int) -> str:
    """Return which of the sentences `js.failed.…` tells a person why a status of `LOSSES` refused what they wrote."""
    return _FAILURES.get(status, "refused")


def show_error(status: int) -> ResponseReturnValue:
    """Return the plain page or the JSON for a status."""
    if request.path == INTAKE:
        return jsonify(error=str(status), sentence=_FOR_PROGRAMS[status]), status, retry_after(status)
    if wants_json():
        return jsonify(error=str(status)), status, retry_after(status)
    page = render_template("errors/error.html", status=_SAID_AS.get(status, status))
    return page, status, retry_after(status)


def retry_after(status: int) -> dict[str, str]:
    """Return the header that says when to come back, for the statuses that pass."""
    return {"Retry-After": str(g.get("retry_after", RETRY_AFTER))} if status in (429, 503) else {}


def wants_json() -> bool:
    """Whether a script asked, not a person."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _handle(error: Exception) -> ResponseReturnValue:
    if isinstance(error, RequestRedirect):
        return error.get_response()
    if isinstance(error, SecurityError):
        # Under a host name that is not ours no address can be built, so this page has no links at all.
        return render_template("errors/untrusted.html"), 400
    status = status_of(error)
    if status == NotFound.code and not wants_json() and (forgiven := _forgiven()):
        return redirect(forgiven)
    return show_error(status)


def _forgiven() -> str:
    """Return the address that somebody meant who typed one from a poster: with capitals, with a stroke at its end.
    Empty if that leads nowhere either, or is the very one."""
    path = "/" + re.sub("/+", "/", request.path).strip("/").lower()
    adapter = current_app.create_url_adapter(request)
    is_public = request.method in ("GET", "HEAD") and not is_for_advisors()
    if not is_public or path == request.path or not adapter or not adapter.test(path):
        return ""
    query = request.query_string.decode("latin-1")
    return quote(path) + (f"?{query}" if query else "")
