"""SQLite: one file, one connection for each thread, and errors of our own. The only file that knows the driver."""

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database as Connection
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # its choice: pysqlite3

from .database import PROBE, Database, Reader, Row, Transaction, Unavailable
from .migrations import migrate

BUSY_MS = 5_000
"""How long a reader waits where SQLite lets it wait at all."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)

READING = (f"busy_timeout = {BUSY_MS}", "cache_size = -512")
"""For each of many threads. The size is in KiB; the operating system keeps the file's pages anyway."""

WRITING = (f"busy_timeout = {PROBE * 1000:.0f}", "cache_size = -8192", "wal_autocheckpoint = 4000")

# https://www.sqlite.org/rescode.html: the low byte is the primary code, the rest only refines it.
_PRIMARY = 0xFF
_PASSING = {
    5: "busy",
    6: "locked",
    7: "out of memory",
    8: "read-only",
    10: "I/O error",
    11: "damaged",
    13: "full",
    14: "can't be opened",
    15: "locking protocol",
    26: "not a database",
}


class SqliteReader(Reader):
    """Asks one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Return all rows.

        :raise Unavailable: the database can't be used for now.
        """
        try:
            return self._connection.conn.execute(query, arguments).fetchall()
        except sqlite3.Error as error:
            raise in_our_words(error) from None


class SqliteTransaction(SqliteReader, Transaction):
    """Writes over one connection."""

    def clean(self) -> None:
        """Write the log into the database and cut it to nothing, unless somebody is still reading from it."""
        ((is_busy, *_),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self.owes_wiping = bool(is_busy)

    def write(self, query: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement and return how many rows it wrote.

        :raise Unavailable: the database can't be used for now.
        """
        try:
            return int(self._connection.conn.execute(query, arguments).rowcount)
        except sqlite3.Error as error:
            raise in_our_words(error) from None

    def begin(self) -> None:
        """Take the write lock.

        :raise Unavailable: the database can't be used for now.
        """
        self.write("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make what was written durable.

        :raise Unavailable: the database can't be used for now.
        """
        self.write("COMMIT")

    def roll_back(self) -> None:
        """Forget what was written, unless SQLite has done so itself."""
        with suppress(sqlite3.Error):
            self._connection.conn.rollback()


class SqliteDatabase(Database):
    """One file, opened once for each thread."""

    wipes_at_once = True

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path`; see `Engine`."""
        self.path = path
        self._local = threading.local()
        self._lock = path.with_suffix(".lock")
        with self.alone():  # several workers start at once and each migrates
            self._local.connection = connect(path, *READING, create=True)
            with opening():
                migrate(self._local.connection)
        self._file = identity_of(path)

    def reader(self) -> Reader:
        """Return what asks this thread's connection."""
        return SqliteReader(self._connection(*READING))

    def writing(self) -> Transaction:
        """Return this thread's way to write."""
        return SqliteTransaction(self._connection(*WRITING))

    def hang_up(self) -> None:
        """Close this thread's connection."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection

    def rest(self) -> None:
        """Leave what reads open: while one process has the file open, SQLite keeps its log, whatever others do."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the writers of other processes waiting: SQLite's own waiting sleeps in steps that grow.

        :raise OSError: the folder is gone.
        """
        lock = os.open(self._lock, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def check(self) -> None:
        """See that nothing is acknowledged that only stands in a file which nobody will find again.

        :raise Unavailable: the file was replaced or removed.
        """
        if identity_of(self.path) != self._file:
            raise Unavailable("its file was replaced or removed: bring it back, or restart")

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Give what sees the file as it was when it was first asked."""
        with closing(connect(self.path, *READING)) as connection:
            reader = SqliteReader(connection)
            reader.rows("BEGIN")
            yield reader

    def copy_to(self, path: Path) -> None:
        """Write what the file holds into a new one."""
        self.reader().rows("VACUUM INTO ?", [str(path)])

    def find_damage(self) -> list[str]:
        """Return what SQLite finds wrong."""
        reader = self.reader()
        wrong = [str(row[0]) for row in reader.rows("PRAGMA integrity_check") if row[0] != "ok"]
        return wrong + [f"{row[0]}: a row without {row[2]}" for row in reader.rows("PRAGMA foreign_key_check")]

    def _connection(self, *pragmas: str) -> Connection:
        """Return this thread's connection.

        :raise Unavailable: it can't be opened, or is another file than before.
        """
        if not hasattr(self._local, "connection"):
            connection = connect(self.path, *pragmas)
            self.check()
            self._local.connection = connection
        return self._local.connection  # type: ignore[no-any-return]


def in_our_words(error: sqlite3.Error) -> Exception:
    """Return `Unavailable` for what passes, and a fault of ours as it is."""
    reason = _PASSING.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
    return Unavailable(reason) if reason else error


@contextmanager
def opening() -> Iterator[None]:
    """Tell what goes wrong outside `Reader` and `Transaction` in the same words.

    :raise Unavailable: the database can't be used for now.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise in_our_words(error) from None


def connect(path: Path, *pragmas: str, create: bool = False) -> Connection:
    """Open the database at `path`, which is made only if `create` says so, with `pragmas` besides the usual ones.

    :raise Unavailable: it is not there, or can't be opened.
    """
    with opening():
        # A file name may hold what has a meaning in an address.
        uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return Connection(connection)


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from every other, whatever its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
