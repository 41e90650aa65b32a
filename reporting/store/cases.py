"""Every query about cases. Keeps opaque bytes and never sees a key; times are days only."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crypto import locator_hash

from .database import NewRow, Reader, Row, Transaction
from .engine import Engine
from .shown_once import ShownOnce, forget_expired, take_once
from .writer import Insertion

MAX_ENVELOPES = 200
"""Most envelopes that a case may have, its report and photos among them."""

MAX_MESSAGES = 4 * 1024 * 1024
"""Most bytes that may be added to a case after its report."""


@dataclass(frozen=True, slots=True)
class NewEnvelope:
    """An envelope as it is stored: with the hash of its payload, what shows its reporter that it is theirs, and the
    number of the list that its recipients are from. Advisors' have no tag.
    """

    envelope: bytes
    payload_hash: bytes
    sealed_n: int
    tag: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredEnvelope:
    """What is kept at a place of a case. `by` is the side that it came from; `envelope` is None if it was not asked
    for, or is gone.
    """

    seq: int
    by: str
    payload_hash: bytes
    tag: bytes | None
    envelope: bytes | None


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case as its reporter or an advisor finds it: the day that it came, the receipt's raw recipient, how far an
    advisor says to have read, what shows that, and the day on which it goes.
    """

    id: str
    day: str
    reply_to: bytes
    read_seq: int
    read_mark: bytes | None
    purge_day: str | None = None


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case as the inbox lists it: with its report's envelope, and only what stands for the rest."""

    found: FoundCase
    places: tuple[StoredEnvelope, ...]


@dataclass(frozen=True, slots=True)
class CaseState:
    """What tells whether a case is as it was: how many places it has, how far it was read, how many versions its file
    has, when it goes.
    """

    id: str
    places: int
    read_seq: int
    versions: int
    purge_day: str | None


