"""After an advisor joined or left: new headers over the same payloads, and the old ones kept until somebody else has
looked.
"""

import base64
import hashlib
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import Identity, NoMatch, Recipient, inspect, new_header, seal, unseal
from reporting import current
from reporting.store.headers import KEPT_DAYS
from tests.support.cast import (
    CASE,
    RECEIPT,
    Advisor,
    begin,
    enrol,
    frame,
    post_frame,
    post_sealed,
    publish,
    read_case,
    sealed_fields,
    sign_in,
    sql,
    uint32,
)

URL = "/inbox/reseal"


@pytest.fixture
def replaced(app: Flask, advisors: list[Advisor]) -> list[Advisor]:
    """A case of a report, a reply and a message; then the second advisor left and a third one came."""
    recipients = [advisor.identity.recipient for advisor in advisors]
    assert post_sealed(app.test_client(), sealed_fields(recipients)).status_code == 201
    thread = begin(recipients)
    thread.state, thread.seq = read_case(app, CASE, advisors[0]).transcripts[1], 1
    reply = thread.reply("Hvornår?", RECEIPT.identity.recipient)
    sent = frame(uint32(2), uint32(1), envelopes=[(reply.envelope, b"")])
    assert post_frame(sign_in(app, advisors[0]), f"/inbox/cases/{CASE}/replies", sent).status_code == 201
    message = thread.message("I mandags")
    fields = (RECEIPT.locator, uint32(2), uint32(2))
    sent = frame(*fields, envelopes=[(message.envelope, message.tag)])
    assert post_frame(app.test_client(), "/return/message/sealed", sent).status_code == 201
    app.extensions["roster"].retire(advisors[1].name)
    newcomer = enrol(app, "Rådgiver 3")
    return [advisors[0], newcomer, advisors[1]]


def items(client: FlaskClient) -> list[dict[str, Any]]:
    return list(client.get(URL).get_json()["items"])


def seals(found: Sequence[dict[str, Any]], identity: Identity, recipients: Sequence[Recipient], n: int = 3) -> bytes:
    """What the remaining advisor's browser sends."""
    parts = []
    for each in found:
        old = base64.b64decode(each["header"])
        to = [*recipients, Recipient.parse(each["reply_to"])] if each["by"] == "advisor" else recipients
        made = new_header(old, identity, to)
        digest = hashlib.sha256(old).digest()
        parts.append(bytes.fromhex(each["case"]) + uint32(each["seq"]) + digest + uint32(len(made)) + made)
    return b"\x02" + uint32(n) + b"".join(parts)


def reseal(app: Flask, replaced: list[Advisor]) -> Any:
    client = sign_in(app, replaced[0])
    to = [each.identity.recipient for each in sorted(replaced[:2], key=lambda each: each.id)]
    return post_frame(client, URL, seals(items(client), replaced[0].identity, to))


def test_the_new_advisor_opens_everything_and_the_retired_one_nothing(app: Flask, replaced: list[Advisor]) -> None:
    remaining, newcomer, retired = replaced
    before = [each.payload_hash for each in app.extensions["cases"].list_envelopes(CASE)]
    assert [item.state for item in read_case(app, CASE, newcomer).items] == ["closed"] * 3
    answer = reseal(app, replaced)
    assert (answer.status_code, answer.get_json()) == (201, {"replaced": 3})
    for advisor in (remaining, newcomer):
        conversation = read_case(app, CASE, advisor)
        assert conversation.is_sound
        assert [item.document and item.document.type for item in conversation.items] == ["report", "reply", "message"]
    stored = app.extensions["cases"].list_envelopes(CASE)
    for each in stored:
        with pytest.raises(NoMatch):
            unseal(each.envelope, retired.identity)
    unseal(stored[1].envelope, RECEIPT.identity)  # the reporter still reads the reply
    assert [each.payload_hash for each in stored] == before
    assert items(sign_in(app, remaining)) == []


def test_only_headers_travel(app: Flask, replaced: list[Advisor]) -> None:
    for each in items(sign_in(app, replaced[0])):
        header = base64.b64decode(each["header"])
        assert header.rstrip(b"\n").rpartition(b"\n")[2].startswith(b"--- ")
        assert len(header) < 6_000


def test_what_is_done_stays_done_and_the_rest_is_asked_for_again(app: Flask, replaced: list[Advisor]) -> None:
    client = sign_in(app, replaced[0])
    to = [each.identity.recipient for each in replaced[:2]]
    found = items(client)
    assert client.get(URL).get_json()["left"] == 3
    assert post_frame(client, URL, seals(found[:1], replaced[0].identity, to)).status_code == 201
    assert client.get(URL).get_json()["left"] == 2
    assert [(each["case"], each["seq"]) for each in items(client)] == [(CASE, 1), (CASE, 2)]
    behind = client.get(f"{URL}?case={CASE}&seq=1").get_json()["items"]
    assert [each["seq"] for each in behind] == [2]
    again = post_frame(client, URL, seals(found, replaced[0].identity, to))
    assert again.get_json() == {"replaced": 2}  # the first one is another header by now


