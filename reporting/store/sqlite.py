"""SQLite as the portal uses it: durable transactions, and errors of our own. The only file that knows the driver.

What a person can wait out is `Unavailable`; everything else that the driver raises is a fault in our program and
stays what it is, so that the log names its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # its choice: pysqlite3

BUSY_MS = 5_000
"""How long a reader waits where SQLite lets it wait at all."""

PROBE_MS = 100
"""How long the writer waits for a lock before it looks who else has given up."""

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

WRITING = (f"busy_timeout = {PROBE_MS}", "cache_size = -8192", "wal_autocheckpoint = 4000")

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

_ROWS = 64  # in one statement, whose text is kept by how many there are

Row = tuple[Any, ...]
NewRow = tuple[str, Row]
"""Where a row goes, as `table (column, …)`, and its values in that order."""


class Unavailable(Exception):
    """The database can't be used for now. `reason` says why, for the operator; nothing was acknowledged."""

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
        try:
            return self._connection.conn.execute(query, arguments).fetchall()
        except sqlite3.Error as error:
            raise in_our_words(error) from None

    def row(self, query: str, arguments: Sequence[object] = ()) -> Row | None:
        """Return the first row, None if there is none.

        :raise Unavailable: see there.
        """
        found = self.rows(query, arguments)
        return found[0] if found else None


class Transaction(Reader):
    """The one way to write. Reads what it has written itself."""

    owes_wiping = False
    """Whether something was deleted that must not stay in the write-ahead log, either."""

    def wipe(self) -> None:
        """Ask for the log to be emptied once this is committed."""
        self.owes_wiping = True

    def empty_log(self) -> None:
        """Write the log into the database and cut it to nothing, unless somebody is still reading from it."""
        ((is_busy, *_),) = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self.owes_wiping = bool(is_busy)

    def write(self, query: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement and return how many rows it wrote.

        :raise Unavailable: see there.
        """
        try:
            return int(self._connection.conn.execute(query, arguments).rowcount)
        except sqlite3.Error as error:
            raise in_our_words(error) from None

    def insert(self, rows: Iterable[NewRow]) -> None:
        """Insert all rows, those of one table with one statement; tables in the order in which they first come.

        :raise Unavailable: see there.
        """
        tables: dict[str, list[Row]] = {}
        for into, row in rows:
            tables.setdefault(into, []).append(row)
        for into, together in tables.items():
            for start in range(0, len(together), _ROWS):
                some = together[start : start + _ROWS]
                marks = ", ".join(["(" + ", ".join("?" * len(some[0])) + ")"] * len(some))
                values = [value for row in some for value in row]
                self.write(f"INSERT INTO {into} VALUES {marks}", values)  # noqa: S608 - names and marks only

    def begin(self) -> None:
        """Take the write lock.

        :raise Unavailable: see there.
        """
        self.write("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make what was written durable.

        :raise Unavailable: see there.
        """
        self.write("COMMIT")

    def roll_back(self) -> None:
        """Forget what was written, unless SQLite has done so itself."""
        with suppress(sqlite3.Error):
            self._connection.conn.rollback()


def in_our_words(error: sqlite3.Error) -> Exception:
    """Return `Unavailable` for what passes, and a fault of ours as it is."""
    reason = _PASSING.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
    return Unavailable(reason) if reason else error


@contextmanager
def opening() -> Iterator[None]:
    """Tell what goes wrong outside `Reader` and `Transaction` in the same words.

    :raise Unavailable: see there.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise in_our_words(error) from None


def connect(path: Path, *pragmas: str, create: bool = False) -> Database:
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
        return Database(connection)


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from every other, whatever its name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
