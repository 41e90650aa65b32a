import base64
import secrets
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from crypto import Identity, answer_challenge, inspect, seal, to_text, unseal, verifying_key, wrap_identity
from reporting.advisors.sessions import lifetime
from reporting.store import INVITATION_SECONDS, Roster, SignIn
from tests.support.cast import Advisor, enrol, publish, sign_in, sql
from tests.support.signed import KEY


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@cache
def slot() -> str:
    """A wrapped identity. The server can't tell whose, so one is enough for all of these tests: wrapping is slow."""
    return encode(wrap_identity(Identity.generate(), KEY, "kalo brismu"))


def new_key() -> dict[str, str]:
    identity = Identity.generate()
    voice = to_text(verifying_key(identity.voice_seed))
    return {"recipient": str(identity.recipient), "voice": voice, "slot": slot()}


def roster(app: Flask) -> Roster:
    found: Roster = app.extensions["roster"]
    return found


def current_advisors(app: Flask) -> list[Any]:
    return roster(app).active_advisors()


def sign_ins(app: Flask) -> SignIn:
    found: SignIn = app.extensions["sign_in"]
    return found


def test_an_invited_advisor_enrols_once(app: Flask, client: FlaskClient) -> None:
    token = roster(app).invite("Rådgiver 1", int(time.time()))
    assert client.post("/enrol/invitation", json={"token": token}).get_json() == {"name": "Rådgiver 1"}
    key = new_key()
    assert client.post("/enrol", json={"token": token, **key}).status_code == 201
    assert client.post("/enrol", json={"token": token, **new_key()}).status_code == 404
    assert client.post("/enrol/invitation", json={"token": token}).status_code == 404
    assert roster(app).active_advisors() == []  # nothing is sealed to anybody before a list is signed
    (advisor,) = roster(app).list_advisors()
    assert (advisor.status, advisor.recipient, advisor.voice) == ("waiting", key["recipient"], key["voice"])
    assert client.get("/report").text.count("Her kan du snart skrive til os") >= 1
    publish(app)
    assert [each.recipient for each in current_advisors(app)] == [key["recipient"]]


def test_an_invitation_ends_after_three_days_and_when_it_is_replaced(app: Flask, client: FlaskClient) -> None:
    old = roster(app).invite("Rådgiver 1", int(time.time()) - INVITATION_SECONDS - 1)
    assert client.post("/enrol/invitation", json={"token": old}).status_code == 404
    first = roster(app).invite("Rådgiver 1", int(time.time()))
    second = roster(app).invite("Rådgiver 1", int(time.time()))
    assert client.post("/enrol/invitation", json={"token": first}).status_code == 404
    assert client.post("/enrol/invitation", json={"token": second}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": "age1pq1x"},
        {"slot": encode(b"AGE-SECRET-KEY-PQ-1PLAIN")},
        {"slot": "not base64"},
        {"slot": 7},
        {"recipient": None},
        {"voice": "A" * 42 + "B"},
        {"voice": "x"},
        {"voice": None},
    ],
)
def test_what_is_not_a_wrapped_key_is_refused_and_the_invitation_lives_on(
    wrong: dict[str, object], app: Flask, client: FlaskClient
) -> None:
    token = roster(app).invite("Rådgiver 1", int(time.time()))
    assert client.post("/enrol", json={"token": token, **new_key(), **wrong}).status_code == 400
    assert client.post("/enrol/invitation", json={"token": token}).status_code == 200


def test_an_identity_sealed_to_a_key_instead_of_a_passphrase_is_no_slot(app: Flask, client: FlaskClient) -> None:
    token = roster(app).invite("Rådgiver 1", int(time.time()))
    wrong = encode(seal(b"x", [Identity.generate().recipient]))
    assert client.post("/enrol", json={"token": token, **new_key(), "slot": wrong}).status_code == 400


