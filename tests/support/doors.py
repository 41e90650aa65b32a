"""Tries every route of the portal from outside: what is for advisors must open to nobody else, whoever wrote it how."""

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError
from werkzeug.routing import Rule

from tests.support.cast import Advisor, sign_in

OPEN = {
    # What an advisor needs before there is a session. Each of them tells a stranger nothing.
    ("GET", "/enrol"),
    ("POST", "/enrol"),
    ("POST", "/enrol/invitation"),
    ("POST", "/unlock/challenge"),
    ("POST", "/unlock"),
    ("GET", "/inbox"),
    ("GET", "/inbox/settings.json"),  # signed with the pages: whoever watches the portal compares it
}
FILLED = {"case": "0" * 32, "door": "staff"}
ADVISORS = "reporting.advisors"
PLACES = ("/inbox", "/enrol", "/unlock", "/lock")
NO_TOKEN = 419


def routes(app: Flask, *, for_advisors: bool) -> list[tuple[str, str]]:
    """Return (method, path) of every route that is the advisors' by any sign, or of every other one.

    The signs are where the view's code stands, by which door it was registered, and how its path begins: a route that
    has lost one of them is still tried.
    """
    return sorted(found for rule in app.url_map.iter_rules() for found in _of(app, rule, for_advisors))


def unguarded(app: Flask, retired: Advisor, active: Advisor) -> list[str]:
    """Say which advisors' routes answer a stranger, a retired advisor, or a write without its CSRF token."""
    # A view may have reasons of its own for a 400: only the check of the token answers this.
    app.error_handler_spec[None][400][CSRFError] = lambda _: ("", NO_TOKEN)
    former = sign_in(app, retired)
    app.extensions["roster"].retire(retired.name)
    forgetful = sign_in(app, active)
    forgetful.environ_base.pop("HTTP_X_CSRFTOKEN")
    found = []
    for method, path in routes(app, for_advisors=True):
        if (method, path) in OPEN:
            continue
        if method != "GET" and _status(forgetful, method, path) != NO_TOKEN:
            found.append(f"{method} {path}: takes a write without its CSRF token")
        if _status(app.test_client(), method, path) != 401:
            found.append(f"{method} {path}: opens to a stranger")
        if _status(former, method, path) != 401:
            found.append(f"{method} {path}: opens to a retired advisor")
    return found


def open_to_other_sites(app: Flask) -> list[str]:
    """Say which routes take a write that another site made a browser send."""
    everything = routes(app, for_advisors=True) + routes(app, for_advisors=False)
    client = app.test_client()
    return [
        f"{method} {path}"
        for method, path in everything
        if method != "GET" and _status(client, method, path, {"Sec-Fetch-Site": "cross-site"}) != 403
    ]


def _of(app: Flask, rule: Rule, for_advisors: bool) -> Iterator[tuple[str, str]]:
    door = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    module = app.view_functions[rule.endpoint].__module__
    signs = (module.startswith(ADVISORS), getattr(door, "for_advisors", False), rule.rule.startswith(PLACES))
    if any(signs) is not for_advisors:
        return
    with app.test_request_context():
        url = rule.build({name: FILLED.get(name, "x") for name in rule.arguments})
    assert url, rule
    for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
        yield method, url[1]


def _status(client: FlaskClient, method: str, path: str, headers: dict[str, str] | None = None) -> int:
    return client.open(path, method=method, json={} if method != "GET" else None, headers=headers).status_code
