"""The boards' figures: what is shown is what a plain count says, and nobody gets at what is not shown.

The attacker has everything that is ever shown of a year: all organisations, all tables, all sums. A hidden count is
safe if the sums would be the same with at least five different numbers in its place. The inbox makes sure of that by
looking for ways round the table; here it is found out in another way, by Gale's theorem: whole numbers with given sums
of rows and columns exist if and only if no set of rows needs more than the columns that it may draw from can give.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.drills import length
from tests.support.node import run_node

FEWEST = 5
YEAR = "2026"
ORGANISATIONS = ("a", "b", "c", "d")
KINDS = ("neighbour", "staff", "own", "eviction")
LEVELS = ("red", "orange", "yellow", "grey", "not_us")
OUTCOMES = ("averted", "helped", "referred", "grant", "evicted", "unfounded")
CONTACTS = ("0", "3", "none", "gone")
SIGNS = ("signs.mail", "signs.clutter", "signs.other")
ORDERS = {
    "kind": KINDS,
    "level": LEVELS,
    "outcome": (
        *("averted", "helped", "referred", "instalments", "grant", "evicted", "declined", "no_contact", "notified"),
        *("moved_or_dead", "unfounded"),
    ),
    "contact": ("0", "3", "7", "14", "longer", "none", "gone"),
}
"""Who stands alone first, if they can."""

Case = dict[str, Any]
Matrix = list[list[int | None]]


def some(values: Sequence[str]) -> st.SearchStrategy[str]:
    """One of these, and mostly one of the first."""
    return st.sampled_from([value for at, value in enumerate(values) for _ in range(2 ** (len(values) - at))])


CASES = st.fixed_dictionaries(
    {
        "organisation": some((*ORGANISATIONS, "")),
        "kind": some(KINDS),
        "level": some((*LEVELS, "")),
        "outcome": some(OUTCOMES),
        "signs": st.lists(some(SIGNS), unique=True, max_size=2),
        "contact": some(CONTACTS),
        "month": some(("2026-03", "2026-11", "2025-11")),
    }
)
WORLDS = st.lists(st.lists(CASES, max_size=120), min_size=4, max_size=12)


COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 40])


def of_width(width: int) -> st.SearchStrategy[list[list[int]]]:
    """Tables of two to four rows."""
    return st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=2, max_size=4)


TABLES = st.lists(st.integers(1, 4).flatmap(of_width), min_size=20, max_size=60)


def told(cases: list[Case]) -> dict[str, Any]:
    """A world as the inbox has it: lines of the tally, and how soon somebody was reached in cases that are there."""
    ids = [f"{number:016x}" for number in range(len(cases))]
    lines = []
    for id_, each in zip(ids, cases, strict=True):
        fields = [each[name] or "-" for name in ("month", "kind", "level", "outcome", "organisation")]
        lines.append(" ".join([id_, *fields, ",".join(each["signs"]) or "-"]))
    contacts = {id_: each["contact"] for id_, each in zip(ids, cases, strict=True) if each["contact"] != "gone"}
    asked = {"year": YEAR, "kinds": KINDS, "organisations": ORGANISATIONS, "signs": SIGNS}
    return {"lines": lines, "contacts": contacts, **asked}


@given(WORLDS)
@settings(max_examples=length(30, 1_000))
def test_what_is_shown_is_a_plain_count_and_what_is_hidden_cannot_be_worked_out(worlds: list[list[Case]]) -> None:
    counted = run_node("tools/figures.ts", {"worlds": [told(each) for each in worlds]})["counted"]
    for cases, figures in zip(worlds, counted, strict=True):
        of_year = [each for each in cases if each["month"].startswith(YEAR)]
        assert (figures is None) == (len(of_year) < FEWEST)
        if figures:
            check(of_year, figures)


@given(TABLES)
@settings(max_examples=length(20, 1_000))
def test_no_hidden_count_of_any_table_can_be_worked_out(tables: list[list[list[int]]]) -> None:
    tables = [table for table in tables if min(*map(sum, table), *map(sum, zip(*table, strict=True))) >= FEWEST]
    for counts, hidden in zip(tables, run_node("tools/figures.ts", {"tables": tables})["hidden"], strict=True):
        cells = [
            [None if is_hidden else count for count, is_hidden in zip(*both, strict=True)]
            for both in zip(counts, hidden, strict=True)
        ]
        attack(counts, cells)


def check(cases: list[Case], figures: dict[str, Any]) -> None:
    """What is shown of one year."""
    groups = [set(each["members"]) for each in figures["groups"]]
    assert figures["total"] == len(cases)
    rest = [slug for each in figures["groups"] if each["id"] == "*" for slug in each["members"]]
    alone = [slug for each in figures["groups"] if each["id"] != "*" for slug in each["members"]]
    check_pool([each["organisation"] for each in cases], alone, rest, ORGANISATIONS)
    rows = [[case for case in cases if case["organisation"] in group] for group in groups]
    assert [each["total"] for each in figures["groups"]] == [len(row) for row in rows]
    for name, table in figures["tables"].items():
        named = [column for column in table["columns"] if column != "*"]
        check_pool([case[name] for case in cases], named, table["rest"], ORDERS[name])
        of = [{column} for column in named] + ([set(table["rest"])] if table["rest"] else [])
        check_table(rows, table, [lambda case, one=one, name=name: case[name] in one for one in of])
    check_signs(cases, rows, figures["signs"])


def check_pool(values: list[str], alone: list[str], rest: list[str], order: Sequence[str]) -> None:
    """Whatever is under five stands together, with so much else that each of it could be any number under five."""
    counts = Counter(values)
    assert sorted([*alone, *rest]) == sorted({*alone, *rest, *counts})
    assert all(counts[value] >= FEWEST for value in alone)
    few, more = [each for each in rest if counts[each] < FEWEST], [each for each in rest if counts[each] >= FEWEST]
    if not rest or not alone:
        return  # nothing is under five, or nothing but the sum of all is shown
    total = sum(counts[value] for value in rest)
    least = 0 if more else total - (FEWEST - 1) * (len(few) - 1)
    assert least <= 0
    assert total - FEWEST * len(more) >= FEWEST - 1
    # What else stands with it is told by nobody's number.
    place = {value: number for number, value in enumerate(order)}
    assert all(place.get(one, 99) < place.get(other, 99) for one in alone for other in more)
    assert [place.get(value, 99) for value in rest] == sorted(place.get(value, 99) for value in rest)


def check_table(rows: list[list[Case]], table: dict[str, Any], columns: list[Callable[[Case], bool]]) -> None:
    """A table in which each case is in one column."""
    counts = [[sum(map(column, row)) for column in columns] for row in rows]
    assert table["totals"] == [sum(each) for each in zip(*counts, strict=True)]
    assert min(table["totals"]) >= FEWEST
    attack(counts, table["cells"])


def check_signs(cases: list[Case], rows: list[list[Case]], table: dict[str, Any]) -> None:
    """Each sign as a table of two columns, with it and without; in an order that tells nothing."""
    having = {sign: sum(sign in case["signs"] for case in cases) for sign in SIGNS}
    assert table["columns"] == [s for s in SIGNS if min(having[s], len(cases) - having[s]) >= FEWEST]
    assert table["totals"] == [having[sign] for sign in table["columns"]]
    for at, sign in enumerate(table["columns"]):
        cells = [row[at] for row in table["cells"]]
        counts = [sum(sign in case["signs"] for case in row) for row in rows]
        whole = [[count, len(row) - count] for count, row in zip(counts, rows, strict=True)]
        without = [None if cell is None else len(row) - cell for cell, row in zip(cells, rows, strict=True)]
        attack(whole, [list(each) for each in zip(cells, without, strict=True)])


def attack(counts: list[list[int]], cells: Matrix) -> None:
    """Every count that is shown is right and not under five; every other could be at least five numbers."""
    hidden = {(r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell is None}
    for r, row in enumerate(counts):
        for c, count in enumerate(row):
            if (r, c) in hidden:
                assert len(possible(counts, hidden, (r, c))) >= FEWEST, (counts, cells, (r, c))
            else:
                assert cells[r][c] == count >= FEWEST


def possible(counts: list[list[int]], hidden: set[tuple[int, int]], place: tuple[int, int]) -> list[int]:
    """What could stand in a hidden place, for all that the sums and the shown counts tell."""
    rows = [sum(count for c, count in enumerate(row) if (r, c) in hidden) for r, row in enumerate(counts)]
    columns = [sum(row[c] for r, row in enumerate(counts) if (r, c) in hidden) for c in range(len(counts[0]))]
    found = range(min(rows[place[0]], columns[place[1]]) + 1)
    return [value for value in found if fits(rows, columns, hidden - {place}, place, value)]


def fits(rows: list[int], columns: list[int], hidden: set[tuple[int, int]], place: tuple[int, int], value: int) -> bool:
    """Whether whole numbers in the other hidden places give these sums, if this value stands in `place`."""
    need = [each - value * (at == place[0]) for at, each in enumerate(rows)]
    give = [each - value * (at == place[1]) for at, each in enumerate(columns)]
    for size in range(1, len(rows) + 1):
        for some_rows in combinations(range(len(rows)), size):
            reached = {c for r, c in hidden if r in some_rows}
            if sum(need[r] for r in some_rows) > sum(give[c] for c in reached):
                return False
    return True


def test_the_attacker_finds_what_can_be_worked_out() -> None:
    """So that the check above means something."""
    counts = [[9, 3, 6], [7, 8, 5]]
    assert possible(counts, {(0, 1)}, (0, 1)) == [3]  # alone in its row
    assert possible(counts, {(0, 0), (0, 1)}, (0, 1)) == [3]  # each alone in its column
    assert possible(counts, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 1)) == list(range(12))
    little = [[0, 1, 9], [1, 0, 9]]
    assert possible(little, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 1)) == [0, 1]
