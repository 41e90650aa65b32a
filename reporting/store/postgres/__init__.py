"""One database of a PostgreSQL server: a pool of connections that ask, one connection that writes."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from reporting.store.database import PROBE, Database, Reader, Row, Transaction, Unavailable, Unfit
from reporting.store.rows import copy_into_file
from reporting.store.tables import TABLES

from .connection import (
    CONNECT_SECONDS,
    NOW_AND_THEN,
    Connection,
    OneReader,
    PostgresTransaction,
    Waits,
    ask,
    connect,
    count_servers,
    in_our_words,
    prepare,
    reason_of,
    rewriting,
    settings,
)
from .fitness import find_faults, find_risks
from .schema import migrate

_MOST = 8
"""Connections of each process that ask at once; a thread that answers needs one now and then."""

_POOL_SECONDS = 0.5
"""How long to wait for one of them, besides what it may take to find the server that is there."""

_AWAY_SECONDS = 1.0
"""How long nobody tries after somebody has waited for that in vain."""

_NIGHT_LOCK_SECONDS = 2.0
"""How long what reads may keep the nightly rewriting waiting; what comes then waits behind it."""

# Whoever asks is told, and says so in our log; the pool would repeat it each second.
logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


class PostgresDatabase(Database):
    """One database, for this process."""

    wipes_at_once = False

    def __init__(self, address: str) -> None:
        """Look at the server behind `address`, and bring the schema up to date; see `Engine`."""
        self._address = address
        self._pool_seconds = _POOL_SECONDS + CONNECT_SECONDS * count_servers(address)
        self._local = threading.local()
        self._pool: ConnectionPool[Connection] | None = None
        self._opening = threading.Lock()
        # One portal brings the schema up to date, and those that start meanwhile wait for it.
        connection = connect(address, Waits(NOW_AND_THEN, NOW_AND_THEN))
        try:
            for fault in find_faults(connection):
                raise Unfit(fault)
            with in_our_words():
                migrate(connection)
        except psycopg.errors.InsufficientPrivilege:
            raise Unfit("The role in `database` must own the database: CREATE DATABASE … OWNER …") from None
        finally:
            connection.close()

    def reader(self) -> Reader:
        """Return what asks over whichever connection is free, or the one that writes in this thread."""
        writing = getattr(self._local, "connection", None)
        return OneReader(writing) if writing else _PoolReader(self._asking())

    def writing(self) -> Transaction:
        """Return this thread's way to write.

        :raise Unavailable: no server of the address takes writes, or the one that does would break a promise.
        """
        if not hasattr(self._local, "connection") or self._local.connection.closed:
            connection = connect(self._address, Waits(lock=PROBE))
            with in_our_words():
                faults = list(find_faults(connection))  # it may be another server than at the start
            if faults:
                connection.close()
                raise Unavailable(faults[0])
            self._local.connection = connection
        return PostgresTransaction(self._local.connection)

    def hang_up(self) -> None:
        """Close this thread's connection, if it writes."""
        if hasattr(self._local, "connection"):
            self._local.connection.close()
            del self._local.connection

    def rest(self) -> None:
        """End the pool and its threads; whoever asks next opens another."""
        with self._opening:
            pool, self._pool = self._pool, None
        if pool:
            pool.close()

    def alone(self) -> AbstractContextManager[None]:
        """Do nothing: the transaction's own lock keeps the writers of all machines waiting."""
        return nullcontext()

    def check(self) -> None:
        """Do nothing: a server that is replaced ends the connection."""

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Give what sees the whole as it was when everything that rewrites tables was locked out."""
        tables = ", ".join(table.name for table in TABLES)
        with connect(self._address, Waits(answer=NOW_AND_THEN)) as connection:
            reader = OneReader(connection)
            with in_our_words():
                connection.execute("SET idle_in_transaction_session_timeout = 0")
                connection.execute(
                    f"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; LOCK TABLE {tables} IN ACCESS SHARE MODE"
                )
                yield reader

    def copy_to(self, path: Path) -> None:
        """Write the whole into a new SQLite file, so that a copy can be brought back to either engine."""
        with self.snapshot() as reader:
            copy_into_file(reader, path)

    def find_damage(self) -> list[str]:
        """Read every row, which the server checks if it has checksums. It keeps references whole by itself."""
        found = []
        for table in TABLES:
            try:
                with connect(self._address, Waits(answer=NOW_AND_THEN)) as connection, in_our_words():
                    ask(connection, f"SELECT count(*) FROM {table.name} WHERE length({table.name}::text) < 0")  # noqa: S608 - fixed names
            except (Unavailable, psycopg.Error) as error:
                found.append(f"{table.name}: {error}")
        return found

    def find_risks(self) -> list[str]:
        """Return what the server's operator should set otherwise."""
        with connect(self._address) as connection, in_our_words():
            return list(find_risks(connection))

    def rewrite(self) -> bool:
        """Write all tables anew, so that nothing of what was deleted is left in their files, nor in which order and by
        how many transactions the rest came. False while somebody reads for long.
        """
        statements = rewriting({table.name: table.order for table in TABLES})
        try:
            with connect(self._address, Waits(_NIGHT_LOCK_SECONDS, NOW_AND_THEN)) as connection, in_our_words():
                connection.execute(statements)
                connection.execute("ANALYZE " + ", ".join(table.name for table in TABLES))
        except Unavailable as why:
            if why.reason == "busy":
                return False
            raise
        return True

    def _asking(self) -> "ConnectionPool[Connection]":
        with self._opening:
            if not self._pool:
                self._pool = ConnectionPool(
                    self._address,
                    connection_class=Connection,
                    kwargs=settings(),
                    configure=prepare,
                    min_size=0,
                    max_size=_MOST,
                    timeout=self._pool_seconds,
                    reconnect_timeout=self._pool_seconds,
                    num_workers=1,
                    open=True,
                )
            return self._pool


class _PoolReader(Reader):
    """Asks over a connection of the pool. One that has broken meanwhile is left, and the next one asked."""

    _away_until = 0.0  # for all of them: who comes while the server is known to be away need not wait to hear it

    def __init__(self, pool: "ConnectionPool[Connection]") -> None:
        self._pool = pool

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Return all rows."""
        began = time.monotonic()
        while True:
            try:
                return self._rows(query, arguments)
            except psycopg.OperationalError as error:
                is_lost = not error.sqlstate or error.sqlstate.startswith(("57P", "08"))
                if not is_lost or time.monotonic() - began > self._pool.timeout / 2:
                    raise Unavailable(reason_of(error) or str(error)) from None

    def _rows(self, query: str, arguments: Sequence[object]) -> list[Row]:
        if time.monotonic() < _PoolReader._away_until and not self._pool.get_stats().get("pool_available"):
            raise Unavailable("can't be reached")
        try:
            with self._pool.connection() as connection:
                return ask(connection, query, arguments)
        except PoolTimeout:
            _PoolReader._away_until = time.monotonic() + _AWAY_SECONDS
            raise Unavailable("can't be reached") from None
