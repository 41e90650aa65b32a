import multiprocessing
from pathlib import Path

import pytest
from sqlite_utils import Database

from reporting.store.engine import Connections
from reporting.store.migrations import NewerSchema, migrate, migrations


def open_connections(path: Path) -> None:
    Connections(path).close()


def test_migrating_twice_changes_nothing() -> None:
    db = Database(memory=True)
    migrate(db)
    schema = db.schema
    migrate(db)
    assert db.schema == schema
    assert migrations.pending(db) == []


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
    workers = [context.Process(target=open_connections, args=(tmp_path / "test.db",)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0] * 4
