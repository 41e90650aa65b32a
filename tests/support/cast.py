"""The cast of the tests: advisors who hold keys, reporters who seal, and an instance that neither shares."""

import base64
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from crypto import (
    Document,
    Identity,
    Recipient,
    build_document,
    generate_code,
    open_code,
    recipients_digest,
    seal,
    unseal,
)
from reporting.store import Roster

STORY = "Gardinerne er altid for 🌧 مرحبا <script>alert(1)</script> HEMMELIGHED-4711"
DAY = "2026-11-22"
CASE = "0" * 31 + "1"
ANSWERS = {"danger": "no", "where": "Eksempelvej 12", "story": STORY}


@dataclass
class Advisor:
    """An enrolled advisor of the tests, with the identity that in real life only the browser has."""

    name: str
    identity: Identity
    id: str


def sql(app: Flask, query: str) -> list[tuple[Any, ...]]:
    """What somebody with the database file in hand finds, or does: the portal's own connection is not asked."""
    with closing(sqlite3.connect(Path(app.instance_path) / "bekymret.db", isolation_level=None)) as db:
        return list(db.execute(query))


def enrol(app: Flask, name: str) -> Advisor:
    roster: Roster = app.extensions["roster"]
    identity = Identity.generate()
    token = roster.invite(name, int(time.time()))
    roster.enrol(token, str(identity.recipient), b"age-encryption.org/v1\n", int(time.time()), DAY)
    found = roster.find_active(name)
    assert found
    return Advisor(name, identity, found.id)


def sealed_fields(
    recipients: list[Recipient], inside: str = CASE, answers: dict[str, Any] | None = None, **overrides: Any
) -> dict[str, Any]:
    """What a browser puts into the frame of a report, unless overridden."""
    receipt = open_code(generate_code())
    body = {"form": "neighbour", "answers": answers or ANSWERS}
    document = build_document(Document("report", inside, 0, "reporter", DAY, "da", body))
    return {
        "case": bytes.fromhex(inside),
        "locator": receipt.locator,
        "reply_to": bytes(receipt.identity.recipient),
        "sealed_to": bytes.fromhex(recipients_digest(recipients)),
        "envelope": seal(document, recipients),
    } | overrides


def frame(*fields: bytes, envelopes: Sequence[bytes]) -> bytes:
    """What `static/js/web/frame.js` makes of these."""
    return b"".join([b"\x01", *fields, *(len(each).to_bytes(4, "big") + each for each in envelopes)])


def report_frame(fields: Mapping[str, Any], photos: Sequence[bytes] = ()) -> bytes:
    """The frame of a report as `sealed_fields` made it."""
    *head, envelope = fields.values()
    return frame(*head, envelopes=[envelope, *photos])


def post_frame(client: FlaskClient, path: str, frame: bytes) -> Any:
    headers = {"Accept": "application/json", "Content-Type": "application/octet-stream"}
    return client.post(path, data=frame, headers=headers)


def post_sealed(client: FlaskClient, fields: Mapping[str, Any]) -> Any:
    return post_frame(client, "/report/sealed", report_frame(fields))


def sign_in(app: Flask, advisor: Advisor) -> FlaskClient:
    """A client with an open session, got the way a browser gets it."""
    client = app.test_client()
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    answer = unseal(base64.b64decode(offered["challenge"]), advisor.identity)
    opened = client.post("/unlock", json={"id": offered["id"], "answer": base64.b64encode(answer).decode()})
    assert opened.status_code == 200
    client.environ_base["HTTP_X_CSRFTOKEN"] = opened.get_json()["csrf"]
    return client
