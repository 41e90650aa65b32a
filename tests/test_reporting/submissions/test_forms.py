from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from reporting.questions import NEIGHBOUR
from reporting.submissions.forms import ReportForm

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
