"""A table is read whole and as it was written, or refused in a sentence that names the line."""

import base64
import csv
import json
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.written import TableError, read_table, tidy
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/tables.json").read_text("utf-8"))
COLUMNS = ("key", "where", "story")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_table_is_read_as_the_vectors_say(vector: dict[str, Any]) -> None:
    raw = base64.b64decode(vector["raw"])
    if "rows" in vector:
        rows = read_table(raw, vector["columns"], vector["encoding"])
        assert [[row.line, row.cells] for row in rows] == vector["rows"]
        return
    with pytest.raises(TableError) as refused:
        read_table(raw, vector["columns"], vector["encoding"])
    line, reason = vector["wrong"]
    assert (refused.value.line, refused.value.reason) == (line, reason)
    assert str(refused.value).startswith(f"line {line}: ")


cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_a_writer_of_tables_wrote_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    kept = [dict(zip(COLUMNS, map(tidy, row), strict=True)) for row in rows]
    wanted = [{name: cell for name, cell in row.items() if cell} for row in kept if any(row.values())]
    raw = out.getvalue().encode()
    if wanted:
        assert [row.cells for row in read_table(raw, COLUMNS)] == wanted
    else:
        with pytest.raises(TableError):
            read_table(raw, COLUMNS)


@given(st.binary(max_size=300), st.sampled_from(["utf-8", "windows-1252"]))
def test_any_bytes_are_a_table_or_a_clear_refusal(raw: bytes, encoding: str) -> None:
    try:
        rows = read_table(b"key,where,story\n" + raw, COLUMNS, encoding)
    except TableError as refused:
        assert refused.line >= 1
    else:
        assert all(row.cells and set(row.cells) <= set(COLUMNS) for row in rows)
