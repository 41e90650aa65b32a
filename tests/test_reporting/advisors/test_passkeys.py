"""Slots for passkeys: kept for the advisor who made them, and found by nothing but their credential."""

import base64
import secrets
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import PASSKEY, seal
from tests.support.cast import Advisor, publish, sign_in, sql

CREDENTIAL = secrets.token_bytes(16)


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def slot(kind: str = PASSKEY) -> bytes:
    """Of the form that a browser sends; the server can't tell what is in it."""
    body = base64.b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    mac = base64.b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
    head = f"age-encryption.org/v1\n-> {kind} AAAAAAAAAAAAAAAAAAAAAA\n{body}\n--- {mac}\n"
    return head.encode() + secrets.token_bytes(16 + 138 + 16)


def passkey(**changes: object) -> dict[str, Any]:
    usual: dict[str, Any] = {"credential": encode(CREDENTIAL), "slot": encode(slot()), "device": "Kontorets pc"}
    return usual | changes


def test_a_passkey_is_found_by_its_credential_and_by_nothing_else(
    app: Flask, client: FlaskClient, advisor: Advisor, other_advisor: Advisor
) -> None:
    inbox = sign_in(app, advisor)
    sent = passkey()
    assert inbox.post("/unlock/passkeys", json=sent).status_code == 204
    found = client.post("/unlock/challenge", json={"credential": sent["credential"]}).get_json()
    assert found["slot"] == sent["slot"]
    assert set(found) == {"id", "slot", "challenge"}
    unknown = client.post("/unlock/challenge", json={"credential": encode(secrets.token_bytes(16))})
    assert unknown.status_code == 404
    by_name = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    assert by_name["slot"] != sent["slot"]  # a name tells nothing of passkeys
    (listed,) = inbox.get("/unlock/passkeys").get_json()["passkeys"]
    assert (listed["device"], len(listed["id"])) == ("Kontorets pc", 32)
    assert sign_in(app, other_advisor).get("/unlock/passkeys").get_json() == {"passkeys": []}


def test_only_its_own_advisor_removes_a_passkey_and_nobody_the_passphrase(
    app: Flask, client: FlaskClient, advisor: Advisor, other_advisor: Advisor
) -> None:
    inbox = sign_in(app, advisor)
    inbox.post("/unlock/passkeys", json=passkey())
    (listed,) = inbox.get("/unlock/passkeys").get_json()["passkeys"]
    ((words,),) = sql(app, "SELECT id FROM slots WHERE kind = 'passphrase' AND advisor = ?", advisor.id)
    assert sign_in(app, other_advisor).post("/unlock/passkeys/remove", json={"id": listed["id"]}).status_code == 204
    assert inbox.post("/unlock/passkeys/remove", json={"id": words.hex()}).status_code == 204
    assert len(sql(app, "SELECT 1 FROM slots")) == 3
    assert inbox.post("/unlock/passkeys/remove", json={"id": listed["id"]}).status_code == 204
    assert client.post("/unlock/challenge", json={"credential": encode(CREDENTIAL)}).status_code == 404
    assert inbox.post("/unlock/passkeys/remove", json={"id": "x"}).status_code == 400


def test_one_credential_has_one_slot_and_an_advisor_at_most_ten(app: Flask, advisor: Advisor) -> None:
    inbox = sign_in(app, advisor)
    assert inbox.post("/unlock/passkeys", json=passkey()).status_code == 204
    assert inbox.post("/unlock/passkeys", json=passkey()).status_code == 409
    for _ in range(9):
        sent = passkey(credential=encode(secrets.token_bytes(16)))
        assert inbox.post("/unlock/passkeys", json=sent).status_code == 204
    assert inbox.post("/unlock/passkeys", json=passkey(credential=encode(b"eleven"))).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"credential": ""},
        {"credential": encode(bytes(1024))},
        {"device": " "},
        {"device": "x" * 61},
        {"device": "a\u200bb\ue000"},
        {"slot": encode(b"no age file")},
        {"slot": encode(slot("scrypt"))},
        {"slot": encode(slot() + bytes(1024))},
        {"slot": 7},
    ],
)
def test_what_is_no_passkey_is_refused(change: dict[str, object], app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).post("/unlock/passkeys", json=passkey(**change)).status_code == 400
    assert sql(app, "SELECT 1 FROM slots WHERE kind = 'passkey'") == []


def test_an_envelope_to_the_advisors_is_no_slot(app: Flask, advisor: Advisor) -> None:
    sent = passkey(slot=encode(seal(b"x", [advisor.identity.recipient])))
    assert sign_in(app, advisor).post("/unlock/passkeys", json=sent).status_code == 400


def test_a_passkey_ends_with_its_advisor(
    app: Flask, client: FlaskClient, advisor: Advisor, other_advisor: Advisor
) -> None:
    sign_in(app, advisor).post("/unlock/passkeys", json=passkey())
    publish(app, advisor.name)
    assert client.post("/unlock/challenge", json={"credential": encode(CREDENTIAL)}).status_code == 404
    assert sql(app, "SELECT 1 FROM slots WHERE advisor = ?", advisor.id) == []


@pytest.mark.parametrize("junk", [5, True, "x", [], None, {"credential": 7}, {"credential": "%"}])
def test_junk_is_never_an_accident(junk: object, client: FlaskClient, advisor: Advisor) -> None:
    assert client.post("/unlock/challenge", json=junk).status_code == 400
