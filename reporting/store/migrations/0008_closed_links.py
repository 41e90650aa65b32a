"""Organisations' links that were closed because somebody misused them."""

from sqlite_utils import Database


def step(db: Database) -> None:
    """Add the table."""
    db.execute("CREATE TABLE closed_links (slug TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
