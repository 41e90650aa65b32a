"""One SQLite connection per thread, with the settings that keep what was acknowledged."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # its choice: pysqlite3

from reporting.store.migrations import migrate

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

Unavailable = sqlite3.OperationalError
"""Raised by any query when the database is locked, full or read-only."""

Conflict = sqlite3.IntegrityError
"""Raised by a write that would break a uniqueness rule."""


class Connections:
    """Hands each thread its own connection to one database file."""

    def __init__(self, path: Path) -> None:
        """Open or create the database at `path` and bring its schema up to date."""
        self.path = path
        self._local = threading.local()
        # Threads of one process queue here: SQLite's own waiting sleeps in steps that grow to a tenth of a second.
        self._turn = threading.Lock()
        with self._lock_out_others():
            migrate(self.current)

    @property
    def current(self) -> Database:
        """This thread's connection."""
        if not hasattr(self._local, "db"):
            self._local.db = _open(self.path)
        return self._local.db  # type: ignore[no-any-return]

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One durable transaction. It takes the write lock first, so that what it reads still holds when it writes.

        :raise Unavailable: locked for too long, full, or read-only. Nothing was written.
        """
        if not self._turn.acquire(timeout=BUSY_TIMEOUT / 1000):
            raise Unavailable
        try:
            db = self.current
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                db.rollback()
                raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "db"):
            self._local.db.close()
            del self._local.db

    @contextmanager
    def _lock_out_others(self) -> Iterator[None]:
        # Several workers start at once and each migrates: a lock file makes them take turns.
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _open(path: Path) -> Database:
    connection = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
    db = Database(connection)
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db
