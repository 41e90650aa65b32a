"""Every query about signing in: wrapped keys, challenges, sessions. Times are in Unix seconds."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass

from .database import Transaction, Unavailable
from .engine import Engine
from .roster import Advisor, Roster, token_hash
from .writer import Ticket

CHALLENGE_SECONDS = 120
_TOUCH_SECONDS = 60  # a session's last use is written at most this often


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How many seconds a session lives: `idle` without a request, `whole` at most."""

    idle: int
    whole: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its advisor sees it: an id that opens nothing, when it began, when it was last used."""

    id: str
    created: int
    seen: int


def session_id(token: str) -> str:
    """Return the id under which a session is listed."""
    return _name(token_hash(token))


def _name(token_hash: bytes) -> str:
    return hashlib.sha256(b"session" + token_hash).hexdigest()[:16]


class SignIn:
    """Challenges and sessions of the advisors on one roster."""

    def __init__(self, engine: Engine, roster: Roster) -> None:
        self._engine = engine
        self._roster = roster

    def passphrase_slot(self, advisor: str) -> bytes:
        """Return the identity of an active advisor as wrapped with the passphrase; nothing if somebody took it away."""
        query = "SELECT envelope FROM slots WHERE advisor = ? AND kind = 'passphrase' ORDER BY id"
        row = self._engine.reading.row(query, [advisor])
        return bytes(row[0]) if row else b""

    def add_challenge(self, advisor: str | None, answer: bytes, now: int) -> bytes:
        """Write a challenge and return its random id. `advisor` is None for a name that nobody has."""
        challenge = secrets.token_bytes(16)

        def write(transaction: Transaction) -> None:
            query = "DELETE FROM challenges WHERE expires <= ? OR expires > ?"
            transaction.write(query, [now, now + CHALLENGE_SECONDS])
            transaction.write(
                "INSERT INTO challenges (id, advisor, answer_hash, expires) VALUES (?, ?, ?, ?)",
                [challenge, advisor, hashlib.sha256(answer).digest(), now + CHALLENGE_SECONDS],
            )

        self._engine.write(write)
        return challenge

    def answer_challenge(self, challenge: bytes, answer: bytes, now: int, lifetime: Lifetime) -> str | None:
        """Use up a challenge; return a new session token if `answer` is right, else None."""
        token = secrets.token_urlsafe(32)

        def write(transaction: Transaction) -> bool:
            query = "SELECT advisor, answer_hash FROM challenges WHERE id = ? AND expires > ?"
            row = transaction.row(query, [challenge, now])
            transaction.write("DELETE FROM challenges WHERE id = ?", [challenge])
            if not row or not row[0] or not secrets.compare_digest(row[1], hashlib.sha256(answer).digest()):
                return False
            _sweep_sessions(transaction, now, lifetime)
            transaction.write(
                "INSERT INTO sessions (token_hash, advisor, created, seen) VALUES (?, ?, ?, ?)",
                [token_hash(token), row[0], now, now],
            )
            return True

        return token if self._engine.write(write) else None

    def use_session(self, token: str, now: int, lifetime: Lifetime, *, is_work: bool = True) -> Advisor | None:
        """Return whose session this is; None if it is over or never was. That it was used is noted if it `is_work`."""
        query = "SELECT advisor, created, seen FROM sessions WHERE token_hash = ?"
        row = self._engine.reading.row(query, [token_hash(token)])
        # A clock that was set back must not make a session live longer: times from the future don't count.
        if not row or not 0 <= now - row[1] < lifetime.whole or not 0 <= now - row[2] < lifetime.idle:
            return None
        if is_work and now - row[2] >= _TOUCH_SECONDS:
            self._touch(token, now)
        return self._roster.find_active_id(row[0])

    def _touch(self, token: str, now: int) -> None:
        # A session that could not be noted as used ends a little early: no reason to refuse the request, or to wait.
        query = "UPDATE sessions SET seen = ? WHERE token_hash = ?"
        with suppress(Unavailable):
            self._engine.begin(lambda transaction: transaction.write(query, [now, token_hash(token)]), _nobody_waits)

    def end_session(self, token: str) -> None:
        """Delete a session."""
        query = "DELETE FROM sessions WHERE token_hash = ?"
        self._engine.write(lambda transaction: transaction.write(query, [token_hash(token)]))

    def list_sessions(self, advisor: str, now: int, lifetime: Lifetime) -> list[OpenSession]:
        """Return the sessions of an advisor that are not over, latest first."""
        query = """SELECT token_hash, created, seen FROM sessions
                   WHERE advisor = ? AND seen > ? AND created > ? ORDER BY created DESC, token_hash"""
        rows = self._engine.reading.rows(query, [advisor, now - lifetime.idle, now - lifetime.whole])
        return [OpenSession(_name(row[0]), row[1], row[2]) for row in rows]

    def end_other(self, advisor: str, session: str) -> None:
        """Delete the session of an advisor with this id; none if there is no such session."""
        query = "SELECT token_hash FROM sessions WHERE advisor = ?"

        def write(transaction: Transaction) -> None:
            for (known,) in transaction.rows(query, [advisor]):
                if _name(known) == session:
                    transaction.write("DELETE FROM sessions WHERE token_hash = ?", [known])

        self._engine.write(write)


def _nobody_waits(_: Ticket[int]) -> None:
    """Whether it was written is not worth knowing."""


def _sweep_sessions(transaction: Transaction, now: int, lifetime: Lifetime) -> None:
    query = "DELETE FROM sessions WHERE seen <= ? OR created <= ?"
    transaction.write(query, [now - lifetime.idle, now - lifetime.whole])
