"""What only PostgreSQL has: settings that others make, connections that break, standbys, files that keep what goes."""

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from reporting.store import Cases, Engine, Purging, ShownOnce, Transaction, Unavailable, Unfit
from reporting.store import writer as writer_module
from reporting.store.postgres.connection import Connection
from reporting.store.shown_once import take_once
from tests.support.cast import any_case
from tests.support.engines import OnPostgres
from tests.support.postgres import ROLE, Server

DAY = "2026-11-22"
# A setting, and what about it makes the portal refuse to start.
UNFIT = {
    "synchronous_commit": "off",
    "log_statement": "ddl",
    "log_min_messages": "warning",
    "log_temp_files": "0",
    "log_statement_stats": "on",
    "log_parser_stats": "on",
    "log_planner_stats": "on",
    "log_executor_stats": "on",
    "debug_print_parse": "on",
    "debug_print_rewritten": "on",
    "debug_print_plan": "on",
    "log_min_duration_statement": "1000",
    "log_min_duration_sample": "1000",
    "log_transaction_sample_rate": "0.5",
    "log_duration": "on",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "64",
    "log_error_verbosity": "default",
    "log_lock_waits": "on",
}
# What nobody but the whole server can set.
UNFIT_WHOLE = {
    "fsync": "could be lost",
    "full_page_writes": "could be lost",
    "log_autovacuum_min_duration": "logs would tell",
    "log_checkpoints": "logs would tell",
    "log_connections": "logs would tell",
    "log_disconnections": "logs would tell",
}


@pytest.fixture
def kind(postgres: Server) -> OnPostgres:
    return OnPostgres(postgres)


@pytest.fixture
def engine(kind: OnPostgres) -> Iterator[Engine]:
    engine = kind.new_engine()
    yield engine
    engine.close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port at which connections are taken, and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


def name_of(engine: Engine) -> str:
    return str(engine.address).rpartition("/")[2]


def write(engine: Engine) -> None:
    engine.write(lambda transaction: transaction.write("DELETE FROM shown_once"))


def write_again(engine: Engine) -> None:
    """Write as soon as the engine has noticed that it can."""
    deadline = time.monotonic() + 5
    while True:
        try:
            return write(engine)
        except Unavailable:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def break_connections(postgres: Server, engine: Engine) -> None:
    postgres.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(engine)}'")


def in_files(postgres: Server, engine: Engine, secret: bytes) -> list[str]:
    """In which of the server's files these bytes are, once everything is written, and its log begun anew."""
    postgres.ask("CHECKPOINT")
    postgres.ask("SELECT pg_switch_wal()")
    postgres.ask("CHECKPOINT")
    ((number,),) = postgres.ask(f"SELECT oid FROM pg_database WHERE datname = '{name_of(engine)}'")
    folders = [postgres.data / "base" / str(number), postgres.data / "pg_wal"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.parent.name for file in files if secret in file.read_bytes()]


@pytest.mark.parametrize("setting", UNFIT)
def test_a_server_that_would_break_a_promise_is_refused_in_a_sentence(
    setting: str, postgres: Server, kind: OnPostgres
) -> None:
    place = str(kind.new_place())
    postgres.ask(f"ALTER DATABASE {place.rpartition('/')[2]} SET {setting} = '{UNFIT[setting]}'")
    with pytest.raises(Unfit, match=f"`{setting}` is `{UNFIT[setting]}`"):
        Engine(place)


@pytest.mark.parametrize("setting", UNFIT_WHOLE)
def test_a_server_that_is_set_wrongly_as_a_whole_is_refused(setting: str, postgres: Server, kind: OnPostgres) -> None:
    place = kind.new_place()
    ((found,),) = postgres.ask(f"SHOW {setting}")
    other = {"on": "off", "off": "on", "-1": "0"}[str(found)]
    postgres.set(setting, other)
    try:
        with pytest.raises(Unfit, match=f"`{setting}` is `{other}`, and .* {UNFIT_WHOLE[setting]}"):
            Engine(place)
    finally:
        postgres.set(setting, str(found))


def test_a_server_whose_additions_write_statements_down_is_refused(postgres: Server, kind: OnPostgres) -> None:
    place = str(kind.new_place())
    name = place.rpartition("/")[2]
    postgres.ask(f"ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain'")
    Engine(place).close()
    postgres.ask(f"ALTER DATABASE {name} SET auto_explain.log_min_duration = 0")
    with pytest.raises(Unfit, match=r"`auto_explain.log_min_duration` is `0`"):
        Engine(place)


def test_a_database_that_takes_some_letters_only_is_refused_in_a_sentence(postgres: Server) -> None:
    given = "TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'SQL_ASCII'"
    postgres.ask(f"CREATE DATABASE some_letters OWNER {ROLE} {given}")
    with pytest.raises(Unfit, match="ENCODING 'UTF8'"):
        Engine(postgres.address("some_letters"))


