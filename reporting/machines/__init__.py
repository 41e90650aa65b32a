"""No person's side of the portal: what programs ask for. Nothing here is secret, and nobody is told apart."""

from reporting.web.requests import Door


def blueprint(name: str) -> Door:
    """Return a blueprint for programs: no cookie, no token, plain answers."""
    return Door(name, for_advisors=False)