def test_who_can_unseal_the_challenge_is_signed_in(app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    assert client.get("/inbox/state").status_code == 200
    cookie = client.get_cookie("__Host-session")
    assert cookie and cookie.secure and cookie.http_only and cookie.same_site == "Strict" and cookie.path == "/"


def test_the_cookies_token_is_not_in_the_database(app: Flask, advisor: Advisor, instance: Path) -> None:
    cookie = sign_in(app, advisor).get_cookie("__Host-session")
    assert cookie
    assert not any(cookie.value.encode() in file.read_bytes() for file in instance.iterdir() if file.is_file())


def test_what_is_inside_a_challenge_is_no_answer_to_it(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    inside = unseal(base64.b64decode(offered["challenge"]), advisor.identity)
    for told in (inside, inside[20:]):
        assert client.post("/unlock", json={"id": offered["id"], "answer": encode(told)}).status_code == 401


def test_the_cookie_is_for_the_browsers_memory_only(app: Flask, advisor: Advisor) -> None:
    cookie = sign_in(app, advisor).get_cookie("__Host-session")
    assert cookie and cookie.max_age is None and cookie.expires is None


@pytest.mark.parametrize("name", ["rådgiver 1", "RÅDGIVER 1", " Rådgiver 1 ", "Ra\u030adgiver 1"])
def test_a_name_is_known_however_it_is_written(name: str, app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    offered = client.post("/unlock/challenge", json={"name": name}).get_json()
    answer = answer_challenge(base64.b64decode(offered["challenge"]), advisor.identity)
    assert client.post("/unlock", json={"id": offered["id"], "answer": encode(answer)}).status_code == 200


def test_a_second_tab_goes_on_with_the_same_session(app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    before = client.get_cookie("__Host-session")
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    answer = answer_challenge(base64.b64decode(offered["challenge"]), advisor.identity)
    again = client.post("/unlock", json={"id": offered["id"], "answer": encode(answer)})
    after = client.get_cookie("__Host-session")
    assert before and after and before.value == after.value
    assert again.get_json()["csrf"]
    client.environ_base["HTTP_X_CSRFTOKEN"] = again.get_json()["csrf"]
    assert client.post("/unlock/keep").status_code == 204
    assert sql(app, "SELECT count(*) FROM sessions") == [(1,)]


def test_other_devices_are_listed_and_can_be_ended_and_nobody_elses(
    app: Flask, advisor: Advisor, other_advisor: Advisor
) -> None:
    here, there, colleague = sign_in(app, advisor), sign_in(app, advisor), sign_in(app, other_advisor)
    sessions = here.get("/unlock/sessions").get_json()["sessions"]
    assert sorted(each["here"] for each in sessions) == [False, True]
    theirs = colleague.get("/unlock/sessions").get_json()["sessions"]
    assert len(theirs) == 1
    (other,) = [each["id"] for each in sessions if not each["here"]]
    for client in (here, there):
        token = client.get_cookie("__Host-session")
        assert token and all(token.value not in str(each) for each in sessions)
    for wrong in (theirs[0]["id"], "x", ""):
        assert here.post("/unlock/sessions/end", json={"id": wrong}).status_code == 204
    assert colleague.get("/inbox/state").status_code == there.get("/inbox/state").status_code == 200
    assert here.post("/unlock/sessions/end", json={"id": other}).status_code == 204
    assert (here.get("/inbox/state").status_code, there.get("/inbox/state").status_code) == (200, 401)


def test_a_slot_that_somebody_took_away_looks_like_a_strangers(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    sql(app, "DELETE FROM slots")
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    assert len(offered["slot"]) == len(client.post("/unlock/challenge", json={"name": "Fremmed"}).get_json()["slot"])


def test_a_wrong_answer_opens_nothing_and_uses_the_challenge_up(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    right = answer_challenge(base64.b64decode(offered["challenge"]), advisor.identity)
    assert client.post("/unlock", json={"id": offered["id"], "answer": encode(bytes(32))}).status_code == 401
    assert client.post("/unlock", json={"id": offered["id"], "answer": encode(right)}).status_code == 401
    assert client.get("/inbox/state").status_code == 401


def test_a_challenge_can_be_answered_once_and_for_two_minutes(app: Flask, advisor: Advisor) -> None:
    answer, now = secrets.token_bytes(32), int(time.time())
    challenge = sign_ins(app).add_challenge(advisor.id, answer, now)
    assert sign_ins(app).answer_challenge(challenge, answer, now + 121, lifetime(app)) is None
    challenge = sign_ins(app).add_challenge(advisor.id, answer, now)
    assert sign_ins(app).answer_challenge(challenge, answer, now + 119, lifetime(app))
    assert sign_ins(app).answer_challenge(challenge, answer, now + 119, lifetime(app)) is None


def test_a_stranger_gets_an_answer_of_the_same_shape(app: Flask, client: FlaskClient) -> None:
    token = roster(app).invite("Rådgiver 1", int(time.time()))
    client.post("/enrol", json={"token": token, **new_key()})
    publish(app)
    known, unknown, again = (
        client.post("/unlock/challenge", json={"name": name}).get_json()
        for name in ("Rådgiver 1", "Fremmed", "Fremmed")
    )
    for key in ("id", "slot", "challenge"):
        assert len(known[key]) == len(unknown[key])
    shapes = [
        [
            (stanza.type, len(stanza.args[0]), len(stanza.body))
            for stanza in inspect(base64.b64decode(each["slot"])).stanzas
        ]
        for each in (known, unknown)
    ]
    assert shapes[0] == shapes[1]
    assert unknown["slot"] == again["slot"]
    assert client.post("/unlock", json={"id": unknown["id"], "answer": encode(bytes(32))}).status_code == 401


def test_a_session_ends_when_idle_after_eight_hours_and_when_the_clock_goes_back(app: Flask, advisor: Advisor) -> None:
    def session(now: int) -> str:
        answer = secrets.token_bytes(32)
        token = sign_ins(app).answer_challenge(
            sign_ins(app).add_challenge(advisor.id, answer, now), answer, now, lifetime(app)
        )
        assert token
        return token

    def use(token: str, now: int) -> object:
        """And wait until it is noted, which nobody else does."""
        used = sign_ins(app).use_session(token, now, lifetime(app))
        app.extensions["engine"].write(lambda _: None)
        return used

    start = int(time.time())
    token = session(start)
    assert use(token, start + lifetime(app).idle - 1)
    assert use(token, start + 2 * lifetime(app).idle - 2)
    assert not use(token, start + 4 * lifetime(app).idle)
    token = session(start)
    for used in range(start, start + lifetime(app).whole, lifetime(app).idle // 2):
        assert use(token, used)
    assert not use(token, start + lifetime(app).whole)
    token = session(start)
    assert not sign_ins(app).use_session(token, start - 3600, lifetime(app))


def test_locking_ends_the_session_and_clears_the_browser(app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    cookie = client.get_cookie("__Host-session")
    assert cookie
    locked = client.post("/lock")
    assert locked.status_code == 204
    assert locked.headers["Clear-Site-Data"] == '"cache","cookies"'
    client.set_cookie("__Host-session", cookie.value)
    assert client.get("/inbox/state").status_code == 401


def test_a_link_can_not_log_anybody_out(app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    assert client.get("/lock").status_code == 405
    assert client.get("/inbox/state").status_code == 200


def test_a_csrf_token_that_was_changed_is_refused(app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    token = client.environ_base.pop("HTTP_X_CSRFTOKEN")
    assert client.post("/unlock/keep", headers={"X-CSRFToken": token + "x"}).status_code == 400
    assert client.post("/unlock/keep", headers={"X-CSRFToken": token}).status_code == 204


def test_one_advisors_csrf_token_is_no_good_for_another(app: Flask, advisor: Advisor, other_advisor: Advisor) -> None:
    mine, theirs = sign_in(app, advisor), sign_in(app, other_advisor)
    mine.environ_base["HTTP_X_CSRFTOKEN"] = theirs.environ_base["HTTP_X_CSRFTOKEN"]
    assert mine.post("/lock").status_code == 400


def test_a_retired_advisor_is_out_at_once(app: Flask, client: FlaskClient, advisor: Advisor) -> None:
    signed_in = sign_in(app, advisor)
    assert roster(app).retire(advisor.name)
    assert signed_in.get("/inbox/state").status_code == 401
    assert roster(app).active_advisors() == []
    assert sql(app, "SELECT * FROM slots") == []


JUNK = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"id": [], "name": {}}',
    b"\xff",
    b'{"id": "AA", "answer": "\\ud800"}',
    b'{"name": "\\ud800", "token": "\\ud800"}',
)


def test_junk_is_answered_without_an_accident(client: FlaskClient, advisor: Advisor) -> None:
    for path in ("/unlock", "/unlock/challenge", "/enrol", "/enrol/invitation"):
        for junk in JUNK:
            status = client.post(path, data=junk, content_type="application/json").status_code
            assert 400 <= status < 500, (path, junk)


@pytest.mark.parametrize("answer", ["A A=", "AAA", "AAAA\n", "A-_A", "ÆØÅ="])
def test_what_is_not_base64_is_refused_and_not_guessed_at(answer: str, client: FlaskClient, advisor: Advisor) -> None:
    assert client.post("/unlock", json={"id": "AAAA", "answer": answer}).status_code == 400
    assert client.post("/unlock", json={"id": answer, "answer": "AAAA"}).status_code == 400


def test_many_advisors_need_a_configuration_that_says_so(instance: Path) -> None:
    app = create_app({"MAX_ADVISORS": 3})
    for number in range(3):
        enrol(app, f"Rådgiver {number}")
    assert len(roster(app).active_advisors()) == 3
