"""All rows of a table, some at a time, from and into whatever engine."""

from collections.abc import Iterator
from pathlib import Path

from .database import NewRow, Reader, Row
from .sqlite import SqliteDatabase
from .tables import TABLES, Table

_AT_ONCE = 64
_BYTES = 2_000_000  # what is written at once must be through in seconds, on a slow line too


def pieces(reader: Reader, table: Table) -> Iterator[list[Row]]:
    """Yield all rows in the order of their keys, some at a time, with `Table.columns` in their order."""
    marks = ", ".join("?" * len(table.key))
    rows: list[Row] = []
    while not rows or len(rows) == _AT_ONCE:
        after = rows[-1][: len(table.key)] if rows else ()
        where = f"WHERE ({table.order}) > ({marks})" if after else ""
        rows = reader.rows(
            f"SELECT {table.columns} FROM {table.name} {where} ORDER BY {table.order} LIMIT {_AT_ONCE}",  # noqa: S608 - fixed names
            after,
        )
        if not rows:
            return
        yield from _cut(rows)


def _cut(rows: list[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    size = 0
    for row in rows:
        length = sum(len(value) for value in row if isinstance(value, bytes))
        if piece and size + length > _BYTES:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += length
    yield piece


def between(reader: Reader, table: Table, first: Row, last: Row) -> list[Row]:
    """Return the rows whose keys are those of these two, or lie between them."""
    count = len(table.key)
    marks = ", ".join("?" * count)
    query = f"""SELECT {table.columns} FROM {table.name}
                WHERE ({table.order}) >= ({marks}) AND ({table.order}) <= ({marks})"""  # noqa: S608 - fixed names
    return reader.rows(query, (*first[:count], *last[:count]))


def as_new(table: Table, rows: list[Row]) -> Iterator[NewRow]:
    """Yield rows as they are inserted into the same table elsewhere."""
    return ((f"{table.name} ({table.columns})", row) for row in rows)


def copy_into_file(reader: Reader, path: Path) -> None:
    """Copy what `reader` sees into a new SQLite file.

    :raise Unavailable: it can't be written.
    """
    database = SqliteDatabase(path)
    try:
        transaction = database.writing()
        transaction.begin()
        for table in TABLES:
            for rows in pieces(reader, table):
                transaction.insert(as_new(table, rows))
        transaction.commit()
    finally:
        database.hang_up()
