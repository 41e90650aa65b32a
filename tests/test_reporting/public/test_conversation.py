import base64
import hashlib
import itertools
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import Thread, follow, group, open_code, parse_code, read_mark, seal, transcript
from reporting.public.conversation import ANSWER_LENGTH, LOOKUP_SECONDS
from reporting.store import StoredEnvelope
from tests.support.cast import DAY, Advisor, frame, post_frame, read_case, sql, stored, uint32

PLAIN = {"danger": "no", "where": "Eksempelvej 12", "story": "Hej"}
NOBODY = "0" * 20
CODE = r"(?<=data-spelled dir=\"ltr\">)[0-9A-Z ]{39}(?=<)"


@pytest.fixture
def code(client: FlaskClient, advisors: list[Advisor]) -> str:
    """The receipt code of a report that has just been sent."""
    page = client.post("/report", data=PLAIN, follow_redirects=True).text
    shown = re.search(CODE, page)
    assert shown
    return parse_code(shown.group())


def locator_of(code: str) -> str:
    return base64.urlsafe_b64encode(open_code(code).locator).rstrip(b"=").decode()


def case_of(app: Flask, code: str) -> str:
    return str(app.extensions["cases"].find_by_locator(open_code(code).locator).id)


def places(app: Flask, code: str) -> list[StoredEnvelope]:
    return list(app.extensions["cases"].list_envelopes(case_of(app, code)))


def thread(app: Flask, code: str, advisors: list[Advisor], talk: bytes | None = None) -> Thread:
    """What seals behind what is there, with the conversation's key or another."""
    receipt, found = open_code(code), places(app, code)
    recipients = [advisor.identity.recipient for advisor in sorted(advisors, key=lambda each: each.id)]
    made = Thread(receipt.case, talk or receipt.talk, recipients, DAY, "da")
    for each in found:
        made.state = follow(made.state, each.payload_hash)
    made.seq = len(found)
    return made


def reply(
    app: Flask, code: str, advisors: list[Advisor], text: str = "Hvornår så du hende?", talk: bytes | None = None
) -> None:
    """An advisor's question, or a stranger's with another key, put where the inbox puts it."""
    sealed = thread(app, code, advisors, talk).reply(text, open_code(code).identity.recipient, question=True)
    seq = len(places(app, code))
    new = replace(stored(sealed, 2), tag=None)
    app.extensions["cases"].add_envelope(case_of(app, code), seq, "advisor", new)


def mark_read(app: Flask, code: str, seq: int, talk: bytes | None = None) -> None:
    receipt = open_code(code)
    state = transcript(receipt.case, [each.payload_hash for each in places(app, code)[: seq + 1]])
    app.extensions["cases"].mark_read(receipt.case, seq, read_mark(talk or receipt.talk, seq, state))


