"""What a person typed is made tidy and questioned in the same way here and in the browser."""

import json
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.submissions.answers import day_of, implausible, looks_like_cpr, tidy
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/answers.json").read_text("utf-8"))


@pytest.mark.parametrize(("typed", "kept"), VECTORS["tidy"])
def test_typed_text_is_tidied_but_not_changed(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_nothing_typed_is_an_empty_text() -> None:
    assert tidy(None) == ""


@pytest.mark.parametrize(("kind", "answer", "problem"), VECTORS["plausible"])
def test_what_can_not_be_right_is_questioned(kind: str, answer: str, problem: str) -> None:
    assert implausible(kind, answer) == problem


@pytest.mark.parametrize(("typed", "day"), VECTORS["days"])
def test_three_fields_make_one_day(typed: list[str], day: str) -> None:
    assert day_of(*typed) == day


@pytest.mark.parametrize(("text", "seen"), VECTORS["cpr"])
def test_a_number_like_a_cpr_is_seen_and_another_is_not(text: str, seen: bool) -> None:
    assert looks_like_cpr(text) is seen


LONG = ("x" + " " * 250_000 + "x", "x" + "\ufeff \n" * 80_000 + "x", "1" * 250_000, "a@" * 125_000)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_a_quarter_of_a_megabyte_of_anything_does_not_hang_the_server(text: str) -> None:
    """One pass takes milliseconds, starting anew at every character takes minutes: the alarm tells them apart."""

    def hangs(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, hangs)
    signal.alarm(20)
    assert tidy(text) == text
    for kind in ("phone", "email", "reach", "date"):
        implausible(kind, text)
    looks_like_cpr(text)
    signal.alarm(0)


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
