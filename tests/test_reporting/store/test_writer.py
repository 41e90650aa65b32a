"""One thread writes for all: in one commit, and each hears of its own, whatever its neighbours do."""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from reporting.store import CaseExists, Cases, Engine, NewCase, Transaction, Unavailable
from reporting.store import writer as writer_module
from tests.support.cast import any_case
from tests.support.engines import Kind

DAY = "2026-11-22"
INSERT = "INSERT INTO challenges (id, answer_hash, expires) VALUES (?1, ?1, 0)"


def together(kind: Kind, engine: Engine, works: list[Callable[[], Any]]) -> list[Future[Any]]:
    """Have all of it written in one go."""
    pool = ThreadPoolExecutor(len(works))
    engine.write(lambda _: None)
    with kind.taking_its_turn(engine):
        futures = [pool.submit(work) for work in works]
        time.sleep(0.2)
        assert not any(future.done() for future in futures)
    pool.shutdown()
    return futures


def put(engine: Engine, key: bytes) -> Callable[[], Any]:
    return lambda: engine.write(lambda transaction: transaction.write(INSERT, [key]))


def new_case(case: str = "", locator: bytes = b"", envelope: bytes = b"e") -> NewCase:
    return any_case(case or secrets.token_hex(16), envelope, locator=locator or secrets.token_bytes(32))


def keys(engine: Engine) -> list[bytes]:
    return [key for (key,) in engine.reading.rows("SELECT id FROM challenges ORDER BY id")]


def test_what_comes_together_is_one_commit(kind: Kind, engine: Engine) -> None:
    before = kind.commits(engine)
    futures = together(kind, engine, [put(engine, bytes([number])) for number in range(20)])
    assert [future.result() for future in futures] == [1] * 20
    assert len(keys(engine)) == 20
    assert kind.commits(engine) <= before + 2


def test_a_refused_write_leaves_nothing_and_spoils_nobodys(kind: Kind, engine: Engine) -> None:
    def refused(transaction: Transaction) -> None:
        transaction.write(INSERT, [b"refused"])
        raise KeyError

    works = [put(engine, b"one"), lambda: engine.write(refused), put(engine, b"two")]
    one, bad, two = together(kind, engine, works)
    assert (one.result(), two.result()) == (1, 1)
    assert isinstance(bad.exception(), KeyError)
    assert keys(engine) == [b"one", b"two"]


def test_a_fault_of_ours_is_told_to_the_right_one(kind: Kind, engine: Engine) -> None:
    works = [put(engine, b"one"), lambda: engine.write(lambda t: t.write("SELEC 1")), put(engine, b"two")]
    one, bad, two = together(kind, engine, works)
    assert not one.exception()
    assert not two.exception()
    assert bad.exception()
    assert not isinstance(bad.exception(), Unavailable)


def test_known_cases_among_new_ones_are_told_apart(kind: Kind, engine: Engine) -> None:
    cases = Cases(engine)
    known = new_case()
    cases.add_case(known, DAY)
    again, stranger = known, new_case(case=known.case)
    fresh = [new_case() for _ in range(6)]
    futures = together(
        kind, engine, [lambda each=each: cases.add_case(each, DAY) for each in (*fresh, again, stranger)]
    )
    assert [future.exception() for future in futures[:6]] == [None] * 6
    told = [future.exception() for future in futures[6:]]
    assert [isinstance(each, CaseExists) and each.same_reporter for each in told] == [True, False]
    assert cases.count_cases() == 7


def test_the_same_case_twice_in_one_commit_is_stored_once(kind: Kind, engine: Engine) -> None:
    cases, case = Cases(engine), new_case()
    futures = together(kind, engine, [lambda: cases.add_case(case, DAY)] * 3)
    told = [future.exception() for future in futures]
    assert told.count(None) == 1
    assert all(isinstance(each, CaseExists) and each.same_reporter for each in told if each)
    assert cases.count_cases() == 1


def test_what_is_too_much_for_the_disk_is_refused_and_what_fits_is_written(kind: Kind, engine: Engine) -> None:
    cases = Cases(engine)
    kind.fill(engine)
    small = [new_case() for _ in range(4)]
    large = new_case(envelope=bytes(1_000_000))
    works = [lambda each=each: cases.add_case(each, DAY) for each in (*small[:2], large, *small[2:])]  # type: ignore[misc]
    futures = together(kind, engine, works)
    told = [future.exception() for future in futures]
    assert [told[0], told[1], told[3], told[4]] == [None] * 4
    assert isinstance(told[2], Unavailable)
    assert told[2].reason == "full"
    assert cases.count_cases() == 4


