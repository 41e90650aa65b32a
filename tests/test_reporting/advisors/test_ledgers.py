"""The advisors' ledgers as the server keeps them: the newest of each, sealed, numbered."""

import base64

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import Identity, Recipient, seal
from tests.support.cast import Advisor, frame, post_frame, sign_in, sql, uint32

URL = "/inbox/ledgers"
PLAINTEXT = bytes(4352)


def ledger(recipients: list[Recipient], number: int = 1, plaintext: bytes = PLAINTEXT) -> bytes:
    return frame(uint32(number), envelopes=[(seal(plaintext, recipients), b"")])


def test_the_newest_ledger_of_each_advisor_is_kept(app: Flask, advisors: list[Advisor]) -> None:
    to = [advisor.identity.recipient for advisor in advisors]
    mine, theirs = (sign_in(app, advisor) for advisor in advisors)
    for client, number in ((mine, 1), (mine, 2), (theirs, 7)):
        assert post_frame(client, URL, ledger(to, number)).status_code == 201
    told = {each["advisor"]: each for each in mine.get(URL).get_json()["ledgers"]}
    assert {advisor.id: told[advisor.id]["number"] for advisor in advisors} == {advisors[0].id: 2, advisors[1].id: 7}
    assert all(base64.b64decode(each["envelope"]).startswith(b"age-encryption.org/v1") for each in told.values())
    rows = sql(app, "SELECT count(*) FROM blobs WHERE number NOT IN (SELECT envelope FROM envelopes)")
    assert rows == [(2,)]  # the one before is gone


def test_a_number_that_was_used_is_refused(app: Flask, advisor: Advisor) -> None:
    client, to = sign_in(app, advisor), [advisor.identity.recipient]
    assert post_frame(client, URL, ledger(to, 3)).status_code == 201
    for number in (3, 2, 0):
        assert post_frame(client, URL, ledger(to, number)).status_code == 409


def test_what_is_not_sealed_to_exactly_the_advisors_is_refused(app: Flask, advisors: list[Advisor]) -> None:
    client, to = sign_in(app, advisors[0]), [advisor.identity.recipient for advisor in advisors]
    stranger = Identity.generate().recipient
    for wrong in (
        ledger(to[:1]),
        ledger([*to, stranger]),
        ledger(to, plaintext=bytes(5000)),
        frame(uint32(1), envelopes=[(b"plain", b"")]),
        b"",
    ):
        assert post_frame(client, URL, wrong).status_code == 400
    assert client.get(URL).get_json() == {"ledgers": []}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_gets_nothing(method: str, client: FlaskClient, advisor: Advisor) -> None:
    assert client.open(URL, method=method).status_code == 401
