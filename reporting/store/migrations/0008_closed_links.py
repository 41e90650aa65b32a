"""Organisations' links that were closed because somebody misused them."""

from .steps import Schema


def step(db: Schema) -> None:
    """Add the table."""
    db.execute("CREATE TABLE closed_links (slug TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
