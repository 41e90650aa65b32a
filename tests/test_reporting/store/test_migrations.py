"""Every schema that was ever released is brought up to date with its data, whole or not at all."""

import multiprocessing
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlite_utils import Database

from app import create_app
from crypto import Identity, payload_hash, unseal
from reporting.settings import CannotStart
from reporting.store import Cases, Engine, Intakes, NewerSchema, Roster, SignIn, StrangeSchema
from reporting.store.migrations import migrate, step_files
from reporting.store.postgres.connection import PATIENCE, PostgresSchema, connect
from reporting.store.postgres.schema import MIGRATING
from reporting.store.postgres.schema import migrate as migrate_on_server
from tests.support.cast import sql
from tests.support.engines import Kind, OnPostgres
from tests.support.postgres import Server
from tests.support.schemas import FOLDER, IDENTITY, LOCATOR, load


def open_engine(place: Path | str) -> None:
    Engine(place).close()


def test_there_is_a_database_of_every_schema() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.sql")) == step_files()


@pytest.mark.parametrize("schema", step_files())
def test_a_database_of_an_older_schema_keeps_its_data(schema: str, kind: Kind) -> None:
    engine = Engine(kind.load(schema))
    cases, identity = Cases(engine), Identity.parse(IDENTITY)
    case = cases.find_by_locator(LOCATOR)
    assert case and case.read_seq == -1
    (stored,) = cases.list_envelopes(case.id)
    assert stored.envelope
    assert (stored.by, stored.tag, stored.payload_hash) == ("reporter", None, payload_hash(stored.envelope))
    assert b"Eksempelvej 12" in unseal(stored.envelope, identity)
    (advisor,) = Roster(engine, 2).list_advisors()
    assert (advisor.recipient, advisor.status) == (str(identity.recipient), "waiting")
    assert SignIn(engine, Roster(engine, 2)).passphrase_slot(advisor.id)
    assert engine.find_damage() == []
    engine.close()


@pytest.mark.parametrize("schema", step_files())
def test_an_older_schema_becomes_the_very_one_that_a_new_database_has(schema: str, tmp_path: Path) -> None:
    load(schema, tmp_path / "old.db")
    query = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    old, new = (Engine(tmp_path / name).reading.rows(query) for name in ("old.db", "new.db"))
    assert old == new


def test_migrating_twice_changes_nothing() -> None:
    db = Database(memory=True)
    migrate(db)
    schema = db.schema
    migrate(db)
    assert db.schema == schema


def test_a_newer_schema_is_refused() -> None:
    db = Database(memory=True)
    migrate(db)
    db["_sqlite_migrations"].insert({"migration_set": "bekymret", "name": "from_the_future", "applied_at": "2030"})
    with pytest.raises(NewerSchema):
        migrate(db)


def test_a_migration_that_dies_halfway_leaves_the_old_state(monkeypatch: pytest.MonkeyPatch) -> None:
    db = Database(memory=True)
    execute, seen = db.execute, []

    def die_at_the_fourth_table(sql: str, *arguments: object) -> object:
        seen.extend([sql] if sql.startswith("CREATE TABLE") and "_sqlite_migrations" not in sql else [])
        if len(seen) == 4:
            raise KeyboardInterrupt
        return execute(sql, *arguments)

    monkeypatch.setattr(db, "execute", die_at_the_fourth_table)
    with pytest.raises(KeyboardInterrupt):
        migrate(db)
    monkeypatch.undo()
    assert db.table_names() == ["_sqlite_migrations"]
    migrate(db)
    assert "cases" in db.table_names()


