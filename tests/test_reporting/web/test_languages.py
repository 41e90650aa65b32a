"""Days and numbers are said in the same words by pages and scripts, in every language and in one calendar."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from reporting.settings import LANGUAGES
from reporting.web.languages import browser_dates, read_on, readable_day, readable_number
from tests.support.node import run_node

DAYS = ("2026-11-03", "2026-01-31", "2027-02-28", "2028-12-24", "2026-08-09", "2026-05-14")
NUMBERS = (7, 999, 1_000, 10_001, 1_234_567)


@pytest.fixture(params=LANGUAGES)
def language(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context(f"/?lang={request.param}"):
        yield request.param


def test_the_script_says_a_day_and_a_number_as_the_server_does(language: str) -> None:
    asked = {"dates": browser_dates(), "days": DAYS, "numbers": NUMBERS}
    days, numbers = run_node("tools/days.ts", asked)
    assert days == [readable_day(day) for day in DAYS]
    assert numbers == [readable_number(number) for number in NUMBERS]


def test_every_language_counts_in_the_calendar_of_the_letters(language: str) -> None:
    said = read_on(date(2026, 11, 24))
    assert "24" in said
    assert "2026" not in said
    assert "%" not in said


def test_danish_and_english_days_read_as_they_are_written_here(app: Flask) -> None:
    with app.test_request_context("/?lang=da"):
        assert read_on(date(2026, 11, 24)) == "Vi læser den senest tirsdag den 24. november."
        assert readable_number(10_000) == "10.000"
    with app.test_request_context("/?lang=en"):
        assert read_on(date(2026, 11, 24)) == "We will read it by Tuesday, 24 November."
