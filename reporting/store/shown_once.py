"""What is handed out once: kept encrypted until it is asked for or five minutes have passed. Times in Unix seconds."""

from dataclasses import dataclass

from .database import NewRow, Row, Transaction
from .engine import Engine


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """Something encrypted that is handed out once, until `expires`."""

    id: bytes
    ciphertext: bytes
    now: int
    expires: int

    @property
    def row(self) -> NewRow:
        """What is stored of it."""
        return "shown_once (id, ciphertext, expires)", (self.id, self.ciphertext, self.expires)


def take_once(engine: Engine, key: bytes, now: int) -> bytes | None:
    """Return a ciphertext that was kept and delete it; None if it was taken before or has expired."""
    query = "DELETE FROM shown_once WHERE id = ? AND expires > ? RETURNING ciphertext"

    def take(transaction: Transaction) -> Row | None:
        transaction.wipe()  # the browser's history holds the key
        return transaction.row(query, [key, now])

    row = engine.write(take)
    return bytes(row[0]) if row else None


def forget_expired(transaction: Transaction, now: int) -> None:
    """Delete what was to be shown once and was not asked for in time."""
    if transaction.write("DELETE FROM shown_once WHERE expires <= ?", [now]):
        transaction.wipe()
