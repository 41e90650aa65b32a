import secrets
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from reporting.store.cases import CaseExists, Store, Submission
from reporting.store.engine import Connections, Unavailable

DAY = "2026-11-22"


@pytest.fixture
def connections(tmp_path: Path) -> Connections:
    return Connections(tmp_path / "test.db")


@pytest.fixture
def store(connections: Connections) -> Store:
    return Store(connections)


def add(store: Store, case: str, locator: bytes = b"l" * 32) -> None:
    store.add_case(Submission(case, locator, b"reply", b"envelope of " + case.encode()), DAY)


def test_a_case_is_found_by_who_holds_its_receipt(store: Store) -> None:
    add(store, "a" * 32)
    assert store.has_case("a" * 32, b"l" * 32)
    assert not store.has_case("a" * 32, b"m" * 32)
    assert not store.has_case("b" * 32, b"l" * 32)


def test_a_taken_id_and_a_taken_receipt_write_nothing(store: Store) -> None:
    add(store, "a" * 32)
    for case, locator, same in (
        ("a" * 32, b"l" * 32, True),
        ("a" * 32, b"m" * 32, False),
        ("b" * 32, b"l" * 32, False),
    ):
        with pytest.raises(CaseExists) as caught:
            add(store, case, locator)
        assert caught.value.same_reporter is same
    assert store.count_cases() == 1
    assert store.list_envelopes("b" * 32) == []


def test_the_settings_that_keep_what_was_acknowledged(connections: Connections) -> None:
    def pragma(name: str) -> object:
        return connections.current.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("secure_delete") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 5000


def test_sqlite_is_new_enough_to_be_free_of_the_wal_reset_bug() -> None:
    assert sqlite3.sqlite_version_info >= (3, 51, 3)


def test_nothing_in_the_tables_tells_the_order_within_a_day(connections: Connections) -> None:
    tables = connections.current.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    ours = [sql for name, sql in tables if name in ("cases", "envelopes")]
    assert len(ours) == 2
    assert all("WITHOUT ROWID" in sql for sql in ours)


def test_finding_and_listing_never_scan_the_cases(connections: Connections) -> None:
    for query in (
        "SELECT 1 FROM cases WHERE id = x'00'",
        "SELECT 1 FROM cases WHERE locator_hash = x'00'",
        "SELECT id FROM cases WHERE (day, id) < ('2026-11-22', x'00') ORDER BY day DESC, id DESC LIMIT 200",
        "SELECT seq FROM envelopes WHERE case_id = x'00' ORDER BY seq",
    ):
        plan = [row[3] for row in connections.current.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert all(step.startswith("SEARCH") for step in plan), plan


def test_a_locked_database_is_told_and_acknowledges_nothing(
    tmp_path: Path, store: Store, connections: Connections
) -> None:
    other = sqlite3.connect(str(tmp_path / "test.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connections.current.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(Unavailable):
        add(store, "a" * 32)
    other.execute("ROLLBACK")
    assert store.count_cases() == 0
    add(store, "a" * 32)
    other.close()


def test_a_full_database_is_told_and_recovers_when_there_is_room(store: Store, connections: Connections) -> None:
    (pages,) = connections.current.execute("PRAGMA page_count").fetchone()
    connections.current.execute(f"PRAGMA max_page_count = {pages}")
    acknowledged = []
    with pytest.raises(Unavailable):
        for _ in range(50):
            case = secrets.token_hex(16)
            report = Submission(case, secrets.token_bytes(32), b"r" * 1216, secrets.token_bytes(7_312))
            store.add_case(report, DAY)
            acknowledged.append(case)
    assert store.count_cases() == len(acknowledged)
    connections.current.execute("PRAGMA max_page_count = 100000")
    add(store, "a" * 32)
    assert store.find_case("a" * 32)
