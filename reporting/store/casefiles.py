"""Every query about case files: sealed versions, and when what they are about goes."""

from dataclasses import dataclass

from .cases import NewEnvelope, blob_row
from .database import Transaction
from .engine import Engine
from .purge_marks import purge_mark

KEPT = 2
"""How many of the newest versions keep their envelopes: if the newest can't be read, the one before it can."""

_INTO = "casefiles (case_id, version, payload_hash, envelope, sealed_n)"
_NO_BLOB = 0


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of a case file; `envelope` is None if it was not asked for, or is gone."""

    version: int
    payload_hash: bytes
    sealed_n: int
    envelope: bytes | None


@dataclass(frozen=True, slots=True)
class Retention:
    """When a case goes, and when `places` of it go before that; None for never."""

    purge_day: str | None = None
    places: tuple[int, ...] = ()
    places_day: str | None = None


class VersionTaken(Exception):
    """This is not the version that comes next: a colleague saved in between."""


class NotNewest(Exception):
    """What was read is not the newest version of a case's file."""


class CaseGone(Exception):
    """There is no such case any more."""


class Casefiles:
    """The case files of one installation; and one that belongs to no case, under an id that no case has."""

    def __init__(self, engine: Engine, secret: bytes) -> None:
        """Take the store, and the portal's secret for the marks of days."""
        self._engine, self._secret = engine, secret

    def list_versions(self, case: str, *, kept: int = KEPT) -> list[StoredVersion]:
        """Return all versions in order, with the envelopes of the newest `kept`."""
        key = bytes.fromhex(case)
        rows = self._engine.reading.rows(
            """SELECT version, payload_hash, sealed_n, content FROM casefiles LEFT JOIN blobs ON number = envelope
               AND version > (SELECT max(version) FROM casefiles WHERE case_id = ?) - ?
               WHERE case_id = ? ORDER BY version""",
            [key, kept, key],
        )
        return [StoredVersion(*row) for row in rows]

    def count_versions(self, case: str) -> int:
        """Return how many versions there are."""
        query = "SELECT count(*) FROM casefiles WHERE case_id = ?"
        ((count,),) = self._engine.reading.rows(query, [bytes.fromhex(case)])
        return int(count)

    def write_next(self, case: str, version: int, new: NewEnvelope, retention: Retention | None) -> None:
        """Write the next version, and when what it is about goes, as one durable commit.

        `retention` is None for what belongs to no case. The very same version again is no error and writes nothing.

        :raise VersionTaken: another version comes next; nothing was written.
        :raise CaseGone: there is no such case; nothing was written.
        """
        key = bytes.fromhex(case)

        def write(transaction: Transaction) -> None:
            rows = transaction.rows(
                "SELECT version, payload_hash FROM casefiles WHERE case_id = ? ORDER BY version DESC LIMIT 1", [key]
            )
            last, last_hash = rows[0] if rows else (0, b"")
            if version == last and last_hash == new.payload_hash:
                return  # sent again because the first answer was lost
            if version != last + 1:
                raise VersionTaken
            if retention:
                self._keep_until(transaction, key, retention, new.payload_hash)
            blob = blob_row(new.envelope)
            transaction.insert([blob, (_INTO, (key, version, new.payload_hash, blob[1][0], new.sealed_n))])
            _forget_envelope(transaction, key, version - KEPT)

        self._engine.write(write)

    def keep_until(self, case: str, newest: bytes, retention: Retention) -> None:
        """Write again when a case and places of it go, as the newest version of its file says, by its payload hash;
        empty for a case without a file, which goes never.

        :raise NotNewest: another version is the newest; nothing was written.
        :raise CaseGone: there is no such case.
        """
        key = bytes.fromhex(case)

        def write(transaction: Transaction) -> None:
            query = "SELECT payload_hash FROM casefiles WHERE case_id = ? ORDER BY version DESC LIMIT 1"
            row = transaction.row(query, [key])
            if (row[0] if row else b"") != newest:
                raise NotNewest
            self._keep_until(transaction, key, retention if newest else Retention(), newest)

        self._engine.write(write)

    def _keep_until(self, transaction: Transaction, case: bytes, retention: Retention, newest: bytes) -> None:
        """:raise CaseGone: there is no such case."""
        day, places_day = retention.purge_day, retention.places_day
        mark = purge_mark(self._secret, case, None, day, newest) if day else None
        if not transaction.write("UPDATE cases SET purge_day = ?, purge_mark = ? WHERE id = ?", [day, mark, case]):
            raise CaseGone
        transaction.write("UPDATE envelopes SET purge_day = NULL, purge_mark = NULL WHERE case_id = ?", [case])
        for seq in retention.places if places_day else ():
            query = """UPDATE envelopes SET purge_day = ?, purge_mark = ?
                       WHERE case_id = ? AND seq = ? AND "by" = 'reporter'"""
            mark = purge_mark(self._secret, case, seq, places_day or "", newest)
            transaction.write(query, [places_day, mark, case, seq])


def _forget_envelope(transaction: Transaction, case: bytes, version: int) -> None:
    row = transaction.row("SELECT envelope FROM casefiles WHERE case_id = ? AND version = ?", [case, version])
    if row:
        transaction.write("DELETE FROM blobs WHERE number = ?", [row[0]])
        query = "UPDATE casefiles SET envelope = ? WHERE case_id = ? AND version = ?"
        transaction.write(query, [_NO_BLOB, case, version])
