"""What every query may ask of a database, and the writer of one; `sqlite` and `postgres` are what they ask.

What a person can wait out is `Unavailable`; everything else that a driver raises is a fault in our program and stays
what it is, so that the log names its place.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

PROBE = 0.1
"""Seconds that the writer waits for a lock before it looks who else has given up."""

_ROWS = 64  # in one statement, whose text is kept by how many there are

Row = tuple[Any, ...]
NewRow = tuple[str, Row]
"""Where a row goes, as `table (column, …)`, and its values in that order."""


class Unavailable(Exception):
    """The database can't be used for now. `reason` says why, for the operator; nothing was acknowledged."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unfit(Exception):
    """A server would break a promise. The text is a sentence for the operator."""


class Uncertain(Unavailable):
    """Nobody knows whether it was written, so it is neither acknowledged nor tried again here."""


class Reader(ABC):
    """Asks. Queries are written in what both engines understand, with `?`, or `?1` and so on, for their arguments."""

    @abstractmethod
    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Return all rows.

        :raise Unavailable: the database can't be used for now.
        """

    def row(self, query: str, arguments: Sequence[object] = ()) -> Row | None:
        """Return the first row, None if there is none.

        :raise Unavailable: the database can't be used for now.
        """
        found = self.rows(query, arguments)
        return found[0] if found else None


class Transaction(Reader):
    """The one way to write. Reads what it has written itself."""

    owes_wiping = False
    """Whether something was deleted that must not stay where the engine keeps what is gone."""

    def wipe(self) -> None:
        """Ask for what is deleted here to be wiped once this is committed."""
        self.owes_wiping = True

    @abstractmethod
    def clean(self) -> None:
        """Wipe what is owed, after a commit, unless somebody is in the way.

        :raise Unavailable: the database can't be used for now.
        """

    @abstractmethod
    def write(self, query: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement and return how many rows it wrote.

        :raise Unavailable: the database can't be used for now.
        """

    def insert(self, rows: Iterable[NewRow]) -> None:
        """Insert all rows, those of one table with one statement; tables in the order in which they first come.

        :raise Unavailable: the database can't be used for now.
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

    @abstractmethod
    def begin(self) -> None:
        """Keep every other writer waiting, so that what is read next still holds when it is written.

        :raise Unavailable: the database can't be used; `busy` if somebody else writes.
        """

    @abstractmethod
    def commit(self) -> None:
        """Make what was written durable, and whatever was read in it: a refusal may rest on it.

        :raise Uncertain: nobody knows whether it was written.
        :raise Unavailable: the database can't be used; nothing was written.
        """

    @abstractmethod
    def roll_back(self) -> None:
        """Forget what was written, unless the engine has done so itself."""


class Database(ABC):
    """One database, opened: any thread may ask it, one thread of each process writes."""

    @abstractmethod
    def reader(self) -> Reader:
        """Return what asks; in the thread that writes it sees what was written so far.

        :raise Unavailable: the database can't be used for now.
        """

    @abstractmethod
    def writing(self) -> Transaction:
        """Return this thread's way to write.

        :raise Unavailable: the database can't be used for now.
        """

    @abstractmethod
    def hang_up(self) -> None:
        """Close what this thread has open."""

    @abstractmethod
    def rest(self) -> None:
        """End whatever threads work for this process, so that it can be forked."""

    wipes_at_once: bool
    """Whether what a transaction asks to be wiped is gone when `Transaction.clean` has done its work."""

    def rewrite(self) -> bool:
        """Write anew what still holds what was deleted; False while somebody is in the way."""
        return True

    @abstractmethod
    def alone(self) -> AbstractContextManager[None]:
        """Keep the writers of other processes waiting where `Transaction.begin` does not do so well.

        :raise OSError: it can't be done.
        """

    @abstractmethod
    def check(self) -> None:
        """See that nothing is acknowledged that nobody will find again.

        :raise Unavailable: the database is not the one that it was.
        """

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Reader]:
        """Give what sees the whole database as it was at one moment.

        :raise Unavailable: the database can't be used for now.
        """

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it is at this moment, into a new SQLite file. What was deleted is not in it.

        :raise Unavailable: there is such a file, or it can't be written.
        """

    @abstractmethod
    def find_damage(self) -> list[str]:
        """Return what is found wrong with the database and the references in it; empty if nothing is."""

    def find_risks(self) -> list[str]:
        """Return, in sentences for the operator, what about the database can do harm one day."""
        return []
