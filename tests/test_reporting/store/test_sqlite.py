"""What only SQLite has: its settings, and a file that has an owner."""

import os
import stat
import time
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from reporting.store import Engine, Unavailable


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "test.db")


def put(engine: Engine, key: bytes) -> None:
    engine.write(lambda transaction: transaction.insert([("shown_once (id, ciphertext, expires)", (key, key, 0))]))


def test_the_settings_that_keep_what_was_acknowledged(engine: Engine) -> None:
    def pragma(name: str) -> object:
        return engine.reading.rows(f"PRAGMA {name}")[0][0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("secure_delete") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 5000


def test_sqlite_is_new_enough_to_be_free_of_the_wal_reset_bug() -> None:
    assert sqlite3.sqlite_version_info >= (3, 51, 3)


def test_a_database_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "test.db").mkdir()
    with pytest.raises(Unavailable) as caught:
        Engine(tmp_path / "test.db")
    assert caught.value.reason == "can't be opened"


def test_the_database_is_for_its_owner_only(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    Engine(tmp_path / "own.db").close()
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "own.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_nothing_is_acknowledged_into_a_file_that_is_gone(what: str, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    put(engine, b"before")
    path.rename(tmp_path / "aside.db")
    if what == "replaced":
        path.write_bytes((tmp_path / "aside.db").read_bytes())
    with pytest.raises(Unavailable) as caught:
        put(engine, b"lost")
    assert "replaced or removed" in caught.value.reason
    (tmp_path / "aside.db").rename(path)
    time.sleep(0.4)
    put(engine, b"back")
    assert (b"back",) in engine.reading.rows("SELECT id FROM shown_once")


def test_no_row_of_a_case_has_a_number_that_rises(engine: Engine) -> None:
    tables = engine.reading.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    ours = [sql for name, sql in tables if name in ("cases", "envelopes")]
    assert len(ours) == 2
    assert all("WITHOUT ROWID" in sql for sql in ours)
