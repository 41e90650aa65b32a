import base64
import secrets

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reporting import inbox
from reporting.store import Submission
from tests.cast import Advisor, post_sealed, sealed_fields, sign_in


def add_cases(app: Flask, count: int, day: str) -> set[str]:
    ids = {secrets.token_hex(16) for _ in range(count)}
    for case in ids:
        app.extensions["store"].add_case(Submission(case, secrets.token_bytes(32), b"reply", case.encode()), day)
    return ids


@pytest.mark.parametrize("path", ["/inbox/cases", f"/inbox/cases/{'0' * 32}"])
def test_nothing_is_told_without_signing_in(path: str, client: FlaskClient, advisor: Advisor) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json() == {"error": "401"}


def test_the_page_itself_is_the_same_with_and_without_a_session(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    assert client.get("/inbox").data == sign_in(app, advisor).get("/inbox").data


def test_cases_come_page_by_page_newest_day_first_each_once(
    app: Flask, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    expected = {day: add_cases(app, 4, day) for day in ("2026-11-20", "2026-11-22", "2026-11-21")}
    client = sign_in(app, advisor)
    rows, query, more = [], "", True
    while more:
        page = client.get(f"/inbox/cases{query}").get_json()
        rows += page["cases"]
        more = page["more"]
        query = f"?day={rows[-1]['day']}&case={rows[-1]['case']}"
        assert page["total"] == 12
    assert [row["day"] for row in rows] == sorted((row["day"] for row in rows), reverse=True)
    assert {day: {row["case"] for row in rows if row["day"] == day} for day in expected} == expected
    assert len(rows) == 12


def test_a_case_whose_report_was_deleted_is_still_listed(app: Flask, advisor: Advisor) -> None:
    add_cases(app, 1, "2026-11-22")
    app.extensions["connections"].current.execute("DELETE FROM envelopes")
    (row,) = sign_in(app, advisor).get("/inbox/cases").get_json()["cases"]
    assert row["envelope"] is None
    assert sign_in(app, advisor).get(f"/inbox/cases/{row['case']}").get_json() == {"envelopes": []}


def test_one_case_gives_its_envelopes(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    fields = sealed_fields([advisor.identity.recipient])
    post_sealed(client, dict(fields))
    answer = sign_in(app, advisor).get(f"/inbox/cases/{fields['case']}").get_json()
    assert answer == {"envelopes": [{"seq": 0, "envelope": base64.b64encode(fields["envelope"]).decode()}]}


@pytest.mark.parametrize("path", [f"/inbox/cases/{'f' * 32}", "/inbox/cases/x", "/inbox/cases/" + "F" * 32])
def test_a_case_that_is_not_there_is_a_404(path: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["day=x&case=" + "0" * 32, "day=2026-11-22&case=x", "day=2026-11-22&case=" + "g" * 32]
)
def test_a_malformed_place_in_the_list_is_a_400(query: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(f"/inbox/cases?{query}").status_code == 400
