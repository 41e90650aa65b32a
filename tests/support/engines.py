"""What the tests do to a database from outside, on each of the two engines."""

import fcntl
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the same library: locks are a process's

from reporting.store import Engine, Transaction
from reporting.store.migrations import step_files
from reporting.store.postgres import connection
from reporting.store.postgres.connection import WRITER, PostgresTransaction
from reporting.store.postgres.schema import migrate
from reporting.store.sqlite import SqliteReader, SqliteTransaction
from tests.support.postgres import Server
from tests.support.schemas import load

NAMES = ("sqlite", "postgresql")
_TEMPLATES: dict[int, str] = {}
_REFERRED = ("advisors", "cases")
_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@contextmanager
def locked(place: Path | str) -> Iterator[None]:
    """Hold a database as another program would."""
    if isinstance(place, str):
        with psycopg.connect(place) as other:
            other.execute(f"SELECT pg_advisory_xact_lock({WRITER})")
            yield
    else:
        with closing(sqlite3.connect(str(place), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


class OnSqlite:
    """A file."""

    error: type[Exception] = sqlite3.Error
    out_of_memory: Exception = sqlite3.OperationalError("out of memory")
    transaction: type[Transaction] = SqliteTransaction

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_place(self) -> Path | str:
        return self._folder / f"{secrets.token_hex(4)}.db"

    def new_engine(self) -> Engine:
        return Engine(self.new_place())

    def load(self, schema: str) -> Path | str:
        """Return a database of an older schema, named like its last step, with what was in it."""
        place = self._folder / f"{secrets.token_hex(4)}.db"
        load(schema, place)
        return place

    def locked(self, engine: Engine) -> AbstractContextManager[None]:
        """Another program holds the database."""
        return locked(engine.address)

    @contextmanager
    def taking_its_turn(self, engine: Engine) -> Iterator[None]:
        """Another process of ours writes, so that everything that comes meanwhile waits together."""
        with Path(engine.address).with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def forbid_writing(self, engine: Engine) -> None:
        engine.write(lambda transaction: transaction.rows("PRAGMA query_only = ON"))

    def fill(self, engine: Engine) -> None:
        """Leave room for some small cases, and for no large one."""
        ((pages,),) = engine.reading.rows("PRAGMA page_count")
        engine.write(lambda transaction: transaction.rows(f"PRAGMA max_page_count = {pages + 40}"))

    def make_room(self, engine: Engine) -> None:
        engine.write(lambda transaction: transaction.rows("PRAGMA max_page_count = 100000"))

    def commits(self, engine: Engine) -> int:
        """How many transactions are in the log: each ends in a frame that says how long the database is."""
        wal = Path(f"{engine.address}-wal").read_bytes()
        frame = 24 + int.from_bytes(wal[8:12], "big")
        return sum(wal[at + 4 : at + 8] != bytes(4) for at in range(32, len(wal), frame))

    def tables(self, engine: Engine) -> set[str]:
        rows = engine.reading.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows} - {"_sqlite_migrations"}

    def columns(self, engine: Engine, table: str) -> set[str]:
        return {row[1] for row in engine.reading.rows(f"PRAGMA table_info({table})")}

    @contextmanager
    def overhearing(self, engine: Engine) -> Iterator[list[str]]:
        """The very statements that the store sends, with their values."""
        sent: list[str] = []

        def listen(hear: Callable[[str], None] | None) -> None:
            reader = engine.reading
            assert isinstance(reader, SqliteReader)
            reader._connection.conn.set_trace_callback(hear)

        for hear in (sent.append, None):
            listen(hear)
            engine.write(lambda _, hear=hear: listen(hear))  # type: ignore[misc]
            if hear:
                yield sent

    def scanned(self, engine: Engine, statement: str) -> set[str]:
        """Which tables this statement reads from end to end."""
        if statement.split(" ", 1)[0] not in _STATEMENTS:
            return set()
        steps = [step for *_, step in engine.reading.rows(f"EXPLAIN QUERY PLAN {statement}")]
        return {step.split()[1] for step in steps if step.startswith("SCAN")}


class OnPostgres:
    """A database of a server."""

    error: type[Exception] = psycopg.Error
    out_of_memory: Exception = psycopg.InternalError("out of memory")
    transaction: type[Transaction] = PostgresTransaction

    def __init__(self, server: Server) -> None:
        self._server = server

    def new_place(self) -> Path | str:
        return self._server.new_database()

    def new_engine(self) -> Engine:
        """An empty one whose schema is there already, as the second start finds it."""
        if self._server.port not in _TEMPLATES:
            address = self._server.new_database()
            Engine(address).close()
            _TEMPLATES[self._server.port] = address.rpartition("/")[2]
        return Engine(self._server.new_database(_TEMPLATES[self._server.port]))

    def load(self, schema: str) -> Path | str:
        place, files = self.new_place(), step_files()
        following = [*files, None][files.index(schema) + 1]
        with connection.connect(str(place)) as server, tempfile.TemporaryDirectory() as folder:
            migrate(server, before=following and following.partition("_")[2])
            load(schema, Path(folder) / "old.db")
            with closing(sqlite3.connect(Path(folder) / "old.db")) as old:
                names = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                # Those first that others refer to.
                for name in sorted(set(names) - {"_sqlite_migrations"}, key=lambda each: (each not in _REFERRED, each)):
                    found = old.execute(f"SELECT * FROM {name}")
                    columns = ", ".join(f'"{column[0]}"' for column in found.description)
                    for row in found:
                        marks = ", ".join(f"${number + 1}" for number in range(len(row)))
                        server.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", row)
        return place

    def locked(self, engine: Engine) -> AbstractContextManager[None]:
        return locked(engine.address)

    taking_its_turn = locked

    def forbid_writing(self, engine: Engine) -> None:
        statement = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
        engine.write(lambda transaction: transaction.write(statement))

    def fill(self, engine: Engine) -> None:
        """The server says of what is large what it says when its disk is full; tests/test_drills has a full one."""
        self._as_owner(
            engine,
            """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF octet_length(NEW.content) > 100000 OR (SELECT count(*) FROM blobs) > 40
               THEN RAISE EXCEPTION USING ERRCODE = '53100'; END IF; RETURN NEW; END $$""",
            "CREATE TRIGGER full_disk BEFORE INSERT ON blobs FOR EACH ROW EXECUTE FUNCTION refuse()",
        )

    def make_room(self, engine: Engine) -> None:
        self._as_owner(engine, "DROP TRIGGER full_disk ON blobs")

    def commits(self, engine: Engine) -> int:
        """By how many transactions the challenges came that are there."""
        ((count,),) = engine.reading.rows("SELECT count(DISTINCT xmin::text) FROM challenges")
        return int(count)

    def _as_owner(self, engine: Engine, *statements: str) -> None:
        with psycopg.connect(str(engine.address), autocommit=True) as owner:
            for statement in statements:
                owner.execute(statement)

    def tables(self, engine: Engine) -> set[str]:
        rows = engine.reading.rows("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in rows} - {"migrations"}

    def columns(self, engine: Engine, table: str) -> set[str]:
        query = "SELECT column_name::text FROM information_schema.columns WHERE table_name = ?"
        return {name for (name,) in engine.reading.rows(query, [table])}

    @contextmanager
    def overhearing(self, engine: Engine) -> Iterator[list[str]]:
        sent: list[str] = []
        number = connection._numbered

        def listen(query: str) -> str:
            sent.append(number(query))
            return sent[-1]

        connection._numbered = listen  # type: ignore[assignment]
        try:
            yield sent
        finally:
            connection._numbered = number

    def scanned(self, engine: Engine, statement: str) -> set[str]:
        """A statement that has an index to go by goes by it here, however few the rows are."""
        if statement.split(" ", 1)[0] not in _STATEMENTS:
            return set()
        given = ", ".join(["NULL"] * len(set(re.findall(r"\$[0-9]+", statement))))
        with psycopg.connect(str(engine.address), autocommit=True) as asking:
            asking.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
            asking.execute(f"PREPARE asked AS {statement}")
            plan = asking.execute(f"EXPLAIN EXECUTE asked{f'({given})' if given else ''}").fetchall()
        return set(re.findall(r"Seq Scan on (\w+)", "\n".join(line for (line,) in plan)))


Kind = OnSqlite | OnPostgres
