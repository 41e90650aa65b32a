"""What makes a large inbox quick: sealed cards of cases, and the sealed key that the advisors share for them.

A card is a cache: it can be lost without loss. A team key's `n` is the number of the first list that names the advisors
whom it is sealed to.
"""

from .steps import Schema

_STATEMENTS = (
    """CREATE TABLE cards (
           case_id BLOB PRIMARY KEY,
           n INTEGER NOT NULL,
           card INTEGER NOT NULL,
           text INTEGER NOT NULL
       ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE team_keys (
           n INTEGER PRIMARY KEY,
           envelope BLOB NOT NULL
       ) STRICT""",
)


def step(db: Schema) -> None:
    """Add the tables."""
    for statement in _STATEMENTS:
        db.execute(statement)
