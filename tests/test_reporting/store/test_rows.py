"""Rows as both engines give them."""

from reporting.store import Engine, Links
from reporting.store.rows import pieces
from reporting.store.tables import TABLES


def test_rows_come_in_the_order_of_bytes_however_a_server_sorts(engine: Engine) -> None:
    """The tests' server sorts as Danes do: "aa" is the last of all letters."""
    links = Links(engine)
    for slug in ("vest", "aadal", "Vest"):
        links.set_closed(slug, closed=True)
    (table,) = (each for each in TABLES if each.name == "closed_links")
    assert [row[0] for rows in pieces(engine.reading, table) for row in rows] == ["Vest", "aadal", "vest"]
