"""The housing organisations that have links of their own."""

from flask import current_app


def organisation_name(slug: str) -> str:
    """Return an organisation's name; empty if there is no such organisation."""
    return next((str(each["name"]) for each in current_app.config["ORGANISATIONS"] if each["slug"] == slug), "")


def is_organisation(slug: str) -> bool:
    """Whether an organisation with this slug is configured."""
    return organisation_name(slug) != ""