@dataclass(frozen=True, slots=True)
class UnreadCase:
    """An open case in which a reporter has written what nobody has opened: the day on which it came, the last place
    that they wrote at, and whether it is new as a whole.
    """

    id: str
    day: str
    seq: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report as it is stored, then its files.

    `locator` is never stored itself, only its hash; `reply_to` is a raw recipient.
    """

    case: str
    locator: bytes
    reply_to: bytes
    envelopes: tuple[NewEnvelope, ...]


class PlaceTaken(Exception):
    """This is not the next place of the conversation: something else came first, or something was deleted."""


class CaseFull(Exception):
    """Nothing more can be added to this case."""


class CaseExists(Exception):
    """This case id is taken. `same_reporter` tells whether by the holder of the same receipt."""

    def __init__(self, *, same_reporter: bool) -> None:
        super().__init__()
        self.same_reporter = same_reporter


_BLOBS = "blobs (number, content)"
_CASES = "cases (id, day, locator_hash, reply_to)"
_ENVELOPES = 'envelopes (case_id, seq, envelope, "by", payload_hash, tag, sealed_n)'
_FOUND = "id, day, content, read_seq, read_mark, purge_day"
_PLACE = 'seq, "by", payload_hash, tag'


class Cases:
    """The cases of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_case(
        self,
        report: NewCase,
        day: str,
        once: ShownOnce | None = None,
        commit: Callable[[Callable[[Transaction], None]], None] | None = None,
    ) -> None:
        """Write a case with its report, and what is shown once of it, as one durable commit.

        When this returns, it is on the disk; unless somebody else is to `commit` it, who then answers for it.

        :raise CaseExists: the id or the receipt is known already; nothing was written.
        :raise Unavailable: locked, full or read-only; nothing was acknowledged.
        """
        rows = NewCaseRows(report, day, once)
        # Beside what is shown once, what was not asked for in time is forgotten, so that is more than an insertion.
        (commit or self._engine.write)(rows.__call__ if once else rows)

    def take_once(self, key: bytes, now: int) -> bytes | None:
        """Return what is shown once under this key and delete it; None if it was taken before or has expired."""
        return take_once(self._engine, key, now)

    def has_expired(self, now: int) -> bool:
        """Whether there is anything that was to be shown once and was not asked for in time."""
        return self._engine.reading.row("SELECT 1 FROM shown_once WHERE expires <= ? LIMIT 1", [now]) is not None

    def forget_expired(self, now: int) -> None:
        """Delete what was to be shown once and was not asked for in time."""
        self._engine.write(lambda transaction: forget_expired(transaction, now))

    def count_cases(self) -> int:
        """Return the number of cases."""
        ((count,),) = self._engine.reading.rows("SELECT count(*) FROM cases")
        return int(count)

    def list_some(self, cases: Iterable[str]) -> list[ListedCase]:
        """Return those of these cases that are there, as the inbox lists them."""
        found = [self.find_case(case) for case in cases]
        return [ListedCase(each, self._list_places(each.id)) for each in found if each]

    def list_states(self) -> list[CaseState]:
        """Return the state of every case, in the order of their ids."""
        rows = self._engine.reading.rows(
            """SELECT id, (SELECT count(*) FROM envelopes WHERE case_id = id),
                      CASE WHEN read_mark IS NULL THEN -1 ELSE read_seq END,
                      (SELECT count(*) FROM casefiles WHERE case_id = id), purge_day FROM cases ORDER BY id"""
        )
        return [CaseState(row[0].hex(), *row[1:]) for row in rows]

    def list_unread(self) -> list[UnreadCase]:
        """Return the open cases in which a reporter has written what nobody has opened, in the order of their ids."""
        rows = self._engine.reading.rows(
            """SELECT id, day, max(seq), read_mark IS NULL FROM cases
               JOIN envelopes ON case_id = id AND "by" = 'reporter' WHERE cases.purge_day IS NULL GROUP BY id
               HAVING max(seq) > CASE WHEN read_mark IS NULL THEN -1 ELSE read_seq END ORDER BY id"""
        )
        return [UnreadCase(id_.hex(), day, seq, bool(is_new)) for id_, day, seq, is_new in rows]

    def _list_places(self, case: str) -> tuple[StoredEnvelope, ...]:
        query = f"""SELECT {_PLACE}, content FROM envelopes LEFT JOIN blobs ON number = envelope AND seq = 0
                    WHERE case_id = ? ORDER BY seq"""  # noqa: S608 - fixed text
        return tuple(StoredEnvelope(*row) for row in self._engine.reading.rows(query, [bytes.fromhex(case)]))

    def find_by_locator(self, locator: bytes) -> FoundCase | None:
        """Return the case that this receipt leads to."""
        return self._find("locator_hash = ?", locator_hash(locator))

    def find_case(self, case: str) -> FoundCase | None:
        """Return the case with this id."""
        return self._find("id = ?", bytes.fromhex(case))

    def add_envelope(self, case: str, seq: int, by: str, new: NewEnvelope) -> None:
        """Write the next envelope of a conversation as one durable commit; `by` is the side that it comes from.

        The very same envelope again at its place is no error and writes nothing.

        :raise PlaceTaken: `seq` is not the next place; nothing was written.
        :raise CaseFull: there are `MAX_ENVELOPES`, or it would be more than `MAX_MESSAGES`; nothing was written.
        :raise Unavailable: locked, full or read-only; nothing was acknowledged.
        """
        key = bytes.fromhex(case)

        def write(transaction: Transaction) -> None:
            if seq != _next_seq(transaction, key):
                if _stands_at(transaction, key, seq, new.envelope):
                    return  # sent again because the first answer was lost
                raise PlaceTaken
            query = "UPDATE cases SET messages = messages + ? WHERE id = ? AND messages + ? <= ?"
            size = len(new.envelope)
            if seq >= MAX_ENVELOPES or not transaction.write(query, [size, key, size, MAX_MESSAGES]):
                raise CaseFull
            transaction.insert(_envelope_rows(key, seq, by, new))

        self._engine.write(write)

    def next_seq(self, case: str) -> int:
        """Return the place that comes next in a case's conversation."""
        return _next_seq(self._engine.reading, bytes.fromhex(case))

    def mark_read(self, case: str, seq: int, mark: bytes) -> None:
        """Write that everything up to `seq` has been opened, and what shows it."""
        query = "UPDATE cases SET read_seq = ?, read_mark = ? WHERE id = ?"
        self._engine.write(lambda transaction: transaction.write(query, [seq, mark, bytes.fromhex(case)]))

    def list_envelopes(self, case: str) -> list[StoredEnvelope]:
        """Return what is kept of a case, in order, with all envelopes; empty for an unknown case."""
        query = f"""SELECT {_PLACE}, content FROM envelopes LEFT JOIN blobs ON number = envelope
                    WHERE case_id = ? ORDER BY seq"""  # noqa: S608 - fixed text
        return [StoredEnvelope(*row) for row in self._engine.reading.rows(query, [bytes.fromhex(case)])]

    def list_for_reporter(self, case: str) -> list[StoredEnvelope]:
        """Return what is kept of a case, in order, with the advisors' envelopes only: the others open to advisors
        only.
        """
        query = f"""SELECT {_PLACE}, content FROM envelopes
                    LEFT JOIN blobs ON number = envelope AND "by" = 'advisor'
                    WHERE case_id = ? ORDER BY seq"""  # noqa: S608 - fixed text
        return [StoredEnvelope(*row) for row in self._engine.reading.rows(query, [bytes.fromhex(case)])]

    def _find(self, where: str, key: bytes) -> FoundCase | None:
        query = f"SELECT {_FOUND} FROM cases LEFT JOIN blobs ON number = reply_to WHERE {where}"  # noqa: S608 - fixed text
        row = self._engine.reading.row(query, [key])
        return _found(row) if row else None