def test_nobody_is_answered_before_the_commit_not_even_with_a_refusal(kind: Kind, engine: Engine) -> None:
    """That a case is known may rest on a neighbour in the same transaction, which may yet be lost."""
    cases, case = Cases(engine), new_case()
    answered = threading.Event()
    engine.write(lambda _: None)

    def look(transaction: Transaction) -> bool:
        time.sleep(0.2)
        return answered.is_set()

    def add_again() -> None:
        with pytest.raises(CaseExists):
            cases.add_case(case, DAY)
        answered.set()

    cases.add_case(case, DAY)
    _, looked = together(kind, engine, [add_again, lambda: engine.write(look)])
    assert looked.result() is False


def test_who_waits_too_long_hears_in_time_and_who_comes_then_at_once(
    kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 0.3)
    pool = ThreadPoolExecutor(8)
    with kind.locked(engine):
        began = time.monotonic()
        waiting = [pool.submit(put(engine, bytes([number]))) for number in range(8)]
        assert {str(future.exception()) for future in waiting} == {"busy"}
        assert 0.3 <= time.monotonic() - began < 3
        began = time.monotonic()
        with pytest.raises(Unavailable):
            put(engine, b"at once")()
        assert time.monotonic() - began < 0.25
    time.sleep(0.5)
    put(engine, b"after")()
    assert keys(engine) == [b"after"]
    pool.shutdown()


def test_what_was_taken_back_is_never_written(kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE", 0.2)
    pool = ThreadPoolExecutor(4)
    engine.write(lambda _: None)
    with kind.taking_its_turn(engine):
        futures = [pool.submit(put(engine, bytes([number]))) for number in range(4)]
        assert all(isinstance(future.exception(), Unavailable) for future in futures)
    time.sleep(0.5)
    assert keys(engine) == []
    pool.shutdown()


def test_a_write_that_nobody_waits_for_is_told_of_once(kind: Kind, engine: Engine) -> None:
    told: list[object] = []
    heard = threading.Event()

    def hear(ticket: object) -> None:
        told.append(ticket)
        heard.set()

    ticket = engine.begin(lambda transaction: transaction.write(INSERT, [b"one"]), hear)
    assert heard.wait(5)
    assert told == [ticket]
    assert ticket.result == 1
    assert not engine.give_up(ticket)
    assert told == [ticket]


def test_an_answer_that_can_not_be_told_costs_no_neighbour_theirs(kind: Kind, engine: Engine) -> None:
    def gone(_: object) -> None:
        raise ConnectionError

    engine.write(lambda _: None)
    with kind.taking_its_turn(engine):
        engine.begin(lambda transaction: transaction.write(INSERT, [b"one"]), gone)
        pool = ThreadPoolExecutor(1)
        two = pool.submit(put(engine, b"two"))
        time.sleep(0.1)
    assert two.result() == 1
    assert keys(engine) == [b"one", b"two"]
    pool.shutdown()


def test_the_thread_ends_when_there_is_nothing_to_write_and_begins_again(
    kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_IDLE", 0.05)
    for key in (b"one", b"two"):
        put(engine, key)()
        deadline = time.monotonic() + 5
        while any(thread.name == "writer" and thread.is_alive() for thread in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    assert keys(engine) == [b"one", b"two"]


@pytest.mark.parametrize("fault", [MemoryError(), None, OSError(28, "No space left")])
def test_an_accident_ends_no_writing_for_good(
    fault: BaseException | None, kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = kind.out_of_memory if fault is None else fault
    with monkeypatch.context() as broken:
        broken.setattr(kind.transaction, "begin", lambda _: (_ for _ in ()).throw(fault))
        with pytest.raises((type(fault), Unavailable)):
            put(engine, b"lost")()
    time.sleep(0.5)
    put(engine, b"after")()
    assert keys(engine) == [b"after"]


def test_giving_up_what_was_settled_a_moment_ago_stops_nobody(
    kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_IDLE", 0.1)
    settled = threading.Event()
    ticket = engine.begin(lambda transaction: transaction.write(INSERT, [b"one"]), lambda _: settled.set())
    assert settled.wait(5)
    assert not engine.give_up(ticket)
    time.sleep(0.5)
    put(engine, b"two")()
    assert keys(engine) == [b"one", b"two"]


def test_a_thread_that_is_not_to_be_had_is_told_and_tried_again(
    kind: Kind, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(threading.Thread, "start", none_left)
        with pytest.raises(Unavailable):
            put(engine, b"lost")()
    put(engine, b"after")()
    assert keys(engine) == [b"after"]
