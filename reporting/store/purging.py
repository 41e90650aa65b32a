"""Every query about what is due to go: whole cases, and places of cases. Gone means in no byte of the files.

A day counts only with its mark (`purge_marks.py`): whoever writes the database can name days and have nothing deleted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .database import Reader, Transaction
from .engine import Engine
from .list_cards import forget_card
from .purge_marks import is_purge_mark

_NEWEST = """coalesce((SELECT payload_hash FROM casefiles WHERE casefiles.case_id = cases.id
                       ORDER BY version DESC LIMIT 1), ?)"""


@dataclass(frozen=True, slots=True)
class Due:
    """What goes on a day, what was due longest first: cases by their ids, and places of cases that stay."""

    cases: tuple[str, ...]
    places: tuple[tuple[str, int], ...]

    @property
    def cases_of_places(self) -> tuple[str, ...]:
        """The cases of which places go, each once."""
        return tuple(dict.fromkeys(case for case, _ in self.places))

    @property
    def count(self) -> int:
        """Of how many cases something goes."""
        return len(self.cases) + len(self.cases_of_places)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A day that stands in the database, for a raw case id or a place of it."""

    case: bytes
    place: int | None
    day: str
    is_marked: bool


class Purging:
    """The due days of one installation."""

    def __init__(self, engine: Engine, secret: bytes) -> None:
        """Take the store, and the portal's secret for the marks of days."""
        self._engine, self._secret = engine, secret

    def find_due(self, day: str) -> Due:
        """Return what is due on an ISO day."""
        reader = self._engine.reading
        due = sorted((each.day, each.case.hex()) for each in self._cases(reader, day) if each.is_marked)
        cases = tuple(case for _, case in due)
        whole = set(cases)
        places = sorted(
            (each.day, each.case.hex(), each.place or 0)
            for each in self._places(reader, day)
            if each.is_marked and each.case.hex() not in whole
        )
        return Due(cases, tuple((case, seq) for _, case, seq in places))

    def find_unmarked(self) -> list[str]:
        """Return the ids of all cases with a day, of theirs or of a place, that has no true mark."""
        reader = self._engine.reading
        found = [*self._cases(reader, None), *self._places(reader, None)]
        return sorted({each.case.hex() for each in found if not each.is_marked})

    def is_due(self, case: str, day: str) -> bool:
        """Whether a case is due on an ISO day."""
        found = self._cases(self._engine.reading, day, bytes.fromhex(case))
        return any(each.is_marked for each in found)

    def purge_cases(self, cases: Iterable[str]) -> None:
        """Delete these cases, whatever belongs to them."""
        keys = [bytes.fromhex(case) for case in cases]

        def write(transaction: Transaction) -> None:
            for key in keys:
                _delete_case(transaction, key)
            transaction.wipe()

        self._engine.write(write)

    def purge_places(self, places: Iterable[tuple[str, int]]) -> None:
        """Delete the envelopes of these places; their hashes stay, so that what follows can be verified."""
        keys = [(bytes.fromhex(case), seq) for case, seq in places]

        def write(transaction: Transaction) -> None:
            for case, seq in keys:
                forget_card(transaction, case)  # it still says what goes, and is made anew from what stays
                _delete_place(transaction, case, seq)
            transaction.wipe()

        self._engine.write(write)

    def is_wiped(self, *, thoroughly: bool = False) -> bool:
        """Whether what was deleted is in no file any more; see `Engine.is_wiped`."""
        return self._engine.is_wiped(thoroughly=thoroughly)

    def _cases(self, reader: Reader, until: str | None, case: bytes | None = None) -> Iterator[_Dated]:
        where, values = _conditions("purge_day", until, "id", case)
        query = f"SELECT id, purge_day, purge_mark, {_NEWEST} FROM cases WHERE {where}"  # noqa: S608 - fixed text
        for id_, day, mark, newest in reader.rows(query, [b"", *values]):
            yield _Dated(id_, None, day, is_purge_mark(mark, self._secret, id_, None, day, newest))

    def _places(self, reader: Reader, until: str | None) -> Iterator[_Dated]:
        where, values = _conditions("envelopes.purge_day", until, "id", None)
        query = f"""SELECT id, seq, envelopes.purge_day, envelopes.purge_mark, {_NEWEST}
                    FROM envelopes JOIN blobs ON number = envelope JOIN cases ON id = case_id
                    WHERE {where}"""  # noqa: S608 - fixed text
        for id_, seq, day, mark, newest in reader.rows(query, [b"", *values]):
            yield _Dated(id_, seq, day, is_purge_mark(mark, self._secret, id_, seq, day, newest))


def _conditions(day: str, until: str | None, key: str, case: bytes | None) -> tuple[str, list[Any]]:
    parts = [f"{day} IS NOT NULL"]
    values: list[Any] = []
    if until is not None:
        parts.append(f"{day} <= ?")
        values.append(until)
    if case is not None:
        parts.append(f"{key} = ?")
        values.append(case)
    return " AND ".join(parts), values


def _delete_case(transaction: Transaction, case: bytes) -> None:
    numbers = """SELECT envelope FROM envelopes WHERE case_id = ?1 UNION ALL
                 SELECT header FROM old_headers WHERE case_id = ?1 UNION ALL
                 SELECT envelope FROM casefiles WHERE case_id = ?1 UNION ALL
                 SELECT reply_to FROM cases WHERE id = ?1"""
    transaction.write(f"DELETE FROM blobs WHERE number IN ({numbers})", [case])  # noqa: S608 - fixed text
    forget_card(transaction, case)
    for table in ("envelopes", "old_headers", "casefiles"):
        transaction.write(f"DELETE FROM {table} WHERE case_id = ?", [case])  # noqa: S608 - fixed names
    transaction.write("DELETE FROM cases WHERE id = ?", [case])


def _delete_place(transaction: Transaction, case: bytes, seq: int) -> None:
    numbers = """SELECT envelope FROM envelopes WHERE case_id = ?1 AND seq = ?2 UNION ALL
                 SELECT header FROM old_headers WHERE case_id = ?1 AND seq = ?2"""
    transaction.write(f"DELETE FROM blobs WHERE number IN ({numbers})", [case, seq])  # noqa: S608 - fixed text
    transaction.write("DELETE FROM old_headers WHERE case_id = ? AND seq = ?", [case, seq])
