"""Lines that never meet: what advisors note is only ever added to, and what holds follows from it.

Two versions of a case file, and the files of one home, are brought together by uniting their lines by id. Of one
register those lines hold that no other one replaces, its heads; of several heads the safer is shown. `docs/formats.md`
has the members of a line; the browser's own reading is `static/js/advisors/logic/lines.ts`.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

Line = dict[str, Any]
"""`id`, `kind`, `value`, `by`, `day`, `time`, `over`, and of a level or an ending `saw`; other members are kept."""

UNDO, ERASE = "undo", "erase"
LEVELS = ("red", "orange", "yellow", "grey", "not_us")
"""How urgent, the most urgent first: of two levels at once the earlier one here holds."""

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}", re.ASCII)
_REGISTER = re.compile(r"(?:level|owner|next|ending)\Z|(?:pair|fact|deadline|plan|tick|consent|leaves|reply|handover):")
_SEEING = ("level", "ending")
_NEVER = "~"
"""Sorts behind every ISO day."""


def is_register(kind: str) -> bool:
    """Return whether one value of this kind holds at a time; of other kinds each line stands for itself."""
    return _REGISTER.match(kind) is not None


def as_lines(given: object) -> list[Line]:
    """Return what of a list out of a signed file is a line, with everything of it in its place."""
    found = given if isinstance(given, list) else []
    return [_as_line(each) for each in found if isinstance(each, dict) and _is_line(each)]


def union(*lists: Iterable[Line]) -> list[Line]:
    """Return all lines, each once, without what was erased, in the order of their writing."""
    found: dict[str, Line] = {}
    for line in (each for lines in lists for each in lines):
        other = found.setdefault(line["id"], line)
        if _sorted(line) < _sorted(other):
            found[line["id"]] = line
    erased = _named(line for line in found.values() if line["kind"] == ERASE)
    kept = [line for line in found.values() if line["kind"] == ERASE or line["id"] not in erased]
    return sorted(kept, key=lambda line: (_when(line), line["id"]))


def taken_back(lines: Iterable[Line]) -> set[str]:
    """Return the ids of the lines that hold no more: taken back, or corrected by a line that was not."""
    lines = list(lines)
    undone = _named(line for line in lines if line["kind"] == UNDO)
    return undone | _named(line for line in lines if _is_said(line["kind"]) and line["id"] not in undone)


def heads_of(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Return of each register the lines that no other one replaces, the safest first: that is its value."""
    lines = list(lines)
    gone = taken_back(lines)
    registers: dict[str, list[Line]] = {}
    for line in lines:
        if is_register(line["kind"]) and line["id"] not in gone:
            registers.setdefault(line["kind"], []).append(line)
    return {register: _heads_among(found) for register, found in registers.items()}


def unseen(lines: Iterable[Line], places: dict[str, int]) -> dict[str, Any]:
    """Return what no level and no ending names: of cases with new places how many there are by now, and lines' ids."""
    lines = list(lines)
    gone = taken_back(lines)
    seeing = [line for line in lines if line["kind"] in _SEEING and line["id"] not in gone]
    saws = [line["saw"] for line in seeing if "saw" in line]
    seen = {line["id"] for line in seeing} | {each for saw in saws for each in saw["lines"]}
    known = {case: max([0, *(saw["places"].get(case, 0) for saw in saws)]) for case in places}
    return {
        "places": {case: count for case, count in places.items() if count > known[case]},
        "lines": [line["id"] for line in lines if line["id"] not in seen | gone],
    }


def _heads_among(found: list[Line]) -> list[Line]:
    """Return them as they rank. Whoever writes lines that replace each other has no say in which of them holds."""
    replaced = _named(found)
    heads = [line for line in found if line["id"] not in replaced] or found
    # Sorted by what matters least first: a sort keeps the order of what is alike.
    by_id = sorted(heads, key=lambda line: line["id"])
    by_time = sorted(by_id, key=_when, reverse=_name(found[0]) != "owner")
    return sorted(by_time, key=_rank)


def _rank(line: Line) -> tuple[int, str]:
    """Return how safe its value is within its register, the lower the safer."""
    value, name = line["value"], _name(line)
    if name == "level":
        return (LEVELS.index(value) if value in LEVELS else len(LEVELS), "")
    if name == "owner":
        return (int(value in ("", None)), "")
    if name == "ending":
        return (int(isinstance(value, dict) and value.get("state") == "closed"), "")
    if name in ("next", "deadline"):
        return (0, (_matching(_DAY, value.get("day")) if isinstance(value, dict) else "") or _NEVER)
    return (int(name == "pair" and value == "linked"), "")


def _name(line: Line) -> str:
    name: str = line["kind"].partition(":")[0]
    return name


def _when(line: Line) -> str:
    return f"{line['day']} {line['time']}"


def _is_said(kind: str) -> bool:
    """Return whether each line of this kind stands for itself, and may be corrected by another."""
    return kind not in (UNDO, ERASE) and not is_register(kind)


def _named(lines: Iterable[Line]) -> set[str]:
    return {each for line in lines for each in line["over"] if each != line["id"]}


def _sorted(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _is_line(given: Line) -> bool:
    return _is_id(given.get("id")) and isinstance(given.get("kind"), str) and given["kind"] != ""


def _as_line(given: Line) -> Line:
    when = {"day": _matching(_DAY, given.get("day")), "time": _matching(_TIME, given.get("time"))}
    texts = {"by": _matching(_ID, given.get("by")), **when}
    line = {**given, "value": given.get("value"), **texts, "over": _ids_in(given.get("over"))}
    saw = line.pop("saw", None)
    return line | {"saw": _as_saw(saw)} if isinstance(saw, dict) else line


def _as_saw(saw: dict[str, Any]) -> dict[str, Any]:
    places = saw.get("places")
    counts = places.items() if isinstance(places, dict) else ()
    known = {case: int(count) for case, count in counts if _is_id(case) and _is_count(count)}
    return {"places": known, "lines": _ids_in(saw.get("lines"))}


def _ids_in(given: object) -> list[str]:
    return [each for each in given if _is_id(each)] if isinstance(given, list) else []


def _is_id(value: object) -> bool:
    return _matching(_ID, value) != ""


def _is_count(value: object) -> bool:
    """JSON has one kind of number, and 2.0 is 2."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    """Return the text, or nothing if it is of another form."""
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
