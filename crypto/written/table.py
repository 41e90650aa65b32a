"""Tables of cases: bytes in, rows out, or one sentence that names the line. Nothing is guessed, cut or left out.

`tests/vectors/tables.json` says what every reader of such tables makes of them.
"""

import csv
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import StringIO

from .text import folded, tidy

ENCODINGS = ("utf-8", "windows-1252")
_DELIMITERS = (",", ";", "\t")
csv.field_size_limit(2**31 - 1)  # a whole program's, so it is never lowered; how much is too much, the questions say
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
"""What Excel takes for a word about the table and not for a part of it."""
_LINE = re.compile(r"[^\r\n]+")
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TableError(Exception):
    """Why a table is refused as a whole: `line` of the file, from 1, a `reason`, and the sentence for a person.

    Reasons: `encoding`, `empty`, `quote`, `unknown`, `double`, `nameless`, `cells`.
    """

    def __init__(self, line: int, reason: str, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}")
        self.line, self.reason = line, reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file that it begins on, and what stands in it by column, tidied, where anything does."""

    line: int
    cells: Mapping[str, str]


def read_table(raw: bytes, columns: Collection[str], encoding: str = ENCODINGS[0]) -> list[Row]:
    """Return the rows below the line that names the columns; rows in which nothing stands are left out.

    Columns are parted by commas, semicolons or tabs, as that line shows, or as a line `sep=;` before it says. RFC 4180
    otherwise; a line may end as anywhere. `encoding` is one of `ENCODINGS`; a byte order mark wins.

    :raise TableError: a line is not as it must be, and so the whole table.
    """
    lines = _TableLines(_decode(raw, encoding))
    header = next(lines, None)
    if header is None:
        raise TableError(1, "empty", "nothing stands in this file.")
    names = _names(*header, columns)
    rows = [Row(line, _cells(line, cells, names)) for line, cells in lines]
    if not rows:
        raise TableError(header[0], "empty", "no line stands below the names of the columns.")
    return rows


class _TableLines:
    """The rows in which anything stands, each with the line on which it begins."""

    def __init__(self, text: str) -> None:
        self._before, self._delimiter, rest = _delimiter_of(text)
        self._reader = csv.reader(StringIO(rest, newline=""), delimiter=self._delimiter, strict=True)

    def __iter__(self) -> "_TableLines":
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            line = self._before + self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except csv.Error:
                raise TableError(
                    line, "quote", "a quote that is opened here is not closed as it must be: nothing behind it is sure."
                ) from None
            if any(tidy(cell) for cell in cells):
                return line, cells


def _decode(raw: bytes, encoding: str) -> str:
    """:raise TableError: it is not in this encoding, or no text."""
    if raw.startswith(_UTF_16_MARKS):
        raise TableError(1, "encoding", "this file is UTF-16. Save it as “CSV UTF-8”.")
    is_marked = raw.startswith(_UTF_8_MARK)
    content = raw.removeprefix(_UTF_8_MARK)
    try:
        text = content.decode("cp1252" if encoding == ENCODINGS[1] and not is_marked else "utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(content[: error.start])
        raise TableError(
            line,
            "encoding",
            f"this is not {encoding.upper()}. Save the file as “CSV UTF-8”, or say which encoding it is: "
            f"{' or '.join(ENCODINGS)}.",
        ) from None
    if (at := text.find("\0")) >= 0:
        raise TableError(_line_at(text[:at].encode()), "encoding", "a byte 0 stands here: this is no table.")
    return text


def _line_at(before: bytes) -> int:
    return before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def _delimiter_of(text: str) -> tuple[int, str, str]:
    """Return how many lines stand before the table, what parts its columns, and the table."""
    said = _SEPARATOR.match(text)
    if said:
        return 1, said[1], text[said.end() :]
    first = _LINE.search(text)
    names = "".join(first[0].split('"')[::2]) if first else ""  # outside quotes
    return 0, max(_DELIMITERS, key=names.count), text


def _names(line: int, cells: list[str], columns: Collection[str]) -> list[str]:
    """Return the name of each column; empty for one that has none.

    :raise TableError: a name that nobody asks for, or twice the same.
    """
    names = [folded(cell) for cell in cells]
    for number, name in enumerate(names):
        if name and name not in columns:
            raise TableError(line, "unknown", f"nobody asks for {name}; known are {', '.join(sorted(columns))}.")
        if name and name in names[:number]:
            raise TableError(line, "double", f"two columns are called {name}.")
    return names


def _cells(line: int, cells: list[str], names: list[str]) -> dict[str, str]:
    """:raise TableError: not as many cells as columns, or something in a column without a name."""
    if len(cells) != len(names):
        sentence = f"{len(cells)} cells, where the names are {len(names)}. Put a text with a comma into quotes."
        raise TableError(line, "cells", sentence)
    found = [(name, tidy(cell)) for name, cell in zip(names, cells, strict=True)]
    for number, (name, cell) in enumerate(found, 1):
        if cell and not name:
            raise TableError(line, "nameless", f"something stands in column {number}, which has no name.")
    return {name: cell for name, cell in found if cell}
