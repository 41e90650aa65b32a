"""Floods from many addresses, and programs that fill in forms: the portal keeps its feet, and nobody is looked at."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from crypto import check_document, generate_code, unseal
from tests.support.cast import Advisor, all_cases, enrol, new_case, post_frame, post_sealed, report_frame, sealed_fields

PLAIN = {"danger": "no", "where": "Eksempelvej 12", "story": "Hej"}
STAFF = {"where": "Kældervej 9", "signs": "mail"}


def portal(**settings: int) -> tuple[Flask, Advisor]:
    app = create_app({"PHONE": "00 00 00 00", **{key.upper(): value for key, value in settings.items()}})
    return app, enrol(app, "Rådgiver 1")


def from_somewhere(app: Flask, number: int) -> Any:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"198.51.{number}.1"
    return client


def report(app: Flask, advisor: Advisor, number: int, *, sealed: bool) -> Any:
    client = from_somewhere(app, number)
    if sealed:
        return post_sealed(client, sealed_fields([advisor.identity.recipient], generate_code()))
    return client.post("/report", data=PLAIN)


@pytest.mark.parametrize("sealed", [True, False])
def test_beyond_the_hourly_ceiling_the_public_is_told_to_call_and_keeps_what_it_wrote(
    sealed: bool, instance: Path
) -> None:
    app, advisor = portal(max_reports_per_hour=3)
    statuses = [report(app, advisor, number, sealed=sealed).status_code for number in range(3)]
    assert set(statuses) == {201 if sealed else 303}
    refused = report(app, advisor, 9, sealed=sealed)
    assert refused.status_code == 503
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    if not sealed:
        assert "Eksempelvej 12" in refused.text
        assert 'href="tel:00000000"' in refused.text
    assert app.extensions["cases"].count_cases() == 3


def test_caretakers_go_on_in_a_flood(instance: Path) -> None:
    app, advisor = portal(max_reports_per_hour=1)
    assert report(app, advisor, 1, sealed=False).status_code == 303
    assert report(app, advisor, 2, sealed=False).status_code == 503
    client = from_somewhere(app, 3)
    assert client.post("/report/staff", data=STAFF).status_code == 303
    fields = sealed_fields([advisor.identity.recipient], generate_code())
    assert post_frame(client, "/report/staff/sealed", report_frame(fields)).status_code == 201


def test_messages_count_by_their_weight_and_reports_by_both(instance: Path) -> None:
    app, advisor = portal(max_megabytes_per_hour=1)
    story = PLAIN | {"story": "x" * 9_000}
    answers = [from_somewhere(app, number).post("/report", data=story) for number in range(120)]
    assert [answer.status_code for answer in answers[:100]] == [303] * 100
    assert answers[-1].status_code == 503
    code = "0" * 20
    app.extensions["cases"].add_case(new_case([advisor.identity.recipient], code), "2026-11-24")
    assert from_somewhere(app, 200).post("/return/more", data={"code": code, "text": "Mere"}).status_code == 503


def test_what_is_refused_for_its_content_uses_nothing_up(instance: Path) -> None:
    app, advisor = portal(max_reports_per_hour=1)
    assert from_somewhere(app, 1).post("/report", data={}).status_code == 422
    assert report(app, advisor, 2, sealed=False).status_code == 303


def test_the_field_that_people_do_not_see_travels_inside_the_seal(instance: Path) -> None:
    app, advisor = portal()
    assert app.test_client().post("/report", data=PLAIN | {"homepage": " https://spam.example "}).status_code == 303
    assert app.test_client().post("/report", data=PLAIN | {"homepage": ""}).status_code == 303
    bodies = []
    for case in all_cases(app):
        bodies.append(check_document(unseal(case.places[0].envelope or b"", advisor.identity), None).body)
    assert sorted(body.get("trap", "") for body in bodies) == ["", "https://spam.example"]
    assert all("homepage" not in body["answers"] for body in bodies)
    for file in filter(Path.is_file, instance.rglob("*")):
        assert b"spam.example" not in file.read_bytes()
