"""What can be waited out is told apart from a fault of ours by the driver's codes, and a fault keeps its place."""

import os
import secrets
import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from reporting.store import Cases, Engine, Unavailable
from reporting.store.sqlite import Transaction
from tests.support.cast import any_case

DAY = "2026-11-22"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "test.db")


def write(engine: Engine, query: str) -> None:
    engine.write(lambda transaction: transaction.write(query))


def write_again(engine: Engine) -> None:
    """Write as soon as the engine has noticed that it can."""
    deadline = time.monotonic() + 2
    while True:
        try:
            return write(engine, "DELETE FROM shown_once")
        except Unavailable:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def set_pragma(engine: Engine, pragma: str) -> None:
    """On the connection that writes."""
    engine.write(lambda transaction: transaction.rows(f"PRAGMA {pragma}"))


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


def test_a_locked_database_is_busy_and_acknowledges_nothing(tmp_path: Path, engine: Engine) -> None:
    other = sqlite3.connect(str(tmp_path / "test.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as caught:
        write(engine, "DELETE FROM cases")
    assert caught.value.reason == "busy"
    other.execute("ROLLBACK")
    write_again(engine)
    other.close()


def test_a_full_database_is_told_and_recovers_when_there_is_room(engine: Engine) -> None:
    ((pages,),) = engine.reading.rows("PRAGMA page_count")
    set_pragma(engine, f"max_page_count = {pages}")
    cases, acknowledged = Cases(engine), []
    with pytest.raises(Unavailable) as caught:
        for _ in range(50):
            case = secrets.token_hex(16)
            cases.add_case(any_case(case, secrets.token_bytes(7_312)), DAY)
            acknowledged.append(case)
    assert caught.value.reason == "full"
    assert cases.count_cases() == len(acknowledged)
    write_again(engine)
    set_pragma(engine, "max_page_count = 100000")
    cases.add_case(any_case("a" * 32), DAY)
    assert cases.find_case("a" * 32)


def test_a_database_that_may_only_be_read_is_told(engine: Engine) -> None:
    set_pragma(engine, "query_only = ON")
    with pytest.raises(Unavailable) as caught:
        write(engine, "DELETE FROM cases")
    assert caught.value.reason == "read-only"


def test_a_database_that_can_not_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "test.db").mkdir()
    with pytest.raises(Unavailable) as caught:
        Engine(tmp_path / "test.db")
    assert caught.value.reason == "can't be opened"


@pytest.mark.parametrize(
    "fault",
    [
        "SELECT nothing FROM cases",
        "SELECT * FROM nowhere",
        "SELEC 1",
        "INSERT INTO cases (id, day, locator_hash) VALUES (x'00', '2026-11-22', x'00')",
        "INSERT INTO envelopes (case_id, seq, envelope) VALUES (x'00', 0, 0)",
        "INSERT INTO advisors (id, name, status) VALUES ('1', 'x', 'unheard of')",
    ],
)
def test_a_fault_of_ours_is_neither_unavailable_nor_a_known_case(fault: str, engine: Engine) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        write(engine, fault)
    assert not isinstance(caught.value, Unavailable)


def test_a_value_that_is_missing_is_not_taken_for_a_known_case(engine: Engine) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        Cases(engine).add_case(replace(any_case("a" * 32), reply_to=None), DAY)  # type: ignore[arg-type]


def test_what_a_transaction_wrote_before_it_failed_is_gone(engine: Engine) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.write("INSERT INTO challenges (id, answer_hash, expires) VALUES (x'00', x'00', 0)")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.write(fail)
    assert engine.reading.rows("SELECT * FROM challenges") == []
    write(engine, "DELETE FROM challenges")


def test_an_engine_at_rest_has_no_thread_that_a_fork_could_cut_in_two_and_goes_on_when_it_is_asked(
    engine: Engine,
) -> None:
    before = threading.active_count()
    write(engine, "DELETE FROM shown_once")
    assert threading.active_count() == before + 1
    engine.rest()
    assert threading.active_count() == before
    assert engine.reading.rows("SELECT count(*) FROM cases") == [(0,)]
    write(engine, "DELETE FROM shown_once")


def test_the_database_is_for_its_owner_only(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    Engine(tmp_path / "own.db").close()
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "own.db").stat().st_mode) == 0o600
