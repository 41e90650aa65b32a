"""Every query about who may send cases in by a program: tokens by their hashes, and what was sent before."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from .cases import NewCase, NewCaseRows
from .database import Reader, Transaction
from .engine import Engine
from .roster import token_hash


@dataclass(frozen=True, slots=True)
class Once:
    """What tells a delivery from every other, and what was delivered: both as hashes under a key that is not here."""

    key_hash: bytes
    content_hash: bytes


class IntakeTaken(Exception):
    """There is an intake of this name."""


class OtherContent(Exception):
    """Something else was delivered under this key before. `at`: by which of several deliveries."""

    def __init__(self, at: int = 0) -> None:
        super().__init__(at)
        self.at = at


class Intakes:
    """The intakes of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, day: str) -> str:
        """Add an intake and return its token, which nobody keeps here.

        :raise IntakeTaken: there is one of this name; remove it first.
        """
        token = secrets.token_urlsafe(32)

        def write(transaction: Transaction) -> None:
            if transaction.row("SELECT 1 FROM intakes WHERE name = ?", [name]):
                raise IntakeTaken
            transaction.insert([("intakes (name, token_hash, added_day)", (name, token_hash(token), day))])

        self._engine.write(write)
        return token

    def remove(self, name: str) -> bool:
        """End an intake's token. Return whether there was one."""
        return bool(self._engine.write(lambda each: each.write("DELETE FROM intakes WHERE name = ?", [name])))

    def list_intakes(self) -> list[tuple[str, str]]:
        """Return name and day of each."""
        return [
            (name, day) for name, day in self._engine.reading.rows("SELECT name, added_day FROM intakes ORDER BY 1")
        ]

    def find(self, token: str) -> str | None:
        """Return the name of the intake with this token."""
        row = self._engine.reading.row("SELECT name FROM intakes WHERE token_hash = ?", [token_hash(token)])
        return row[0] if row else None

    def add_case(self, new: NewCase, day: str, once: Once) -> bool:
        """Write a case unless it was delivered before. Return whether it is new.

        :raise OtherContent: something else was delivered under this key; nothing was written.
        :raise CaseExists: the id or the receipt is known already; nothing was written.
        """
        return self.add_cases([(new, once)], day) == 1

    def add_cases(self, deliveries: Sequence[tuple[NewCase, Once]], day: str) -> int:
        """Write all cases that were not delivered before, or none of them. Return how many are new.

        :raise OtherContent: something else was delivered under one of the keys, here or before; nothing was written.
        :raise CaseExists: an id or a receipt is known already; nothing was written.
        """
        prepared = [(NewCaseRows(new, day, None), once) for new, once in deliveries]

        def write(transaction: Transaction) -> int:
            new = 0
            for at, (rows, once) in enumerate(prepared):
                known = _content_under(transaction, once)
                if known not in (None, once.content_hash):
                    raise OtherContent(at)
                if known is None:
                    rows(transaction)
                    row = (once.key_hash, once.content_hash, day)
                    transaction.insert([("intake_keys (key_hash, content_hash, day)", row)])
                    new += 1
            return new

        return self._engine.write(write)

    def is_other(self, once: Once) -> bool:
        """Whether something else was delivered under this key before."""
        return _content_under(self._engine.reading, once) not in (None, once.content_hash)

    def forget_keys(self, before: str) -> None:
        """Forget what was delivered before a day."""
        self._engine.write(lambda transaction: transaction.write("DELETE FROM intake_keys WHERE day < ?", [before]))


def _content_under(reader: Reader, once: Once) -> bytes | None:
    known = reader.row("SELECT content_hash FROM intake_keys WHERE key_hash = ?", [once.key_hash])
    return bytes(known[0]) if known else None
