"""The advisors' session: a random token in a cookie, its hash in the database. Nobody else ever gets a cookie."""

import hashlib

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from reporting import current
from reporting.store import Advisor, Lifetime, SignIn, Unavailable

COOKIE = "__Host-session"
AUTOMATIC = "X-Automatic"
"""The header of what the page fetches by itself: that nobody is at work is seen all the same."""

_WHOLE_SECONDS = 8 * 3600


class AdvisorSession(dict[str, str], SessionMixin):
    """Who is signed in, if anybody. Read-only: it follows from the cookie and the database."""

    advisor: Advisor | None = None
    token: str | None = None
    unavailable: Unavailable | None = None
    """Why it is not known whose session this is; whoever has to know raises it."""


class CookieSessions(SessionInterface):
    """Opens the session that a request's cookie stands for."""

    def open_session(self, app: Flask, request: Request) -> AdvisorSession:
        """Return the session of this request, empty for everybody but a signed-in advisor."""
        token = request.cookies.get(COOKIE) if "HTTP_COOKIE" in request.environ else None
        if not token:
            return AdvisorSession()
        sign_in: SignIn = app.extensions["sign_in"]
        try:
            found = sign_in.use_session(token, current.now(), lifetime(app), is_work=AUTOMATIC not in request.headers)
            return session_for(token, found)
        except Unavailable as error:  # no handler is at work yet, and a public page has no need of it
            session = AdvisorSession()
            session.unavailable = error
            return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write nothing: sessions change in the database only."""


def lifetime(app: Flask) -> Lifetime:
    """Return how long a session lives; the page locks by the same setting."""
    return Lifetime(idle=60 * app.config["LOCK_MINUTES"], whole=_WHOLE_SECONDS)


def session_for(token: str, advisor: Advisor | None) -> AdvisorSession:
    """Return the session of a signed-in advisor; `csrf_token` is where Flask-WTF looks for its secret."""
    session = AdvisorSession()
    if advisor:
        session.advisor, session.token = advisor, token
        session["csrf_token"] = hashlib.sha256(b"csrf" + token.encode()).hexdigest()
    return session


def set_cookie(response: Response, token: str) -> None:
    """Give the browser a session token that only this site, over a safe channel, gets back; it is for its memory
    only.
    """
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")


def clear_cookie(response: Response) -> None:
    """Take the session token back."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
