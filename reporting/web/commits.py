"""Answers that wait for their commit without holding a thread.

[Note: Answered after the commit] Nobody is told that something arrived before it is on the disk. A view that only
writes hands its write over (`current.commit_before_answering`) and prepares the answer for when it is done. That
answer leaves after the commit. If the write is refused or fails, nothing of it was written: the request is asked
anew by a thread, which does the write itself and finds the words for what is wrong.
"""

import threading
from collections.abc import Callable
from typing import Any

from reporting.current import WRITES
from reporting.store import GRACE, Engine, Ticket, Transaction, Unavailable

from .exchange import ANEW, Answer, Exchange


class Pending:
    """A request that waits for its commit. It is answered once, by whoever comes first."""

    def __init__(self, exchange: Exchange, engine: Engine, ask_a_thread: Callable[[Exchange], None]) -> None:
        self._exchange, self._engine, self._ask_a_thread = exchange, engine, ask_a_thread
        self._answer: Answer | None = None
        self._ticket: Ticket[object] | None = None
        self._once = threading.Lock()

    def begin(self, wsgi: Callable[..., Any]) -> bool:
        """Ask the application; return whether there is a commit to wait for."""
        writes: list[Callable[[Transaction], object]] = []
        self._answer = self._exchange.ask(wsgi, **{WRITES: writes})
        if not writes:
            self._exchange.send(self._answer)
            return False
        (write,) = writes
        try:
            self._ticket = self._engine.begin(write, self._settled)
        except Unavailable:
            self._ask_anew()
            return False
        return True

    def is_over(self, now: float) -> bool:
        """Whether it is answered, if only because its patience has just come to an end."""
        ticket = self._ticket
        if ticket and now > ticket.deadline and not self._once.locked():
            taken_back = self._engine.give_up(ticket)
            if not taken_back and now > ticket.deadline + GRACE and self._once.acquire(blocking=False):
                self._ask_anew()
        return self._once.locked()

    def _settled(self, ticket: Ticket[object]) -> None:
        if not self._once.acquire(blocking=False):
            return
        if ticket.error or not self._answer:
            self._ask_anew()
        else:
            self._exchange.send(self._answer)

    def _ask_anew(self) -> None:
        self._exchange.environ[ANEW] = True
        self._ask_a_thread(self._exchange)
