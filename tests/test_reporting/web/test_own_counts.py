"""What a process counts by itself: right under many threads, and gone when its time is over."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits import parse

from reporting.web.own_counts import OwnCounts


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-7)
    yield
    sys.setswitchinterval(before)


FIVE = parse("5 per minute")


def test_the_sixth_waits_until_the_window_of_the_first_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now, counts = [1_000.0], OwnCounts()
    monkeypatch.setattr("time.time", lambda: now[0])
    assert [counts.use(FIVE, "door", "a") for _ in range(6)] == [0, 0, 0, 0, 0, 60]
    assert counts.use(FIVE, "door", "b") == 0
    now[0] += 59.5
    assert counts.use(FIVE, "door", "a") == 1
    now[0] += 1
    assert counts.use(FIVE, "door", "a") == 0


def test_what_costs_more_counts_for_more() -> None:
    counts = OwnCounts()
    assert [counts.use(FIVE, "kilobytes", cost=cost) > 0 for cost in (3, 2, 1)] == [False, False, True]


def test_many_threads_count_every_use_once(often: None) -> None:
    counts, many = OwnCounts(), parse("1000 per hour")
    with ThreadPoolExecutor(16) as pool:
        refused = sum(pool.map(lambda _: counts.use(many, "door") > 0, range(3_000)))
    assert refused == 2_000


def test_what_is_over_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now, counts = [1_000.0], OwnCounts()
    monkeypatch.setattr("time.time", lambda: now[0])
    for number in range(500):
        counts.use(FIVE, "door", str(number))
    now[0] += 61
    counts.use(FIVE, "door", "last")
    assert len(counts) == 1
    now[0] -= 600  # a clock that was put back
    assert counts.use(FIVE, "door", "first") == 0
