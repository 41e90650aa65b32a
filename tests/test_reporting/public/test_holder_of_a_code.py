"""Who holds a code has every key of its conversation but the advisors', and all that may come of it is a message."""

import hashlib
import hmac
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import Sealed, Thread, build_document, build_file, describe_file, to_text
from tests.support.cast import (
    CASE,
    RECEIPT,
    Advisor,
    begin,
    frame,
    post_frame,
    post_sealed,
    read_case,
    sealed_fields,
    uint32,
)

KINDS = ("report", "reply", "file", "casefile", "message as the advisors'")
HEAD = (bytes.fromhex(CASE), RECEIPT.locator, bytes(RECEIPT.identity.recipient), uint32(2), b"\x00")


def write(thread: Thread, kind: str) -> Sealed:
    """Something with a true MAC, at the next place, sealed to the advisors only."""
    if kind == "file":
        document = thread._document("file", describe_file(b"photo", "image/jpeg"))
        return thread._seal(build_file(document, b"photo", RECEIPT.talk))
    body = {"text": "Luk sagen", "talk": to_text(RECEIPT.talk), "files": 0}
    plaintext = build_document(thread._document("message", body), RECEIPT.talk)
    said, length = plaintext.rstrip(b" ").decode(), len(plaintext)
    said = said[: said.index(',"mac"')] + "}"
    if kind.startswith("message"):
        said = said.replace('"from":"reporter"', '"from":"advisor"')
    else:
        said = said.replace('"type":"message"', f'"type":"{kind}"')
    mac = to_text(hmac.digest(RECEIPT.talk, b"bekymret talk v2\n" + said.encode(), hashlib.sha256))
    bent = f'{said[:-1]},"mac":"{mac}"}}'.encode().ljust(length)
    assert json.loads(bent)["mac"] == mac
    return thread._seal(bent)


def states(app: Flask, advisors: list[Advisor]) -> list[str]:
    return [item.state for item in read_case(app, CASE, advisors[0]).items]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_message_is_refused_or_flagged_where_messages_come_in(
    kind: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    assert post_sealed(client, sealed_fields(recipients)).status_code == 201
    thread = begin(recipients)
    thread.seq, thread.state = 1, read_case(app, CASE, advisors[0]).transcripts[1]
    made = write(thread, kind)
    sent = frame(RECEIPT.locator, uint32(2), uint32(1), envelopes=[(made.envelope, made.tag)])
    status = post_frame(client, "/return/message/sealed", sent).status_code
    found = states(app, advisors)
    assert (status, found) == (400, ["open"]) or (status == 201 and found[0] == "open" and found[1] != "open")


@pytest.mark.parametrize("door", ["/report/sealed", "/report/staff/sealed"])
@pytest.mark.parametrize("kind", [*KINDS, "message"])
def test_what_is_no_report_is_refused_or_flagged_where_reports_come_in(
    kind: str, door: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    """Even a `report` of the right case, if it lacks what reports carry."""
    made = write(begin([advisor.identity.recipient for advisor in advisors]), kind)
    status = post_frame(client, door, frame(*HEAD, envelopes=[(made.envelope, made.tag)])).status_code
    assert status == 400 or "open" not in states(app, advisors)


@pytest.mark.parametrize("kind", ["report", "reply", "casefile", "message"])
def test_what_is_no_photo_is_refused_or_flagged_where_photos_come_in(
    kind: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    thread = begin(recipients)
    report = thread.report({"answers": {"where": "Eksempelvej 12"}}, RECEIPT, files=1)
    made = write(thread, kind)
    sent = frame(*HEAD, envelopes=[(report.envelope, report.tag), (made.envelope, made.tag)])
    status = post_frame(client, "/report/staff/sealed", sent).status_code
    assert status == 400 or states(app, advisors)[1] != "open"
