"""The schema, one file a step, in the order of their numbers. A released step is never changed: the next one is added.

Cases and envelopes have random ids and no rowid, so that nothing tells the order in which they came within a
day. `seq` is an envelope's place in its case's conversation.
"""

from sqlite_utils import Database, Migrations

from .steps import Schema, all_steps, step_files

__all__ = ["NewerSchema", "Schema", "StrangeSchema", "all_steps", "migrate", "step_files"]


class StrangeSchema(RuntimeError):
    """Something stands in the schema that no step has put there: a trigger, a view, a changed table."""


class NewerSchema(RuntimeError):
    """The database was made by a later version of this program, which this one must not touch."""


def migrate(db: Database, *, before: str | None = None) -> None:
    """Bring `db` up to this program's schema, each step and its record in one transaction.

    `before` names a step to stop in front of, without its number.

    :raise NewerSchema: a step was applied that this program does not know.
    :raise StrangeSchema: before or after, the schema is not the one that the steps make.
    """
    steps = _steps()
    known = [step.name for step in steps.pending(Database(memory=True))]
    applied = {step.name for step in steps.applied(db)}
    if applied - set(known):
        raise NewerSchema
    if applied:
        _compare(db, next((name for name in known if name not in applied), None))
    steps.apply(db, stop_before=before)
    _compare(db, before)


def _compare(db: Database, before: str | None) -> None:
    """Whoever wrote the database once must not write it ever after, by a trigger that waits."""
    fresh = Database(memory=True)
    _steps().apply(fresh, stop_before=before)
    if _schema(db) != _schema(fresh):
        raise StrangeSchema


def _schema(db: Database) -> list[tuple[object, ...]]:
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    return [tuple(row) for row in rows]


def _steps() -> Migrations:
    steps = Migrations("bekymret")
    for name, step in all_steps().items():
        steps(name=name)(step)
    return steps
