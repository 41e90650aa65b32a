"""The shipped Caddyfile, in Debian's Caddy: nobody is held up, nothing tells who came, and no answer is packed that a
POST asked for."""

import base64
import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from PIL import Image
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from tests.support.caddy import CONFIG, Caddy
from tests.support.drills import Reports, figure, length, memory_mb, reporter_beside, within, worker_pids
from tests.support.http2 import PROTOCOL, Http2
from tests.support.portal import Portal
from tests.support.slow import head

CLIENT = "127.0.0.77"
"""An address that is nobody's but the client's, so that it can be looked for."""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path, PROXIES=1)
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def caddy(tmp_path: Path, portal: Portal) -> Iterator[Caddy]:
    caddy = Caddy(tmp_path, portal.port)
    yield caddy
    caddy.stop()


def connect(caddy: Caddy) -> http.client.HTTPConnection:
    return http.client.HTTPSConnection("localhost", caddy.port, context=caddy.tls, timeout=10)


def raw(caddy: Caddy) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", caddy.port), timeout=10, source_address=(CLIENT, 0))
    return caddy.tls.wrap_socket(plain, server_hostname="localhost")


def test_slow_bodies_through_the_proxy_hold_up_nobody(caddy: Caddy, portal: Portal, reports: Reports) -> None:
    with ExitStack() as held:
        for number in range(100):
            connection = held.enter_context(closing(raw(caddy)))
            length_ = 9_000_000 if number % 2 else 5_000
            connection.sendall(
                head("/report/staff", length_).replace(b"localhost", b"localhost:%d" % caddy.port) + b"x"
            )
        with reporter_beside(lambda: connect(caddy), reports) as reporter:
            time.sleep(length(2, 10))
    told = f"reporter answered {reporter.answered} times, slowest {reporter.slowest:.2f} s"
    figure("100 slow bodies through Caddy", told)
    assert reporter.wrong == []
    assert reporter.answered > 5
    assert reporter.slowest < within(1)


def test_slow_streams_of_http_2_connections_hold_up_nobody(caddy: Caddy, portal: Portal, reports: Reports) -> None:
    (pid,) = worker_pids(portal)
    with ExitStack() as held:
        for _ in range(4):
            connection = held.enter_context(closing(Http2(caddy.port, caddy.tls, CLIENT)))
            assert connection.protocol == PROTOCOL
            for _ in range(60):
                connection.post("/report/sealed", 9_000, b"\x01" * 500)
        with reporter_beside(lambda: connect(caddy), reports) as reporter:
            time.sleep(length(2, 10))
    told = f"reporter answered {reporter.answered} times, slowest {reporter.slowest:.2f} s; {memory_mb(pid):.0f} MB"
    figure("240 slow streams of four HTTP/2 connections", told)
    assert reporter.wrong == []
    assert reporter.slowest < within(1)


def test_a_report_over_http_2_is_taken(caddy: Caddy, portal: Portal, reports: Reports) -> None:
    frame = reports.new()[1]
    with closing(Http2(caddy.port, caddy.tls)) as connection:
        assert connection.status(connection.post("/report/sealed", len(frame), frame, whole=True)) == 201