def test_what_is_no_address_is_told_without_the_password() -> None:
    with pytest.raises(Unfit, match="not an address") as caught:
        Engine("postgresql://portal:geheim%zz@127.0.0.1/portal")
    assert "geheim" not in repr(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_the_nights_work_takes_with_it_nothing_that_was_written_while_it_waited(
    level: str, postgres: Server, engine: Engine
) -> None:
    """Whatever the server's usual isolation is: a snapshot from before the lock would not have the last report."""
    postgres.ask(f"ALTER DATABASE {name_of(engine)} SET default_transaction_isolation = '{level}'")
    other, wiped = Engine(engine.address), []
    night = threading.Thread(target=lambda: wiped.append(Purging(other, b"secret").is_wiped(thoroughly=True)))

    def report(transaction: Transaction) -> None:
        transaction.insert([("shown_once (id, ciphertext, expires)", (b"late", b"x", 0))])
        night.start()
        time.sleep(1)

    engine.write(report)
    night.join()
    other.close()
    assert wiped == [True]
    assert engine.reading.rows("SELECT id FROM shown_once") == [(b"late",)]


def test_a_portal_opens_its_database_while_the_standby_is_away(postgres: Server, engine: Engine) -> None:
    postgres.set("synchronous_standby_names", "'nobody'")
    opened: list[Engine] = []
    try:
        opening = threading.Thread(target=lambda: opened.append(Engine(engine.address)))
        opening.start()
        opening.join(5)
        assert opened
        assert opened[0].reading.rows("SELECT count(*) FROM cases") == [(0,)]
    finally:
        postgres.set("synchronous_standby_names", "''")
        opening.join()
        opened[0].close()


def test_a_first_server_that_is_silent_keeps_no_page_from_the_second(engine: Engine, silent_port: int) -> None:
    """As when its machine is without power: nothing refuses the connection."""
    place = str(engine.address).replace("127.0.0.1:", f"127.0.0.1:{silent_port},127.0.0.1:")
    slow = Engine(place)
    slow.rest()
    assert slow.reading.rows("SELECT count(*) FROM cases") == [(0,)]
    slow.close()


def test_a_role_that_does_not_own_the_database_is_refused_in_a_sentence(postgres: Server, kind: OnPostgres) -> None:
    place = str(kind.new_place())
    postgres.ask(f"ALTER DATABASE {place.rpartition('/')[2]} OWNER TO administrator")
    with pytest.raises(Unfit, match="must own the database"):
        Engine(place)


def test_a_server_that_is_not_there_is_told_without_the_password(kind: OnPostgres) -> None:
    with pytest.raises(Unavailable, match="can't be reached") as caught:
        Engine("postgresql://portal:hemmelig@127.0.0.1:1/portal")
    assert "hemmelig" not in str(caught.value)


def test_a_server_that_was_set_otherwise_meanwhile_gets_no_report(postgres: Server, engine: Engine) -> None:
    write(engine)
    postgres.ask(f"ALTER DATABASE {name_of(engine)} SET synchronous_commit = off")
    break_connections(postgres, engine)
    said, deadline = "", time.monotonic() + 5
    while "synchronous_commit" not in said:
        assert time.monotonic() < deadline
        with pytest.raises(Unavailable) as caught:
            write(engine)
        said = str(caught.value)
    postgres.ask(f"ALTER DATABASE {name_of(engine)} RESET synchronous_commit")
    write_again(engine)


def test_connections_that_break_are_replaced_and_who_reads_does_not_notice(postgres: Server, engine: Engine) -> None:
    cases = Cases(engine)
    cases.add_case(any_case("a" * 32), DAY)
    readers = [threading.Thread(target=cases.count_cases) for _ in range(8)]  # so that there are several of them
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for _round in range(5):
        break_connections(postgres, engine)
        assert cases.count_cases() == 1
        write_again(engine)


def test_a_server_that_hangs_is_not_waited_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "patience", 0.3)
    began = time.monotonic()
    with pytest.raises(Unavailable):
        engine.reading.rows("SELECT pg_sleep(20)::text")
    with pytest.raises(Unavailable):
        engine.write(lambda transaction: transaction.rows("SELECT pg_sleep(20)::text"))
    assert time.monotonic() - began < 5
    monkeypatch.undo()
    write_again(engine)
    assert engine.reading.rows("SELECT count(*) FROM cases") == [(0,)]


