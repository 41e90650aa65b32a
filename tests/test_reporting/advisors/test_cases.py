import base64
import secrets
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import Document, Recipient, build_document, recipients_digest, seal
from reporting.advisors import cases
from reporting.store import NewCase
from tests.support.cast import CASE, Advisor, enrol, frame, post_frame, post_sealed, sealed_fields, sign_in, sql


def add_cases(app: Flask, count: int, day: str) -> set[str]:
    ids = {secrets.token_hex(16) for _ in range(count)}
    for case in ids:
        app.extensions["cases"].add_case(NewCase(case, secrets.token_bytes(32), b"reply", case.encode()), day)
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
    monkeypatch.setattr(cases, "PORTION", 3)
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
    sql(app, "DELETE FROM envelopes")
    (row,) = sign_in(app, advisor).get("/inbox/cases").get_json()["cases"]
    assert row["envelope"] is None
    assert sign_in(app, advisor).get(f"/inbox/cases/{row['case']}").get_json()["envelopes"] == []


def test_one_case_gives_its_envelopes(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    fields = sealed_fields([advisor.identity.recipient])
    post_sealed(client, dict(fields))
    answer = sign_in(app, advisor).get(f"/inbox/cases/{CASE}").get_json()
    assert answer["envelopes"] == [{"seq": 0, "envelope": base64.b64encode(fields["envelope"]).decode()}]
    assert answer["reply_to"] == str(Recipient(fields["reply_to"]))
    assert answer["recipients"] == [str(advisor.identity.recipient)]


@pytest.mark.parametrize("path", [f"/inbox/cases/{'f' * 32}", "/inbox/cases/x", "/inbox/cases/" + "F" * 32])
def test_a_case_that_is_not_there_is_a_404(path: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(path).status_code == 404


@pytest.mark.parametrize(
    "query", ["day=x&case=" + "0" * 32, "day=2026-11-22&case=x", "day=2026-11-22&case=" + "g" * 32]
)
def test_a_malformed_place_in_the_list_is_a_400(query: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(f"/inbox/cases?{query}").status_code == 400


def sealed_reply(client: FlaskClient, case: str, seq: int, advisors: list[Advisor], text: str = "Tak") -> bytes:
    reply_to = Recipient.parse(client.get(f"/inbox/cases/{case}").get_json()["reply_to"])
    document = Document("reply", case, seq, "advisor", "2026-11-22", "da", {"text": text})
    recipients = [advisor.identity.recipient for advisor in advisors]
    envelope = seal(build_document(document), [*recipients, reply_to])
    digest = bytes.fromhex(recipients_digest([*recipients, reply_to]))
    return frame(digest, seq.to_bytes(4, "big"), envelopes=[envelope])


def test_a_reply_takes_the_next_place_and_no_other(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    inbox_client = sign_in(app, advisors[0])
    url = f"/inbox/cases/{CASE}/replies"
    for seq, status in ((0, 409), (2, 409), (1, 201), (1, 409), (2, 201)):
        answer = post_frame(inbox_client, url, sealed_reply(inbox_client, CASE, seq, advisors))
        assert answer.status_code == status
    assert answer.get_json() == {"seq": 2}
    assert len(app.extensions["cases"].list_envelopes(CASE)) == 3


def test_a_reply_that_is_not_sealed_to_all_is_refused(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    inbox_client = sign_in(app, advisors[0])
    good = sealed_reply(inbox_client, CASE, 1, advisors)
    fewer = sealed_reply(inbox_client, CASE, 1, advisors[:1])
    plain = frame(good[1:33], good[33:37], envelopes=[b"Tak"])
    for wrong in (fewer, plain, good[:-1], b""):
        assert post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", wrong).status_code == 400
    assert inbox_client.post(f"/inbox/cases/{CASE}/replies", data={"seq": "1"}).status_code == 400
    assert len(app.extensions["cases"].list_envelopes(CASE)) == 1


def test_a_case_that_is_full_takes_no_reply_and_says_so(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    sql(app, "UPDATE cases SET messages = 4 * 1024 * 1024")
    inbox_client = sign_in(app, advisors[0])
    reply = sealed_reply(inbox_client, CASE, 1, advisors)
    answer = post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", reply)
    assert (answer.status_code, answer.get_json()) == (409, {"error": "full"})


def test_a_reply_of_ten_thousand_emoji_to_twenty_advisors_fits(instance: Path) -> None:
    app = create_app({"RATELIMIT_ENABLED": False, "MAX_ADVISORS": 20})
    advisors = [enrol(app, f"Rådgiver {number}") for number in range(20)]
    post_sealed(app.test_client(), sealed_fields([advisor.identity.recipient for advisor in advisors]))
    client = sign_in(app, advisors[0])
    long = sealed_reply(client, CASE, 1, advisors, "😟" * 10_000)
    assert len(long) > 64 * 1024
    assert post_frame(client, f"/inbox/cases/{CASE}/replies", long).status_code == 201


def test_a_reply_from_before_an_advisor_joined_is_told_todays_recipients(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    inbox_client = sign_in(app, advisor)
    early = sealed_reply(inbox_client, CASE, 1, [advisor])
    newcomer = enrol(app, "Rådgiver 2")
    answer = post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", early)
    assert answer.status_code == 400
    told = answer.get_json()
    assert told["error"] == "recipients"
    assert sorted(told["recipients"]) == sorted(str(each.identity.recipient) for each in (advisor, newcomer))
    again = sealed_reply(inbox_client, CASE, 1, [advisor, newcomer])
    assert post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", again).status_code == 201


@pytest.mark.parametrize("sent", [[], "x", 7, None, {"seq": "0"}, {"seq": True}, {}])
def test_junk_is_never_taken_for_a_place_that_was_read(
    sent: object, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    assert sign_in(app, advisor).post(f"/inbox/cases/{CASE}/read", json=sent).status_code == 400


def test_a_case_is_news_until_it_is_opened_and_again_when_something_comes(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    inbox_client = sign_in(app, advisors[0])

    def is_news() -> bool:
        (row,) = inbox_client.get("/inbox/cases").get_json()["cases"]
        return bool(row["news"])

    assert is_news()
    assert inbox_client.post(f"/inbox/cases/{CASE}/read", json={"seq": 0}).status_code == 204
    assert not is_news()
    app.extensions["cases"].add_envelope(CASE, 1, b"message")
    assert is_news()
    for seq in (2, -1, True, "0", None):
        assert inbox_client.post(f"/inbox/cases/{CASE}/read", json={"seq": seq}).status_code == 400


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE blobs SET content = x'00' WHERE number = (SELECT reply_to FROM cases)",
        "DELETE FROM blobs WHERE number = (SELECT reply_to FROM cases)",
    ],
)
def test_a_case_whose_reply_key_was_damaged_can_still_be_read(
    damage: str, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    sql(app, damage)
    answer = sign_in(app, advisor).get(f"/inbox/cases/{CASE}").get_json()
    assert answer["reply_to"] is None
    assert len(answer["envelopes"]) == 1
