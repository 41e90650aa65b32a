"""The other two doors, staff and own help, and the links of an organisation's own."""

import html
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import check_document, unseal
from reporting.current import today
from tests.support.cast import Advisor, enrol

STAFF = {
    "where": "Eksempelvej 12, kld.",
    "signs": ["low_use", "no_access"],
    "talked": "call",
    "talked_phone": "12 34 56 78",
}
OWN = {
    "about": "rent",
    "letter": "reminder",
    "deadline": "2099-01-31",
    "my_address": "Prøvegade 3",
    "my_phone": "+45 12 34 56 78",
    "safe_to_call": "yes",
}


def last_body(app: Flask, advisor: Advisor) -> dict[str, Any]:
    case = app.extensions["cases"].list_cases(None, 1)[0]
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


def test_who_asks_for_help_is_told_that_this_is_not_anonymous(client: FlaskClient, advisor: Advisor) -> None:
    assert "Her er du ikke anonym" in client.get("/report/own").text


def test_who_asks_for_help_has_to_be_reachable(client: FlaskClient, advisor: Advisor) -> None:
    assert "Skriv en telefon eller en e-mail" in problems(client, "own", OWN | {"my_phone": ""})
    assert client.post("/report/own", data=OWN | {"my_phone": "", "my_email": "en@eksempel.dk"}).status_code == 303


@pytest.mark.parametrize(
    ("door", "change", "sentence"),
    [
        ("own", {"my_phone": "ring bare"}, "Det kan ikke være et telefonnummer."),
        ("own", {"my_phone": "12"}, "Det kan ikke være et telefonnummer."),
        ("own", {"my_email": "mig hos eksempel"}, "Det kan ikke være en e-mail."),
        ("own", {"my_email": "mig@eksempel"}, "Det kan ikke være en e-mail."),
        ("own", {"deadline": "2020-01-31"}, "Datoen er gået."),
        ("own", {"deadline": "31. januar"}, "Skriv datoen som år-måned-dag"),
        ("own", {"deadline": "2099-02-30"}, "Skriv datoen som år-måned-dag"),
        ("staff", {"talked_phone": "ved ikke"}, "Det kan ikke være et telefonnummer."),
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


def test_who_can_not_be_called_safely_has_to_give_an_email(client: FlaskClient, advisor: Advisor) -> None:
    assert "Skriv en e-mail" in problems(client, "own", OWN | {"safe_to_call": "no"})
    assert (
        client.post("/report/own", data=OWN | {"safe_to_call": "no", "my_email": "en@eksempel.dk"}).status_code == 303
    )


def test_todays_date_is_not_in_the_past(client: FlaskClient, app: Flask, advisor: Advisor) -> None:
    with app.app_context():
        now = today()
    assert client.post("/report/own", data=OWN | {"deadline": now.isoformat()}).status_code == 303
    yesterday = (now - timedelta(days=1)).isoformat()
    assert "Datoen er gået." in problems(client, "own", OWN | {"deadline": yesterday})


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
    assert "/report?o=eksempel" in client.get("/o/eksempel").text
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
