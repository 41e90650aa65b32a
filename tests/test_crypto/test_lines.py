"""Lines are brought together by uniting them, whoever wrote when; the browser's reading has the same vectors."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.lines import LEVELS, Line, as_lines, heads_of, is_register, taken_back, union, unseen
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/lines.json").read_text("utf-8"))
IDS = [f"{number:032x}" for number in range(12)]
KINDS = ["level", "owner", "next", "ending", f"pair:{IDS[0]}:{IDS[1]}", "call", "note", "undo", "unknown"]
ERASING = [
    {
        "id": f"{number:032x}",
        "kind": "erase",
        "value": None,
        "by": IDS[0],
        "day": "2026-11-30",
        "time": "",
        "over": over,
    }
    for number, over in enumerate([IDS[:2], IDS[1:4], [f"{12:032x}"]], start=12)
]
"""Made once: that one id has several contents is tried with the others."""
VALUES = {
    "level": st.sampled_from([*LEVELS, ""]),
    "owner": st.sampled_from([*IDS[:2], ""]),
    "next": st.fixed_dictionaries({"day": st.sampled_from(["", "2026-12-01", "2026-12-09"])}),
    "ending": st.fixed_dictionaries({"state": st.sampled_from(["open", "closed"])}),
}


@st.composite
def any_line(draw: st.DrawFn) -> Line:
    kind = draw(st.sampled_from(KINDS))
    value = draw(VALUES.get(kind, st.sampled_from(["linked", "apart"])))
    when = {
        "day": draw(st.sampled_from(["2026-11-29", "2026-11-30"])),
        "time": draw(st.sampled_from(["08:00", "09:00"])),
    }
    over = draw(st.lists(st.sampled_from(IDS), max_size=3))
    line: Line = {"id": draw(st.sampled_from(IDS)), "kind": kind, "value": value, "by": IDS[0], **when, "over": over}
    saw = {"places": {IDS[0]: draw(st.integers(0, 3))}, "lines": draw(st.lists(st.sampled_from(IDS), max_size=3))}
    return line | {"saw": saw} if kind in ("level", "ending") else line


lists = st.lists(st.one_of(any_line(), any_line(), st.sampled_from(ERASING)), max_size=8)


def ids(lines: list[Line]) -> list[str]:
    return [line["id"] for line in lines]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_vector_says_what_it_says_in_the_browser(vector: Any) -> None:
    for some in itertools.permutations(as_lines(each) for each in vector["lists"]):
        found = union(*some)
        assert ids(found) == vector["union"]
        assert {register: ids(heads) for register, heads in heads_of(found[::-1]).items()} == vector["heads"]
        assert sorted(taken_back(found)) == vector["taken_back"]
        assert unseen(found, vector["places"]) == vector["unseen"]


@given(st.lists(lists, max_size=4), st.randoms(use_true_random=False))
def test_in_whatever_order_and_however_often_lists_are_united_the_same_comes_of_it(
    some: list[Any], chance: Any
) -> None:
    found = union(*some)
    others = [*some, *some]
    chance.shuffle(others)
    one_by_one: list[Line] = []
    for each in others:
        one_by_one = union(one_by_one, each)
    assert one_by_one == found == union(found)


@given(lists)
def test_every_line_is_there_once_unless_somebody_erased_it(lines: list[Line]) -> None:
    found = union(lines)
    assert len(set(ids(found))) == len(found)
    erased = {each for line in found if line["kind"] == "erase" for each in line["over"] if each != line["id"]}
    kept = {line["id"] for line in lines} - {line["id"] for line in lines if line["kind"] != "erase"} & erased
    assert kept <= set(ids(found)) | erased


@given(lists, lists)
def test_no_level_falls_by_joining_two_lists_that_do_not_know_each_other(one: list[Line], other: list[Line]) -> None:
    mine = [line for line in union(one) if line["kind"] not in ("undo", "erase")]
    theirs = [
        line | {"id": line["id"].replace("0", "f"), "over": [each.replace("0", "f") for each in line["over"]]}
        for line in union(other)
        if line["kind"] not in ("undo", "erase")
    ]
    shown = [heads_of(lines).get("level", [{"value": ""}])[0]["value"] for lines in (mine, theirs, union(mine, theirs))]
    rank = [LEVELS.index(level) if level else len(LEVELS) for level in shown]
    assert rank[2] == min(rank[:2])


@given(lists)
def test_a_register_that_somebody_wrote_and_nobody_took_back_has_a_value(lines: list[Line]) -> None:
    found = union(lines)
    written = {line["kind"] for line in found if is_register(line["kind"]) and line["id"] not in taken_back(found)}
    assert set(heads_of(found)) == written


@pytest.mark.parametrize(
    "given_",
    [None, {}, "level", [None, 1, "x", []], [{"id": "x", "kind": "note"}], [{"id": "0" * 32, "kind": ""}], [{"id": 7}]],
)
def test_what_is_no_line_is_none(given_: object) -> None:
    assert as_lines(given_) == []


def test_a_line_with_odd_members_has_everything_in_its_place_and_loses_nothing_else() -> None:
    odd = {"id": IDS[0], "kind": "level", "by": 7, "day": "i dag", "time": None, "over": [IDS[1], "x", 3], "more": [1]}
    (found,) = as_lines([odd | {"saw": {"places": {IDS[2]: 1, "x": 2, IDS[3]: "3"}, "lines": "x"}}])
    assert found == {
        "id": IDS[0],
        "kind": "level",
        "value": None,
        "by": "",
        "day": "",
        "time": "",
        "over": [IDS[1]],
        "more": [1],
        "saw": {"places": {IDS[2]: 1}, "lines": []},
    }


@pytest.mark.parametrize("kind", ["level\n", "levels", "pairs:a", "note", "xpair:a:b", ""])
def test_what_is_no_register_is_none(kind: str) -> None:
    assert not is_register(kind)
