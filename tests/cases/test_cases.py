"""Inputs that failed somewhere, after public bug reports, each with its right value: in this folder, or in the one that
`CASES` names. `make cases CASES=folder` runs more of the same kinds."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.adapter import KINDS, Case, World

FOLDER = Path(os.environ.get("CASES") or Path(__file__).parent).resolve()
CASES: list[Case] = json.loads((FOLDER / "cases.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World(CASES, FOLDER)
    yield world
    world.end()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_it_is_read_as_it_was_meant(case: Case, world: World) -> None:
    holds, seen = KINDS[case["kind"]](case, world)
    assert holds, {"case": case, "seen": seen}
