"""A body gets its time and its room, and whoever takes too much of either loses only what is his own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from reporting.web import bodies
from reporting.web.bodies import (
    BROKEN,
    BUSY,
    LARGE_BUDGET,
    SLOW,
    SMALL,
    SMALL_BUDGET,
    TOO_LONG,
    Bodies,
    Body,
    BodyRefused,
)

LARGE = SMALL + 1
Read = tuple[Body, bytes]


class Sender:
    """Stands where granian's protocol does: gives a body as a whole or in pieces, and waits before each."""

    def __init__(self, *pieces: bytes, wait: float = 0, ends: bool = True) -> None:
        self._pieces, self._wait, self._ends = pieces, wait, ends

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            await asyncio.sleep(self._wait)
            yield piece
        if not self._ends:
            await asyncio.Event().wait()


def complete(length: int) -> Sender:
    return Sender(bytes(length))


NEVER = Sender(ends=False)


def run(story: Callable[[Bodies], Awaitable[None]]) -> None:
    async def tell() -> None:
        await story(Bodies(asyncio.get_running_loop()))
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # In a thread of its own: a browser of another test may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, tell()).result()


def begin(all_: Bodies, length: int, sender: str, sent: Sender = NEVER) -> asyncio.Task[Read]:
    return asyncio.ensure_future(all_.read(sent, length, lambda: sender))


async def refusal(reading: asyncio.Task[Read]) -> int:
    with pytest.raises(BodyRefused) as caught:
        await asyncio.wait_for(reading, 5)
    return caught.value.status


@pytest.mark.parametrize("length", [0, 1, SMALL, LARGE])
def test_a_body_comes_whole(length: int) -> None:
    async def story(all_: Bodies) -> None:
        _, content = await begin(all_, length, "a", complete(length))
        assert content == bytes(length)

    run(story)


@pytest.mark.parametrize(("said", "sent"), [(10, 9), (10, 0), (10, 11), (LARGE, SMALL)])
def test_a_body_of_another_length_than_was_said_is_broken(said: int, sent: int) -> None:
    async def story(all_: Bodies) -> None:
        assert await refusal(begin(all_, said, "a", complete(sent))) == BROKEN

    run(story)


def test_a_body_that_stalls_is_ended_and_so_is_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "_LOOK_SECONDS", 0.02)

    async def story(all_: Bodies) -> None:
        for _ in range(5):
            assert await refusal(begin(all_, LARGE, "a")) == SLOW
        _, content = await begin(all_, LARGE, "a", complete(LARGE))
        assert len(content) == LARGE

    run(story)


def test_a_long_body_has_as_long_as_its_rate_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr(bodies, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(bodies, "SMALL_RATE", SMALL * 5)

    slowly = Sender(bytes(SMALL), wait=0.1)

    async def story(all_: Bodies) -> None:
        _, content = await begin(all_, SMALL, "a", slowly)
        assert len(content) == SMALL

    run(story)


def test_one_sender_has_two_large_bodies_and_others_have_theirs() -> None:
    async def story(all_: Bodies) -> None:
        held = [(await begin(all_, LARGE, "a", complete(LARGE)))[0] for _ in range(2)]
        assert await refusal(begin(all_, LARGE, "a", complete(LARGE))) == BUSY
        await begin(all_, LARGE, "b", complete(LARGE))
        await begin(all_, SMALL, "a", complete(SMALL))
        all_.forget(held[0])
        await begin(all_, LARGE, "a", complete(LARGE))

    run(story)


def test_large_bodies_share_their_budget_and_leave_the_small_ones_theirs() -> None:
    async def story(all_: Bodies) -> None:
        third = LARGE_BUDGET // 3
        for sender in "abc":
            begin(all_, third, sender)
        await asyncio.sleep(0)
        assert await refusal(begin(all_, LARGE, "d")) == BUSY
        await begin(all_, SMALL, "d", complete(SMALL))

    run(story)


def test_a_large_body_of_which_nothing_comes_makes_room_for_one_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_PATIENCE_SECONDS", 0.05)

    async def story(all_: Bodies) -> None:
        stalled = [begin(all_, LARGE_BUDGET // 3, sender) for sender in "aab"]
        await asyncio.sleep(0.1)
        _, content = await begin(all_, LARGE, "a", complete(LARGE))
        assert len(content) == LARGE
        assert sum(each.done() for each in stalled) == 1
        assert await refusal(next(each for each in stalled if each.done())) == BUSY

    run(story)


def test_a_large_body_that_keeps_its_rate_is_not_ended_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_PATIENCE_SECONDS", 0.05)

    async def story(all_: Bodies) -> None:
        quick = [begin(all_, LARGE, "a", Sender(bytes(SMALL), b"x", wait=0.2)) for _ in range(2)]
        await asyncio.sleep(0.25)
        assert await refusal(begin(all_, LARGE, "a", complete(LARGE))) == BUSY
        for each in quick:
            assert len((await each)[1]) == LARGE

    run(story)


def test_a_large_body_that_falls_behind_its_rate_is_ended_long_before_its_length_would_be_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "_LOOK_SECONDS", 0.02)

    async def story(all_: Bodies) -> None:
        assert await refusal(begin(all_, 30_000_000, "a", Sender(b"x", ends=False))) == SLOW

    run(story)


def test_whoever_fills_the_budget_for_small_bodies_pays_for_it_and_nobody_else() -> None:
    async def story(all_: Bodies) -> None:
        honest = begin(all_, SMALL, "honest")
        attack = [begin(all_, SMALL, "attacker") for _ in range(SMALL_BUDGET // SMALL + 50)]
        await asyncio.sleep(0.05)
        ended = [each for each in attack if each.done()]
        assert 51 <= len(ended) < len(attack)
        assert {await refusal(each) for each in ended} == {BUSY}
        _, content = await begin(all_, SMALL, "neighbour", complete(SMALL))
        assert not honest.done()
        assert len(content) == SMALL

    run(story)


def test_bodies_that_are_being_answered_are_never_ended_so_that_there_may_be_no_room() -> None:
    async def story(all_: Bodies) -> None:
        held = [(await begin(all_, SMALL, "a", complete(SMALL)))[0] for _ in range(SMALL_BUDGET // SMALL)]
        assert await refusal(begin(all_, 1, "b", complete(1))) == BUSY
        all_.forget(held[0])
        all_.forget(held[0])
        await begin(all_, SMALL, "b", complete(SMALL))
        assert await refusal(begin(all_, 1, "b", complete(1))) == BUSY

    run(story)


def test_a_body_whose_length_nobody_said_is_bounded_in_length_and_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(bodies, "_LOOK_SECONDS", 0.02)

    def unsized(all_: Bodies, sent: Sender) -> asyncio.Task[Read]:
        return asyncio.ensure_future(all_.read(sent, 100, lambda: "a", is_at_most=True))

    async def story(all_: Bodies) -> None:
        for length in (0, 99, 100):
            assert (await unsized(all_, complete(length)))[1] == bytes(length)
        assert await refusal(unsized(all_, complete(101))) == TOO_LONG
        assert await refusal(unsized(all_, NEVER)) == SLOW

    run(story)
