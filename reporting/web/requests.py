"""What every request meets on its way in: who this door is for, what another site can't send, how long it may be."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, ParamSpec, TypeVar

from flask import Blueprint, Flask, Request, abort, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError, ServiceUnavailable

from crypto.written import tidy_line

from .exchange import REFUSED

BUSY_SECONDS = 5
"""When to come back while others are sending much; our pages then do so by themselves."""

P = ParamSpec("P")
R = TypeVar("R")


class HeaderToken(CSRFProtect):  # type: ignore[misc]  # the package has no types
    """Looks for the token in the header that our script sends, and leaves the body for the view to bound and read."""

    def _get_csrf_token(self) -> str | None:
        return request.headers.get("X-CSRFToken")


csrf = HeaderToken()
"""Asks for a token on every write of every blueprint that has not settled that in another way."""


class Door(Blueprint):
    """A blueprint that says who comes in: anybody, who never gets a cookie, or advisors."""

    def __init__(self, name: str, *, for_advisors: bool) -> None:
        """Refuse what another site sends, before anything else that a door of this kind asks."""
        super().__init__(name, __name__)
        self.for_advisors = for_advisors
        self.before_request(same_origin_only)
        csrf.exempt(self)


class InMemoryRequest(Request):
    """A request that never writes what was sent to a temporary file, and takes no accident from it."""

    def get_json(self, *args: Any, **options: Any) -> Any:
        """Return the JSON that was sent.

        :raise 400: none, or nested deeper than anything of ours.
        """
        try:
            return super().get_json(*args, **options)
        except RecursionError:
            abort(400)

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        return BytesIO()


def refuse_unread(app: Flask) -> None:
    """Have requests whose body was not read to its end answered in words; see `gateway`."""
    app.before_request(_refuse_unread)


def _refuse_unread() -> None:
    """:raise 400, 408, 411, 413, 503: as the gateway says."""
    if isinstance(request.routing_exception, SecurityError):
        return  # under a host name that is not ours there are no words; dispatching says so
    status = request.environ.get(REFUSED)
    if status == ServiceUnavailable.code:
        raise ServiceUnavailable(retry_after=BUSY_SECONDS)
    if status:
        abort(status)


def was_not_read() -> bool:
    """Whether this request's body was refused, so that there is nothing in it to keep."""
    return REFUSED in request.environ


def is_for_advisors() -> bool:
    """Whether the current request came in by an advisors' door."""
    return getattr(current_app.blueprints.get(request.blueprint or ""), "for_advisors", False)


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


def accepts_up_to(
    length: int | Callable[..., int], fields: int | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view take bodies of up to `length` bytes, a number or what a function of its arguments says.

    Larger ones are a 413. Text fields together never take more than `fields`, where that is less.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> R:
            request.max_content_length = length if isinstance(length, int) else length(*args, **kwargs)
            request.max_form_memory_size = fields or request.max_content_length
            return view(*args, **kwargs)

        return limited

    return decorate


def sent_text(key: str) -> str:
    """Return a text of the JSON that a script sent.

    :raise 400: no JSON, no such key, or no printable text.
    """
    value = _sent(key)
    if not value.isprintable():  # half a surrogate pair is not printable
        abort(400)
    return value


def sent_line(key: str) -> str:
    """Return a text of one line that a person typed, from the JSON that a script sent.

    :raise 400: no JSON, no such key, or nothing that can be printed.
    """
    line = tidy_line(_sent(key))
    if not line or not line.isprintable():
        abort(400)
    return line


def _sent(key: str) -> str:
    """:raise 400: no JSON, no such key, or no text."""
    sent: Any = request.get_json()
    value = sent.get(key) if isinstance(sent, dict) else None
    if not isinstance(value, str):
        abort(400)
    return value


def sent_bytes(key: str) -> bytes:
    """Return bytes that a script sent as base64 in its JSON.

    :raise 400: no JSON, no such key, or not base64.
    """
    try:
        return base64.b64decode(sent_text(key), validate=True)
    except (binascii.Error, ValueError):
        abort(400)


def sent_frame() -> bytes:
    """Return what a script sent as it stands; empty for everything that is not said to be bytes."""
    return request.get_data(cache=False) if request.mimetype == "application/octet-stream" else b""


def as_base64(raw: bytes) -> str:
    """Return bytes as they stand in the JSON of an answer."""
    return base64.b64encode(raw).decode()
