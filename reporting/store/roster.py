"""Every query about who may read: advisors and their invitations. Times are in Unix seconds.

Somebody is `invited`, then `waiting` for a signed list, then `active`, then `retired`.
"""

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from crypto.written import tidy_line

from .database import Transaction
from .engine import Engine

INVITATION_SECONDS = 72 * 3600

_FRESH = 0.05  # seconds; a request takes longer on its way than that, and every one of them asks


class RosterFull(Exception):
    """As many invitations are open, or wait for a signed list, as there may be advisors."""


class NameTaken(Exception):
    """Somebody who is enrolled has this name."""


class InvitationInvalid(Exception):
    """The enrolment link was used, replaced, has expired, or never was one."""


class RowsChanged(Exception):
    """The advisors are not those whom the list was written for."""


@dataclass(frozen=True, slots=True)
class Advisor:
    """One advisor. `recipient` is the `age1pq1…` text, `voice` a public key as base64url; both None until enrolment."""

    id: str
    name: str
    status: str
    recipient: str | None
    voice: str | None
    enrolled_day: str | None


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What an enrolling browser made: its recipient's text, the key of its signatures, the wrapped identity."""

    recipient: str
    voice: str
    slot: bytes


_NEVER: tuple[float, list[Advisor]] = (-_FRESH - 1, [])


class Roster:
    """The advisors of one installation, `max_advisors` of them at most."""

    def __init__(self, engine: Engine, max_advisors: int) -> None:
        self._engine = engine
        self.max_advisors = max_advisors
        self._active: tuple[float, list[Advisor]] = _NEVER

    def list_advisors(self) -> list[Advisor]:
        """Return all advisors, retired ones too, by name."""
        return self._select("ORDER BY name, id", [])

    def active_advisors(self) -> list[Advisor]:
        """Return the advisors whom reports are sealed to, in a fixed order, as they were at most `_FRESH` ago."""
        asked, found = self._active
        now = time.perf_counter()
        if now - asked > _FRESH:
            found = self._select("WHERE status = 'active' ORDER BY id", [])
            self._active = now, found
        return found

    def find_active(self, name: str) -> Advisor | None:
        """Return the active advisor with this sign-in name, however it is written."""
        found = self._select("WHERE status = 'active' AND name_key = ?", [name_key(name)])
        return found[0] if found else None

    def find_enrolled(self, name: str) -> Advisor | None:
        """Return who is enrolled under this name, active or not yet."""
        found = self._select("WHERE status IN ('waiting', 'active') AND name_key = ?", [name_key(name)])
        return found[0] if found else None

    def find_active_id(self, advisor: str) -> Advisor | None:
        """Return the active advisor with this id."""
        found = self._select("WHERE status = 'active' AND id = ?", [advisor])
        return found[0] if found else None

    def invite(self, name: str, now: int) -> str:
        """Write an invitation for `name` and return its one-time token. A new one replaces one not yet used.

        :raise NameTaken: somebody who is enrolled has this name.
        :raise RosterFull: as many are invited or wait for the list as there may be advisors.
        """
        token, key = secrets.token_urlsafe(32), name_key(name)

        def write(transaction: Transaction) -> None:
            if transaction.rows("SELECT 1 FROM advisors WHERE status IN ('waiting', 'active') AND name_key = ?", [key]):
                raise NameTaken
            transaction.write(
                "DELETE FROM advisors WHERE status = 'invited' AND (name_key = ? OR invitation_expires <= ?)",
                [key, now],
            )
            ((taken,),) = transaction.rows("SELECT count(*) FROM advisors WHERE status IN ('invited', 'waiting')")
            if taken >= self.max_advisors:
                raise RosterFull
            transaction.write(
                """INSERT INTO advisors (id, name, name_key, status, invitation_hash, invitation_expires)
                   VALUES (?, ?, ?, 'invited', ?, ?)""",
                [secrets.token_hex(16), in_one_form(name), key, token_hash(token), now + INVITATION_SECONDS],
            )

        self._engine.write(write)
        return token

    def find_invitation(self, token: str, now: int) -> Advisor:
        """Return whom a token invites.

        :raise InvitationInvalid: used, replaced, expired, or unknown.
        """
        where = "WHERE status = 'invited' AND invitation_hash = ? AND invitation_expires > ?"
        found = self._select(where, [token_hash(token), now])
        if not found:
            raise InvitationInvalid
        return found[0]

    def enrol(self, token: str, keys: NewKeys, now: int, day: str) -> None:
        """Use up an invitation: the advisor waits for a signed list and has a passphrase slot, in one transaction.

        :raise InvitationInvalid: used, replaced, expired, or unknown.
        """

        def write(transaction: Transaction) -> None:
            advisor = self.find_invitation(token, now)
            transaction.write(
                """UPDATE advisors SET status = 'waiting', recipient = ?, voice = ?, enrolled_day = ?,
                       invitation_hash = NULL, invitation_expires = NULL WHERE id = ?""",
                [keys.recipient, keys.voice, day, advisor.id],
            )
            query = "INSERT INTO slots (id, advisor, kind, envelope) VALUES (?, ?, 'passphrase', ?)"
            transaction.write(query, [secrets.token_bytes(16), advisor.id, keys.slot])

        self._engine.write(write)

    def publish(self, listed: Collection[Advisor]) -> None:
        """Make exactly these advisors active, as they were when the list was written; whoever else was is retired.

        :raise RowsChanged: one of them is not there any more, or not as they were; nothing was written.
        """
        expected = {(each.id, each.name, each.recipient, each.voice) for each in listed}
        ids = {each.id for each in listed}

        def write(transaction: Transaction) -> None:
            found = self._select("WHERE status IN ('waiting', 'active')", [])
            if expected - {(each.id, each.name, each.recipient, each.voice) for each in found}:
                raise RowsChanged
            for each in found:
                if each.id in ids:
                    transaction.write("UPDATE advisors SET status = 'active' WHERE id = ?", [each.id])
                elif each.status == "active":
                    _retire(transaction, each.id)

        try:
            self._engine.write(write)
        finally:
            self._active = _NEVER

    def retire(self, name: str) -> bool:
        """End an advisor's or invitation's access: no more sealing to them, slots and sessions deleted.

        Return whether there was one of this name.
        """

        def write(transaction: Transaction) -> bool:
            found = self._select("WHERE status <> 'retired' AND name_key = ?", [name_key(name)])
            for advisor in found:
                _retire(transaction, advisor.id)
            return bool(found)

        try:
            return self._engine.write(write)
        finally:
            self._active = _NEVER

    def _select(self, where: str, arguments: list[object]) -> list[Advisor]:
        query = f"SELECT id, name, status, recipient, voice, enrolled_day FROM advisors {where}"  # noqa: S608 - fixed text
        return [Advisor(*row) for row in self._engine.reading.rows(query, arguments)]


def in_one_form(name: str) -> str:
    """Return a name as it is kept: å has two ways of being written, and a blank many."""
    return tidy_line(name)


def name_key(name: str) -> str:
    """Return what names are compared by: not their case or blanks, nor how their letters are put together."""
    return unicodedata.normalize("NFC", in_one_form(name).casefold())


def _retire(transaction: Transaction, advisor: str) -> None:
    for table in ("slots", "sessions", "challenges"):
        transaction.write(f"DELETE FROM {table} WHERE advisor = ?", [advisor])  # noqa: S608 - fixed names
    query = """UPDATE advisors SET status = 'retired', invitation_hash = NULL, invitation_expires = NULL WHERE id = ?"""
    transaction.write(query, [advisor])


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a one-time or session token."""
    return hashlib.sha256(token.encode()).digest()