def test_a_header_for_anybody_else_is_refused(app: Flask, replaced: list[Advisor]) -> None:
    client = sign_in(app, replaced[0])
    found, me = items(client), replaced[0].identity
    both = [each.identity.recipient for each in replaced[:2]]
    thief = Identity.generate().recipient
    stray = seal(b"x" * 4096, both)
    foreign = stray[: inspect(stray).header_length].replace(b"mlkem768x25519", b"grease", 1)
    head = b"\x02" + uint32(3) + bytes.fromhex(CASE) + uint32(0)
    old = hashlib.sha256(base64.b64decode(found[0]["header"])).digest()
    for wrong in (
        seals(found, me, both[:1]),
        seals(found, me, [*both, thief]),
        seals(found, me, both, n=2),
        seals([found[1] | {"by": "reporter"}], me, both),
        head + old + uint32(len(foreign)) + foreign,
        head + old + uint32(5) + b"nope!",
        b"\x02",
        b"",
    ):
        assert post_frame(client, URL, wrong).status_code == 400
    assert client.get(URL).get_json()["left"] == 3


def test_strangers_and_the_retired_reseal_nothing(app: Flask, client: FlaskClient, replaced: list[Advisor]) -> None:
    assert client.get(URL).status_code == 401
    assert post_frame(client, URL, b"\x02" + uint32(3)).status_code == 401


def test_the_old_header_is_kept_until_another_advisor_has_opened_the_new_one(
    app: Flask, replaced: list[Advisor]
) -> None:
    reseal(app, replaced)
    remaining, newcomer = (sign_in(app, each) for each in replaced[:2])
    places = [[CASE, 0], [CASE, 1], [CASE, 2]]
    assert remaining.get(f"{URL}/kept").get_json() == {"places": []}
    assert newcomer.get(f"{URL}/kept").get_json() == {"places": places}
    assert remaining.post(f"{URL}/opened", json={"places": places}).status_code == 204
    assert sql(app, "SELECT count(*) FROM old_headers") == [(3,)]  # who made the new one does not vouch for it
    assert newcomer.post(f"{URL}/opened", json={"places": places[:2]}).status_code == 204
    assert newcomer.get(f"{URL}/kept").get_json() == {"places": places[2:]}


def test_a_header_that_locks_the_other_advisor_out_is_put_back(app: Flask, replaced: list[Advisor]) -> None:
    remaining, newcomer, _ = replaced
    client = sign_in(app, remaining)
    strangers = [Identity.generate().recipient, Identity.generate().recipient]
    assert post_frame(client, URL, seals(items(client), remaining.identity, strangers)).status_code == 201
    assert [item.state for item in read_case(app, CASE, remaining).items] == ["closed"] * 3
    places = [[CASE, 0], [CASE, 1], [CASE, 2]]
    assert client.post(f"{URL}/back", json={"places": places}).status_code == 204
    assert [item.state for item in read_case(app, CASE, remaining).items] == ["closed"] * 3
    assert sign_in(app, newcomer).post(f"{URL}/back", json={"places": places}).status_code == 204
    assert read_case(app, CASE, remaining).is_sound
    assert client.get(URL).get_json()["left"] == 3


def test_old_headers_go_after_thirty_days_and_are_in_no_file_any_more(
    app: Flask, replaced: list[Advisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = base64.b64decode(items(sign_in(app, replaced[0]))[0]["header"])[200:300]
    reseal(app, replaced)
    client, day = sign_in(app, replaced[0]), date.today()  # noqa: DTZ011
    for days, left in ((KEPT_DAYS, 3), (KEPT_DAYS + 1, 0)):
        monkeypatch.setattr(current, "today", lambda days=days: day + timedelta(days=days))
        assert client.get(f"{URL}/kept").status_code == 200
        assert sql(app, "SELECT count(*) FROM old_headers") == [(left,)]
    deadline = time.monotonic() + 5
    folder = app.extensions["engine"].address.parent
    while any(secret in file.read_bytes() for file in folder.glob("bekymret.db*")):
        assert time.monotonic() < deadline
        time.sleep(0.05)


JUNK = ([], "x", None, {}, {"places": "x"}, {"places": [["x", 0]]}, {"places": [[CASE, -1]]}, {"places": [[CASE]]})


@pytest.mark.parametrize("sent", JUNK, ids=str)
def test_junk_is_no_place(sent: object, app: Flask, advisor: Advisor) -> None:
    client = sign_in(app, advisor)
    for path in ("opened", "back"):
        assert client.post(f"{URL}/{path}", json=sent).status_code == 400


@pytest.mark.parametrize("query", ["case=x", f"case={CASE}&seq=-1", f"case={CASE}&seq=x", f"case={'G' * 32}"])
def test_what_is_no_place_to_go_on_from_is_refused(query: str, app: Flask, advisor: Advisor) -> None:
    assert sign_in(app, advisor).get(f"{URL}?{query}").status_code == 400


def test_while_nobody_can_be_sealed_to_nothing_is_sealed_again(app: Flask, replaced: list[Advisor]) -> None:
    client = sign_in(app, replaced[0])
    sql(app, "UPDATE advisors SET recipient = 'x' WHERE name = 'Rådgiver 3'")
    time.sleep(0.06)
    assert client.get(URL).status_code == 503
    assert post_frame(client, URL, b"\x02" + uint32(3)).status_code == 503


def test_a_renewed_list_of_the_same_advisors_leaves_every_header(app: Flask, replaced: list[Advisor]) -> None:
    reseal(app, replaced)
    publish(app)
    assert items(sign_in(app, replaced[0])) == []
