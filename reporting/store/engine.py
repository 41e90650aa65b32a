"""One database file: any thread may ask it, one thread of each process writes."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from .migrations import migrate
from .sqlite import READING, WRITING, Reader, Transaction, Unavailable, connect, identity_of, opening
from .writer import Ticket, Writer

T = TypeVar("T")


class Engine:
    """One database file, opened once per thread."""

    def __init__(self, path: Path) -> None:
        """Open or create the database at `path` and bring its schema up to date.

        :raise Unavailable: it can't be opened or written.
        :raise NewerSchema: a later version of this program made it.
        :raise StrangeSchema: something stands in its schema that this program did not put there.
        """
        self.path = path
        self._local = threading.local()
        with self._lock_out_others():
            self._local.db = connect(path, *READING, create=True)
            with opening():
                migrate(self._local.db)
        self._file = identity_of(path)
        self._writer = Writer(path, lambda: Transaction(self._connect(*WRITING)), self._hang_up)

    @property
    def reading(self) -> Reader:
        """Asks this thread's connection; within a transaction it sees what was written so far."""
        return Reader(self._connection)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Have `work` done as part of one durable transaction and return what it returned; see `Writer.write`.

        :raise Unavailable: nothing is acknowledged.
        """
        return self._writer.write(work)

    def begin(self, work: Callable[[Transaction], T], then: Callable[[Ticket[T]], None]) -> Ticket[T]:
        """Have `work` done and return at once; see `Writer.begin`.

        :raise Unavailable: it is known that nothing can be written.
        """
        return self._writer.begin(work, then)

    def give_up(self, ticket: Ticket[Any]) -> bool:
        """Take back what waited too long; see `Writer.give_up`."""
        return self._writer.give_up(ticket)

    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it is at this moment, into a new file. What was deleted is not in it.

        :raise Unavailable: there is such a file, or it can't be written.
        """
        self.reading.rows("VACUUM INTO ?", [str(path)])

    def find_damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file and the references in it; empty if nothing is."""
        wrong = [str(row[0]) for row in self.reading.rows("PRAGMA integrity_check") if row[0] != "ok"]
        return wrong + [f"{row[0]}: a row without {row[2]}" for row in self.reading.rows("PRAGMA foreign_key_check")]

    def is_wiped(self) -> bool:
        """Whether the write-ahead log holds nothing any more that must be gone; see `Writer.is_wiped`."""
        return self._writer.is_wiped()

    def rest(self) -> None:
        """End the thread that writes, after it has written what waits; the next write begins another.

        What reads stays open: while one process has the file open, SQLite keeps its log, whatever the others do.
        """
        self._writer.close()

    def close(self) -> None:
        """Close this thread's connection and the writer's, after it has written what waits."""
        self._writer.close()
        self._hang_up()

    def _hang_up(self) -> None:
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    @property
    def _connection(self) -> Database:
        return self._connect(*READING)

    def _connect(self, *pragmas: str) -> Database:
        """Return this thread's connection.

        :raise Unavailable: it can't be opened, or is another file than before.
        """
        if not hasattr(self._local, "db"):
            db = connect(self.path, *pragmas)
            if identity_of(self.path) != self._file:
                raise Unavailable("its file was replaced: bring it back, or restart")
            self._local.db = db
        return self._local.db  # type: ignore[no-any-return]

    @contextmanager
    def _lock_out_others(self) -> Iterator[None]:
        # Several workers start at once and each migrates: a lock file makes them take turns.
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