class NewCaseRows(Insertion):
    """The rows of a new case: inserted with those of others, or apart, where it is seen whether it is known."""

    def __init__(self, report: NewCase, day: str, once: ShownOnce | None) -> None:
        self._case, self._locator = bytes.fromhex(report.case), locator_hash(report.locator)
        self._once = once
        reply_to = blob_row(report.reply_to)
        self.rows: list[NewRow] = [reply_to, (_CASES, (self._case, day, self._locator, reply_to[1][0]))]
        for seq, new in enumerate(report.envelopes):
            self.rows += _envelope_rows(self._case, seq, "reporter", new)
        if once:
            self.rows.append(once.row)

    def __call__(self, transaction: Transaction) -> None:
        """Insert them.

        :raise CaseExists: the id or the receipt is known already.
        """
        query = """SELECT id, locator_hash FROM cases WHERE id = ?
                   UNION SELECT id, locator_hash FROM cases WHERE locator_hash = ?"""
        if known := transaction.rows(query, [self._case, self._locator]):
            raise CaseExists(same_reporter=known == [(self._case, self._locator)])
        if self._once:
            forget_expired(transaction, self._once.now)
        transaction.insert(self.rows)


def blob_row(content: bytes) -> NewRow:
    """Return the row of something long, under a random number, which tells no order."""
    return _BLOBS, (secrets.randbits(62), content)


def _envelope_rows(case: bytes, seq: int, by: str, new: NewEnvelope) -> list[NewRow]:
    blob = blob_row(new.envelope)
    return [blob, (_ENVELOPES, (case, seq, blob[1][0], by, new.payload_hash, new.tag, new.sealed_n))]


def _found(row: Row) -> FoundCase:
    id_, day, reply_to, *rest = row
    # Whoever writes to the database can take the reply key away; the case is still to be read.
    return FoundCase(id_.hex(), day, reply_to or b"", *rest)


def _next_seq(reader: Reader, case: bytes) -> int:
    ((last,),) = reader.rows("SELECT coalesce(max(seq), -1) FROM envelopes WHERE case_id = ?", [case])
    return int(last) + 1


def _stands_at(transaction: Transaction, case: bytes, seq: int, envelope: bytes) -> bool:
    query = "SELECT content FROM envelopes JOIN blobs ON number = envelope WHERE case_id = ? AND seq = ?"
    row = transaction.row(query, [case, seq])
    return row is not None and row[0] == envelope
