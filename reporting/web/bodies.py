"""Bodies on their way in: complete in memory before a thread is spent on them, within stated bounds.

Whoever sends slowly holds a connection and nothing else. All of it runs on one event loop, so nothing is locked.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

SMALL = 256 * 1024
"""A body up to this many bytes counts against the budget for small ones."""

SMALL_BUDGET = 32 * 1024 * 1024
LARGE_BUDGET = 96 * 1024 * 1024
LARGE_PER_SENDER = 2
"""How many large bodies one rate-limit key may have on their way."""

GRACE_SECONDS = 15.0
SMALL_RATE = 1024
LARGE_RATE = 16 * 1024
"""A body has the seconds of grace, or as long as its length takes at so many bytes a second, if that is longer."""

BROKEN = 400
SLOW = 408
NO_LENGTH = 411
TOO_LONG = 413
BUSY = 503

_LOOK_SECONDS = 1.0


class Refused(Exception):
    """A body that is not read to its end. `status` says why: one of the constants above."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(eq=False, slots=True)
class Body:
    """A body on its way; `sender` tells whose, when asked. It counts against a budget until `Bodies.forget`."""

    length: int
    sender: Callable[[], str]
    deadline: float
    task: "asyncio.Task[object] | None"
    refused: int = 0
    counts: bool = False

    @property
    def is_large(self) -> bool:
        """Whether it counts against the budget for large bodies."""
        return self.length > SMALL


class Bodies:
    """All bodies of one process that are on their way or being answered."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._coming: dict[Body, None] = {}  # in the order in which they began
        self._large: list[Body] = []
        self._held = 0  # bytes of small ones
        self._watch: asyncio.TimerHandle | None = None

    async def read(
        self, receive: Callable[[], Awaitable[bytes]], length: int, sender: Callable[[], str]
    ) -> tuple[Body, bytes]:
        """Return a body of `length` bytes once it is complete.

        :raise Refused: no room, too slow, or cut off.
        """
        rate = LARGE_RATE if length > SMALL else SMALL_RATE
        deadline = self._loop.time() + max(GRACE_SECONDS, length / rate)
        body = Body(length, sender, deadline, asyncio.current_task(self._loop))
        self._admit(body)
        self._coming[body] = None
        if not self._watch:
            self._watch = self._loop.call_later(_LOOK_SECONDS, self._end_the_slow)
        content = b""
        try:
            content = await receive()
        except asyncio.CancelledError:
            if not body.refused:
                raise  # the server is ending
        except Exception:
            body.refused = BROKEN  # whoever sent it is gone
        finally:
            del self._coming[body]
            if len(content) != length:
                self.forget(body)
        if len(content) != length:
            raise Refused(body.refused or BROKEN)
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

        :raise Refused: there is none.
        """
        if body.is_large:
            sender = body.sender()
            of_the_same = sum(each.sender() == sender for each in self._large)
            if of_the_same >= LARGE_PER_SENDER or sum(each.length for each in self._large) + body.length > LARGE_BUDGET:
                raise Refused(BUSY)
            self._large.append(body)
        else:
            while self._held + body.length > SMALL_BUDGET:
                self._make_room()
            self._held += body.length
        body.counts = True

    def _make_room(self) -> None:
        """End the oldest small body of whoever has most of them on their way: that is never a real reporter.

        :raise Refused: none is on its way, all are being answered.
        """
        coming = [each for each in self._coming if not each.is_large and not each.refused]
        if not coming:
            raise Refused(BUSY)
        ((most, _),) = Counter(each.sender() for each in coming).most_common(1)
        self._end(next(each for each in coming if each.sender() == most), BUSY)

    def _end(self, body: Body, status: int) -> None:
        body.refused = status
        self.forget(body)
        if body.task:
            body.task.cancel()

    def _end_the_slow(self) -> None:
        now = self._loop.time()
        for body in [each for each in self._coming if each.deadline < now and not each.refused]:
            self._end(body, SLOW)
        self._watch = self._loop.call_later(_LOOK_SECONDS, self._end_the_slow) if self._coming else None
