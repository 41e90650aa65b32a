"""Every query about who may read: advisors and their invitations. Times are in Unix seconds."""

import hashlib
import secrets
import time
from dataclasses import dataclass

from .engine import Engine
from .sqlite import Transaction

INVITATION_SECONDS = 72 * 3600

_FRESH = 0.05  # seconds; a request takes longer on its way than that, and every one of them asks


class RosterFull(Exception):
    """As many advisors as the configuration allows are enrolled or invited already."""


class NameTaken(Exception):
    """An active advisor has this name."""


class InvitationInvalid(Exception):
    """The enrolment link was used, replaced, has expired, or never was one."""


@dataclass(frozen=True, slots=True)
class Advisor:
    """One advisor. `recipient` is the `age1pq1…` text, None until enrolment."""

    id: str
    name: str
    status: str
    recipient: str | None
    enrolled_day: str | None


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
        """Return the active advisor with this sign-in name."""
        found = self._select("WHERE status = 'active' AND name = ?", [name])
        return found[0] if found else None

    def find_active_id(self, advisor: str) -> Advisor | None:
        """Return the active advisor with this id."""
        found = self._select("WHERE status = 'active' AND id = ?", [advisor])
        return found[0] if found else None

    def invite(self, name: str, now: int) -> str:
        """Write an invitation for `name` and return its one-time token. A new one replaces one not yet used.

        :raise NameTaken: an active advisor has this name.
        :raise RosterFull: inviting one more would allow more advisors than configured.
        """
        token = secrets.token_urlsafe(32)

        def write(transaction: Transaction) -> None:
            if self.find_active(name):
                raise NameTaken
            transaction.write(
                "DELETE FROM advisors WHERE status = 'invited' AND (name = ? OR invitation_expires <= ?)", [name, now]
            )
            ((taken,),) = transaction.rows("SELECT count(*) FROM advisors WHERE status <> 'retired'")
            if taken >= self.max_advisors:
                raise RosterFull
            transaction.write(
                """INSERT INTO advisors (id, name, status, invitation_hash, invitation_expires)
                   VALUES (?, ?, 'invited', ?, ?)""",
                [secrets.token_hex(16), name, token_hash(token), now + INVITATION_SECONDS],
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

    def enrol(self, token: str, recipient: str, slot: bytes, now: int, day: str) -> None:
        """Use up an invitation: the advisor is active and has a passphrase slot, in one transaction.

        :raise InvitationInvalid: used, replaced, expired, or unknown.
        :raise RosterFull: the configuration was made smaller since the invitation.
        """

        def write(transaction: Transaction) -> None:
            advisor = self.find_invitation(token, now)
            ((active,),) = transaction.rows("SELECT count(*) FROM advisors WHERE status = 'active'")
            if active >= self.max_advisors:
                raise RosterFull
            transaction.write(
                """UPDATE advisors SET status = 'active', recipient = ?, enrolled_day = ?,
                       invitation_hash = NULL, invitation_expires = NULL WHERE id = ?""",
                [recipient, day, advisor.id],
            )
            query = "INSERT INTO slots (advisor, kind, envelope) VALUES (?, 'passphrase', ?)"
            transaction.write(query, [advisor.id, slot])

        self._engine.write(write)
        self._active = _NEVER

    def retire(self, name: str) -> bool:
        """End an advisor's or invitation's access: no more sealing to them, slots and sessions deleted.

        Return whether there was one of this name.
        """

        def write(transaction: Transaction) -> bool:
            found = self._select("WHERE status <> 'retired' AND name = ?", [name])
            for advisor in found:
                for table in ("slots", "sessions", "challenges"):
                    transaction.write(f"DELETE FROM {table} WHERE advisor = ?", [advisor.id])  # noqa: S608 - fixed names
                transaction.write(
                    """UPDATE advisors SET status = 'retired', invitation_hash = NULL, invitation_expires = NULL
                       WHERE id = ?""",
                    [advisor.id],
                )
            return bool(found)

        try:
            return self._engine.write(write)
        finally:
            self._active = _NEVER

    def _select(self, where: str, arguments: list[object]) -> list[Advisor]:
        query = f"SELECT id, name, status, recipient, enrolled_day FROM advisors {where}"  # noqa: S608 - fixed text
        return [Advisor(*row) for row in self._engine.reading.rows(query, arguments)]


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a one-time or session token."""
    return hashlib.sha256(token.encode()).digest()
