"""The cast of the tests: advisors who hold keys, reporters who seal, and an instance that neither shares."""

import base64
import io
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

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
    """What a browser posts after sealing, unless overridden."""
    receipt = open_code(generate_code())
    body = {"form": "neighbour", "answers": answers or ANSWERS}
    document = build_document(Document("report", inside, 0, "reporter", DAY, "da", body))
    fields = {
        "case": inside,
        "locator": base64.urlsafe_b64encode(receipt.locator).rstrip(b"=").decode(),
        "reply_to": str(receipt.identity.recipient),
        "sealed_to": recipients_digest(recipients),
        "envelope": seal(document, recipients),
    } | overrides
    return {key: value for key, value in fields.items() if value is not None}


def post_sealed(client: FlaskClient, fields: dict[str, Any]) -> Any:
    data = {**fields}
    if isinstance(data.get("envelope"), bytes):
        data["envelope"] = FileStorage(io.BytesIO(data["envelope"]), filename="envelope")
    # Encoded in memory: the test client itself would otherwise put a large body into a temporary file.
    body, length, boundary = stream_encode_multipart(data, use_tempfile=False)
    headers = {"Accept": "application/json", "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return client.post("/report", input_stream=body, content_length=length, headers=headers)


def sign_in(app: Flask, advisor: Advisor) -> FlaskClient:
    """A client with an open session, got the way a browser gets it."""
    client = app.test_client()
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    answer = unseal(base64.b64decode(offered["challenge"]), advisor.identity)
    opened = client.post("/unlock", json={"id": offered["id"], "answer": base64.b64encode(answer).decode()})
    assert opened.status_code == 200
    client.environ_base["HTTP_X_CSRFTOKEN"] = opened.get_json()["csrf"]
    return client
