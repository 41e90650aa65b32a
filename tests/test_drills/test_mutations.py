"""Requests to every route, bent in every way: each is answered or refused, and none is an accident."""

import base64
import http.client
import json
import secrets
import socket
from contextlib import closing, suppress
from pathlib import Path

import pytest
from flask import Flask

from app import INSTANCE, create_app
from crypto import Identity, answer_challenge
from tests.support.cast import CASE, report_frame, sealed_fields
from tests.support.doors import routes
from tests.support.drills import figure, length, memory_mb, worker_pids
from tests.support.portal import Portal

CHANCE = secrets.SystemRandom()
PIECES = [
    *(b"", b"\x00", b"\xff", b"\r\n", b"\n", b"%", b"%00", b"%ff", b"..", b"/", b"?", b"&", b"=", b";", b'"', b"'"),
    *(b"A" * 5_000, b"[" * 1_100, b"{}", b"null", b"-1", b"9" * 30, "æ".encode(), "\u202e".encode(), b"\xed\xa0\x80"),
    *(b"lang=xx", b"lang=ar", b"Cookie: __Host-session=", b"Content-Type: application/json", b"--x", b"Host: evil"),
]


def sign_in(portal: Portal, identity: Identity) -> tuple[bytes, bytes]:
    """Return the cookie and the CSRF token of a session."""

    def post(path: str, sent: dict[str, str]) -> http.client.HTTPResponse:
        connection.request("POST", path, json.dumps(sent), {"Content-Type": "application/json"})
        return connection.getresponse()

    with closing(portal.connect()) as connection:
        offered = json.load(post("/unlock/challenge", {"name": "Rådgiver 0"}))
        answered = answer_challenge(base64.b64decode(offered["challenge"]), identity)
        answer = post("/unlock", {"id": offered["id"], "answer": base64.b64encode(answered).decode()})
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return cookie.encode(), json.load(answer)["csrf"].encode()


def bodies(identities: list[Identity]) -> dict[bytes, list[bytes]]:
    """What is sent to somewhere or other, by content type."""
    frame = report_frame(sealed_fields([identity.recipient for identity in identities], n=1))
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    report = part % (b"where", b"", b"x") + part % (b"photos", b'; filename="x.jpg"', b"\xff\xd8x") + b"--x--\r\n"
    sent = {"name": "Rådgiver 0", "id": "AAAA", "answer": "AAAA", "token": "x", "recipient": "age1pq1x", "seq": 0}
    return {
        b"application/octet-stream": [frame, frame[:33] + frame[33:37], b"\x02"],
        b"application/x-www-form-urlencoded": [
            b"danger=no&where=x&signs=mail",
            b"code=0000-0000",
            b"locator=" + b"A" * 43,
        ],
        b"multipart/form-data; boundary=x": [report],
        b"application/json": [json.dumps(sent).encode(), b"[]", b"{}"],
    }


def bend(raw: bytes) -> bytes:
    """Change a request in up to four places."""
    for _ in range(CHANCE.randrange(5)):
        start = CHANCE.randrange(len(raw) + 1)
        end = min(len(raw), start + CHANCE.choice([0, 0, 1, 1, 8, 200]))
        raw = raw[:start] + CHANCE.choice([*PIECES, bytes([CHANCE.randrange(256)]), raw[start:end] * 2]) + raw[end:]
    return raw


def ask(portal: Portal, raw: bytes) -> int:
    """Return the status of the first answer; 0 if there is none, because the request waits for more of itself."""
    with closing(socket.create_connection(("127.0.0.1", portal.port), timeout=0.15)) as connection:
        with suppress(OSError):
            connection.sendall(raw)
        with suppress(OSError):
            answer = connection.recv(32)
            return int(answer[9:12]) if answer.startswith(b"HTTP/") else 0
    return 0


def requests(portal: Portal, app: Flask, identities: list[Identity]) -> list[tuple[bytes, bytes, bytes]]:
    """Return (method and path, headers, body) of something sensible for every route and kind of body."""
    cookie, token = sign_in(portal, identities[0])
    headers = b"Host: localhost:%d\r\nCookie: %s\r\nX-CSRFToken: %s\r\n" % (portal.port, cookie, token)
    found = routes(app, for_advisors=True) + routes(app, for_advisors=False)
    every = []
    for method, path in found:
        line = f"{method} {path.replace('0' * 32, CASE)}".encode()
        if method == "GET":
            every.append((line, headers, b""))
            continue
        for kind, contents in bodies(identities).items():
            every += [(line, headers + b"Content-Type: " + kind + b"\r\n", content) for content in contents]
    return every


@pytest.mark.parametrize("portal", [(1, "sqlite")], indirect=True)
def test_no_bent_request_is_an_accident(
    portal: Portal, identities: list[Identity], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(INSTANCE, str(tmp_path / "routes"))
    every = [each for each in requests(portal, create_app(), identities) if b"/lock" not in each[0]]
    (pid,) = worker_pids(portal)
    count, statuses = length(600, 30_000), {}
    before = 0.0
    for number in range(count):
        line, headers, body = CHANCE.choice(every)
        if CHANCE.randrange(2):  # the length is right, so that what is bent is looked at
            body = bend(body)
            raw = line + b" HTTP/1.1\r\n" + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body
        else:
            raw = bend(line + b" HTTP/1.1\r\n" + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        status = ask(portal, raw)
        statuses[status] = statuses.get(status, 0) + 1
        assert status < 500, portal.log.read_text()[-3_000:] + repr(raw)[:500]
        if number == count // 3:
            before = memory_mb(pid)
    grown = memory_mb(pid) - before
    figure(
        f"{count} bent requests", f"{dict(sorted(statuses.items()))}; memory {before:.0f} MB, grown by {grown:.0f} MB"
    )
    assert statuses[200] and statuses[400]
    assert grown < 40
    log = portal.log.read_text()
    assert "Error" not in log, log[-3_000:]
