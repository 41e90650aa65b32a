"""Anybody's side of the portal: no cookie, no account, nothing kept but sealed envelopes."""

from typing import Any

from flask import current_app, g, request

from reporting.submissions.organisations import is_organisation
from reporting.web.languages import carry_language
from reporting.web.requests import Door


def blueprint(name: str) -> Door:
    """Return a blueprint for anybody.

    Its pages never get a cookie. Writes carry no ambient authority, so they need no token and only refuse other
    sites. Links to it keep a language that was chosen by link, and the organisation by whose link somebody came.
    """
    door = Door(name, for_advisors=False)
    door.url_value_preprocessor(_see_organisation)
    door.url_defaults(carry_language)
    door.url_defaults(_carry_organisation)
    return door


def _see_organisation(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    slug = (values or {}).get("organisation") or request.args.get("o", "")
    if is_organisation(slug):
        g.organisation = slug


def _carry_organisation(endpoint: str, values: dict[str, Any]) -> None:
    if "organisation" in g:
        is_in_path = current_app.url_map.is_endpoint_expecting(endpoint, "organisation")
        values.setdefault("organisation" if is_in_path else "o", g.organisation)
