"""The other two doors, staff and own help, and the links of an organisation's own."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import check_document, unseal
from reporting.current import today
from tests.support.cast import Advisor, all_cases, enrol

STAFF = {
    "where": "Eksempelvej 12, kld.",
    "signs": ["low_use", "no_access"],
    "talked": "call",
    "talked_phone": "12 34 56 78",
}
OWN = {
    "about": "rent",
    "letter": "reminder",
    "my_address": "Prøvegade 3",
    "my_phone": "+45 12 34 56 78",
    "safe_to_call": "yes",
}
DEADLINE = {"deadline-day": "31", "deadline-month": "1", "deadline-year": "2099"}


def last_body(app: Flask, advisor: Advisor) -> dict[str, Any]:
    case = all_cases(app)[0]
    body = check_document(unseal(case.places[0].envelope, advisor.identity), None).body
    return {name: body[name] for name in ("form", "organisation", "answers")}


def problems(client: FlaskClient, door: str, report: dict[str, Any]) -> str:
    answer = client.post(f"/report/{door}", data=report)
    assert answer.status_code == 422
    return html.unescape(answer.text)


@pytest.mark.parametrize(("door", "report"), [("staff", STAFF), ("own", OWN)])
def test_each_door_seals_its_own_answers(
    door: str, report: dict[str, Any], app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    assert client.get(f"/report/{door}").status_code == 200
    assert client.post(f"/report/{door}", data=report).status_code == 303
    assert last_body(app, advisor) == {"form": door, "organisation": "", "answers": report}


def test_a_deadline_in_three_fields_is_sealed_as_one_day(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    client.post("/report/own", data=OWN | DEADLINE)
    assert last_body(app, advisor)["answers"] == OWN | {"deadline": "2099-01-31"}


def test_without_a_letter_there_is_no_deadline(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    client.post("/report/own", data=OWN | DEADLINE | {"letter": "no"})
    assert last_body(app, advisor)["answers"] == OWN | {"letter": "no"}


def test_who_asks_for_help_is_told_what_is_asked_for(client: FlaskClient, advisor: Advisor) -> None:
    assert "Her beder vi om din adresse" in client.get("/report/own").text


def test_who_can_be_called_gives_a_number_who_can_not_an_address_and_who_reads_with_the_code_neither(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    assert "Skriv et telefonnummer" in problems(client, "own", OWN | {"my_phone": ""})
    assert "Skriv en e-mailadresse" in problems(client, "own", OWN | {"safe_to_call": "no"})
    written = OWN | {"safe_to_call": "no", "my_email": "en@eksempel.dk"}
    assert client.post("/report/own", data=written).status_code == 303
    assert client.post("/report/own", data=OWN | {"safe_to_call": "code"}).status_code == 303
    assert "my_phone" not in last_body(app, advisor)["answers"]  # a number that is not safe to call is not even kept


@pytest.mark.parametrize(
    ("door", "change", "sentence"),
    [
        ("own", {"my_phone": "ring bare"}, "Tjek telefonnummeret."),
        ("own", {"my_phone": "12"}, "Tjek telefonnummeret."),
        ("own", {"safe_to_call": "no", "my_email": "mig hos eksempel"}, "Tjek e-mailadressen."),
        ("own", {"safe_to_call": "no", "my_email": "mig@eksempel"}, "Tjek e-mailadressen."),
        ("own", DEADLINE | {"deadline-month": "januar"}, "Skriv datoen med dag, måned og år"),
        ("own", DEADLINE | {"deadline-day": "30", "deadline-month": "2"}, "Skriv datoen med dag, måned og år"),
        ("own", DEADLINE | {"deadline-year": ""}, "Skriv datoen med dag, måned og år"),
        ("staff", {"talked_phone": "ved ikke"}, "Tjek telefonnummeret."),
        ("staff", {"call_me": "yes"}, "Skriv dit telefonnummer, eller vælg nej."),
    ],
)
def test_what_can_not_be_right_is_said_and_kept(
    door: str, change: dict[str, str], sentence: str, client: FlaskClient, advisor: Advisor
) -> None:
    page = problems(client, door, (OWN if door == "own" else STAFF) | change)
    assert f"Fejl: {sentence}" in page
    for typed in change.values():
        assert typed in page


@pytest.mark.parametrize("days", [-400, -1, 0, 1])
def test_a_deadline_that_has_passed_or_is_near_is_no_error_but_a_call_today(
    days: int, client: FlaskClient, app: Flask, advisor: Advisor
) -> None:
    with app.app_context():
        day = today() + timedelta(days=days)
    typed = {"deadline-day": str(day.day), "deadline-month": str(day.month), "deadline-year": str(day.year)}
    assert asks_to_call(client.post("/report/own", data=OWN | typed, follow_redirects=True).text)


def test_a_letter_from_the_bailiff_is_a_call_today_and_a_far_deadline_is_none(
    client: FlaskClient, advisor: Advisor
) -> None:
    assert asks_to_call(client.post("/report/own", data=OWN | {"letter": "bailiff"}, follow_redirects=True).text)
    assert not asks_to_call(client.post("/report/own", data=OWN | DEADLINE, follow_redirects=True).text)


def asks_to_call(page: str) -> bool:
    return (
        re.search(r'<div class="warning" data-call-today >\s*<p><strong><span [^>]*>Ring gerne til os i dag', page)
        is not None
    )


@pytest.mark.parametrize("contact", ["12 34 56 78", "+45 12345678", "en@eksempel.dk"])
def test_a_neighbour_may_leave_a_number_or_an_address(contact: str, client: FlaskClient, advisor: Advisor) -> None:
    report = {"danger": "no", "where": "x", "signs": "mail", "contact": "yes", "contact_details": contact}
    assert client.post("/report", data=report).status_code == 303


@pytest.fixture
def with_organisations(instance: Path) -> Flask:
    return create_app({"RATELIMIT_ENABLED": False, "ORGANISATIONS": [{"slug": "eksempel", "name": "Eksempelboligen"}]})


def test_an_organisations_link_is_carried_into_the_sealed_report_and_nowhere_else(with_organisations: Flask) -> None:
    app = with_organisations
    advisor, client = enrol(app, "Rådgiver 1"), app.test_client()
    start = client.get("/o/eksempel").text
    assert "Eksempelboligen" in start
    for path in ("/o/eksempel/report", "/o/eksempel/own", "/o/eksempel/staff", "/return?o=eksempel", "/112?o=eksempel"):
        assert f'href="{path}"' in start
        assert 'href="/o/eksempel"' in client.get(path).text  # the way back is the organisation's, too
    assert 'href="?lang=en&amp;o=eksempel"' in client.get("/report?o=eksempel").text
    page = client.get("/o/eksempel/staff").text
    assert 'name="organisation" value="eksempel"' in page
    assert '"organisation": "eksempel"' in page
    client.post("/report/staff", data=STAFF | {"organisation": "eksempel"})
    assert last_body(app, advisor)["organisation"] == "eksempel"
    for file in filter(Path.is_file, Path(app.instance_path).iterdir()):
        assert b"eksempel" not in file.read_bytes()


def test_an_organisation_that_is_not_configured_is_a_404_and_is_never_sealed(
    with_organisations: Flask,
) -> None:
    app = with_organisations
    advisor, client = enrol(app, "Rådgiver 1"), app.test_client()
    for path in ("/o/andre", "/o/andre/staff", "/report?o=andre", "/o/eksempel/police", "/report/police"):
        assert client.get(path).status_code == 404
    client.post("/report/staff", data=STAFF | {"organisation": "../andre"})
    assert last_body(app, advisor)["organisation"] == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/o/eksempel/", "/o/eksempel"),
        ("/O/Eksempel", "/o/eksempel"),
        ("/o//eksempel/staff/?lang=en", "/o/eksempel/staff?lang=en"),
        ("/Report/", "/report"),
        ("/RETURN", "/return"),
    ],
)
def test_an_address_typed_from_a_poster_leads_where_it_was_meant_to(
    typed: str, meant: str, with_organisations: Flask
) -> None:
    enrol(with_organisations, "Rådgiver 1")
    client = with_organisations.test_client()
    answer = client.get(typed)
    assert (answer.status_code, answer.headers.get("Location")) == (302, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/findes-ikke/", "/O/ingen/", "/o///evil.example/", "/Inbox/X", "/%00", "/REPORT/x"])
def test_an_address_that_leads_nowhere_is_not_sent_around(path: str, client: FlaskClient, advisor: Advisor) -> None:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code in (401, 404)
    assert "evil" not in answer.headers.get("Location", "")
