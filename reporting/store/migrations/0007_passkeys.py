"""Passkeys beside the passphrase: a slot's credential, what its advisor calls the device, since when it is there."""

from .steps import Schema

_STATEMENTS = (
    "ALTER TABLE slots ADD COLUMN credential BLOB",
    "ALTER TABLE slots ADD COLUMN device TEXT",
    "ALTER TABLE slots ADD COLUMN added_day TEXT",
    "CREATE UNIQUE INDEX slots_by_credential ON slots (credential) WHERE credential IS NOT NULL",
)


def step(db: Schema) -> None:
    """Add the columns."""
    for statement in _STATEMENTS:
        db.execute(statement)
