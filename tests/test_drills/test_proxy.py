"""The shipped Caddyfile, in Debian's Caddy: nobody is held up, nothing tells who came, and no answer is packed that a
POST asked for."""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

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
    caddy = Caddy(tmp_path, portal.port, config)
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
