"""The one thread of a process that writes: whatever waits goes into one transaction and one fsync.

Every caller returns after the commit that holds what it wrote, and hears of its own failure only: see
[Note: Answered after the commit]. Writers of several
processes take turns, whatever the engine: each transaction may rest on what it has read.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from .database import PROBE, Database, NewRow, Transaction, Unavailable, Uncertain

PATIENCE = 5.0
"""Seconds that a write waits for its commit, however it is held up, before its caller is told to come back later."""

GRACE = 0.5
"""Seconds more for what is being written when patience ends: most likely it is there in a moment."""

_IDLE = 5.0  # seconds after which the thread ends; the next write begins a new one
_BATCH = 64

T = TypeVar("T")


class Insertion:
    """A write that is nothing but new rows, unless something stands against it. Called, it looks first."""

    rows: Sequence[NewRow]

    def __call__(self, transaction: Transaction) -> None:
        """Insert the rows, or raise why not."""
        raise NotImplementedError


class Ticket(Generic[T]):
    """One caller's write. `then` is called with it when it is known what came of it, and no lock is held."""

    __slots__ = ("_then", "deadline", "error", "result", "work")

    def __init__(self, work: Callable[[Transaction], T], then: "Callable[[Ticket[T]], None]") -> None:
        self.work, self._then = work, then
        self.deadline = time.monotonic() + PATIENCE
        self.result: T | None = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Tell whoever waits that it is known what came of it. What is committed stays so, even if nobody listens."""
        try:
            self._then(self)
        except BaseException as error:  # granian panics over an answer that it can't send
            logging.getLogger("bekymret").error("nobody to tell: %s", type(error).__name__)

    def perform(self, transaction: Transaction) -> None:
        """Write, or leave nothing behind and keep the reason.

        :raise Unavailable: the whole transaction is lost.
        """
        self.error = None
        transaction.write("SAVEPOINT job")
        try:
            self.result = self.work(transaction)
        except Unavailable:
            raise
        except BaseException as refused:
            self.error = refused
            transaction.write("ROLLBACK TO job")
        transaction.write("RELEASE job")


Perform = Callable[[Transaction, "list[Ticket[Any]]"], None]
Commit = Callable[[Transaction, "list[Ticket[Any]]"], None]


class Writer:
    """Writes to one database in a thread of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: deque[Ticket[Any]] = deque()
        self._news = threading.Condition(threading.Lock())
        self._thread: threading.Thread | None = None
        self._idle = False
        # Why nothing can be written, as far as is known; empty while all is well.
        self._stuck = ""
        # Whether the log still holds what must be gone.
        self._owes_wiping = False

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Have `work` done as part of one durable transaction and return what it returned.

        What it raises is raised here, and what it wrote before that is gone. It may be called twice, if the
        transaction that it was first part of failed because of another.

        :raise Unavailable: locked, full, read-only, too slow, or not the file it was: nothing is acknowledged. While
            that is known, at once.
        """
        done = threading.Lock()
        done.acquire()
        ticket = self.begin(work, lambda _: done.release())
        if not done.acquire(timeout=PATIENCE) and not self.give_up(ticket) and not done.acquire(timeout=GRACE):
            raise Unavailable("slow")
        if ticket.error:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]

    def begin(self, work: Callable[[Transaction], T], then: Callable[[Ticket[T]], None]) -> Ticket[T]:
        """Have `work` done as by `write`, but return at once; `then` is called when it is known what came of it.

        It is for the caller to see to the ticket's deadline.

        :raise Unavailable: it is known that nothing can be written.
        """
        ticket = Ticket(work, then)
        with self._news:
            if not self._thread:
                self._thread = self._start()
            if self._stuck:
                raise Unavailable(self._stuck)
            self._queue.append(ticket)
            if self._idle:
                self._news.notify()
        return ticket

    def give_up(self, ticket: Ticket[Any]) -> bool:
        """Take back what waited too long and still waits for its turn; False for what is being written right now."""
        with self._news:
            self._stuck = self._stuck or "busy"
            self._news.notify()  # to look whether that is so, though it may be idle by now
            if ticket not in self._queue:
                return False
            self._queue.remove(ticket)
        ticket.error = Unavailable("busy")
        ticket.settle()
        return True

    def is_wiped(self) -> bool:
        """Wait a while for the log to be emptied and return whether it was: somebody may be reading from it.

        :raise Unavailable: the database can't be used for now.
        """
        deadline = time.monotonic() + PATIENCE
        self.write(lambda transaction: None)  # so that what was owed before is known
        while self._owes_wiping and time.monotonic() < deadline:
            time.sleep(PROBE)
        return not self._owes_wiping

    def close(self) -> None:
        """End the thread, after it has written what waits."""
        with self._news:
            thread, self._thread = self._thread, None
            self._news.notify()
        if thread:
            thread.join()

    def _start(self) -> threading.Thread:
        """Return the thread, running.

        :raise Unavailable: the system has none.
        """
        thread = threading.Thread(target=self._run, name="writer", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            raise Unavailable("no thread to be had") from None
        return thread

    def _run(self) -> None:
        while self._is_needed():
            self._take_turn()
        self._database.hang_up()

    def _is_needed(self) -> bool:
        """Return True when there is something to write or to look after, False when the thread is to end."""
        me = threading.current_thread()
        with self._news:
            while not self._queue and not self._has_worries and self._thread is me:
                self._idle = True
                if not self._news.wait(_IDLE) and not self._queue and not self._has_worries and self._thread is me:
                    self._thread = None
            self._idle = False
            if self._thread is me and (self._stuck or (self._owes_wiping and not self._queue)):
                self._news.wait(PROBE)
            return bool(self._queue) if self._thread is not me else True

    @property
    def _has_worries(self) -> bool:
        return bool(self._stuck) or self._owes_wiping

    def _take_turn(self) -> None:
        """Write what waits, as soon as no other process writes."""
        try:
            transaction = self._database.writing()
            with self._database.alone():
                self._database.check()
                if self._begin(transaction):
                    self._commit(transaction, self._take_all())
                    self._owes_wiping = transaction.owes_wiping or self._owes_wiping
                if self._owes_wiping:
                    self._clean(transaction)
        except BaseException as why:  # whatever it is, the thread goes on and those who wait hear it
            self._database.hang_up()  # what stood open may be of no use any more
            self._fail(self._take_all(), Unavailable(str(why.strerror)) if isinstance(why, OSError) else why)

    def _clean(self, transaction: Transaction) -> None:
        """What was shown once, or must be gone, is in no file any more; a reader in the way is tried again soon."""
        with suppress(Unavailable):
            transaction.clean()
            self._owes_wiping = transaction.owes_wiping

    def _begin(self, transaction: Transaction) -> bool:
        """Take the turn. False: somebody else holds it, try again.

        :raise Unavailable: there is nothing to wait for.
        """
        try:
            transaction.begin()
        except Unavailable as why:
            if why.reason != "busy":
                raise
            return False
        with self._news:
            self._stuck = ""
        return True

    def _take_all(self) -> list[Ticket[Any]]:
        with self._news:
            return [self._queue.popleft() for _ in range(min(len(self._queue), _BATCH))]

    def _commit(self, transaction: Transaction, tickets: list[Ticket[Any]]) -> None:
        """Write all of it at once; if that fails, each apart; if one is too much even so, each alone."""
        try:
            self._write(transaction, tickets, _perform_together)
        except Uncertain as why:
            self._fail(tickets, why)
        except BaseException:
            self._begin_and(transaction, tickets, self._commit_apart)

    def _commit_apart(self, transaction: Transaction, tickets: list[Ticket[Any]]) -> None:
        try:
            self._write(transaction, tickets, _perform_apart)
        except Uncertain as why:
            self._fail(tickets, why)
        except BaseException:
            self._begin_and(transaction, tickets, self._commit_alone)

    def _commit_alone(self, transaction: Transaction, tickets: list[Ticket[Any]]) -> None:
        first, *others = tickets
        try:
            self._write(transaction, [first], _perform_apart)
        except BaseException as why:  # whatever it is, somebody waits to hear it
            self._fail([first], why)
        self._begin_and(transaction, others, self._commit_alone)

    def _begin_and(self, transaction: Transaction, tickets: list[Ticket[Any]], commit: Commit) -> None:
        if not tickets:
            return
        try:
            transaction.begin()
        except BaseException as why:
            self._fail(tickets, why)
        else:
            commit(transaction, tickets)

    def _write(self, transaction: Transaction, tickets: list[Ticket[Any]], perform: Perform) -> None:
        """Nobody is answered before the end: even a refusal may rest on what a neighbour has just written."""
        try:
            perform(transaction, tickets)
            transaction.commit()
        except BaseException:
            transaction.roll_back()
            raise
        self._database.check()
        for ticket in tickets:
            ticket.settle()

    def _fail(self, tickets: list[Ticket[Any]], why: BaseException) -> None:
        if isinstance(why, Unavailable):
            with self._news:
                self._stuck = why.reason
        for ticket in tickets:
            ticket.error = why
            ticket.settle()


def _perform_together(transaction: Transaction, tickets: list[Ticket[Any]]) -> None:
    """The quick way: plain insertions of all in one, the rest one by one. What is refused refuses all."""
    insertions = [ticket.work for ticket in tickets if isinstance(ticket.work, Insertion)]
    transaction.insert(row for insertion in insertions for row in insertion.rows)
    for ticket in tickets:
        if not isinstance(ticket.work, Insertion):
            ticket.result = ticket.work(transaction)


def _perform_apart(transaction: Transaction, tickets: list[Ticket[Any]]) -> None:
    for ticket in tickets:
        ticket.perform(transaction)
