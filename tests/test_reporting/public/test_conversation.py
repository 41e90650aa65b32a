import base64
import itertools
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import (
    Document,
    Recipient,
    build_document,
    check_document,
    group,
    open_code,
    parse_code,
    recipients_digest,
    seal,
    unseal,
)
from reporting.public.conversation import ANSWER_BLOCK, LOOKUP_SECONDS
from tests.support.cast import DAY, Advisor, frame, post_frame, sql

PLAIN = {"danger": "no", "where": "Eksempelvej 12", "story": "Hej"}
NOBODY = "0" * 20


@pytest.fixture
def code(client: FlaskClient, advisors: list[Advisor]) -> str:
    """The receipt code of a report that has just been sent."""
    page = client.post("/report", data=PLAIN, follow_redirects=True).text
    shown = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}", page)
    assert shown
    return parse_code(shown.group())


def locator_of(code: str) -> str:
    return base64.urlsafe_b64encode(open_code(code).locator).rstrip(b"=").decode()


def case_of(app: Flask, code: str) -> str:
    return str(app.extensions["cases"].find_by_locator(open_code(code).locator).id)


def reply(app: Flask, code: str, advisors: list[Advisor], seq: int, inside: dict[str, Any] | None = None) -> None:
    """An advisor's reply, put where the inbox puts it; `inside` changes what stands in the document."""
    fields: dict[str, Any] = {"type": "reply", "case": case_of(app, code), "seq": seq, "sender": "advisor"}
    fields |= {"day": DAY, "language": "da", "body": {"text": "Hvornår så du hende?", "question": True}}
    to: list[Recipient] = [advisor.identity.recipient for advisor in advisors]
    envelope = seal(build_document(Document(**(fields | (inside or {})))), [*to, open_code(code).identity.recipient])
    app.extensions["cases"].add_envelope(case_of(app, code), seq, envelope)


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
    unknown = client.post("/return", data={"code": NOBODY})
    assert unknown.status_code == 422
    assert "fører ikke til nogen besked" in unknown.text


def test_what_was_reported_is_not_shown_to_who_finds_the_code(client: FlaskClient, code: str) -> None:
    page = client.post("/return", data={"code": code}).text
    assert "Eksempelvej" not in page
    assert "Forseglet til rådgiverne" in page


def test_a_question_is_read_and_answered(app: Flask, client: FlaskClient, advisors: list[Advisor], code: str) -> None:
    reply(app, code, advisors, 1)
    page = client.post("/return", data={"code": code}).text
    assert "Vi har et spørgsmål." in page
    assert "Hvornår så du hende?" in page
    sent = client.post("/return/message", data={"code": code, "text": "I mandags <b>kl. 8</b>"})
    assert sent.status_code == 200
    assert "Sendt. Rådgiverne har fået din besked." in sent.text
    seq, envelope = app.extensions["cases"].list_envelopes(case_of(app, code))[2]
    for advisor in advisors:
        document = check_document(unseal(envelope, advisor.identity))
        assert (document.type, document.seq, document.sender) == ("message", seq, "reporter")
        assert document.body == {"text": "I mandags <b>kl. 8</b>"}


def test_an_empty_or_too_long_message_is_explained_and_kept(client: FlaskClient, code: str) -> None:
    assert "Skriv noget først." in client.post("/return/message", data={"code": code, "text": " "}).text
    text = "x" * 10_001
    answer = client.post("/return/message", data={"code": code, "text": text})
    assert answer.status_code == 422
    assert text in answer.text


def test_the_state_is_read_once_an_advisor_has_opened_it(app: Flask, client: FlaskClient, code: str) -> None:
    app.extensions["cases"].mark_read(case_of(app, code), 0)
    assert ">Læst.<" in client.post("/return", data={"code": code}).text


def test_what_was_added_after_the_last_reading_is_not_called_read(app: Flask, client: FlaskClient, code: str) -> None:
    app.extensions["cases"].mark_read(case_of(app, code), 0)
    assert "Modtaget." in client.post("/return/message", data={"code": code, "text": "Mere"}).text