def test_workers_that_start_together_migrate_once(kind: Kind) -> None:
    context, place = multiprocessing.get_context("spawn"), kind.new_place()
    workers = [context.Process(target=open_engine, args=(place,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0] * 3


def test_a_portal_waits_for_as_long_as_another_one_migrates(postgres: Server) -> None:
    place = OnPostgres(postgres).new_place()
    with psycopg.connect(str(place)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATING])
        threading.Timer(PATIENCE + 1, other.commit).start()
        Engine(place).close()


def test_names_are_found_that_were_once_kept_with_two_blanks(tmp_path: Path) -> None:
    load("0009_purge_marks", tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        db.execute("UPDATE advisors SET name_key = 'rådgiver  1'")
        db.execute("INSERT INTO intakes (name, token_hash, added_day) VALUES ('Advokat  1', x'00', '2026-11-22')")
        db.commit()
    engine = Engine(tmp_path / "old.db")
    assert [name for name, _ in Intakes(engine).list_intakes()] == ["Advokat 1"]
    assert Roster(engine, 2).retire("Rådgiver\u00a01")


STRANGE = {
    "a trigger": "CREATE TRIGGER swap AFTER UPDATE ON cases BEGIN UPDATE cases SET day = '2019-01-01'; END",
    "a view": "CREATE VIEW shadow AS SELECT * FROM cases",
    "a table": "CREATE TABLE shadow (x)",
    "an index": "CREATE INDEX slow ON cases (reply_to)",
    "a column": "ALTER TABLE cases ADD COLUMN shadow TEXT",
    "a table less": "DROP TABLE slots",
}
STRANGE_TO_POSTGRES = STRANGE | {
    "a trigger": """CREATE TRIGGER swap BEFORE UPDATE ON cases
                    FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
    "a table": "CREATE TABLE shadow (x int)",
    "a rule": "CREATE RULE keep AS ON DELETE TO cases DO INSTEAD NOTHING",
    "a function": "CREATE FUNCTION length(bytea) RETURNS int LANGUAGE sql AS 'SELECT 0'",
    "a policy": "CREATE POLICY hide ON cases USING (false)",
    "rows hidden": "ALTER TABLE cases ENABLE ROW LEVEL SECURITY",
    "a default": "ALTER TABLE cases ALTER day SET DEFAULT '2019-01-01'",
    "a check less": "ALTER TABLE cases ALTER day DROP NOT NULL",
    "an index less": "DROP INDEX advisor_names",
    "a heir": "CREATE TABLE heir () INHERITS (cases)",
    "a table without a log": "ALTER TABLE envelopes SET UNLOGGED",
    "an order of letters": 'ALTER TABLE cases ALTER day TYPE text COLLATE "en-x-icu"',
    "packed bytes": "ALTER TABLE slots ALTER envelope SET STORAGE EXTENDED",
    "a type": "CREATE DOMAIN shadow AS text",
}


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("schema", [step_files()[0], step_files()[-1]])
def test_a_schema_that_somebody_has_written_to_is_refused_before_and_after_a_step(
    schema: str, strange: str, tmp_path: Path
) -> None:
    load(schema, tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        db.execute(STRANGE[strange])
        db.commit()
    with pytest.raises(StrangeSchema):
        Engine(tmp_path / "old.db")


def test_whatever_somebody_adds_to_a_servers_schema_is_seen(postgres: Server) -> None:
    engine = Engine(OnPostgres(postgres).new_place())
    with connect(str(engine.address)) as connection:
        for name, statement in STRANGE_TO_POSTGRES.items():
            connection.execute("BEGIN")  # which ends with what is refused
            connection.execute(statement)
            with pytest.raises(StrangeSchema):
                migrate_on_server(connection)
                pytest.fail(name)
        migrate_on_server(connection)
    engine.close()


def test_a_newer_or_foreign_database_of_a_server_is_refused(postgres: Server) -> None:
    kind = OnPostgres(postgres)
    engine = Engine(kind.new_place())
    engine.write(lambda transaction: transaction.write("INSERT INTO migrations (name) VALUES ('from_the_future')"))
    engine.close()
    with pytest.raises(NewerSchema):
        Engine(engine.address)
    foreign = kind.new_place()
    with psycopg.connect(str(foreign), autocommit=True) as connection:
        connection.execute("CREATE TABLE cases (id int)")
    with pytest.raises(StrangeSchema):
        Engine(foreign)


def test_a_step_that_dies_halfway_leaves_nothing_on_a_server(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    place = OnPostgres(postgres).new_place()
    execute, seen = PostgresSchema.execute, []

    def die_at_the_fourth_table(self: PostgresSchema, query: str, *arguments: object) -> object:
        seen.extend([query] if query.startswith("CREATE TABLE") else [])
        if len(seen) == 4:
            raise KeyboardInterrupt
        return execute(self, query, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(PostgresSchema, "execute", die_at_the_fourth_table)
        with pytest.raises(KeyboardInterrupt):
            Engine(place)
    with psycopg.connect(str(place)) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    Engine(place).close()


def test_the_portal_does_not_start_on_a_strange_schema_and_says_so(app: Flask) -> None:
    sql(app, STRANGE["a trigger"])
    with pytest.raises(CannotStart, match="Somebody has written to it"):
        create_app()
