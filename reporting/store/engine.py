"""The database of one installation: any thread may ask it, one thread of each process writes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from .database import Database, Reader, Transaction
from .sqlite import SqliteDatabase
from .writer import Ticket, Writer

T = TypeVar("T")


class Engine:
    """A database, opened for this process: a file of SQLite's, or one that a PostgreSQL server has."""

    def __init__(self, address: Path | str) -> None:
        """Open the database at `address`, a path or a `postgresql://…` address, and bring its schema up to date.

        :raise Unavailable: it can't be opened or written.
        :raise Unfit: the server would break a promise.
        :raise NewerSchema: a later version of this program made it.
        :raise StrangeSchema: something stands in its schema that this program did not put there.
        """
        self.address = address
        self._database = _open(address)
        self._writer = Writer(self._database)

    @property
    def reading(self) -> Reader:
        """What asks the database; within a transaction it sees what was written so far."""
        return self._database.reader()

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

    def snapshot(self) -> AbstractContextManager[Reader]:
        """Give what sees the whole database as it was at one moment; see `Database.snapshot`."""
        return self._database.snapshot()

    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it is at this moment, into a new SQLite file; see `Database.copy_to`."""
        self._database.copy_to(path)

    def find_damage(self) -> list[str]:
        """Return what is found wrong with the database; see `Database.find_damage`."""
        return self._database.find_damage()

    def find_risks(self) -> list[str]:
        """Return what about the database can do harm one day; see `Database.find_risks`."""
        return self._database.find_risks()

    def is_wiped(self, *, thoroughly: bool = False) -> bool:
        """Whether nothing is left of what must be gone. `thoroughly` does for it whatever has to be done.

        :raise Unavailable: the database can't be used for now.
        """
        is_gone = self._database.rewrite() if thoroughly else self._database.wipes_at_once
        return is_gone and self._writer.is_wiped()

    def rest(self) -> None:
        """End the threads that work for this process, after they have written what waits; they begin again by need."""
        self._writer.close()
        self._database.rest()

    def close(self) -> None:
        """Close this thread's connection and the writer's, after it has written what waits."""
        self.rest()
        self._database.hang_up()


def _open(address: Path | str) -> Database:
    if not isinstance(address, str):
        return SqliteDatabase(address)
    # Only whoever has a server pays for its driver: a fifth of a start, and some memory.
    from .postgres import PostgresDatabase

    return PostgresDatabase(address)
