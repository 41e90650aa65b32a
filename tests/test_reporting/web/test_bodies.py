"""A body gets its time and its room, and whoever takes too much of either loses only what is his own."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from reporting.web import bodies
from reporting.web.bodies import BROKEN, BUSY, LARGE_BUDGET, SLOW, SMALL, SMALL_BUDGET, Bodies, Body, Refused

LARGE = SMALL + 1
Read = tuple[Body, bytes]
Receive = Callable[[], Awaitable[bytes]]


def complete(length: int) -> Receive:
    async def receive() -> bytes:
        await asyncio.sleep(0)
        return bytes(length)

    return receive


async def never() -> bytes:
    await asyncio.Event().wait()
    return b""


def run(story: Callable[[Bodies], Awaitable[None]]) -> None:
    async def begin() -> None:
        await story(Bodies(asyncio.get_running_loop()))
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # In a thread of its own: a browser of another test may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, begin()).result()


def begin(
    all_: Bodies, length: int, sender: str, receive: Callable[[], Awaitable[bytes]] = never
) -> asyncio.Task[Read]:
    return asyncio.ensure_future(all_.read(receive, length, lambda: sender))


async def refusal(reading: asyncio.Task[Read]) -> int:
    with pytest.raises(Refused) as caught:
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
    monkeypatch.setattr(bodies, "LARGE_RATE", 100 * LARGE)

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

    async def slowly() -> bytes:
        await asyncio.sleep(0.1)
        return bytes(SMALL)

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


def test_whoever_fills_the_budget_for_small_bodies_pays_for_it_and_nobody_else() -> None:
    async def story(all_: Bodies) -> None:
        honest = begin(all_, SMALL, "honest")
        attack = [begin(all_, SMALL, "attacker") for _ in range(SMALL_BUDGET // SMALL + 50)]
        await asyncio.sleep(0.05)
        ended = [each for each in attack if each.done()]
        assert len(ended) == 51
        assert {await refusal(each) for each in ended} == {BUSY}
        assert not honest.done()
        _, content = await begin(all_, SMALL, "neighbour", complete(SMALL))
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
