"""SQLite as the portal uses it: a connection per thread, durable transactions, and errors of our own.

The only file that knows the driver. What a person can wait out is `Unavailable`; everything else that the driver
raises is a fault in our program and stays what it is, so that the log names its place.
"""

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # its choice: pysqlite3

from .migrations import migrate

BUSY_TIMEOUT = 5_000
"""How long a write waits for another one, in milliseconds, before the caller is told to come back later."""

_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)

# https://www.sqlite.org/rescode.html: the low byte is the primary code, the rest only refines it.
_PRIMARY = 0xFF
_PASSING = {5: "busy", 6: "locked", 8: "read-only", 10: "I/O error", 13: "full", 14: "can't be opened"}

Row = tuple[Any, ...]


class Unavailable(Exception):
    """The database can't be used for now. `reason` says why, for the operator; nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reader:
    """Asks one connection."""

    def __init__(self, connection: Database) -> None:
        self._connection = connection

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Return all rows.

        :raise Unavailable: see there.
        """
        with _in_our_words():
            return list(self._connection.execute(query, arguments))

    def row(self, query: str, arguments: Sequence[object] = ()) -> Row | None:
        """Return the first row, None if there is none.

        :raise Unavailable: see there.
        """
        found = self.rows(query, arguments)
        return found[0] if found else None


class Transaction(Reader):
    """The one way to write. Reads what it has written itself."""

    def write(self, query: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement and return how many rows it wrote.

        :raise Unavailable: see there.
        """
        with _in_our_words():
            return int(self._connection.execute(query, arguments).rowcount)


class Engine:
    """One database file, opened once per thread."""

    def __init__(self, path: Path) -> None:
        """Open or create the database at `path` and bring its schema up to date.

        :raise Unavailable: it can't be opened or written.
        :raise NewerSchema: a later version of this program made it.
        """
        self.path = path
        self._local = threading.local()
        # Threads of one process queue here: SQLite's own waiting sleeps in steps that grow to a tenth of a second.
        self._turn = threading.Lock()
        with self._lock_out_others(), _in_our_words():
            migrate(self._connection)

    @property
    def reading(self) -> Reader:
        """Asks this thread's connection; within a transaction of this thread it sees what was written so far."""
        return Reader(self._connection)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One durable transaction. It takes the write lock first, so that what it reads still holds when it writes.

        :raise Unavailable: locked for too long, full, or read-only. Nothing was written.
        """
        if not self._turn.acquire(timeout=BUSY_TIMEOUT / 1000):
            raise Unavailable("busy")
        try:
            transaction = Transaction(self._connection)
            transaction.write("BEGIN IMMEDIATE")
            try:
                yield transaction
                transaction.write("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    @property
    def _connection(self) -> Database:
        if not hasattr(self._local, "db"):
            with _in_our_words():
                self._local.db = _open(self.path)
        return self._local.db  # type: ignore[no-any-return]

    @contextmanager
    def _lock_out_others(self) -> Iterator[None]:
        # Several workers start at once and each migrates: a lock file makes them take turns.
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = _PASSING.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
        if reason is None:
            raise
        raise Unavailable(reason) from None


def _open(path: Path) -> Database:
    connection = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
    db = Database(connection)
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db
