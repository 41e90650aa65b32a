"""The housing organisations that have links of their own."""

from flask import current_app


def is_organisation(slug: str) -> bool:
    """Whether an organisation with this slug is configured."""
    return any(organisation["slug"] == slug for organisation in current_app.config["ORGANISATIONS"])
