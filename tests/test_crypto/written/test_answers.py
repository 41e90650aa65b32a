"""What a person answered is questioned in the same way here and in the browser."""

import json

import pytest

from crypto.written import day_of, implausible, looks_like_cpr, tidy_answer
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/answers.json").read_text("utf-8"))


@pytest.mark.parametrize(("kind", "answer", "problem"), VECTORS["plausible"])
def test_what_can_not_be_right_is_questioned(kind: str, answer: str, problem: str) -> None:
    assert implausible(kind, answer) == problem


@pytest.mark.parametrize(("typed", "day"), VECTORS["days"])
def test_three_fields_make_one_day(typed: list[str], day: str) -> None:
    assert day_of(*typed) == day


@pytest.mark.parametrize(("text", "seen"), VECTORS["cpr"])
def test_a_number_like_a_cpr_is_seen_and_another_is_not(text: str, seen: bool) -> None:
    assert looks_like_cpr(text) is seen


def test_only_a_text_has_lines() -> None:
    assert tidy_answer("text", "en\nto\u00ad") == "en\nto"
    assert {tidy_answer(kind, "en\nto\u00ad") for kind in ("line", "phone", "email", "reach", "date")} == {"en to"}