def test_a_message_that_can_not_be_stored_stays_on_the_screen(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    for advisor in advisors:
        app.extensions["roster"].retire(advisor.name)
    answer = client.post("/return/message", data={"code": code, "text": "Det her må ikke gå tabt"})
    assert answer.status_code == 503
    assert "Det her må ikke gå tabt" in answer.text


@pytest.mark.parametrize(
    "inside", [{"seq": 2}, {"case": "0" * 32}, {"sender": "reporter"}, {"type": "message"}], ids=str
)
def test_a_reply_from_elsewhere_is_flagged(
    inside: dict[str, Any], app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors, 1, inside)
    page = client.post("/return", data={"code": code}).text
    assert "En besked, der ikke kan åbnes" in page
    assert "Hvornår så du hende?" not in page


def test_a_right_and_a_wrong_locator_get_answers_of_the_same_size(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    reply(app, code, advisors, 1)
    right = client.post("/return/lookup", data={"locator": locator_of(code)})
    wrong = client.post("/return/lookup", data={"locator": locator_of(NOBODY)})
    assert right.get_json()["found"] is True
    assert wrong.get_json()["found"] is False
    assert right.get_json().keys() == wrong.get_json().keys()
    assert len(right.data) == len(wrong.data) == ANSWER_BLOCK
    assert list(right.headers.keys()) == list(wrong.headers.keys())


@pytest.mark.parametrize("locator", ["", "x", "A" * 42, "A" * 42 + "B", "æ" * 43])
def test_what_is_no_locator_is_refused(locator: str, client: FlaskClient, advisor: Advisor) -> None:
    assert client.post("/return/lookup", data={"locator": locator}).status_code == 400


def test_a_sealed_message_takes_the_next_place_and_is_checked_like_a_report(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    document = Document("message", case_of(app, code), 1, "reporter", DAY, "da", {"text": "Mere"})
    envelope = seal(build_document(document), recipients)

    def send(seq: int, content: bytes = envelope, owner: str = code) -> Any:
        fields = (open_code(owner).locator, bytes.fromhex(recipients_digest(recipients)), seq.to_bytes(4, "big"))
        return post_frame(client, "/return/message/sealed", frame(*fields, envelopes=[content]))

    assert send(0).get_json() == {"error": "seq", "next_seq": 1}
    assert send(10**9).status_code == 400
    assert send(1, seal(build_document(document), recipients[:1])).get_json()["error"] == "recipients"
    assert send(1, b"plain text").status_code == 400
    assert send(1, owner=NOBODY).status_code == 400
    assert send(1).status_code == 201
    assert send(1).status_code == 201  # the very same again: its answer may have been lost
    assert send(1, seal(build_document(document), recipients)).status_code == 409
    assert len(app.extensions["cases"].list_envelopes(case_of(app, code))) == 2


def test_a_case_that_is_full_says_so_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, advisors: list[Advisor], code: str
) -> None:
    sql(app, "UPDATE cases SET messages = 4 * 1024 * 1024")
    answer = client.post("/return/message", data={"code": code, "text": "Det her må ikke gå tabt"})
    assert answer.status_code == 409
    assert "Der kan ikke skrives mere i denne sag" in answer.text
    assert "Det her må ikke gå tabt" in answer.text
    digest = bytes.fromhex(recipients_digest([advisor.identity.recipient for advisor in advisors]))
    envelope = seal(b" " * 4096, [advisor.identity.recipient for advisor in advisors])
    sent = frame(open_code(code).locator, digest, (1).to_bytes(4, "big"), envelopes=[envelope])
    answer = post_frame(client, "/return/message/sealed", sent)
    assert (answer.status_code, answer.get_json()) == (409, {"error": "full"})


def test_no_code_and_no_locator_is_in_the_database(app: Flask, client: FlaskClient, code: str) -> None:
    client.post("/return", data={"code": code})
    client.post("/return/message", data={"code": code, "text": "HEMMELIGT"})
    client.post("/return/lookup", data={"locator": locator_of(code)})
    secret = (code.encode(), group(code).encode(), open_code(code).locator, locator_of(code).encode(), b"HEMMELIGT")
    for file in app.extensions["engine"].path.parent.iterdir():
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
