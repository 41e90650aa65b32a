"""Every query about cases. Keeps opaque bytes and never sees a key; times are days only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from crypto import locator_hash

from .database import Conflict, Connections


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as the inbox lists it: its id (32 hex), the day it came, and the envelope of its report, if there."""

    id: str
    day: str
    envelope: bytes | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as it is stored. `locator` is never stored itself, only its hash; `reply_to` is a raw recipient."""

    case: str
    locator: bytes
    reply_to: bytes
    envelope: bytes


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """Something encrypted that is handed out once, until `expires`. Times are in Unix seconds."""

    id: bytes
    ciphertext: bytes
    now: int
    expires: int


class CaseExists(Exception):
    """This case id is taken. `same_reporter` tells whether by the holder of the same receipt."""

    def __init__(self, *, same_reporter: bool) -> None:
        super().__init__()
        self.same_reporter = same_reporter


class Store:
    """The cases of one installation."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def add_case(self, report: Submission, day: str, once: ShownOnce | None = None) -> None:
        """Write a case with its report, and what is shown once of it, as one durable commit.

        When this returns, it is on the disk.

        :raise CaseExists: the id or the receipt is known already; nothing was written.
        :raise Unavailable: locked, full or read-only; nothing was written.
        """
        case = bytes.fromhex(report.case)
        try:
            with self._connections.writing() as db:
                db.execute(
                    "INSERT INTO cases (id, day, locator_hash, reply_to) VALUES (?, ?, ?, ?)",
                    [case, day, locator_hash(report.locator), report.reply_to],
                )
                db.execute("INSERT INTO envelopes (case_id, seq, envelope) VALUES (?, 0, ?)", [case, report.envelope])
                if once:
                    _keep_once(db, once)
        except Conflict:
            raise CaseExists(same_reporter=self.has_case(report.case, report.locator)) from None

    def has_case(self, case: str, locator: bytes) -> bool:
        """Whether this case was sent by the holder of this receipt."""
        query = "SELECT 1 FROM cases WHERE id = ? AND locator_hash = ?"
        row = self._connections.current.execute(query, [bytes.fromhex(case), locator_hash(locator)]).fetchone()
        return row is not None

    def is_known(self, case: str) -> bool:
        """Whether there is a case with this id."""
        query = "SELECT 1 FROM cases WHERE id = ?"
        return self._connections.current.execute(query, [bytes.fromhex(case)]).fetchone() is not None

    def take_once(self, key: bytes, now: int) -> bytes | None:
        """Return a ciphertext that was kept and delete it; None if it was taken before or has expired."""
        with self._connections.writing() as db:
            query = "DELETE FROM shown_once WHERE id = ? AND expires > ? RETURNING ciphertext"
            row = db.execute(query, [key, now]).fetchone()
        return bytes(row[0]) if row else None

    def count_cases(self) -> int:
        """Return the number of cases."""
        (count,) = self._connections.current.execute("SELECT count(*) FROM cases").fetchone()
        return int(count)

    def list_cases(self, before: tuple[str, str] | None, limit: int) -> list[StoredCase]:
        """Return up to `limit` cases, newest day first, from behind the (day, id) that the last page ended with."""
        where, arguments = "", []
        if before:
            where, arguments = "WHERE (day, id) < (?, ?)", [before[0], bytes.fromhex(before[1])]
        rows = self._connections.current.execute(
            f"""SELECT id, day, envelope FROM (SELECT id, day FROM cases {where} ORDER BY day DESC, id DESC LIMIT ?)
                LEFT JOIN envelopes ON case_id = id AND seq = 0 ORDER BY day DESC, id DESC""",  # noqa: S608 - fixed text
            [*arguments, limit],
        )
        return [StoredCase(case.hex(), day, envelope) for case, day, envelope in rows]

    def list_envelopes(self, case: str) -> Sequence[tuple[int, bytes]]:
        """Return a case's envelopes with their places in the conversation, in order; empty for an unknown case."""
        query = "SELECT seq, envelope FROM envelopes WHERE case_id = ? ORDER BY seq"
        return list(self._connections.current.execute(query, [bytes.fromhex(case)]))


def _keep_once(db: Database, once: ShownOnce) -> None:
    db.execute("DELETE FROM shown_once WHERE expires <= ?", [once.now])
    row = [once.id, once.ciphertext, once.expires]
    db.execute("INSERT INTO shown_once (id, ciphertext, expires) VALUES (?, ?, ?)", row)
