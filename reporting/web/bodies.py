"""Bodies on their way in: complete in memory before a thread is spent on them, within stated bounds.

Whoever sends slowly holds a connection and nothing else. All of it runs on one event loop, so nothing is locked.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import Any

SMALL = 256 * 1024
"""A body up to this many bytes counts against the budget for small ones."""

SMALL_BUDGET = 32 * 1024 * 1024
LARGE_BUDGET = 96 * 1024 * 1024
LARGE_PER_SENDER = 2
"""How many large bodies one rate-limit key may have on their way."""

GRACE_SECONDS = 15.0
SMALL_RATE = 1024
LARGE_RATE = 16 * 1024
"""Bytes a second. A small body has the seconds of grace, or as long as its length takes, if that is longer; a large one
must have brought so many on average at any time after the grace."""

BROKEN = 400
SLOW = 408
NO_LENGTH = 411
TOO_LONG = 413
BUSY = 503

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 2.0  # the grace that a large body has while others wait for its room
_ROOMY = 0.75  # how full the budget for small ones is after somebody's were ended


class BodyRefused(Exception):
    """A body that is not read to its end. `status` says why: one of the constants above."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Body:
    """A body on its way. It counts against a budget until `Bodies.forget`."""

    def __init__(
        self,
        length: int,
        sender: Callable[[], str],
        now: float,
        task: "asyncio.Task[object] | None",
        *,
        is_at_most: bool = False,
    ) -> None:
        self.length, self._find_sender, self._began, self.task = length, sender, now, task
        self.is_at_most = is_at_most
        self.received = self.refused = 0
        self.counts = False

    @cached_property
    def sender(self) -> str:
        """Whose it is; found out only when it matters."""
        return self._find_sender()

    @property
    def is_large(self) -> bool:
        """Whether it counts against the budget for large bodies."""
        return self.length > SMALL

    def lag(self, now: float, grace: float) -> float:
        """Return how many bytes it is behind its rate; a small one is not looked at before all of it should be here."""
        seconds = now - self._began - grace
        if self.is_large:
            return LARGE_RATE * seconds - self.received
        if self.is_at_most:
            return SMALL_RATE * seconds - self.received
        return SMALL_RATE * (now - self._began) - self.length if seconds > 0 else 0


class Bodies:
    """All bodies of one process that are on their way or being answered."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._coming: dict[Body, None] = {}  # in the order in which they began
        self._large: list[Body] = []
        self._held = 0  # bytes of small ones
        self._watch: asyncio.TimerHandle | None = None

    async def read(
        self, protocol: Any, length: int, sender: Callable[[], str], *, is_at_most: bool = False
    ) -> tuple[Body, bytes]:
        """Return a body of `length` bytes, or of at most so many, once it is complete. `protocol` is granian's: called,
        it gives all at once.

        :raise BodyRefused: no room, too slow, too long, or cut off.
        """
        body = Body(length, sender, self._loop.time(), asyncio.current_task(self._loop), is_at_most=is_at_most)
        self._admit(body)
        self._coming[body] = None
        if not self._watch:
            self._watch = self._loop.call_later(_LOOK_SECONDS, self._end_the_slow)
        content = b""
        is_whole = False
        try:
            content = await (_gather(protocol, body) if body.is_large or is_at_most else protocol())
            is_whole = len(content) == length or (is_at_most and not body.refused)
        except asyncio.CancelledError:
            if not body.refused:
                raise  # the server is ending
        except Exception:
            body.refused = BROKEN  # whoever sent it is gone
        finally:
            del self._coming[body]
            if not is_whole:
                self.forget(body)
        if not is_whole:
            raise BodyRefused(body.refused or BROKEN)
        return body, content

    def forget(self, body: Body) -> None:
        """Let go of a body that was answered or is not wanted any more."""
        if not body.counts:
            return
        body.counts = False
        if body.is_large:
            self._large.remove(body)
        else:
            self._held -= body.length

    def _admit(self, body: Body) -> None:
        """Reserve its room.

        :raise BodyRefused: there is none.
        """
        if body.is_large:
            self._make_room_for_large(body)
            self._large.append(body)
        else:
            if self._held + body.length > SMALL_BUDGET:
                self._make_room_for_small(body.length)
            self._held += body.length
        body.counts = True

    def _make_room_for_large(self, body: Body) -> None:
        """End the one that is furthest behind, of the same sender or of all, until there is room.

        :raise BodyRefused: nobody is behind.
        """
        while True:
            own = [each for each in self._large if each.sender == body.sender]
            is_too_much = sum(each.length for each in self._large) + body.length > LARGE_BUDGET
            if len(own) < LARGE_PER_SENDER and not is_too_much:
                return
            among = own if len(own) >= LARGE_PER_SENDER else self._large
            self._end_furthest_behind([each for each in among if each in self._coming])

    def _end_furthest_behind(self, bodies: list[Body]) -> None:
        now = self._loop.time()
        worst = max(bodies, key=lambda each: each.lag(now, _PATIENCE_SECONDS), default=None)
        if not worst or worst.lag(now, _PATIENCE_SECONDS) <= 0:
            raise BodyRefused(BUSY)
        self._end(worst, BUSY)

    def _make_room_for_small(self, length: int) -> None:
        """End the oldest small bodies of whoever has most on their way, which is never a real reporter, until there is
        room for a while.

        :raise BodyRefused: none is on its way, all are being answered.
        """
        by_sender: dict[str, deque[Body]] = {}
        for each in self._coming:
            if not each.is_large and not each.refused:
                by_sender.setdefault(each.sender, deque()).append(each)
        bytes_of = {sender: sum(each.length for each in bodies) for sender, bodies in by_sender.items()}
        while self._held + length > _ROOMY * SMALL_BUDGET and any(by_sender.values()):
            most = max(bytes_of, key=lambda sender: bytes_of[sender] if by_sender[sender] else -1)
            body = by_sender[most].popleft()
            bytes_of[most] -= body.length
            self._end(body, BUSY)
        if self._held + length > SMALL_BUDGET:
            raise BodyRefused(BUSY)

    def _end(self, body: Body, status: int) -> None:
        body.refused = status
        self.forget(body)
        if body.task:
            body.task.cancel()

    def _end_the_slow(self) -> None:
        now = self._loop.time()
        for body in [each for each in self._coming if each.lag(now, GRACE_SECONDS) > 0 and not each.refused]:
            self._end(body, SLOW)
        self._watch = self._loop.call_later(_LOOK_SECONDS, self._end_the_slow) if self._coming else None


async def _gather(protocol: Any, body: Body) -> bytes:
    """Take it piece by piece, so that it is seen how far it is."""
    pieces = []
    async for piece in protocol:
        pieces.append(piece)
        body.received += len(piece)
        if body.received > body.length:
            body.refused = TOO_LONG
            return b""
    return b"".join(pieces)
