import base64
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import Recipient, build_document, open_list, payload_hash
from tests.support.cast import (
    CASE,
    RECEIPT,
    Advisor,
    begin,
    enrol,
    frame,
    post_frame,
    post_sealed,
    read_case,
    sealed_fields,
    sign_in,
    sql,
    uint32,
)
from tests.support.packed import read_rows
from tests.support.signed import KEY


@pytest.mark.parametrize("path", ["/inbox/rows", f"/inbox/cases/{'0' * 32}"])
def test_nothing_is_told_without_signing_in(path: str, client: FlaskClient, advisor: Advisor) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.get_json() == {"error": "401"}


def test_the_page_itself_is_the_same_with_and_without_a_session(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    assert client.get("/inbox").data == sign_in(app, advisor).get("/inbox").data


def test_one_case_gives_its_envelopes(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    fields = sealed_fields([advisor.identity.recipient])
    post_sealed(client, dict(fields))
    answer = sign_in(app, advisor).get(f"/inbox/cases/{CASE}").get_json()
    encoded = {name: base64.b64encode(fields[name]).decode() for name in ("envelope", "tag")}
    digest = base64.b64encode(payload_hash(fields["envelope"])).decode()
    assert answer["places"] == [{"seq": 0, "by": "reporter", "hash": digest, **encoded}]
    assert answer["reply_to"] == str(Recipient(fields["reply_to"]))
    assert answer["recipients"]["texts"] == [str(advisor.identity.recipient)]


@pytest.mark.parametrize("path", [f"/inbox/cases/{'f' * 32}", "/inbox/cases/x", "/inbox/cases/" + "F" * 32])
def test_a_case_that_is_not_there_is_a_404(path: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(path).status_code == 404


def sealed_reply(seq: int, advisors: list[Advisor], text: str = "Tak", n: int | None = None) -> bytes:
    thread = begin([advisor.identity.recipient for advisor in advisors])
    thread.seq = seq
    envelope = thread.reply(text, RECEIPT.identity.recipient).envelope
    return frame(uint32(n or len(advisors)), uint32(seq), envelopes=[(envelope, b"")])


def test_a_reply_takes_the_next_place_and_no_other(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    inbox_client = sign_in(app, advisors[0])
    url = f"/inbox/cases/{CASE}/replies"
    for seq, status in ((0, 409), (2, 409), (1, 201), (1, 409), (2, 201)):
        answer = post_frame(inbox_client, url, sealed_reply(seq, advisors))
        assert answer.status_code == status
    assert answer.get_json() == {"seq": 2}
    assert len(app.extensions["cases"].list_envelopes(CASE)) == 3


def test_a_reply_that_is_not_sealed_to_all_is_refused(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors]))
    inbox_client = sign_in(app, advisors[0])
    good = sealed_reply(1, advisors)
    fewer = sealed_reply(1, advisors[:1], n=2)
    plain = frame(uint32(2), uint32(1), envelopes=[(b"Tak", b"")])
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
    reply = sealed_reply(1, advisors)
    answer = post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", reply)
    assert (answer.status_code, answer.get_json()) == (409, {"error": "full"})


def test_a_reply_of_ten_thousand_emoji_to_twenty_advisors_fits(instance: Path) -> None:
    app = create_app({"RATELIMIT_ENABLED": False, "MAX_ADVISORS": 20})
    advisors = [enrol(app, f"Rådgiver {number}") for number in range(20)]
    post_sealed(app.test_client(), sealed_fields([advisor.identity.recipient for advisor in advisors]))
    client = sign_in(app, advisors[0])
    long = sealed_reply(1, advisors, "😟" * 10_000)
    assert len(long) > 64 * 1024
    assert post_frame(client, f"/inbox/cases/{CASE}/replies", long).status_code == 201


def test_a_reply_from_before_an_advisor_joined_is_told_todays_recipients(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    inbox_client = sign_in(app, advisor)
    early = sealed_reply(1, [advisor])
    newcomer = enrol(app, "Rådgiver 2")
    answer = post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", early)
    assert answer.status_code == 400
    told = answer.get_json()
    assert told["error"] == "recipients"
    assert sorted(told["recipients"]["texts"]) == sorted(str(each.identity.recipient) for each in (advisor, newcomer))
    again = sealed_reply(1, [advisor, newcomer])
    assert post_frame(inbox_client, f"/inbox/cases/{CASE}/replies", again).status_code == 201


MARK = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "sent",
    [
        *([], "x", 7, None, {}),
        *({"seq": seq, "mark": MARK} for seq in ("0", True, -1, 1, None)),
        *({"seq": 0, "mark": mark} for mark in ("", "x", MARK[:-4], 7, None)),
        {"seq": 0},
    ],
    ids=str,
)
def test_junk_is_never_taken_for_a_place_that_was_read(
    sent: object, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    assert sign_in(app, advisor).post(f"/inbox/cases/{CASE}/read", json=sent).status_code == 400


def test_a_mark_of_reading_is_kept_as_it_came(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    post_sealed(client, sealed_fields([advisor.identity.recipient]))
    inbox_client = sign_in(app, advisor)
    assert inbox_client.get(f"/inbox/cases/{CASE}").get_json()["read"] is None
    assert inbox_client.post(f"/inbox/cases/{CASE}/read", json={"seq": 0, "mark": MARK}).status_code == 204
    assert inbox_client.get(f"/inbox/cases/{CASE}").get_json()["read"] == {"seq": 0, "mark": MARK}
    (row,) = read_rows(inbox_client.get("/inbox/rows").data)
    assert (row.read_seq, base64.b64encode(row.mark).decode()) == (0, MARK)


def test_only_the_advisors_door_makes_a_reply_theirs(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    """Who holds a code, and so every key of the conversation but the advisors', writes a reply at the public door."""
    recipients = [advisor.identity.recipient for advisor in advisors]
    post_sealed(client, sealed_fields(recipients))
    thread = begin(recipients)
    thread.seq, thread.state = 1, read_case(app, CASE, advisors[0]).transcripts[1]
    sealed = thread.reply("Luk sagen", RECEIPT.identity.recipient)
    fields = (RECEIPT.locator, uint32(2), uint32(1))
    stranger = frame(*fields, envelopes=[(sealed.envelope, sealed.tag)])
    assert post_frame(client, "/return/message/sealed", stranger).status_code == 400  # sealed to one too many
    thread.seq, thread.state = 1, read_case(app, CASE, advisors[0]).transcripts[1]
    sealed = thread._seal(build_document(thread._document("reply", {"text": "Luk sagen"}), RECEIPT.talk))
    stranger = frame(*fields, envelopes=[(sealed.envelope, sealed.tag)])
    assert post_frame(client, "/return/message/sealed", stranger).status_code == 201
    assert [each.by for each in app.extensions["cases"].list_envelopes(CASE)] == ["reporter", "reporter"]
    assert [item.state for item in read_case(app, CASE, advisors[1]).items] == ["open", "misplaced"]


def test_every_signed_list_is_told_with_why_the_portal_is_closed(app: Flask, advisors: list[Advisor]) -> None:
    client = sign_in(app, advisors[0])
    told = client.get("/inbox/lists").get_json()
    assert [open_list(each["list"], each["signature"], KEY).n for each in told["lists"]] == [1, 2]
    assert (told["closed"], len(told["recipients"]["texts"])) == (None, 2)
    app.extensions["roster"].retire(advisors[1].name)
    told = client.get("/inbox/lists").get_json()
    assert (told["closed"], told["recipients"], len(told["lists"])) == ("rows", None, 2)


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
    assert len(answer["places"]) == 1
