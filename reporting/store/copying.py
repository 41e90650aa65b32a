"""A database copied into another, row by row, whatever the engines; nothing is unsealed.

A copy that was cut short goes on where it ended. A row that is in the target and not in the source, or is another
there, ends it: whatever the target is then, it is no copy that was begun.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from .database import NewRow, Reader, Row, Transaction
from .engine import Engine
from .rows import as_new, between, pieces
from .tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is the same in both: how many rows it has, and the SHA-256 over all of them."""

    table: str
    rows: int
    digest: str


class OtherRows(Exception):
    """The target holds what the source does not."""


class NotTheSame(Exception):
    """After all was copied, a table differs: somebody has written meanwhile, or a disk is broken."""


def copy_database(source: Engine, target: Engine, tell: Callable[[Copied], None]) -> None:
    """Copy every row that is not there yet, read all of both again, and `tell` of each table that is the same.

    :raise OtherRows: the target holds what the source does not; nothing more was written.
    :raise NotTheSame: the two differ after all.
    :raise Unavailable: one can't be used; go on later.
    """
    with source.snapshot() as reader:
        for table in TABLES:
            for rows in _missing(reader, target.reading, table):
                target.write(partial(_insert, list(as_new(table, rows))))
    with source.snapshot() as reader, target.snapshot() as copied:
        for table in TABLES:
            tell(_compare(reader, copied, table))


def _insert(rows: list[NewRow], transaction: Transaction) -> None:
    transaction.insert(rows)


def _missing(source: Reader, target: Reader, table: Table) -> Iterator[list[Row]]:
    """Yield the rows that the target does not have, some at a time.

    :raise OtherRows: the target has rows that the source has not.
    """
    ((there,),) = target.rows(f"SELECT count(*) FROM {table.name}")  # noqa: S608 - fixed names
    for rows in pieces(source, table):
        found = {_digest(row) for row in between(target, table, rows[0], rows[-1])} if there else set()
        there -= len(found)
        missing = [row for row in rows if _digest(row) not in found]
        if len(rows) - len(missing) != len(found):
            raise OtherRows(table.name)
        if missing:
            yield missing
    if there:
        raise OtherRows(table.name)


def _compare(source: Reader, target: Reader, table: Table) -> Copied:
    """:raise NotTheSame: the rows of source and target differ."""
    (rows, digest), other = (_summary(each, table) for each in (source, target))
    if (rows, digest) != other:
        raise NotTheSame(table.name)
    return Copied(table.name, rows, digest)


def _summary(reader: Reader, table: Table) -> tuple[int, str]:
    count, whole = 0, hashlib.sha256()
    for rows in pieces(reader, table):
        count += len(rows)
        for row in rows:
            whole.update(_digest(row))
    return count, whole.hexdigest()


def _digest(row: Row) -> bytes:
    """Return what stands for a row: each value with its kind and length, so that no two rows look alike."""
    whole = hashlib.sha256()
    for value in row:
        raw = value if isinstance(value, bytes) else str(value).encode()
        whole.update(f"{type(value).__name__} {len(raw)}\n".encode())
        whole.update(raw)
    return whole.digest()
