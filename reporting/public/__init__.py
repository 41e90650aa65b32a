"""Anybody's side of the portal: no cookie, no account, nothing kept but sealed envelopes."""

from reporting.web.languages import carry_language
from reporting.web.requests import Door


def blueprint(name: str) -> Door:
    """Return a blueprint for anybody.

    Its pages never get a cookie. Writes carry no ambient authority, so they need no token and only refuse other
    sites. Links to it keep a language that was chosen by link.
    """
    door = Door(name, for_advisors=False)
    door.url_defaults(carry_language)
    return door
