"""What shows that a day on which something goes was written by the route that took an advisor's case file."""

from .steps import Schema

_STATEMENTS = (
    "ALTER TABLE cases ADD COLUMN purge_mark BLOB",
    "ALTER TABLE envelopes ADD COLUMN purge_mark BLOB",
)


def step(db: Schema) -> None:
    """Add the columns. Days from before have no mark; the advisors' next unlock puts that right."""
    for statement in _STATEMENTS:
        db.execute(statement)