def test_what_no_standby_has_is_not_acknowledged(
    postgres: Server, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 4.0)
    heard: list[BaseException] = []

    def report() -> None:
        try:
            Cases(engine).add_case(any_case("a" * 32), DAY)
        except Unavailable as error:
            heard.append(error)

    write(engine)
    postgres.set("synchronous_standby_names", "'nobody'")
    try:
        reporter = threading.Thread(target=report)
        reporter.start()
        waiting = f"FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = '{name_of(engine)}'"
        deadline = time.monotonic() + 3
        while not postgres.ask(f"SELECT 1 {waiting}"):
            assert time.monotonic() < deadline
        postgres.ask(f"SELECT pg_cancel_backend(pid) {waiting}")  # after which COMMIT says that it was done
        reporter.join()
        monkeypatch.setattr(writer_module, "PATIENCE", 0.5)
        for _again in range(8):  # that the case is known is no answer, either, while only one machine knows it
            report()
            time.sleep(0.1)
    finally:
        postgres.set("synchronous_standby_names", "''")
    assert len(heard) == 9
    assert str(heard[0]) == "committed here, and not confirmed by the standby"
    assert str(heard[-1]) in ("slow", "busy")
    write_again(engine)


def test_an_error_that_was_caught_within_a_transaction_is_a_fault_and_no_success(engine: Engine) -> None:
    def careless(transaction: Transaction) -> None:
        try:
            transaction.write("SELECT nothing FROM cases")
        except psycopg.Error:
            return

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        engine.write(careless)
    write(engine)


def test_the_servers_log_says_nothing_of_what_it_refuses(postgres: Server, engine: Engine) -> None:
    case = secrets.token_bytes(16)
    rows = [("shown_once (id, ciphertext, expires)", (case, b"x", 0))] * 2
    with pytest.raises(psycopg.errors.UniqueViolation):
        engine.write(lambda transaction: transaction.insert(rows))
    assert case.hex() not in postgres.log
    assert "duplicate key" not in postgres.log  # nor that something came, and when


def test_what_is_purged_is_in_no_file_after_the_night_and_what_stays_tells_no_order(
    postgres: Server, engine: Engine
) -> None:
    cases, purging = Cases(engine), Purging(engine, b"secret")
    gone, stays = secrets.token_bytes(3_000), secrets.token_bytes(3_000)
    cases.add_case(any_case("a" * 32, gone), DAY)
    cases.add_case(any_case("f" * 32, stays), DAY)
    for _number in range(20):
        cases.add_case(any_case(secrets.token_hex(16), b"e"), DAY)
    purging.purge_cases(("a" * 32,))
    assert not purging.is_wiped()
    assert in_files(postgres, engine, gone[:64])
    assert purging.is_wiped(thoroughly=True)
    assert in_files(postgres, engine, gone[:64]) == []
    assert in_files(postgres, engine, stays[:64])
    assert cases.count_cases() == 21
    for table, key in (("cases", "id"), ("envelopes", "case_id"), ("blobs", "number")):
        rows = engine.reading.rows(f"SELECT xmin::text, {key} FROM {table} ORDER BY ctid")
        assert len({row[0] for row in rows}) == 1
        assert rows == sorted(rows, key=lambda row: row[1])


def test_somebody_who_reads_for_long_puts_the_nights_work_off_and_loses_nothing(engine: Engine) -> None:
    Cases(engine).add_case(any_case("a" * 32), DAY)
    with engine.snapshot() as reader:
        assert not Purging(engine, b"secret").is_wiped(thoroughly=True)
        assert reader.rows("SELECT count(*) FROM cases") == [(1,)]
    assert Purging(engine, b"secret").is_wiped(thoroughly=True)


def test_what_was_shown_once_is_in_no_file_of_the_table_any_more(postgres: Server, engine: Engine) -> None:
    secret = secrets.token_bytes(64)
    Cases(engine).add_case(any_case("a" * 32), DAY, ShownOnce(b"key", secret, 0, 300))
    assert in_files(postgres, engine, secret)
    assert take_once(engine, b"key", 1) == secret
    deadline = time.monotonic() + 5
    while in_files(postgres, engine, secret):
        assert time.monotonic() < deadline
    assert take_once(engine, b"key", 1) is None


def test_what_can_do_harm_one_day_is_said(postgres: Server, engine: Engine) -> None:
    assert engine.find_risks() == []
    postgres.set("wal_recycle", "on")
    try:
        (said,) = engine.find_risks()
    finally:
        postgres.set("wal_recycle", "off")
    assert "keeps what is purged in its log" in said


def test_a_page_that_rots_on_the_servers_disk_is_found(postgres: Server, engine: Engine) -> None:
    for _number in range(50):
        Cases(engine).add_case(any_case(secrets.token_hex(16), bytes(3_000)), DAY)
    assert engine.find_damage() == []
    ((place,),) = engine.reading.rows(
        "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class WHERE relname = 'blobs'"
    )
    engine.close()
    postgres.ask("CHECKPOINT")
    file = Path(postgres.data, place)
    rotten = bytearray(file.read_bytes())
    rotten[5_000] ^= 1
    file.write_bytes(rotten)
    postgres.restart()  # so that it reads the page again
    assert any(each.startswith("blobs: ") for each in engine.find_damage())
