"""Every query about advisors: who may read, their wrapped keys, sign-in and sessions. Times are in Unix seconds."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from reporting.store.engine import Connections

INVITATION_SECONDS = 72 * 3600
CHALLENGE_SECONDS = 120
IDLE_SECONDS = 15 * 60
SESSION_SECONDS = 8 * 3600
_TOUCH_SECONDS = 60  # a session's last use is written at most this often


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


class Roster:
    """The advisors of one installation, `max_advisors` of them at most."""

    def __init__(self, connections: Connections, max_advisors: int) -> None:
        self._connections = connections
        self.max_advisors = max_advisors

    def list_advisors(self) -> list[Advisor]:
        """Return all advisors, retired ones too, by name."""
        return self._select("ORDER BY name, id", [])

    def active_advisors(self) -> list[Advisor]:
        """Return the advisors whom reports are sealed to, in a fixed order."""
        return self._select("WHERE status = 'active' ORDER BY id", [])

    def find_active(self, name: str) -> Advisor | None:
        """Return the active advisor with this sign-in name."""
        found = self._select("WHERE status = 'active' AND name = ?", [name])
        return found[0] if found else None

    def invite(self, name: str, now: int) -> str:
        """Write an invitation for `name` and return its one-time token. A new one replaces one not yet used.

        :raise NameTaken: an active advisor has this name.
        :raise RosterFull: inviting one more would allow more advisors than configured.
        """
        token = secrets.token_urlsafe(32)
        with self._connections.writing() as db:
            if self.find_active(name):
                raise NameTaken
            db.execute(
                "DELETE FROM advisors WHERE status = 'invited' AND (name = ? OR invitation_expires <= ?)", [name, now]
            )
            (taken,) = db.execute("SELECT count(*) FROM advisors WHERE status <> 'retired'").fetchone()
            if taken >= self.max_advisors:
                raise RosterFull
            db.execute(
                """INSERT INTO advisors (id, name, status, invitation_hash, invitation_expires)
                   VALUES (?, ?, 'invited', ?, ?)""",
                [secrets.token_hex(16), name, _hash(token), now + INVITATION_SECONDS],
            )
        return token

    def find_invitation(self, token: str, now: int) -> Advisor:
        """Return whom a token invites.

        :raise InvitationInvalid: used, replaced, expired, or unknown.
        """
        where = "WHERE status = 'invited' AND invitation_hash = ? AND invitation_expires > ?"
        found = self._select(where, [_hash(token), now])
        if not found:
            raise InvitationInvalid
        return found[0]

    def enrol(self, token: str, recipient: str, slot: bytes, now: int, day: str) -> None:
        """Use up an invitation: the advisor is active and has a passphrase slot, in one transaction.

        :raise InvitationInvalid: used, replaced, expired, or unknown.
        :raise RosterFull: the configuration was made smaller since the invitation.
        """
        with self._connections.writing() as db:
            advisor = self.find_invitation(token, now)
            if len(self.active_advisors()) >= self.max_advisors:
                raise RosterFull
            db.execute(
                """UPDATE advisors SET status = 'active', recipient = ?, enrolled_day = ?,
                       invitation_hash = NULL, invitation_expires = NULL WHERE id = ?""",
                [recipient, day, advisor.id],
            )
            db.execute("INSERT INTO slots (advisor, kind, envelope) VALUES (?, 'passphrase', ?)", [advisor.id, slot])

    def retire(self, name: str) -> bool:
        """End an advisor's or invitation's access: no more sealing to them, slots and sessions deleted.

        Return whether there was one of this name.
        """
        with self._connections.writing() as db:
            found = self._select("WHERE status <> 'retired' AND name = ?", [name])
            for advisor in found:
                for table in ("slots", "sessions", "challenges"):
                    db.execute(f"DELETE FROM {table} WHERE advisor = ?", [advisor.id])  # noqa: S608 - fixed names
                db.execute(
                    """UPDATE advisors SET status = 'retired', invitation_hash = NULL, invitation_expires = NULL
                       WHERE id = ?""",
                    [advisor.id],
                )
        return bool(found)

    def passphrase_slot(self, advisor: str) -> bytes:
        """Return the identity of an active advisor as wrapped with the passphrase."""
        query = "SELECT envelope FROM slots WHERE advisor = ? AND kind = 'passphrase'"
        (slot,) = self._connections.current.execute(query, [advisor]).fetchone()
        return bytes(slot)

    def add_challenge(self, advisor: str | None, answer: bytes, now: int) -> bytes:
        """Write a challenge and return its random id. `advisor` is None for a name that nobody has."""
        challenge = secrets.token_bytes(16)
        with self._connections.writing() as db:
            db.execute("DELETE FROM challenges WHERE expires <= ? OR expires > ?", [now, now + CHALLENGE_SECONDS])
            db.execute(
                "INSERT INTO challenges (id, advisor, answer_hash, expires) VALUES (?, ?, ?, ?)",
                [challenge, advisor, hashlib.sha256(answer).digest(), now + CHALLENGE_SECONDS],
            )
        return challenge

    def answer_challenge(self, challenge: bytes, answer: bytes, now: int) -> str | None:
        """Use up a challenge; return a new session token if `answer` is right, else None."""
        token = secrets.token_urlsafe(32)
        with self._connections.writing() as db:
            query = "SELECT advisor, answer_hash FROM challenges WHERE id = ? AND expires > ?"
            row = db.execute(query, [challenge, now]).fetchone()
            db.execute("DELETE FROM challenges WHERE id = ?", [challenge])
            if not row or not row[0] or not secrets.compare_digest(row[1], hashlib.sha256(answer).digest()):
                return None
            _sweep_sessions(db, now)
            db.execute(
                "INSERT INTO sessions (token_hash, advisor, created, seen) VALUES (?, ?, ?, ?)",
                [_hash(token), row[0], now, now],
            )
        return token

    def use_session(self, token: str, now: int) -> Advisor | None:
        """Return whose session this is and note that it was used; None if it is over or never was."""
        query = "SELECT advisor, created, seen FROM sessions WHERE token_hash = ?"
        row = self._connections.current.execute(query, [_hash(token)]).fetchone()
        # A clock that was set back must not make a session live longer: times from the future don't count.
        if not row or not 0 <= now - row[1] < SESSION_SECONDS or not 0 <= now - row[2] < IDLE_SECONDS:
            return None
        if now - row[2] >= _TOUCH_SECONDS:
            with self._connections.writing() as db:
                db.execute("UPDATE sessions SET seen = ? WHERE token_hash = ?", [now, _hash(token)])
        found = self._select("WHERE status = 'active' AND id = ?", [row[0]])
        return found[0] if found else None

    def end_session(self, token: str) -> None:
        """Delete a session."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM sessions WHERE token_hash = ?", [_hash(token)])

    def _select(self, where: str, arguments: list[object]) -> list[Advisor]:
        query = f"SELECT id, name, status, recipient, enrolled_day FROM advisors {where}"  # noqa: S608 - fixed text
        return [Advisor(*row) for row in self._connections.current.execute(query, arguments)]


def _sweep_sessions(db: Database, now: int) -> None:
    db.execute("DELETE FROM sessions WHERE seen <= ? OR created <= ?", [now - IDLE_SECONDS, now - SESSION_SECONDS])


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
