"""Every query about headers that are replaced: the same payload, sealed to other advisors.

The server joins a new header and the payload it already has, so that what was written can't be changed on the way. The
old header stays until another advisor has opened the new one, or for `KEPT_DAYS`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .cases import blob_row
from .database import Transaction
from .engine import Engine

KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class OldSeal:
    """An envelope whose header is to be replaced: where it stands, which side it came from, its bytes, the receipt's
    raw recipient.
    """

    case: str
    seq: int
    by: str
    envelope: bytes
    reply_to: bytes


@dataclass(frozen=True, slots=True)
class NewSeal:
    """A replaced envelope: its case and place, the old header, and the whole with the new one."""

    case: str
    seq: int
    old_header: bytes
    envelope: bytes


class Headers:
    """The headers of one installation's envelopes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_older(self, n: int, after: tuple[str, int], limit: int) -> list[OldSeal]:
        """Return up to `limit` envelopes that were sealed by a list before `n`, from behind this case and place."""
        query = """SELECT case_id, seq, "by", envelope.content, receipt.content
                   FROM envelopes JOIN blobs AS envelope ON envelope.number = envelopes.envelope
                   JOIN cases ON id = case_id LEFT JOIN blobs AS receipt ON receipt.number = reply_to
                   WHERE sealed_n < ? AND (case_id, seq) > (?, ?) ORDER BY case_id, seq LIMIT ?"""
        rows = self._engine.reading.rows(query, [n, bytes.fromhex(after[0]), after[1], limit])
        return [OldSeal(case.hex(), seq, by, envelope, to or b"") for case, seq, by, envelope, to in rows]

    def count_older(self, n: int) -> int:
        """Return how many envelopes were sealed by a list before `n`."""
        ((count,),) = self._engine.reading.rows("SELECT count(*) FROM envelopes WHERE sealed_n < ?", [n])
        return int(count)

    def envelope_at(self, case: str, seq: int) -> tuple[str, bytes] | None:
        """Return the envelope at a place, and which side it came from."""
        query = 'SELECT "by", content FROM envelopes JOIN blobs ON number = envelope WHERE case_id = ? AND seq = ?'
        row = self._engine.reading.row(query, [bytes.fromhex(case), seq])
        return (row[0], bytes(row[1])) if row else None

    def replace(self, seals: Iterable[NewSeal], n: int, advisor: str, day: str) -> None:
        """Write new headers that `advisor` made for the recipients of list `n`, and keep the old ones.

        What was replaced by somebody else in the meantime stays as that left it.
        """
        seals = list(seals)

        def write(transaction: Transaction) -> None:
            for seal in seals:
                _replace(transaction, seal, n, advisor, day)

        self._engine.write(write)

    def list_kept(self, advisor: str) -> list[tuple[str, int]]:
        """Return case and place of each header that another than `advisor` replaced and that nobody else has opened."""
        query = "SELECT case_id, seq FROM old_headers WHERE advisor <> ?"
        return [(case.hex(), seq) for case, seq in self._engine.reading.rows(query, [advisor])]

    def confirm(self, opened: Iterable[tuple[str, int]], advisor: str) -> None:
        """Delete the old headers of what `advisor`, who did not make the new ones, has opened."""
        where = "case_id = ? AND seq = ? AND advisor <> ?"
        keys = [(bytes.fromhex(case), seq, advisor) for case, seq in opened]

        def write(transaction: Transaction) -> None:
            for key in keys:
                _forget(transaction, where, key)

        self._engine.write(write)

    def put_back(self, case: str, seq: int, advisor: str) -> bool:
        """Undo a replacement by another than `advisor`, who can't open what came of it. Return whether there was
        one.
        """
        return self._engine.write(lambda transaction: _put_back(transaction, bytes.fromhex(case), seq, advisor))

    def forget_old(self, today: date) -> None:
        """Delete the headers that were replaced longer than `KEPT_DAYS` ago."""
        before = ((today - timedelta(days=KEPT_DAYS)).isoformat(),)
        self._engine.write(lambda transaction: _forget(transaction, "day < ?", before))


def _replace(transaction: Transaction, seal: NewSeal, n: int, advisor: str, day: str) -> None:
    key = (bytes.fromhex(seal.case), seal.seq)
    query = """SELECT envelope, sealed_n, content FROM envelopes JOIN blobs ON number = envelope
               WHERE case_id = ? AND seq = ?"""
    row = transaction.row(query, key)
    if not row or not bytes(row[2]).startswith(seal.old_header) or row[1] >= n:
        return
    blob, old = blob_row(seal.envelope), blob_row(seal.old_header)
    into = "old_headers (case_id, seq, header, sealed_n, day, advisor)"
    _forget(transaction, "case_id = ? AND seq = ?", key)
    transaction.insert([blob, old, (into, (*key, old[1][0], row[1], day, advisor))])
    _point_to(transaction, key, blob[1][0], n)
    transaction.write("DELETE FROM blobs WHERE number = ?", [row[0]])


def _put_back(transaction: Transaction, case: bytes, seq: int, advisor: str) -> bool:
    query = """SELECT old_headers.sealed_n, header.content, envelope, blobs.content FROM old_headers
               JOIN blobs AS header ON header.number = header
               JOIN envelopes USING (case_id, seq) JOIN blobs ON blobs.number = envelope
               WHERE case_id = ? AND seq = ? AND advisor <> ?"""
    row = transaction.row(query, [case, seq, advisor])
    if not row:
        return False
    sealed_n, header, number, envelope = row
    end = envelope.index(b"\n", envelope.index(b"\n--- ") + 1) + 1  # where a header that was accepted ends
    blob = blob_row(bytes(header) + envelope[end:])
    transaction.insert([blob])
    _point_to(transaction, (case, seq), blob[1][0], sealed_n)
    transaction.write("DELETE FROM blobs WHERE number = ?", [number])
    _forget(transaction, "case_id = ? AND seq = ?", (case, seq))
    return True


def _point_to(transaction: Transaction, key: tuple[bytes, int], number: int, n: int) -> None:
    query = "UPDATE envelopes SET envelope = ?, sealed_n = ? WHERE case_id = ? AND seq = ?"
    transaction.write(query, [number, n, *key])


def _forget(transaction: Transaction, where: str, key: tuple[object, ...]) -> None:
    """An old header still opens for who left, so it must be gone from the log, too."""
    query = f"DELETE FROM blobs WHERE number IN (SELECT header FROM old_headers WHERE {where})"  # noqa: S608 - fixed text
    if transaction.write(query, key):
        transaction.wipe()
    transaction.write(f"DELETE FROM old_headers WHERE {where}", key)  # noqa: S608 - fixed text
