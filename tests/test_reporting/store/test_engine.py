"""What can be waited out is told apart from a fault of ours by the driver's codes, and a fault keeps its place."""

import secrets
import threading
import time
from dataclasses import replace

import pytest

from reporting.store import Cases, Engine, Transaction, Unavailable
from reporting.store import writer as writer_module
from tests.support.cast import any_case
from tests.support.engines import Kind

DAY = "2026-11-22"


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


def test_a_locked_database_is_busy_and_acknowledges_nothing(
    kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 1.0)
    with kind.locked(engine):
        with pytest.raises(Unavailable) as caught:
            write(engine, "DELETE FROM cases")
        assert caught.value.reason == "busy"
    write_again(engine)


def test_a_full_database_is_told_and_recovers_when_there_is_room(kind: Kind, engine: Engine) -> None:
    kind.fill(engine)
    cases, acknowledged = Cases(engine), []
    with pytest.raises(Unavailable) as caught:
        for _ in range(50):
            case = secrets.token_hex(16)
            cases.add_case(any_case(case, secrets.token_bytes(7_312)), DAY)
            acknowledged.append(case)
    assert caught.value.reason == "full"
    assert cases.count_cases() == len(acknowledged)
    write_again(engine)
    kind.make_room(engine)
    cases.add_case(any_case("a" * 32), DAY)
    assert cases.find_case("a" * 32)


def test_a_database_that_may_only_be_read_is_told(kind: Kind, engine: Engine) -> None:
    kind.forbid_writing(engine)
    with pytest.raises(Unavailable) as caught:
        write(engine, "DELETE FROM cases")
    assert caught.value.reason == "read-only"


@pytest.mark.parametrize(
    "fault",
    [
        "SELECT nothing FROM cases",
        "SELECT * FROM nowhere",
        "SELEC 1",
        "INSERT INTO cases (id, day, locator_hash) VALUES (NULL, '2026-11-22', NULL)",
        "INSERT INTO envelopes (case_id, seq, envelope) VALUES ('', 0, 0)",
        "INSERT INTO advisors (id, name, status) VALUES ('1', 'x', 'unheard of')",
    ],
)
def test_a_fault_of_ours_is_neither_unavailable_nor_a_known_case(fault: str, kind: Kind, engine: Engine) -> None:
    with pytest.raises(kind.error) as caught:
        write(engine, fault)
    assert not isinstance(caught.value, Unavailable)


def test_a_value_that_is_missing_is_not_taken_for_a_known_case(kind: Kind, engine: Engine) -> None:
    with pytest.raises(kind.error):
        Cases(engine).add_case(replace(any_case("a" * 32), reply_to=None), DAY)  # type: ignore[arg-type]


def test_what_a_transaction_wrote_before_it_failed_is_gone(engine: Engine) -> None:
    def fail(transaction: Transaction) -> None:
        transaction.write("INSERT INTO challenges (id, answer_hash, expires) VALUES (?, ?, 0)", [b"id", b"hash"])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.write(fail)
    assert engine.reading.rows("SELECT * FROM challenges") == []
    write(engine, "DELETE FROM challenges")


def test_an_engine_at_rest_has_no_thread_that_a_fork_could_cut_in_two_and_goes_on_when_it_is_asked(
    engine: Engine,
) -> None:
    before = _writers()
    write(engine, "DELETE FROM shown_once")
    assert _writers() == before + 1
    engine.rest()
    assert _writers() == before
    assert engine.reading.rows("SELECT count(*) FROM cases") == [(0,)]
    write(engine, "DELETE FROM shown_once")
    engine.rest()
    assert _writers() == before


def _writers() -> int:
    """How many engines' writing threads run. Other threads, such as a pool's of the test before, come and go."""
    return sum(each.name == "writer" for each in threading.enumerate())
