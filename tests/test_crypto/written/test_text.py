"""A text is brought to one form, by the same rules here and in the browser."""

import json
import signal
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import written
from crypto.written import as_code, folded, implausible, looks_like_cpr, phone_numbers, tidy, tidy_line
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/texts.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("rule", "typed", "read"), [(rule, *pair) for rule, pairs in VECTORS.items() for pair in pairs], ids=ascii
)
def test_a_text_is_read_as_the_vectors_say(rule: str, typed: str, read: Any) -> None:
    assert getattr(written, rule)(typed) == read


def test_nothing_typed_is_an_empty_text() -> None:
    assert tidy(None) == tidy_line(None) == ""


@given(st.text())
def test_to_tidy_and_to_fold_twice_is_to_do_it_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert folded(folded(text)) == folded(text)
    assert tidy_line(tidy(text)) == tidy_line(text)


@given(st.text())
def test_letters_in_one_part_or_in_two_make_no_difference(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert (tidy(apart), folded(apart)) == (tidy(unicodedata.normalize("NFC", text)), folded(text))


LONG = ("x" + " " * 250_000 + "x", "x" + "\ufeff \n" * 80_000 + "x", "1" * 250_000, "a@" * 125_000, "+(" * 125_000)


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
    for rule in (tidy_line, folded, as_code, phone_numbers):
        rule(text)
    signal.alarm(0)
