"""How far an advisor has read: the place of the last envelope that was opened, -1 for none."""

from .steps import Schema


def step(db: Schema) -> None:
    """Add the column."""
    db.execute("ALTER TABLE cases ADD COLUMN read_seq INTEGER NOT NULL DEFAULT -1")