def misbehave(caddy: Caddy, portal: Portal, times: int) -> None:
    """Do what gets clients into logs: break off, send garbage, ask while nobody is behind the proxy."""
    host = b"localhost:%d" % caddy.port
    for _ in range(times):
        with closing(raw(caddy)) as connection:  # a download that breaks off
            connection.sendall(b"GET /static/inbox.js HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            connection.recv(100)
        with closing(raw(caddy)) as connection:  # an upload that breaks off
            connection.sendall(head("/report/staff", 9_000).replace(b"localhost", host) + b"x")
        with closing(raw(caddy)) as connection:
            connection.sendall(b"no http at all\r\n\r\n")
        garbage = socket.create_connection(("127.0.0.1", caddy.port), timeout=10, source_address=(CLIENT, 0))
        with closing(garbage):
            garbage.sendall(b"\x16\x03\x01 no TLS at all" * 50)
        with closing(Http2(caddy.port, caddy.tls, CLIENT)) as http2:
            http2.reset(http2.post("/report/sealed", 9_000, b"\x01" * 500))
            http2.reset(http2.get("/static/inbox.js"))
    portal.stop()
    with closing(raw(caddy)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        with suppress(OSError):
            assert b" 502 " in connection.recv(100)
    portal.start()
    time.sleep(0.5)


def test_whatever_a_client_does_no_log_has_its_address(caddy: Caddy, portal: Portal) -> None:
    misbehave(caddy, portal, length(10, 100))
    for log in (caddy.log, portal.log):
        assert CLIENT not in log.read_text()


def test_with_caddys_own_logs_its_address_would_be_there(portal: Portal, tmp_path: Path) -> None:
    config = tmp_path / "Caddyfile"
    config.write_text(CONFIG.read_text("utf-8").replace("exclude http\n", "level debug\n"), "utf-8")
    caddy = Caddy(tmp_path, portal.port, config=config)
    misbehave(caddy, portal, 3)
    caddy.stop()
    assert CLIENT in caddy.log.read_text()


def test_pages_are_packed_and_conversations_are_not(caddy: Caddy) -> None:
    packs = {"Accept-Encoding": "zstd, gzip, br"}
    form = packs | {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(connect(caddy)) as connection:
        for method, path, is_packed in (
            ("GET", "/", True),
            ("GET", "/return", None),
            ("POST", "/return", False),
            ("POST", "/return/lookup", False),
            ("POST", "/report", False),
        ):
            body = "locator=" + "A" * 43 if method == "POST" else None
            connection.request(method, path, body, form if body else packs)
            answer = connection.getresponse()
            answer.read()
            if is_packed is not None:
                assert (answer.getheader("Content-Encoding") is not None) is is_packed, path


def test_what_the_portal_says_of_itself_comes_through_and_the_proxy_adds_no_name(caddy: Caddy) -> None:
    with closing(connect(caddy)) as connection:
        for path in ("/", "/return", "/inbox"):
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert "default-src 'none'" in str(answer.getheader("Content-Security-Policy"))
            assert str(answer.getheader("Strict-Transport-Security")).startswith("max-age=")
            assert answer.getheader("Referrer-Policy") == "same-origin"
            assert (answer.getheader("Server"), answer.getheader("Set-Cookie")) == (None, None)


def test_a_look_up_tells_nothing_by_its_length(caddy: Caddy, reports: Reports) -> None:
    _, frame = reports.new()
    known = base64.urlsafe_b64encode(frame[17:49]).rstrip(b"=").decode()
    lengths, answers = [], set()
    with closing(connect(caddy)) as connection:
        connection.request("POST", "/report/sealed", frame, {"Content-Type": "application/octet-stream"})
        assert connection.getresponse().read()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "zstd, gzip, br"}
        for locator in (known, "A" * 43):
            connection.request("POST", "/return/lookup", f"locator={locator}", form)
            answer = connection.getresponse()
            found = answer.read()
            lengths.append(len(found))
            answers.add(found.strip())
            assert answer.getheader("Content-Encoding") is None
    assert len(answers) == 2
    assert lengths[0] == lengths[1] > 0


def test_two_photos_as_a_phone_takes_them_arrive(caddy: Caddy, portal: Portal, reports: Reports) -> None:
    picture = io.BytesIO()
    Image.effect_noise((2_400, 1_800), 90).convert("RGB").save(picture, "JPEG", quality=95)
    assert 2_000_000 < len(picture.getvalue()) < 5_000_000
    fields = [("where", "", b"Eksempelvej 12"), ("signs", "", b"no_access")]
    photos = [("photos", f'; filename="{number}.jpg"', picture.getvalue()) for number in (1, 2)]
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + value + b"\r\n"
        for name, file, value in fields + photos
    )
    with closing(connect(caddy)) as connection:
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        connection.request("POST", "/report/staff", body + b"--x--\r\n", kind)
        answer = connection.getresponse()
        assert answer.status in (200, 303), answer.read()[:500]
        answer.read()
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        assert db.execute("SELECT count(*), min(length(content)) FROM blobs WHERE length(content) > 200000").fetchone()
        (count,) = db.execute("SELECT count(*) FROM envelopes").fetchone()
    assert count == 3


def test_no_log_has_a_path_or_a_token(caddy: Caddy, portal: Portal) -> None:
    path, token = "/o/sentinel-4713", "sentinel-4714"
    for statuses in ((404, 401), (502, 503)):  # with the portal behind the proxy, and without
        with closing(connect(caddy)) as connection:
            connection.request("GET", path)
            assert connection.getresponse().status in statuses
        with closing(connect(caddy)) as connection:
            connection.request("POST", "/intake", b"x", {"Authorization": f"Bearer {token}"})
            assert connection.getresponse().status in statuses
        if 404 in statuses:
            portal.stop()
    portal.start()
    for log in (caddy.log, portal.log):
        assert log.stat().st_size > 0
        assert "sentinel" not in log.read_text()


def test_an_address_that_a_client_makes_up_counts_for_nothing(caddy: Caddy, portal: Portal) -> None:
    portal.stop()
    portal.environment["BEKYMRET_RATELIMIT_ENABLED"] = "true"
    portal.start()
    statuses = []
    with closing(connect(caddy)) as connection:
        for number in range(8):
            made_up = {"X-Forwarded-For": f"203.0.{number}.1", "Content-Type": "application/json"}
            connection.request("POST", "/unlock/challenge", '{"name": "x"}', made_up)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
    assert statuses == [200] * 5 + [429] * 3
