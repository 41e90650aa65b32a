"""Cases that programs send in: one a delivery, whatever is lost on the way; clear errors, and nothing is believed."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import generate_code
from tests.support.cast import Advisor, read_case, report_frame, sealed_fields, sql

ANSWERS = {"where": "Eksempelvej 12, 2. tv.", "deadline": "2026-12-01"}
ANSWERS |= {"case_stage": "bailiff", "case_phone": "12345678"}
CASE = {"organisation": "eksempelboligen", "answers": ANSWERS}


@pytest.fixture
def app(instance: Path) -> Flask:
    organisations = [{"slug": "eksempelboligen", "name": "Eksempelboligen"}]
    return create_app({"RATELIMIT_ENABLED": False, "ORGANISATIONS": organisations})


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["intake", *arguments])
    return done.exit_code, done.output


@pytest.fixture
def token(app: Flask, advisors: list[Advisor]) -> str:
    return run(app, "add", "Advokat Eksempel")[1].split()[0]


def send(client: FlaskClient, token: str, key: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    if isinstance(body, bytes):
        return client.post("/intake", data=body, headers=headers | {"Content-Type": "application/octet-stream"})
    return client.post("/intake", json=body, headers=headers)


def only_case(app: Flask) -> str:
    ((id_,),) = sql(app, "SELECT id FROM cases")
    return str(id_.hex())


def test_a_case_as_json_is_sealed_on_arrival_and_says_where_it_came_from(
    app: Flask, client: FlaskClient, token: str, advisors: list[Advisor]
) -> None:
    assert send(client, token, "sag-1", CASE).status_code == 201
    for advisor in advisors:
        (report,) = read_case(app, only_case(app), advisor).items
        assert report.document
        body = report.document.body
        assert body["answers"] == ANSWERS
        named = {name: body[name] for name in ("form", "organisation", "origin", "from", "answerable")}
        assert named == {
            "form": "eviction",
            "organisation": "eksempelboligen",
            "origin": "intake",
            "from": "Advokat Eksempel",
            "answerable": False,
        }
    for file in Path(app.instance_path).rglob("*"):
        assert not file.is_file() or b"Eksempelvej" not in file.read_bytes()


def test_the_same_delivery_again_is_no_second_case_and_another_under_its_key_is_refused(
    app: Flask, client: FlaskClient, token: str
) -> None:
    assert send(client, token, "sag-1", CASE).get_json() == {"taken": True, "new": True}
    again = send(client, token, "sag-1", json.loads(json.dumps(CASE)))
    assert (again.status_code, again.get_json()) == (200, {"taken": True, "new": False})
    other = send(client, token, "sag-1", {"answers": ANSWERS | {"where": "Prøvegade 3"}})
    assert (other.status_code, other.get_json()["error"]) == (409, "key")
    assert sql(app, "SELECT count(*) FROM cases") == [(1,)]
    other_token = run(app, "add", "Advokat Prøve")[1].split()[0]
    assert send(client, other_token, "sag-1", CASE).status_code == 201  # their own number 1


def test_the_key_of_a_delivery_can_not_be_tried_out_on_the_database(
    app: Flask, client: FlaskClient, token: str
) -> None:
    send(client, token, "sag-1", CASE)
    rows = sql(app, "SELECT key_hash, content_hash FROM intake_keys")
    others = {"SECRET_KEY": b"x" * 32, "ORGANISATIONS": app.config["ORGANISATIONS"]}
    another = create_app({"RATELIMIT_ENABLED": False} | others)
    assert send(another.test_client(), token, "sag-1", CASE).status_code == 201  # another secret knows it not
    assert sql(app, "SELECT count(*) FROM intake_keys") == [(2,)]
    assert rows[0][0] != rows[0][1]


def test_a_frame_is_taken_as_it_is(app: Flask, client: FlaskClient, token: str, advisors: list[Advisor]) -> None:
    to = [each.identity.recipient for each in advisors]
    frame = report_frame(sealed_fields(to, generate_code()))
    assert send(client, token, "a", frame).status_code == 201
    assert send(client, token, "a", frame).status_code == 200
    assert send(client, token, "b", frame).get_json()["sentence"].startswith("This case has come in under another")
    assert send(client, token, "a", report_frame(sealed_fields(to, generate_code()))).status_code == 409
    to_one = report_frame(sealed_fields(to[:1], generate_code(), n=2))
    assert "fetch /recipients.json" in send(client, token, "c", to_one).get_json()["sentence"]
    assert "crypto seal" in send(client, token, "c", b"\x02nonsense").get_json()["sentence"]
    assert sql(app, "SELECT count(*) FROM cases") == [(1,)]


def test_the_scheme_of_a_token_is_compared_without_its_case(client: FlaskClient, token: str) -> None:
    for number, scheme in enumerate(("bearer", "BEARER", "Bearer ")):
        headers = {"Authorization": f"{scheme} {token}", "Idempotency-Key": str(number)}
        assert client.post("/intake", json=CASE, headers=headers).status_code == 201


def test_amounts_a_hearing_and_whether_the_municipality_knows_come_in_one_form(
    app: Flask, client: FlaskClient, token: str, advisors: list[Advisor]
) -> None:
    more = {"arrears": "23.412,50", "rent": "6840", "hearing": "2026-12-10 10:30", "municipality_told": "no"}
    assert send(client, token, "sag-2", {"answers": ANSWERS | more}).status_code == 201
    (report,) = read_case(app, only_case(app), advisors[0]).items
    assert report.document
    sealed = {"arrears": "23412.50", "rent": "6840.00", "hearing": "2026-12-10T10:30", "municipality_told": "no"}
    assert report.document.body["answers"] == ANSWERS | sealed


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 405),
        ("POST", {}, 401),
        ("POST", {"Origin": "https://evil.example"}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_whatever_is_refused_is_told_a_program_as_json(
    method: str, headers: dict[str, str], status: int, client: FlaskClient
) -> None:
    answer = client.open("/intake", method=method, headers=headers | {"Accept": "text/html"}, json=CASE)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"error", "sentence"}


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Bearer " + "x" * 43, "Basic abc"])
def test_a_bad_token_gets_nothing(authorization: str, app: Flask, client: FlaskClient, token: str) -> None:
    answer = client.post("/intake", json=CASE, headers={"Authorization": authorization, "Idempotency-Key": "1"})
    assert answer.status_code == 401
    assert sql(app, "SELECT count(*) FROM cases") == [(0,)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (None, "Send JSON"),
        ([], "Send JSON"),
        ({"answers": "x"}, "Send JSON"),
        ({"answers": ANSWERS, "form": "own"}, "`form` can only be eviction"),
        ({"answers": ANSWERS, "organisation": "nobody"}, "no such organisation"),
        ({"answers": ANSWERS, "organisation": [1]}, "no such organisation"),
        ({"answers": {"where": "x"}}, "`deadline`"),
        ({"answers": {"deadline": "2026-12-01"}}, "`where`"),
        ({"answers": ANSWERS | {"deadline": "01-12-2026"}}, "2026-11-24"),
        ({"answers": ANSWERS | {"deadline": "2026-02-30"}}, "`deadline`"),
        ({"answers": ANSWERS | {"cpr": "x"}}, "Nobody asks for cpr"),
        ({"answers": ANSWERS | {"where": 7}}, "Every answer is a text"),
        ({"answers": ANSWERS | {"case_stage": "never"}}, "`case_stage`"),
        ({"answers": ANSWERS | {"story": "x" * 10_001}}, "`story`"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    body: Any, sentence: str, app: Flask, client: FlaskClient, token: str
) -> None:
    answer = send(client, token, "1", body)
    assert (answer.status_code, sentence in answer.get_json()["sentence"]) == (400, True), answer.get_json()
    assert sql(app, "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM intake_keys)") == [(0, 0)]


def test_a_delivery_without_a_key_is_refused(client: FlaskClient, token: str) -> None:
    for key in ("", "x" * 201, "æ ø"):
        answer = send(client, token, key, CASE)
        assert "Idempotency-Key" in answer.get_json()["sentence"]


def test_a_removed_intake_sends_no_more(app: Flask, client: FlaskClient, token: str) -> None:
    assert "Advokat Eksempel" in run(app, "list")[1]
    assert run(app, "add", "Advokat Eksempel")[0] == 1
    assert run(app, "remove", "Advokat Eksempel")[0] == 0
    assert run(app, "remove", "Advokat Eksempel")[0] == 1
    assert send(client, token, "1", CASE).status_code == 401


def test_a_table_of_a_danish_excel_is_taken_with_its_line_ends_and_once_more_it_is_nothing_new(
    app: Flask, token: str, tmp_path: Path, advisors: list[Advisor]
) -> None:
    file = tmp_path / "sager.csv"
    where = "Ærøvej 12\r\n2. tv\r\n8000 Aarhus C"
    file.write_bytes(f'sep=;\r\nwhere;deadline;story\r\n"{where}";2026-12-01;ja\r\n;;\r\n'.encode("cp1252"))
    code, output = run(app, "csv", "Advokat Eksempel", str(file))
    assert (code, "CSV UTF-8" in output) == (1, True)
    for answer in ("1 cases taken, 0 were here", "0 cases taken, 1 were here"):
        assert answer in run(app, "csv", "--encoding", "windows-1252", "Advokat  Eksempel\u200b", str(file))[1]
    (report,) = read_case(app, only_case(app), advisors[0]).items
    assert report.document
    assert report.document.body["answers"]["where"] == "Ærøvej 12\n2. tv\n8000 Aarhus C"


def test_a_key_that_stands_for_another_case_refuses_the_whole_table_before_anything_is_taken(
    app: Flask, client: FlaskClient, token: str, tmp_path: Path
) -> None:
    file = tmp_path / "sager.csv"
    send(client, token, "A2", CASE)
    file.write_text(
        "key,where,deadline\nA1,Ny 1,2026-12-01\nA2,Ny 2,2026-12-01\nA3,Ny 3,2026-12-01\nA3,Ny 4,2026-12-01\n"
    )
    code, output = run(app, "csv", "Advokat Eksempel", str(file))
    assert (code, "line 3: another case" in output, "line 5: another case" in output) == (1, True, True)
    assert sql(app, "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM intake_keys)") == [(1, 1)]


def test_what_came_in_meanwhile_refuses_the_whole_table(
    app: Flask, client: FlaskClient, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sager.csv"
    file.write_text("key,where,deadline\nA1,Ny 1,2026-12-01\nA2,Ny 2,2026-12-01\n")
    monkeypatch.setattr(app.extensions["intakes"], "is_other", lambda _: False)  # it is looked at a moment too early
    send(client, token, "A2", CASE)
    code, output = run(app, "csv", "Advokat Eksempel", str(file))
    assert (code, "line 3: another case" in output) == (1, True)
    assert sql(app, "SELECT count(*) FROM cases") == [(1,)]


def test_a_table_is_refused_in_a_sentence_while_nobody_can_be_sealed_to(app: Flask, token: str, tmp_path: Path) -> None:
    file = tmp_path / "sager.csv"
    file.write_text("where,deadline\nEksempelvej 1,2026-12-01\n")
    assert app.extensions["roster"].retire("Rådgiver 1")
    done = app.test_cli_runner().invoke(args=["intake", "csv", "Advokat Eksempel", str(file)])
    assert isinstance(done.exception, SystemExit)
    assert "the form is closed" in done.output


def test_a_table_is_taken_whole_or_not_at_all_and_twice_is_once(app: Flask, token: str, tmp_path: Path) -> None:
    file = tmp_path / "sager.csv"
    head = "key,organisation,where,deadline,name\n"
    good = head + 'A1,eksempelboligen,"Eksempelvej 1, 2. tv.",2026-12-01,\nA2,,Prøvegade 3,2026-12-02,Lejer 1\n'
    file.write_text("\ufeff" + good + "A3,,,2026-12-03,\nA4,,Prøvegade 5,3. december,\n", "utf-8")
    code, output = run(app, "csv", "Advokat Eksempel", str(file))
    assert code == 1
    assert "line 4: `where`" in output
    assert "line 5: `deadline`" in output
    assert sql(app, "SELECT count(*) FROM cases") == [(0,)]
    file.write_text(good, "utf-8")
    assert "2 cases taken, 0 were here" in run(app, "csv", "Advokat Eksempel", str(file))[1]
    assert "0 cases taken, 2 were here" in run(app, "csv", "Advokat Eksempel", str(file))[1]
    assert run(app, "csv", "Nobody", str(file))[0] == 1
