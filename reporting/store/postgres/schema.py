"""The schema on PostgreSQL: the same steps, and compared as a whole with what they make.

Every step and its record are one transaction, which is the server's to keep whole.
"""

import secrets
from itertools import takewhile

from reporting.store.migrations import NewerSchema, StrangeSchema, all_steps

from .connection import Connection, PostgresSchema, ask

MIGRATING = 0x62656B6D
"""The advisory lock of whoever migrates: several workers start at once."""

_RECORD = 'CREATE TABLE IF NOT EXISTS migrations (name text COLLATE "C" PRIMARY KEY)'
_OURS = """WITH ours AS (SELECT *, pg_class.oid AS id FROM pg_class
                          WHERE relnamespace = $1::regnamespace AND relpersistence <> 't') """
# What makes up a schema, each with the query of its parts; triggers, rules and policies would be an intruder's.
_PARTS = {
    "relation": "SELECT relname, relkind, relpersistence, relrowsecurity, relforcerowsecurity FROM ours",
    "column": """SELECT attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attstorage,
                     attgenerated, attidentity, attcollation::regcollation, pg_get_expr(adbin, adrelid)
                 FROM ours JOIN pg_attribute ON attrelid = id LEFT JOIN pg_attrdef ON adrelid = id AND adnum = attnum
                 WHERE attnum > 0 AND NOT attisdropped""",
    "constraint": """SELECT conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid)
                     FROM ours JOIN pg_constraint ON conrelid = id""",
    "index": "SELECT pg_get_indexdef(indexrelid), indisvalid FROM ours JOIN pg_index ON indrelid = id",
    "trigger": """SELECT tgrelid::regclass, CASE WHEN tgisinternal THEN tgfoid::regproc::text ELSE tgname END,
                      tgenabled FROM ours JOIN pg_trigger ON tgrelid = id""",
    "rule": "SELECT ev_class::regclass, pg_get_ruledef(pg_rewrite.oid) FROM ours JOIN pg_rewrite ON ev_class = id",
    "policy": "SELECT polrelid::regclass, polname FROM ours JOIN pg_policy ON polrelid = id",
    "parent": "SELECT inhrelid::regclass, inhparent::regclass FROM ours JOIN pg_inherits ON inhrelid = id",
    "function": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = $1::regnamespace",
    "operator": "SELECT oprname FROM pg_operator WHERE oprnamespace = $1::regnamespace",
    "type": """SELECT typname, typtype FROM pg_type
               WHERE typnamespace = $1::regnamespace AND typrelid = 0 AND typelem = 0""",
    "event trigger": "SELECT evtname FROM pg_event_trigger",
}


def migrate(connection: Connection, *, before: str | None = None) -> None:
    """Bring the schema up to this program's; see the one of the same name for SQLite.

    :raise NewerSchema: a step was applied that this program does not know.
    :raise StrangeSchema: before or after, the schema is not the one that the steps make.
    """
    connection.execute("BEGIN")
    try:
        is_changed = _bring_up(connection, before)
        # What was only looked at is not kept: that would wait for a standby, and who starts must not.
        connection.execute("COMMIT" if is_changed else "ROLLBACK")
    except BaseException:
        if not connection.closed:
            connection.execute("ROLLBACK")
        raise


def _bring_up(connection: Connection, before: str | None) -> bool:
    """Return whether anything was missing."""
    steps = all_steps()
    connection.execute(f"SELECT pg_advisory_xact_lock({MIGRATING})")
    found = _describe(connection, "public")
    applied = _applied(connection, found)
    if set(applied) - set(steps):
        raise NewerSchema
    if found != _expected(connection, applied):
        raise StrangeSchema
    wanted = list(takewhile(lambda name: name != before, steps))
    if applied == wanted:
        return False
    _apply(connection, wanted, applied)
    if _describe(connection, "public") != _expected(connection, wanted):
        raise StrangeSchema
    return True


def _apply(connection: Connection, wanted: list[str], applied: list[str]) -> None:
    connection.execute(_RECORD)
    steps = all_steps()
    for name in wanted:
        if name not in applied:
            steps[name](PostgresSchema(connection))
            connection.execute("INSERT INTO migrations (name) VALUES ($1)", [name])
    # Sealed bytes don't get shorter by packing, and a long one is to be found without unpacking what is before it.
    query = """SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
               WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND atttypid = 'bytea'::regtype
               AND attstorage <> 'e' AND NOT attisdropped"""
    for table, column in ask(connection, query):
        connection.execute(f'ALTER TABLE {table} ALTER "{column}" SET STORAGE EXTERNAL')


def _expected(connection: Connection, steps: list[str]) -> list[str]:
    """Return what these steps make in a schema of its own, of which nothing stays."""
    if not steps:
        return []
    name = f"expected_{secrets.token_hex(8)}"
    connection.execute(f"SAVEPOINT expected; CREATE SCHEMA {name}; SET LOCAL search_path = {name}")
    _apply(connection, steps, [])
    found = _describe(connection, name)
    connection.execute("ROLLBACK TO expected; RELEASE expected")
    return found


def _describe(connection: Connection, schema: str) -> list[str]:
    return sorted(
        repr((part, *(str(value).replace(f"{schema}.", "") for value in row)))
        for part, query in _PARTS.items()
        for row in connection.execute(_OURS + query, [schema]).fetchall()
    )


def _applied(connection: Connection, found: list[str]) -> list[str]:
    """:raise StrangeSchema: something is there, and no record of our steps."""
    if not found:
        return []
    if not any(part.startswith("('relation', 'migrations', ") for part in found):
        raise StrangeSchema
    known = list(all_steps())
    names = [name for (name,) in ask(connection, "SELECT name FROM migrations")]
    return sorted(names, key=lambda name: known.index(name) if name in known else len(known))
