"""Every query about passkeys: slots beside the passphrase's, which is none of them, so that it can never be removed."""

import secrets
from dataclasses import dataclass

from .database import Transaction
from .engine import Engine
from .roster import Advisor, Roster

MOST = 10
"""Passkeys that one advisor may have."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its advisor sees it: its slot's id in hex, the device's name, the day on which it was added."""

    id: str
    device: str
    day: str


class TooManyPasskeys(Exception):
    """One has to be removed first."""


class PasskeyTaken(Exception):
    """There is a slot of this credential."""


class Passkeys:
    """The passkeys of the advisors on one roster."""

    def __init__(self, engine: Engine, roster: Roster) -> None:
        self._engine = engine
        self._roster = roster

    def find(self, credential: bytes) -> tuple[Advisor, bytes] | None:
        """Return whose credential this is, and the slot; None for one that nobody has, or who is no advisor now."""
        query = "SELECT advisor, envelope FROM slots WHERE credential = ? AND kind = 'passkey'"
        row = self._engine.reading.row(query, [credential])
        advisor = row and self._roster.find_active_id(row[0])
        return (advisor, bytes(row[1])) if row and advisor else None

    def list_of(self, advisor: str) -> list[Passkey]:
        """Return the passkeys of an advisor, oldest first."""
        query = """SELECT id, coalesce(device, ''), coalesce(added_day, '') FROM slots
                   WHERE advisor = ? AND kind = 'passkey' ORDER BY added_day, id"""
        return [Passkey(row[0].hex(), row[1], row[2]) for row in self._engine.reading.rows(query, [advisor])]

    def add(self, advisor: str, credential: bytes, slot: bytes, device: str, day: str) -> None:
        """Write a slot for a credential.

        :raise TooManyPasskeys: there are `MOST`; nothing was written.
        :raise PasskeyTaken: there is one of this credential; nothing was written.
        """

        def write(transaction: Transaction) -> None:
            if len(transaction.rows("SELECT 1 FROM slots WHERE advisor = ? AND kind = 'passkey'", [advisor])) >= MOST:
                raise TooManyPasskeys
            if transaction.row("SELECT 1 FROM slots WHERE credential = ?", [credential]):
                raise PasskeyTaken
            into = "slots (id, advisor, kind, envelope, credential, device, added_day)"
            row = (secrets.token_bytes(16), advisor, "passkey", slot, credential, device, day)
            transaction.insert([(into, row)])

        self._engine.write(write)

    def remove(self, advisor: str, passkey: bytes) -> None:
        """Delete one of an advisor's passkeys; none if there is no such."""
        query = "DELETE FROM slots WHERE id = ? AND advisor = ? AND kind = 'passkey'"
        self._engine.write(lambda transaction: transaction.write(query, [passkey, advisor]))
