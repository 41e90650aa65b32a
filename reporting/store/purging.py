"""Every query about what is due to go: whole cases, and places of cases. Gone means in no byte of the files."""

from dataclasses import dataclass

from .cards import forget_card
from .database import Transaction
from .engine import Engine


@dataclass(frozen=True, slots=True)
class Due:
    """What goes today: cases by their ids, and how many places of other cases."""

    cases: tuple[str, ...]
    places: int


class Purging:
    """The due days of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find_due(self, day: str) -> Due:
        """Return what is due on a day."""
        reader = self._engine.reading
        cases = [id_.hex() for (id_,) in reader.rows("SELECT id FROM cases WHERE purge_day <= ? ORDER BY id", [day])]
        ((places,),) = reader.rows(
            """SELECT count(*) FROM envelopes JOIN blobs ON number = envelope JOIN cases ON id = case_id
               WHERE envelopes.purge_day <= ? AND coalesce(cases.purge_day > ?, TRUE)""",
            [day, day],
        )
        return Due(tuple(cases), int(places))

    def is_due(self, case: str, day: str) -> bool:
        """Whether a case is due on a day."""
        row = self._engine.reading.row("SELECT purge_day FROM cases WHERE id = ?", [bytes.fromhex(case)])
        return bool(row and row[0] and row[0] <= day)

    def purge_cases(self, cases: tuple[str, ...]) -> None:
        """Delete these cases, whatever belongs to them."""
        keys = [bytes.fromhex(case) for case in cases]

        def write(transaction: Transaction) -> None:
            for key in keys:
                _delete_case(transaction, key)
            transaction.wipe()

        self._engine.write(write)

    def purge_places(self, day: str) -> None:
        """Delete the envelopes of the places that are due; their hashes stay, so that what follows can be verified."""

        def write(transaction: Transaction) -> None:
            # Their cards still say what goes, and are made anew from what stays.
            query = """SELECT DISTINCT case_id FROM envelopes JOIN blobs ON number = envelope WHERE purge_day <= ?"""
            for (case,) in transaction.rows(query, [day]):
                forget_card(transaction, case)
            of_envelopes = "number IN (SELECT envelope FROM envelopes WHERE purge_day <= ?)"
            transaction.write(f"DELETE FROM blobs WHERE {of_envelopes}", [day])  # noqa: S608 - fixed text
            of_headers = """number IN (SELECT header FROM old_headers JOIN envelopes USING (case_id, seq)
                                       WHERE purge_day <= ?)"""
            transaction.write(f"DELETE FROM blobs WHERE {of_headers}", [day])  # noqa: S608 - fixed text
            transaction.write(
                """DELETE FROM old_headers WHERE (case_id, seq) IN
                   (SELECT case_id, seq FROM envelopes WHERE purge_day <= ?)""",
                [day],
            )
            transaction.wipe()

        self._engine.write(write)

    def is_wiped(self, *, thoroughly: bool = False) -> bool:
        """Whether what was deleted is in no file any more; see `Engine.is_wiped`."""
        return self._engine.is_wiped(thoroughly=thoroughly)


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
