"""Rows as both engines give them."""

import secrets

from reporting.store import Cases, Engine, Links
from reporting.store.rows import pieces
from reporting.store.tables import TABLES
from tests.support.cast import any_case


def test_rows_come_in_the_order_of_bytes_however_a_server_sorts(engine: Engine) -> None:
    """The tests' server sorts as Danes do: "aa" is the last of all letters."""
    links = Links(engine)
    for slug in ("vest", "aadal", "Vest"):
        links.set_closed(slug, closed=True)
    (table,) = (each for each in TABLES if each.name == "closed_links")
    assert [row[0] for rows in pieces(engine.reading, table) for row in rows] == ["Vest", "aadal", "vest"]


def test_large_rows_come_few_at_a_time_so_that_a_slow_line_is_through_with_them(engine: Engine) -> None:
    contents = [secrets.token_bytes(length) for length in (900_000, 900_000, 3_000_000, 900_000, 10, 10)]
    for number, content in enumerate(contents):
        Cases(engine).add_case(any_case(f"{number:032x}", content), "2026-11-22")
    (table,) = (each for each in TABLES if each.name == "blobs")
    found = list(pieces(engine.reading, table))
    for rows in found:
        assert len(rows) == 1 or sum(len(row[1]) for row in rows) <= 2_000_000
    assert sorted(row[1] for rows in found for row in rows if len(row[1]) > 5_000) == sorted(
        content for content in contents if len(content) > 5_000
    )
    keys = [row[0] for rows in found for row in rows]
    assert keys == sorted(set(keys))
    assert len(found) < len(keys)
