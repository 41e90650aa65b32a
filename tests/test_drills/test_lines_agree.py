"""Python and the browser bring lines together alike: lists of lines that name each other, some of them odd.

`DRILLS=full` tries 10 000.
"""

import random  # noqa: TID251 - the same lists in every run
from typing import Any

from crypto.lines import as_lines, heads_of, taken_back, union, unseen
from tests.support.drills import figure, length
from tests.support.node import run_node

CHANCE = random.Random(4711)  # noqa: S311 - the same lists in every run
IDS = [f"{number:032x}" for number in range(8)]
KINDS = ["level", "level", "owner", "next", "ending", f"pair:{IDS[0]}:{IDS[1]}", "deadline:x", "note", "undo", "erase"]
ODD: list[Any] = ["", "x", "i dag", 0, -1, 2, 1.5, True, None, [], ["red"], {}, {"day": "x"}, {"day": 7}, [IDS[1], 3]]
VALUES: list[Any] = [
    *("red", "orange", "grey", IDS[0], "linked", "apart", {"day": "2026-12-01"}, {"day": "2026-12-09", "step": "call"}),
    *({"state": "open"}, {"state": "closed", "outcome": "helped"}, *ODD),
]


def some_ids() -> list[str]:
    return [CHANCE.choice(IDS) for _ in range(CHANCE.randrange(4))]


def any_line() -> Any:
    """One of a few ids, so that lines name each other; a member now and then of another kind than it should be."""
    line = {
        "id": CHANCE.choice(IDS),
        "kind": CHANCE.choice(KINDS),
        "value": CHANCE.choice(VALUES),
        "by": IDS[0],
        "day": CHANCE.choice(["2026-11-29", "2026-11-30"]),
        "time": CHANCE.choice(["08:00", "09:00"]),
        "over": some_ids(),
    }
    if CHANCE.randrange(2):
        line["saw"] = {"places": {IDS[0]: CHANCE.choice([0, 1, 2, *ODD])}, "lines": some_ids()}
    if CHANCE.randrange(4) == 0:
        line[CHANCE.choice([*line, "more"])] = CHANCE.choice(ODD)
    return line if CHANCE.randrange(20) else CHANCE.choice(ODD)


def any_lists() -> Any:
    """What two advisors, or the files of a home, may have, and how many places its cases have."""
    lists = [[any_line() for _ in range(CHANCE.randrange(8))] for _ in range(CHANCE.randrange(4))]
    return {"lists": lists, "places": {IDS[number]: CHANCE.randrange(4) for number in range(CHANCE.randrange(3))}}


def ours(asked: Any) -> Any:
    found = union(*map(as_lines, asked["lists"]))
    heads = {register: [line["id"] for line in each] for register, each in heads_of(found).items()}
    return [found, heads, sorted(taken_back(found)), unseen(found, asked["places"])]


def test_lines_are_united_and_hold_alike_on_both_sides() -> None:
    asked = [any_lists() for _ in range(length(1_000, 10_000))]
    told = run_node("tools/lines.ts", asked)
    for each, theirs in zip(asked, told, strict=True):
        assert ours(each) == theirs, each
    united = sum(len(found) for found, *_ in told)
    figure("lines that Python and the browser united alike", united)
    assert united > 2 * len(asked)  # and not nothing with nothing
