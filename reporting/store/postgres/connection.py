"""psycopg as the portal uses it: queries in the words of both engines, and errors of our own.

The only file that knows the driver's errors.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.numeric import Int8BinaryDumper

from reporting.store.database import Reader, Row, Transaction, Unavailable, Uncertain, Unfit

PATIENCE = 5.0
"""Seconds that the server may take for an answer: a report must not wait for it for ever, and neither must a page."""

CONNECT_SECONDS = 2
"""How long one server may take to be there; if the address names several, they are asked in turn."""

NOW_AND_THEN = 3600.0
"""Seconds for what is done at night, or once."""

WRITER = 0x62656B79
"""The advisory lock of whoever writes. It is a database's own, so the number only has to be always the same."""

_TAKE_TURN = f"SELECT pg_advisory_xact_lock({WRITER})"

# https://www.postgresql.org/docs/current/errcodes-appendix.html: a class is the first two characters.
_PASSING = {
    "08": "can't be reached",
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "25006": "read-only",
    "25P03": "slow",
    "53100": "full",
    "53200": "out of memory",
    "53300": "too many connections",
    "53": "short of something",
    "57014": "slow",
    "57": "shut down",
    "58": "I/O error",
    "XX001": "damaged",
    "XX002": "damaged",
}
_OPTIONS = {
    "search_path": "public",
    "client_min_messages": "warning",
    # Whoever has waited for the lock must see what the one before wrote.
    "default_transaction_isolation": r"read\ committed",
    "idle_in_transaction_session_timeout": "10s",
    "client_connection_check_interval": "1s",  # or a statement whose asker has gone keeps its locks
}
_SETTINGS: dict[str, Any] = {
    "target_session_attrs": "read-write",
    "client_encoding": "UTF8",
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": int(PATIENCE * 1000),
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "application_name": "bekymret",
}
_MARK = re.compile(r"\?([0-9]*)")
# Statements in which what SQLite has beside the standard is left out, or has another name.
_TYPES = {"BLOB": "bytea", "INTEGER": "bigint", "TEXT": 'text COLLATE "C"', "STRICT, WITHOUT ROWID": "", "STRICT": ""}
_TYPE = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, _TYPES))})(?!\w)")


class Connection(psycopg.Connection[Row]):
    """A connection that does not wait for ever."""

    patience = PATIENCE
    is_doubted = False
    """Whether the server warned of what it did last: that no standby confirmed it, say."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Have the driver wait; who answered too late is not asked again."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that a connection waits for a `lock`, and for an `answer` of the server."""

    lock: float = PATIENCE
    answer: float = PATIENCE


PROMPTLY = Waits()


def connect(address: str, waits: Waits = PROMPTLY) -> Connection:
    """Return a connection to whichever server of the address takes writes.

    :raise Unavailable: none does.
    """
    with in_our_words():
        connection = Connection.connect(address, **settings(waits))
    prepare(connection)
    if waits.answer != PATIENCE:
        connection.patience = waits.answer
    return connection


def count_servers(address: str) -> int:
    """Return how many servers an address names.

    :raise Unfit: it is no address; what it says is not repeated, as it may hold a password.
    """
    try:
        hosts = conninfo_to_dict(address).get("host") or ""
    except psycopg.ProgrammingError:
        raise Unfit("`database` is not an address as PostgreSQL understands it.") from None
    return 1 + str(hosts).count(",")


def settings(waits: Waits = PROMPTLY) -> dict[str, Any]:
    """Return what every connection is opened with."""
    given = _OPTIONS | {"lock_timeout": f"{waits.lock * 1000:.0f}"}
    options = " ".join(f"-c {name}={value}" for name, value in given.items())
    return _SETTINGS | {"options": options, "autocommit": True, "cursor_factory": psycopg.RawCursor}


def prepare(connection: Connection) -> None:
    """Have numbers sent in one width, so that a statement is prepared once, and warnings noticed."""
    connection.adapters.register_dumper(int, Int8BinaryDumper)

    def doubt(_: psycopg.errors.Diagnostic) -> None:
        connection.is_doubted = True

    connection.add_notice_handler(doubt)