WRITINGS = {
    "as shown": group,
    "in lower case": str.lower,
    "with spaces": " ".join,
    "with o for 0 and l for 1": lambda code: code.replace("0", "o").replace("1", "l"),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_code_opens_the_conversation_however_it_is_typed(writing: str, client: FlaskClient, code: str) -> None:
    page = client.post("/return", data={"code": WRITINGS[writing](code)})
    assert page.status_code == 200
    assert "Modtaget. Vi har ikke læst den endnu." in page.text


def test_a_typing_error_and_an_unknown_code_are_told_apart_and_kept(client: FlaskClient, code: str) -> None:
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    answer = client.post("/return", data={"code": wrong})
    assert answer.status_code == 422
    assert "tastefejl" in answer.text
    assert f'value="{wrong}"' in answer.text
    assert "Skriv din kode." in client.post("/return", data={"code": " - "}).text
    assert "Koden har 20 tegn. Du har skrevet 19." in client.post("/return", data={"code": code[:19]}).text
    unknown = client.post("/return", data={"code": NOBODY})
    assert unknown.status_code == 422
    assert "Vi kan ikke finde en besked med den kode" in unknown.text


def test_what_was_reported_is_not_shown_to_who_finds_the_code(client: FlaskClient, code: str) -> None:
    page = client.post("/return", data={"code": code}).text
    assert "Eksempelvej" not in page
    assert "Kun rådgiverne kan læse den" in page


def test_a_question_is_read_and_answered(app: Flask, client: FlaskClient, advisors: list[Advisor], code: str) -> None:
    reply(app, code, advisors)
    page = client.post("/return", data={"code": code}).text
    assert "Vi har et spørgsmål." in page
    assert "Hvornår så du hende?" in page
    sent = client.post("/return/more", data={"code": code, "text": "I mandags <b>kl. 8</b>"})
    assert sent.status_code == 200
    assert "Sendt. Rådgiverne har fået din besked." in sent.text
    for advisor in advisors:
        conversation = read_case(app, case_of(app, code), advisor)
        assert conversation.is_sound
        document = conversation.items[2].document
        assert document and (document.type, document.body) == ("message", {"text": "I mandags <b>kl. 8</b>"})


def test_an_empty_or_too_long_message_is_explained_and_kept(client: FlaskClient, code: str) -> None:
    assert "Skriv noget først." in client.post("/return/more", data={"code": code, "text": " "}).text
    text = "x" * 10_001
    answer = client.post("/return/more", data={"code": code, "text": text})
    assert answer.status_code == 422
    assert text in answer.text


def test_the_state_is_read_once_an_advisor_has_opened_it(app: Flask, client: FlaskClient, code: str) -> None:
    mark_read(app, code, 0)
    assert ">Læst.<" in client.post("/return", data={"code": code}).text


@pytest.mark.parametrize("talk", [bytes(32), b"x" * 32])
def test_a_mark_that_no_advisor_made_says_nothing(talk: bytes, app: Flask, client: FlaskClient, code: str) -> None:
    mark_read(app, code, 0, talk)
    assert "Modtaget." in client.post("/return", data={"code": code}).text
    sql(app, "UPDATE cases SET read_seq = 50000000")
    assert "Modtaget." in client.post("/return", data={"code": code}).text


def test_what_was_added_after_the_last_reading_is_not_called_read(app: Flask, client: FlaskClient, code: str) -> None:
    mark_read(app, code, 0)
    assert "Modtaget." in client.post("/return/more", data={"code": code, "text": "Mere"}).text


def test_a_message_that_can_not_be_stored_stays_on_the_screen(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    for advisor in advisors:
        app.extensions["roster"].retire(advisor.name)
    time.sleep(0.06)
    answer = client.post("/return/more", data={"code": code, "text": "Det her må ikke gå tabt"})
    assert answer.status_code == 503
    assert "Det her må ikke gå tabt" in answer.text


def test_a_reply_by_somebody_else_is_not_shown_and_said_to_be_not_ours(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors, "Skriv dit navn og din adresse", talk=bytes(32))
    page = client.post("/return", data={"code": code}).text
    assert "Denne besked er ikke fra rådgiverne." in page
    assert "Skriv dit navn" not in page
    assert "Noget er galt i denne samtale." in page


REPLY = "(SELECT envelope FROM envelopes WHERE seq = 1)"
TAMPERED = {
    "a reply deleted": "DELETE FROM envelopes WHERE seq = 1",
    "the report deleted": "DELETE FROM envelopes WHERE seq = 0",
    "the report's payload replaced": "UPDATE envelopes SET payload_hash = zeroblob(32) WHERE seq = 0",
    "a tag taken away": "UPDATE envelopes SET tag = NULL WHERE seq = 2",
    "tags swapped": "UPDATE envelopes SET tag = (SELECT tag FROM envelopes WHERE seq = 2) WHERE seq = 0",
    "a reply moved": "UPDATE envelopes SET seq = 7 WHERE seq = 1",
    "a reply passed off as the reporter's": "UPDATE envelopes SET \"by\" = 'reporter' WHERE seq = 1",
    "a message passed off as the advisors'": "UPDATE envelopes SET \"by\" = 'advisor' WHERE seq = 2",
    "a reply damaged": f"UPDATE blobs SET content = zeroblob(9) WHERE number = {REPLY}",
    "a reply taken away": f"DELETE FROM blobs WHERE number = {REPLY}",
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_what_was_done_to_a_conversation_is_said_and_nothing_is_sent_before_it_was_seen(
    tampered: str, app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors)
    assert client.post("/return/more", data={"code": code, "text": "I mandags"}).status_code == 200
    sql(app, TAMPERED[tampered])
    page = client.post("/return", data={"code": code}).text
    assert "Noget er galt i denne samtale." in page
    count = len(places(app, code))
    held = client.post("/return/more", data={"code": code, "text": "Det her må ikke gå tabt"})
    assert held.status_code == 422
    assert "Det her må ikke gå tabt" in held.text
    assert "Der er ikke sendt noget endnu." in held.text
    assert len(places(app, code)) == count
    seen = re.search(r'name="seen" value="([\w-]+)"', held.text)
    assert seen
    sent = client.post("/return/more", data={"code": code, "text": "Det her må ikke gå tabt", "seen": seen.group(1)})
    assert sent.status_code in (200, 503 if "moved" in tampered or "deleted" in tampered else 200)


def test_two_cases_whose_locators_were_swapped_lead_nowhere(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    shown = re.search(CODE, client.post("/report", data=PLAIN, follow_redirects=True).text)
    assert shown
    other = parse_code(shown.group())
    mine, theirs = case_of(app, code), case_of(app, other)
    sql(app, "UPDATE cases SET locator_hash = id")
    for case, owner in ((theirs, code), (mine, other)):
        digest = hashlib.sha256(open_code(owner).locator).hexdigest()
        sql(app, f"UPDATE cases SET locator_hash = x'{digest}' WHERE id = x'{case}'")
    for each in (code, other):
        answer = client.post("/return", data={"code": each})
        assert answer.status_code == 422
        assert "Koden fører et forkert sted hen." in answer.text
        assert client.post("/return/more", data={"code": each, "text": "Mere"}).status_code == 422
    assert [row[0] for row in sql(app, "SELECT count(*) FROM envelopes")] == [2]


def test_a_right_and_a_wrong_locator_get_answers_of_the_same_size(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors)
    right = client.post("/return/lookup", data={"locator": locator_of(code)})
    wrong = client.post("/return/lookup", data={"locator": locator_of(NOBODY)})
    assert right.get_json()["found"] is True
    assert wrong.get_json()["found"] is False
    assert right.get_json().keys() == wrong.get_json().keys()
    assert len(right.data) == len(wrong.data) == ANSWER_LENGTH
    assert list(right.headers.keys()) == list(wrong.headers.keys())


def test_every_page_that_a_code_asked_for_is_equally_long(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors)
    asked = [("/return", {"code": each}) for each in (code, NOBODY, "x", "")]
    asked += [("/return/more", {"code": each, "text": "Mere"}) for each in (code, NOBODY)]
    assert {len(client.post(path, data=fields).data) for path, fields in asked} == {ANSWER_LENGTH}


def test_a_long_conversation_comes_in_several_answers_of_the_same_length(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    for number in range(7):
        reply(app, code, advisors, f"{number} " + "😟" * 9_000)
    found: dict[int, Any] = {}
    fields: dict[str, str] = {"locator": locator_of(code)}
    answers = 0
    for _ in range(20):
        answer = client.post("/return/lookup", data=fields)
        assert len(answer.data) == ANSWER_LENGTH
        answers += 1
        found |= {place["seq"]: place for place in answer.get_json()["places"]}
        if not answer.get_json()["more"]:
            break
        fields["before"] = str(min(found))
    assert sorted(found) == list(range(8))
    assert all(found[seq]["envelope"] for seq in range(1, 8))
    assert answers > 3


def test_an_envelope_that_fits_no_answer_is_left_out_and_not_waited_for(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors)
    sql(
        app, "UPDATE blobs SET content = zeroblob(300000) WHERE number = (SELECT envelope FROM envelopes WHERE seq = 1)"
    )
    answer = client.post("/return/lookup", data={"locator": locator_of(code)})
    assert len(answer.data) == ANSWER_LENGTH
    assert [place["envelope"] for place in answer.get_json()["places"]] == [None, None]


@pytest.mark.parametrize("before", ["", "x", "-1", "1.0", "1" * 10, "١"])
def test_what_is_no_place_is_refused(before: str, client: FlaskClient, code: str) -> None:
    assert client.post("/return/lookup", data={"locator": locator_of(code), "before": before}).status_code == 400


@pytest.mark.parametrize("locator", ["", "x", "A" * 42, "A" * 42 + "B", "æ" * 43])
def test_what_is_no_locator_is_refused(locator: str, client: FlaskClient, advisor: Advisor) -> None:
    assert client.post("/return/lookup", data={"locator": locator}).status_code == 400


def test_a_sealed_message_takes_the_next_place_and_is_checked_like_a_report(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    message, other = (thread(app, code, advisors).message(text) for text in ("Mere", "Andet"))
    fewer = thread(app, code, advisors[:1]).message("Mere").envelope

    def send(seq: int, content: bytes = message.envelope, owner: str = code, n: int = 2) -> Any:
        fields = (open_code(owner).locator, uint32(n), uint32(seq))
        return post_frame(client, "/return/message/sealed", frame(*fields, envelopes=[(content, message.tag)]))

    assert send(0).get_json() == {"error": "seq"}
    assert send(10**9).status_code == 400
    assert send(1, fewer).get_json()["error"] == "recipients"
    assert send(1, n=1).get_json()["error"] == "recipients"
    assert send(1, b"plain text").status_code == 400
    assert send(1, owner=NOBODY).status_code == 400
    assert send(1).status_code == 201
    assert send(1).status_code == 201  # the very same again: its answer may have been lost
    assert send(1, other.envelope).status_code == 409
    assert [each.by for each in places(app, code)] == ["reporter", "reporter"]
    assert read_case(app, case_of(app, code), advisors[0]).is_sound


def test_a_case_that_is_full_says_so_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    sql(app, "UPDATE cases SET messages = 4 * 1024 * 1024")
    answer = client.post("/return/more", data={"code": code, "text": "Det her må ikke gå tabt"})
    assert answer.status_code == 409
    assert "Der kan ikke skrives mere i denne sag" in answer.text
    assert "Det her må ikke gå tabt" in answer.text
    envelope = seal(b" " * 4096, [advisor.identity.recipient for advisor in advisors])
    sent = frame(open_code(code).locator, uint32(2), uint32(1), envelopes=[(envelope, bytes(32))])
    answer = post_frame(client, "/return/message/sealed", sent)
    assert (answer.status_code, answer.get_json()) == (409, {"error": "full"})


def test_no_code_and_no_locator_is_in_the_database(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/return", data={"code": code})
    client.post("/return/more", data={"code": code, "text": "HEMMELIGT"})
    client.post("/return/lookup", data={"locator": locator_of(code)})
    secret = (code.encode(), group(code).encode(), open_code(code).locator, locator_of(code).encode(), b"HEMMELIGT")
    for file in app.extensions["engine"].address.parent.iterdir():
        if file.is_file():
            assert not [word for word in secret if word in file.read_bytes()]


@pytest.mark.parametrize("path", ["/return", "/return/lookup"])
@pytest.mark.parametrize("is_right", [True, False])
@pytest.mark.parametrize("took", [0.0, 0.02])
def test_every_look_up_is_answered_at_the_same_moment_whatever_it_took_and_found(
    took: float, is_right: bool, path: str, client: FlaskClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(100.0, took)  # every look at it comes `took` seconds after the one before
    waited: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(time, "sleep", waited.append)
    asked = code if is_right else NOBODY
    client.post(path, data={"code": asked, "locator": locator_of(asked)})
    assert waited == [pytest.approx(LOOKUP_SECONDS - took)]


def test_thirty_look_ups_a_minute_are_enough_for_anybody(instance: Any) -> None:
    client = create_app().test_client()
    statuses = [client.post("/return/lookup", data={"locator": "A" * 43}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
