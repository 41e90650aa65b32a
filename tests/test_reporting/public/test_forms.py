import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from reporting.public.forms import ReportForm, tidy
from reporting.questions import NEIGHBOUR


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hej\r\ndu\rder \n", "hej\ndu\nder"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("tab\tbliver", "tab\tbliver"),
        ("half \ud83d emoji", "half  emoji"),
        ("👩‍👩‍👧 مرحبا", "👩‍👩‍👧 مرحبا"),
        (None, ""),
    ],
)
def test_typed_text_is_tidied_but_not_changed(typed: str | None, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize("text", ["010190-1234", "født 3112991234.", "(010190 1234)"])
def test_a_number_like_a_cpr_is_seen(text: str, app: Flask) -> None:
    with app.test_request_context():
        assert ReportForm(NEIGHBOUR, MultiDict({"story": text})).looks_like_cpr()


@pytest.mark.parametrize("text", ["991399-1234", "12 34 56 78", "20101901234", "Eksempelvej 12", "320190-1234"])
def test_another_number_is_not_taken_for_a_cpr(text: str, app: Flask) -> None:
    with app.test_request_context():
        assert not ReportForm(NEIGHBOUR, MultiDict({"story": text})).looks_like_cpr()


fields = st.sampled_from([*(question.id for question in NEIGHBOUR.questions), "unknown"])
values = st.text(max_size=30) | st.sampled_from(["yes", "no", "mail", "other"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(st.tuples(fields, values), max_size=20))
def test_any_input_gives_answers_or_sentences(sent: list[tuple[str, str]], app: Flask) -> None:
    with app.test_request_context():
        form = ReportForm(NEIGHBOUR, MultiDict(sent))
        sound = form.validate()
        assert sound is not bool(form.errors)
        assert all(text and not text.startswith("q.") for text in form.errors.values())
        if sound:
            assert set(form.answers()) <= {question.id for question in NEIGHBOUR.questions}
