"""A case that a program sends is in one form, or every answer that is wrong is named."""

from datetime import date
from typing import Any

import pytest

from crypto.written import FIELDS, NotADelivery, from_row, read_delivery
from reporting.questions import EVICTION

TODAY = date(2026, 11, 30)
LEAST = {"where": "Eksempelvej 12", "deadline": "2026-12-08"}


def read(**answers: Any) -> dict[str, str]:
    return dict(read_delivery({"answers": LEAST | answers}, TODAY).answers)


def test_everything_that_may_stand_in_a_case_comes_in_one_form() -> None:
    given = {
        "where": " Eksempelvej 12\r\n2. tv ",
        "name": "Lejer\u00a01\u200b",
        "case_stage": "bailiff",
        "deadline": " 2026-12-08",
        "hearing": "2026-12-10 10:30",
        "arrears": "23.412,5 kr.",
        "rent": "6840",
        "municipality_told": "yes",
        "case_phone": "tlf. 12 34 56 78",
        "case_reference": "2026-114",
        "story": "en\n\nto",
    }
    assert read(**given) == {
        "where": "Eksempelvej 12\n2. tv",
        "name": "Lejer 1",
        "case_stage": "bailiff",
        "deadline": "2026-12-08",
        "hearing": "2026-12-10T10:30",
        "arrears": "23412.50",
        "rent": "6840.00",
        "municipality_told": "yes",
        "case_phone": "tlf. 12 34 56 78",
        "case_reference": "2026-114",
        "story": "en\n\nto",
    }
    assert set(given) == {field.id for field in FIELDS}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"deadline": "0001-01-01"}, "`deadline`: a day"),
        ({"deadline": "1900-01-01"}, "`deadline`: 1900-01-01 is years away"),
        ({"deadline": "2016-11-30"}, "is years away"),
        ({"deadline": "9999-12-31"}, "is years away"),
        ({"deadline": "26-11-30"}, "`deadline`: a day"),
        ({"deadline": "08-12-2026"}, "2026-11-24"),
        ({"deadline": "2026-12-08T00:00:00"}, "`deadline`: a day"),
        ({"deadline": "2027-02-29"}, "`deadline`: a day"),
        ({"deadline": "46354"}, "`deadline`: a day"),
        ({"deadline": ""}, "`deadline`: is missing"),
        ({"where": "\u200b\u2800"}, "`where`: is missing"),
        ({"hearing": "2026-12-10"}, "`hearing`: a day and a time"),
        ({"hearing": "2026-12-10 25:00"}, "`hearing`: a day and a time"),
        ({"hearing": "0001-01-01T00:00:00"}, "is years away"),
        ({"arrears": "mange"}, "`arrears`: an amount"),
        ({"rent": "-5"}, "`rent`: an amount"),
        ({"municipality_told": "ja"}, "`municipality_told`: can be yes, no"),
        ({"case_stage": "never"}, "`case_stage`: can be"),
        ({"case_phone": "ring"}, "`case_phone`: this can't be"),
        ({"story": "x" * 10_001}, "`story`: has 10001 characters"),
        ({"cpr": "x"}, "Nobody asks for cpr"),
        ({"where": 7}, "Every answer is a text"),
        ({"deadline": "", "where": ""}, "`where`: is missing.; `deadline`: is missing."),
    ],
)
def test_what_is_wrong_is_said(answers: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotADelivery) as refused:
        read(**answers)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "sent", [None, [], {"answers": "x"}, {"answers": LEAST, "form": "own"}, {"answers": LEAST, "organisation": [1]}]
)
def test_what_is_no_delivery_is_refused(sent: object) -> None:
    with pytest.raises(NotADelivery):
        read_delivery(sent, TODAY)


def test_a_row_is_a_delivery_whose_key_is_no_answer() -> None:
    sent = from_row({"key": "A1", "organisation": "eksempelboligen", **LEAST})
    delivery = read_delivery(sent, TODAY)
    assert (delivery.organisation, dict(delivery.answers)) == ("eksempelboligen", LEAST)


def test_an_advisor_is_asked_for_the_same_that_a_program_may_send() -> None:
    assert [question.id for question in EVICTION.questions] == [field.id for field in FIELDS]
