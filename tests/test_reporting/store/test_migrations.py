"""Every schema that was ever released is brought up to date with its data, whole or not at all."""

import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlite_utils import Database

from app import create_app
from crypto import Identity, payload_hash, unseal
from reporting.settings import CannotStart
from reporting.store import Cases, Engine, NewerSchema, Roster, SignIn, StrangeSchema
from reporting.store.migrations import migrate, step_files
from tests.support.cast import sql
from tests.support.schemas import FOLDER, IDENTITY, LOCATOR, load


def open_engine(path: Path) -> None:
    Engine(path).close()


def test_there_is_a_database_of_every_schema() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.sql")) == step_files()


@pytest.mark.parametrize("schema", step_files())
def test_a_database_of_an_older_schema_keeps_its_data(schema: str, tmp_path: Path) -> None:
    load(schema, tmp_path / "old.db")
    engine = Engine(tmp_path / "old.db")
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
    assert engine.reading.rows("PRAGMA integrity_check") == [("ok",)]
    assert engine.reading.rows("PRAGMA foreign_key_check") == []


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


def test_workers_that_start_together_migrate_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=open_engine, args=(tmp_path / "test.db",)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0] * 4


STRANGE = {
    "a trigger": "CREATE TRIGGER swap AFTER UPDATE ON cases BEGIN UPDATE cases SET day = '2019-01-01'; END",
    "a view": "CREATE VIEW shadow AS SELECT * FROM cases",
    "a table": "CREATE TABLE shadow (x)",
    "an index": "CREATE INDEX slow ON cases (reply_to)",
    "a column": "ALTER TABLE cases ADD COLUMN shadow TEXT",
    "a table less": "DROP TABLE old_headers",
}


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("schema", [step_files()[0], step_files()[-1]])
def test_a_schema_that_somebody_has_written_to_is_refused_before_and_after_a_step(
    schema: str, strange: str, tmp_path: Path
) -> None:
    load(schema, tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        db.execute(
            STRANGE[strange] if "old_headers" not in STRANGE[strange] or "0004" in schema else "DROP TABLE slots"
        )
        db.commit()
    with pytest.raises(StrangeSchema):
        Engine(tmp_path / "old.db")


def test_the_portal_does_not_start_on_a_strange_schema_and_says_so(app: Flask) -> None:
    sql(app, STRANGE["a trigger"])
    with pytest.raises(CannotStart, match="Somebody has written to it"):
        create_app()
