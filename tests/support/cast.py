"""The cast of the tests: advisors who hold keys, reporters who seal, and an instance that neither shares."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import (
    Conversation,
    Identity,
    Recipient,
    Sealed,
    Stored,
    Thread,
    answer_challenge,
    generate_code,
    open_code,
    read_as_advisor,
)
from reporting.store import ListedCase, NewCase, NewEnvelope, Roster
from tests.support import signed

STORY = "Gardinerne er altid for 🌧 مرحبا <script>alert(1)</script> HEMMELIGHED-4711"
DAY = "2026-11-22"
CODE = "0" * 20
"""A code that everybody knows."""

RECEIPT = open_code(CODE)
CASE = RECEIPT.case
ANSWERS = {"danger": "no", "where": "Eksempelvej 12", "story": STORY}


@dataclass
class Advisor:
    """An enrolled advisor of the tests, with the identity that in real life only the browser has."""

    name: str
    identity: Identity
    id: str


def sql(app: Flask, query: str, *arguments: object) -> list[tuple[Any, ...]]:
    """What somebody with the database file in hand finds, or does: the portal's own connection is not asked.

    By the same copy of SQLite: two copies in one process undo each other's locks (sqlite.org/howtocorrupt.html, 2.2.1).
    """
    with closing(sqlite3.connect(Path(app.instance_path) / "bekymret.db", isolation_level=None)) as db:
        return list(db.execute(query, arguments))


def enrol(app: Flask, name: str) -> Advisor:
    """Enrol somebody and sign a list with them on it: the first one's is list 1, the second one's list 2."""
    roster: Roster = app.extensions["roster"]
    identity = Identity.generate()
    signed.enrol(roster, name, identity)
    publish(app)
    found = roster.find_active(name)
    assert found
    return Advisor(name, identity, found.id)


def publish(app: Flask, *without: str, **changes: Any) -> None:
    """Sign a list of all who are enrolled, but for some."""
    signed.publish(Path(app.instance_path), app.extensions["roster"], without=without, **changes)
    app.extensions["authority"]._answered = None  # without waiting until it asks again


def begin(recipients: Sequence[Recipient], code: str = CODE, day: str = DAY) -> Thread:
    """What seals in the case of a code."""
    receipt = open_code(code)
    return Thread(receipt.case, receipt.talk, recipients, day, "da")


def sealed_report(
    recipients: Sequence[Recipient], code: str = CODE, answers: Mapping[str, Any] | None = None, files: int = 0
) -> Sealed:
    """A report as a browser seals it."""
    body = {"origin": "reporter", "form": "neighbour", "organisation": "", "answers": answers or ANSWERS}
    return begin(recipients, code).report(body, open_code(code), files)


def new_case(recipients: Sequence[Recipient], code: str | None = None, n: int = 1) -> NewCase:
    """A case as the server stores it."""
    receipt = open_code(code or generate_code())
    body = {"form": "neighbour", "answers": ANSWERS}
    sealed = Thread(receipt.case, receipt.talk, recipients, DAY, "da").report(body, receipt)
    return NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), (stored(sealed, n),))


def stored(sealed: Sealed, n: int = 1) -> NewEnvelope:
    """What the server stores of something that was sealed."""
    return NewEnvelope(sealed.envelope, sealed.payload_hash, n, sealed.tag)


def any_envelope(content: bytes, n: int = 1) -> NewEnvelope:
    """Bytes in an envelope's place, for tests that never look inside."""
    return NewEnvelope(content, bytes(32), n, bytes(32))


def any_case(case: str, content: bytes = b"envelope", *files: bytes, locator: bytes | None = None) -> NewCase:
    """A case of bytes, for tests that never look inside."""
    envelopes = tuple(map(any_envelope, (content, *files)))
    return NewCase(case, locator or bytes.fromhex(case) * 2, b"reply", envelopes)


def sealed_fields(
    recipients: Sequence[Recipient],
    code: str = CODE,
    answers: dict[str, Any] | None = None,
    n: int | None = None,
    files: int = 0,
    **overrides: Any,
) -> dict[str, Any]:
    """What a browser puts into the frame of a report, unless overridden: by the list that the last of these brought."""
    receipt = open_code(code)
    report = sealed_report(recipients, code, answers, files)
    fields = {
        "case": bytes.fromhex(receipt.case),
        "locator": receipt.locator,
        "reply_to": bytes(receipt.identity.recipient),
        "n": (n or len(recipients)).to_bytes(4, "big"),
        "outbox": b"\x00",
        "envelope": report.envelope,
        "tag": report.tag,
    }
    return fields | overrides


def add_cases(app: Flask, count: int, day: str) -> set[str]:
    """Cases that came on a day, with bytes in their envelopes' places; return their ids."""
    ids = {secrets.token_hex(16) for _ in range(count)}
    for case in ids:
        app.extensions["cases"].add_case(any_case(case), day)
    return ids


def all_ids(app: Flask) -> list[str]:
    """The ids of all cases."""
    return [each.id for each in app.extensions["list_cards"].list_rows(None, 1000)]


def all_cases(app: Flask) -> list[ListedCase]:
    """All cases, as an inbox opens them."""
    found: list[ListedCase] = app.extensions["cases"].list_some(all_ids(app))
    return found


def read_case(app: Flask, case: str, advisor: Advisor) -> Conversation:
    """A case as an advisor's browser reads it."""
    places = app.extensions["cases"].list_envelopes(case)
    found = [Stored(each.seq, each.by, each.payload_hash, each.tag, each.envelope) for each in places]
    lists = [said for said, _ in app.extensions["authority"].lists().values()]
    return read_as_advisor(advisor.identity, case, found, lambda to, _: any(said.to == to for said in lists))


def uint32(number: int) -> bytes:
    """Four bytes, highest first."""
    return number.to_bytes(4, "big")


def frame(*fields: bytes, envelopes: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """What `static/js/web/frame.ts` makes of these: each envelope with its tag, empty for an advisor's."""
    return b"".join([b"\x02", *fields, *(uint32(len(each)) + each + tag for each, tag in envelopes)])


def report_frame(fields: Mapping[str, Any], photos: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """The frame of a report as `sealed_fields` made it."""
    *head, envelope, tag = fields.values()
    return frame(*head, envelopes=[(envelope, tag), *photos])


def post_frame(client: FlaskClient, path: str, frame: bytes) -> Any:
    headers = {"Accept": "application/json", "Content-Type": "application/octet-stream"}
    return client.post(path, data=frame, headers=headers)


def post_sealed(client: FlaskClient, fields: Mapping[str, Any]) -> Any:
    return post_frame(client, "/report/sealed", report_frame(fields))


def sign_in(app: Flask, advisor: Advisor) -> FlaskClient:
    """A client with an open session, got the way a browser gets it."""
    client = app.test_client()
    offered = client.post("/unlock/challenge", json={"name": advisor.name}).get_json()
    answer = answer_challenge(base64.b64decode(offered["challenge"]), advisor.identity)
    opened = client.post("/unlock", json={"id": offered["id"], "answer": base64.b64encode(answer).decode()})
    assert opened.status_code == 200
    client.environ_base["HTTP_X_CSRFTOKEN"] = opened.get_json()["csrf"]
    return client
