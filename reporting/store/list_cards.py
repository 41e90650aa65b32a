"""Every query about list cards, and about the rows of the inbox's list that they belong to.

See [Note: A list card is a cache].
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .cases import blob_row
from .database import Row, Transaction
from .engine import Engine

Cursor = tuple[bool, str, str]
"""Where a case stands in the list: whether it is to be purged, the day on which it came, its id."""


@dataclass(frozen=True, slots=True)
class PackedCase:
    """A case without its envelopes: days, how far it was read and what shows that, its places as (seq, by, hash,
    tag), the versions of its file as (version, n, hash), and its card with the `n` of the key that it is under.
    """

    id: str
    day: str
    purge_day: str | None
    read_seq: int
    read_mark: bytes | None
    places: Sequence[tuple[int, str, bytes, bytes | None]]
    versions: Sequence[tuple[int, int, bytes]]
    card_n: int = 0
    card: bytes = b""


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card as it is stored: what the list shows of a case, and what is searched of it."""

    case: str
    card: bytes
    text: bytes


class KeyTaken(Exception):
    """These advisors have a key already."""


class ListCards:
    """The cards of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list_rows(self, after: Cursor | None, limit: int) -> list[PackedCase]:
        """Return up to `limit` cases from behind a cursor: those that stay first, newest day first."""
        found = self._list(
            after,
            limit,
            "id, day, purge_day, read_seq, read_mark, coalesce(n, 0), content",
            "LEFT JOIN cards ON case_id = id LEFT JOIN blobs ON number = card",
        )
        ids = [row[0] for row in found]
        places = self._of(ids, 'seq, "by", payload_hash, tag', "envelopes", "seq")
        versions = self._of(ids, "version, sealed_n, payload_hash", "casefiles", "version")
        return [
            PackedCase(key.hex(), day, goes, read_seq, mark, places[key], versions[key], n, content or b"")
            for key, day, goes, read_seq, mark, n, content in found
        ]

    def list_texts(self, after: Cursor | None, limit: int) -> list[tuple[Cursor, bytes]]:
        """Return what is searched of up to `limit` cases from behind a cursor; empty where there is no card."""
        joined = "LEFT JOIN cards ON case_id = id LEFT JOIN blobs ON number = text"
        rows = self._list(after, limit, "id, day, purge_day IS NOT NULL, content", joined)
        return [((bool(goes), day, id_.hex()), content or b"") for id_, day, goes, content in rows]

    def keep(self, n: int, cards: Iterable[NewCard]) -> None:
        """Put cards in place of those that were there, as one commit; a case that is gone gets none."""

        def write(transaction: Transaction) -> None:
            for new in cards:
                key = bytes.fromhex(new.case)
                if transaction.row("SELECT 1 FROM cases WHERE id = ?", [key]):
                    forget_card(transaction, key)
                    card, text = blob_row(new.card), blob_row(new.text)
                    transaction.insert(
                        [card, text, ("cards (case_id, n, card, text)", (key, n, card[1][0], text[1][0]))]
                    )

        self._engine.write(write)

    def team_key(self, n: int) -> bytes | None:
        """Return the sealed key of the advisors whom list `n` was the first to name; None if there is none."""
        row = self._engine.reading.row("SELECT envelope FROM team_keys WHERE n = ?", [n])
        return bytes(row[0]) if row else None

    def add_team_key(self, n: int, envelope: bytes) -> None:
        """Keep a key. Those of earlier advisors go, and what is under them, which nobody uses any more.

        :raise KeyTaken: there is one for this list, or for a later one; nothing was written.
        """

        def write(transaction: Transaction) -> None:
            if transaction.row("SELECT 1 FROM team_keys WHERE n >= ?", [n]):
                raise KeyTaken
            transaction.write("DELETE FROM team_keys")
            blobs = "number IN (SELECT card FROM cards UNION ALL SELECT text FROM cards)"
            transaction.write(f"DELETE FROM blobs WHERE {blobs}")  # noqa: S608 - fixed text
            transaction.write("DELETE FROM cards")
            transaction.insert([("team_keys (n, envelope)", (n, envelope))])

        self._engine.write(write)

    def _list(self, after: Cursor | None, limit: int, columns: str, joined: str) -> list[Row]:
        order = "purge_day IS NOT NULL, day DESC, id DESC"
        where, arguments = "TRUE", []
        if after:
            goes, day, case = after
            where = "(purge_day IS NOT NULL) > ?1 OR ((purge_day IS NOT NULL) = ?1 AND (day, id) < (?2, ?3))"
            arguments = [goes, day, bytes.fromhex(case)]
        query = f"""SELECT {columns} FROM (SELECT * FROM cases WHERE {where} ORDER BY {order} LIMIT {limit:d}) AS page
                    {joined} ORDER BY {order}"""  # noqa: S608 - fixed text
        return self._engine.reading.rows(query, arguments)

    def _of(self, ids: list[bytes], columns: str, table: str, order: str) -> dict[bytes, list[Row]]:
        marks = ", ".join("?" * len(ids)) or "NULL"
        query = f"SELECT case_id, {columns} FROM {table} WHERE case_id IN ({marks}) ORDER BY case_id, {order}"  # noqa: S608 - fixed text
        found: dict[bytes, list[Row]] = defaultdict(list)
        for case, *row in self._engine.reading.rows(query, ids):
            found[case].append(tuple(row))
        return found


def forget_card(transaction: Transaction, case: bytes) -> None:
    """Delete a case's card, if it has one."""
    numbers = "SELECT card FROM cards WHERE case_id = ?1 UNION ALL SELECT text FROM cards WHERE case_id = ?1"
    transaction.write(f"DELETE FROM blobs WHERE number IN ({numbers})", [case])  # noqa: S608 - fixed text
    transaction.write("DELETE FROM cards WHERE case_id = ?", [case])
