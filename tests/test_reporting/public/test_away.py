"""When both advisors are away, people are told when somebody reads again, and are promised nothing earlier."""

import json
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporting.calendar import holidays_between, next_reading_day, working_days_after
from tests.support.cast import Advisor, post_sealed, sealed_fields, sign_in, sql

LATER = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011 - the portal's own


def put_up(app: Flask, advisor: Advisor, day: str) -> int:
    app.extensions["absence"]._asked = (-9.0, "")
    return sign_in(app, advisor).post("/inbox/absence", json={"day": day}).status_code


def test_the_start_page_says_when_somebody_reads_again_and_a_report_is_promised_that_day(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    usual = post_sealed(client, sealed_fields([advisor.identity.recipient])).get_json()["read_on"]
    assert put_up(app, advisor, LATER) == 204
    assert away_until(client) == LATER
    assert post_sealed(client, sealed_fields([advisor.identity.recipient])).get_json()["read_on"] != usual
    assert put_up(app, advisor, "") == 204
    assert away_until(client) == ""
    assert post_sealed(client, sealed_fields([advisor.identity.recipient])).get_json()["read_on"] == usual


def away_until(client: FlaskClient) -> str:
    """What the start page's block says, and nothing else of the page: its other bytes are the same at every hour."""
    found = re.search(r'<script type="application/json" id="now">(.*?)</script>', client.get("/").text)
    assert found
    return str(json.loads(found[1])["away_until"])


@pytest.mark.parametrize("day", ["x", "2026-11-2", "2026-11-24T00", 7, None])
def test_what_is_no_day_is_refused(day: object, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).post("/inbox/absence", json={"day": day}).status_code == 400


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", "2026-13-45"])
def test_a_day_that_has_passed_or_is_none_tells_nobody_anything(
    day: str, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    sql(app, f"INSERT INTO notice VALUES (1, '{day}')")
    assert away_until(client) == ""


def test_a_stranger_tells_nobody_anything(client: FlaskClient) -> None:
    assert client.post("/inbox/absence", json={"day": LATER}).status_code == 401


def test_working_days_know_danish_holidays() -> None:
    assert next_reading_day(date(2026, 12, 23)) == date(2026, 12, 28)  # Christmas Eve, two holidays, a Sunday
    assert working_days_after(date(2027, 3, 24), 1) == date(2027, 3, 30)  # Easter
    assert working_days_after(date(2027, 5, 5), 1) == date(2027, 5, 7)  # Ascension Day
    assert working_days_after(date(2024, 4, 25), 1) == date(2024, 4, 26)  # no Great Prayer Day any more
    assert next_reading_day(date(2026, 11, 24), "2026-12-01") == date(2026, 12, 1)
    told = holidays_between([2026, 2027])
    assert {"2026-12-24", "2026-12-25", "2027-01-01", "2027-03-29"} <= set(told)
    assert "2026-12-26" not in told  # a Saturday anyway
