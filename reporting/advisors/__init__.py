"""The advisors' side: every view is for a signed-in advisor only, unless it is marked as open."""

from collections.abc import Callable
from typing import TypeVar

from flask import abort, current_app, request

from reporting import current
from reporting.web.requests import Door, csrf

View = TypeVar("View", bound=Callable[..., object])


def blueprint(name: str) -> Door:
    """Return a blueprint for advisors: 401 without a session, 400 for a write without the session's CSRF token."""
    door = Door(name, for_advisors=True)
    door.before_request(_signed_in_only)
    return door


def open_to_strangers(view: View) -> View:
    """Mark a view that has to answer before anybody is signed in."""
    view.is_open = True  # type: ignore[attr-defined]
    return view


def me() -> str:
    """Return the id of the advisor who is signed in.

    :raise 401: nobody is.
    """
    advisor = current.advisor()
    if advisor is None:
        abort(401)
    return advisor.id


def _signed_in_only() -> None:
    """Let only a signed-in advisor pass, who writes with the token of the session.

    :raise 401: no session, or one that is over.
    :raise 400: a write without the session's token.
    """
    if getattr(current_app.view_functions.get(request.endpoint or ""), "is_open", False):
        return
    if current.advisor() is None:
        abort(401)
    csrf.protect()