def ask(connection: Connection, query: str, arguments: Sequence[object] = ()) -> list[Row]:
    """Return all rows."""
    return connection.execute(_numbered(query), arguments, binary=True).fetchall()


class OneReader(Reader):
    """Asks one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[Row]:
        """Return all rows."""
        with in_our_words():
            return ask(self._connection, query, arguments)


class PostgresTransaction(OneReader, Transaction):
    """Writes over one connection, and only while no other does: an advisory lock stands in for SQLite's one writer."""

    def begin(self) -> None:
        """Take the lock; a writer that has lost its machine is thrown out of it by the server."""
        self._run(f"BEGIN; {_TAKE_TURN}")

    def commit(self) -> None:
        """Make what was written durable, on the standby too if there is a synchronous one.

        :raise Uncertain: there was no answer, or the server says that the standby has not confirmed it.
        """
        self._connection.is_doubted = False
        try:
            # A transaction that has written nothing would not wait for the standby, whatever it has read.
            with in_our_words():
                self._connection.execute("SELECT pg_logical_emit_message(true, 'bekymret', ''); COMMIT")
        except Unavailable as why:
            raise Uncertain(why.reason) from None
        if self._connection.is_doubted:
            raise Uncertain("committed here, and not confirmed by the standby")

    def roll_back(self) -> None:
        """Forget what was written."""
        with suppress(psycopg.Error):
            if self._connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                self._connection.execute("ROLLBACK")

    def write(self, query: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement."""
        with in_our_words():
            return self._connection.execute(_numbered(query), arguments, binary=True).rowcount

    def clean(self) -> None:
        """Write anew the one small table whose rows must not outlive their minutes; the rest goes at night."""
        self._run(rewriting({"shown_once": "id"}))
        self.owes_wiping = False

    def _run(self, statements: str) -> None:
        try:
            with in_our_words():
                self._connection.execute(statements)
        except BaseException:
            self.roll_back()
            raise


class PostgresSchema:
    """What a step of the migrations is given: SQLite's words, carried out here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, query: str, arguments: Sequence[object] = ()) -> psycopg.Cursor[Row]:
        """Run one statement."""
        if query.startswith(("CREATE TABLE", "ALTER TABLE")):
            query = _TYPE.sub(lambda found: _TYPES[found[1]], query)
        return self._connection.execute(_numbered(query), arguments, binary=True)


def rewriting(orders: Mapping[str, str]) -> str:
    """Return what writes tables anew, each in an order that tells nothing, by one transaction that alone has written
    all of it then. What was deleted was in files that are gone.
    """
    steps = ["BEGIN", _TAKE_TURN]
    steps += [f"CREATE TEMP TABLE kept_{each} ON COMMIT DROP AS TABLE {each}" for each in orders]
    steps += [f"TRUNCATE {', '.join(orders)}"]
    back = [f"INSERT INTO {each} TABLE kept_{each} ORDER BY {orders[each]}" for each in orders]
    return "; ".join([*steps, *back, "COMMIT"])


@contextmanager
def in_our_words() -> Iterator[None]:
    """Tell what passes as `Unavailable`, and leave a fault of ours as it is.

    :raise Unavailable: the database can't be used for now.
    """
    try:
        yield
    except psycopg.Error as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise Unavailable(reason) from None


def reason_of(error: psycopg.Error) -> str | None:
    """Return why the server can't be used for now; None for a fault of ours."""
    code = error.sqlstate
    if code:
        return _PASSING.get(code) or _PASSING.get(code[:2])
    if not isinstance(error, psycopg.OperationalError):
        return None
    return f"can't be reached: {str(error).strip().partition(chr(10))[0]}"


@lru_cache(maxsize=512)
def _numbered(query: str) -> str:
    """Return a query with the marks that PostgreSQL has."""
    count = iter(range(1, 1 + query.count("?")))
    return _MARK.sub(lambda found: f"${found[1] or next(count)}", query)
