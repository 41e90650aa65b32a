"""The newest ledger of each advisor, sealed like everything else."""

from .cases import blob_row
from .database import Transaction
from .engine import Engine


class LedgerTaken(Exception):
    """This is not the number that comes next."""


class Ledgers:
    """The ledgers of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_ledgers(self) -> list[tuple[str, int, bytes]]:
        """Return advisor, number and envelope of each."""
        query = "SELECT advisor, ledgers.number, content FROM ledgers JOIN blobs ON blobs.number = envelope ORDER BY 1"
        return [(advisor, number, bytes(content)) for advisor, number, content in self._engine.reading.rows(query)]

    def write_next(self, advisor: str, number: int, envelope: bytes) -> None:
        """Put an advisor's next ledger in place of the one before.

        :raise LedgerTaken: another number comes next; nothing was written.
        """

        def write(transaction: Transaction) -> None:
            row = transaction.row("SELECT number, envelope FROM ledgers WHERE advisor = ?", [advisor])
            if row and number <= row[0]:
                raise LedgerTaken
            blob = blob_row(envelope)
            transaction.insert([blob])
            transaction.write("DELETE FROM blobs WHERE number = ?", [row[1] if row else None])
            transaction.write(
                """INSERT INTO ledgers (advisor, number, envelope) VALUES (?, ?, ?)
                   ON CONFLICT (advisor) DO UPDATE SET number = excluded.number, envelope = excluded.envelope""",
                [advisor, number, blob[1][0]],
            )

        self._engine.write(write)
