"""Every query about cases. Keeps opaque bytes and never sees a key; times are days only."""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto import locator_hash

from .engine import Engine, Transaction
from .shown_once import ShownOnce, forget_expired, keep_once, take_once


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as the inbox lists it: its id (32 hex), the day it came, the envelope of its report, if there.

    `has_news` tells whether something came that no advisor has opened.
    """

    id: str
    day: str
    envelope: bytes | None
    has_news: bool


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case as its reporter or an advisor finds it.

    `reply_to` is the receipt's raw recipient, `read_seq` the last place that an advisor has opened, -1 for none.
    """

    id: str
    reply_to: bytes
    read_seq: int


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report as it is stored; its files are envelopes of their own.

    `locator` is never stored itself, only its hash; `reply_to` is a raw recipient.
    """

    case: str
    locator: bytes
    reply_to: bytes
    envelope: bytes
    files: tuple[bytes, ...] = ()


class PlaceTaken(Exception):
    """Something else came to this place in the conversation first. `next_seq` is the one that is free."""

    def __init__(self, next_seq: int) -> None:
        super().__init__()
        self.next_seq = next_seq


class CaseExists(Exception):
    """This case id is taken. `same_reporter` tells whether by the holder of the same receipt."""

    def __init__(self, *, same_reporter: bool) -> None:
        super().__init__()
        self.same_reporter = same_reporter


class Cases:
    """The cases of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_case(self, report: NewCase, day: str, once: ShownOnce | None = None) -> None:
        """Write a case with its report, and what is shown once of it, as one durable commit.

        When this returns, it is on the disk.

        :raise CaseExists: the id or the receipt is known already; nothing was written.
        :raise Unavailable: locked, full or read-only; nothing was written.
        """
        case = bytes.fromhex(report.case)
        with self._engine.writing() as transaction:
            # Known already is no error of the database's: PostgreSQL would give up the whole transaction over one.
            written = transaction.write(
                """INSERT INTO cases (id, day, locator_hash, reply_to) VALUES (?, ?, ?, ?)
                   ON CONFLICT DO NOTHING""",
                [case, day, locator_hash(report.locator), report.reply_to],
            )
            if not written:
                raise CaseExists(same_reporter=self.has_case(report.case, report.locator))
            for seq, envelope in enumerate((report.envelope, *report.files)):
                _add_envelope(transaction, case, seq, envelope)
            if once:
                keep_once(transaction, once)

    def has_case(self, case: str, locator: bytes) -> bool:
        """Whether this case was sent by the holder of this receipt."""
        query = "SELECT 1 FROM cases WHERE id = ? AND locator_hash = ?"
        return self._engine.reading.row(query, [bytes.fromhex(case), locator_hash(locator)]) is not None

    def take_once(self, key: bytes, now: int) -> bytes | None:
        """Return what is shown once under this key and delete it; None if it was taken before or has expired."""
        return take_once(self._engine, key, now)

    def forget_expired(self, now: int) -> None:
        """Delete what was to be shown once and was not asked for in time."""
        with self._engine.writing() as transaction:
            forget_expired(transaction, now)

    def count_cases(self) -> int:
        """Return the number of cases."""
        ((count,),) = self._engine.reading.rows("SELECT count(*) FROM cases")
        return int(count)

    def list_cases(self, before: tuple[str, str] | None, limit: int) -> list[StoredCase]:
        """Return up to `limit` cases, newest day first, from behind the (day, id) that the last portion ended with."""
        where, arguments = "", []
        if before:
            where, arguments = "WHERE (day, id) < (?, ?)", [before[0], bytes.fromhex(before[1])]
        rows = self._engine.reading.rows(
            f"""SELECT id, day, envelope, (SELECT max(seq) FROM envelopes WHERE case_id = id) > read_seq
                FROM (SELECT id, day, read_seq FROM cases {where} ORDER BY day DESC, id DESC LIMIT ?) AS listed
                LEFT JOIN envelopes ON case_id = id AND seq = 0 ORDER BY day DESC, id DESC""",  # noqa: S608 - fixed text
            [*arguments, limit],
        )
        return [StoredCase(case.hex(), day, envelope, bool(news)) for case, day, envelope, news in rows]

    def find_by_locator(self, locator: bytes) -> FoundCase | None:
        """Return the case that this receipt leads to."""
        return self._find("locator_hash = ?", locator_hash(locator))

    def find_case(self, case: str) -> FoundCase | None:
        """Return the case with this id."""
        return self._find("id = ?", bytes.fromhex(case))

    def add_envelope(self, case: str, seq: int, envelope: bytes) -> None:
        """Write the next envelope of a conversation as one durable commit.

        The very same envelope again at its place is no error and writes nothing.

        :raise PlaceTaken: `seq` is not the next place; nothing was written.
        :raise Unavailable: locked, full or read-only; nothing was written.
        """
        key = bytes.fromhex(case)
        with self._engine.writing() as transaction:
            query = "SELECT coalesce(max(seq), -1) FROM envelopes WHERE case_id = ?"
            ((last,),) = transaction.rows(query, [key])
            if seq != last + 1:
                if _stands_at(transaction, key, seq, envelope):
                    return  # sent again because the first answer was lost
                raise PlaceTaken(last + 1)
            _add_envelope(transaction, key, seq, envelope)

    def mark_read(self, case: str, seq: int) -> None:
        """Write that everything up to `seq` has been opened; never takes that back."""
        with self._engine.writing() as transaction:
            query = "UPDATE cases SET read_seq = ? WHERE id = ? AND read_seq < ?"
            transaction.write(query, [seq, bytes.fromhex(case), seq])

    def list_envelopes(self, case: str) -> Sequence[tuple[int, bytes]]:
        """Return a case's envelopes with their places in the conversation, in order; empty for an unknown case."""
        query = "SELECT seq, envelope FROM envelopes WHERE case_id = ? ORDER BY seq"
        return [(seq, envelope) for seq, envelope in self._engine.reading.rows(query, [bytes.fromhex(case)])]

    def _find(self, where: str, key: bytes) -> FoundCase | None:
        query = f"SELECT id, reply_to, read_seq FROM cases WHERE {where}"  # noqa: S608 - fixed text
        row = self._engine.reading.row(query, [key])
        return FoundCase(row[0].hex(), row[1], row[2]) if row else None


def _add_envelope(transaction: Transaction, case: bytes, seq: int, envelope: bytes) -> None:
    query = "INSERT INTO envelopes (case_id, seq, envelope) VALUES (?, ?, ?)"
    transaction.write(query, [case, seq, envelope])


def _stands_at(transaction: Transaction, case: bytes, seq: int, envelope: bytes) -> bool:
    row = transaction.row("SELECT envelope FROM envelopes WHERE case_id = ? AND seq = ?", [case, seq])
    return row is not None and row[0] == envelope
