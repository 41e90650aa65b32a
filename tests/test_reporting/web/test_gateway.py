"""What granian hands over becomes the very request that was sent, or none. Against a real server."""

import http.client
import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.cast import report_frame, sealed_fields
from tests.support.drills import enrol_two
from tests.support.portal import Portal


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(Path(tmp_path_factory.mktemp("gateway")), PROXIES=1, HOSTS='["localhost"]')
    portal.start()
    yield portal
    portal.stop()


def send(portal: Portal, raw: bytes) -> tuple[int, str]:
    """Send bytes as they are; return the status and body of the answer."""
    with closing(socket.create_connection(("127.0.0.1", portal.port), timeout=10)) as connection:
        connection.sendall(raw)
        with closing(http.client.HTTPResponse(connection)) as answer:
            answer.begin()
            return answer.status, answer.read().decode()


def post(portal: Portal, path: str, body: bytes, *headers: str) -> tuple[int, str]:
    head = [f"POST {path} HTTP/1.1", f"Host: localhost:{portal.port}", *headers, f"Content-Length: {len(body)}"]
    return send(portal, "\r\n".join([*head, "", ""]).encode() + body)


def test_a_page_and_its_head_alone(portal: Portal) -> None:
    with closing(http.client.HTTPConnection("localhost", portal.port)) as connection:
        for method in ("GET", "HEAD"):
            connection.request(method, "/112")
            answer = connection.getresponse()
            assert answer.status == 200
            assert bool(answer.read()) is (method == "GET")
            assert answer.getheader("Content-Security-Policy")


def test_a_sealed_report_is_acknowledged_once_it_is_there(portal: Portal) -> None:
    identities = enrol_two(portal)
    fields = sealed_fields([identity.recipient for identity in identities], n=1)
    octets = "Content-Type: application/octet-stream"
    assert post(portal, "/report/sealed", report_frame(fields), octets)[0] == 201
    assert post(portal, "/report/sealed", report_frame(fields), octets)[0] == 201  # the same: its answer was lost
    stranger = fields | {"locator": bytes(32)}
    status, answer = post(portal, "/report/sealed", report_frame(stranger), octets, "Accept: application/json")
    assert (status, '"case"' in answer) == (400, True)  # the same case id from somebody else


def test_a_report_that_is_sent_again_counts_once(tmp_path: Path) -> None:
    """Its answer was lost: nobody is to hear that there were too many, because it is stored."""
    portal = Portal(tmp_path, RATELIMIT_ENABLED="true", HOSTS='["localhost"]')
    portal.start()
    fields = sealed_fields([identity.recipient for identity in enrol_two(portal)], n=1)
    octets = "Content-Type: application/octet-stream"
    statuses = [post(portal, "/report/sealed", report_frame(fields), octets)[0] for _ in range(31)]
    portal.stop()
    assert statuses == [201] * 30 + [429]


@pytest.mark.parametrize("query", ["lang=æ", "lang=\u202e", "o=😟", "x=%ff"])
def test_any_query_is_answered(query: str, portal: Portal) -> None:
    raw = f"GET /112?{query} HTTP/1.1\r\nHost: localhost:{portal.port}\r\n\r\n".encode()
    assert send(portal, raw)[0] in (200, 400)


def test_a_body_without_a_length_is_refused(portal: Portal) -> None:
    head = f"POST /report HTTP/1.1\r\nHost: localhost:{portal.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert send(portal, head.encode() + b"5\r\nstory\r\n0\r\n\r\n")[0] == 411
    assert send(portal, head.encode() + b"5\r\nstory\r\n")[0] == 411  # at once: it could go on without end


CHUNKED = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\nIdempotency-Key: {key}"


def chunked(portal: Portal, token: str, key: str, rest: bytes) -> tuple[int, str]:
    head = f"POST /intake HTTP/1.1\r\nHost: localhost:{portal.port}\r\nAuthorization: Bearer {token}\r\n"
    return send(portal, head.encode() + CHUNKED.format(key=key).encode() + b"\r\n\r\n" + rest)


def as_chunks(content: bytes, length: int) -> bytes:
    parts = [content[at : at + length] for at in range(0, len(content), length)]
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)


def test_a_program_may_send_a_case_in_chunks_within_bounds_and_whole(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    portal.start()
    enrol_two(portal)
    token = portal.command("intake", "add", "Advokat Eksempel").split()[0]
    case = json.dumps({"answers": {"where": "Eksempelvej 12", "deadline": "2027-01-05"}}).encode()
    assert chunked(portal, token, "1", as_chunks(case, 7) + b"0\r\n\r\n")[0] == 201
    parcel = as_chunks(case, 70) + b"0\r\n\r\n"
    assert [chunked(portal, token, "1", parcel)[0] for _ in range(9)] == [200] * 9  # at once after each other
    status, said = chunked(portal, token, "2", as_chunks(b" " * 600_000, 8192) + b"0\r\n\r\n")
    assert (status, "longer than any case" in said) == (413, True)
    status, said = chunked(portal, token, "3", as_chunks(case[:40], 7) + b"0\r\n\r\n")
    assert (status, "Send JSON" in said) == (400, True)
    with closing(socket.create_connection(("127.0.0.1", portal.port), timeout=10)) as connection:
        head = f"POST /intake HTTP/1.1\r\nHost: localhost:{portal.port}\r\nAuthorization: Bearer {token}\r\n"
        connection.sendall(head.encode() + CHUNKED.format(key="4").encode() + b"\r\n\r\n" + as_chunks(case[:-2], 7))
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    portal.stop()
    assert not answer or b" 400 " in answer.split(b"\r\n", 1)[0]  # JSON says itself whether it is whole
    with sqlite3.connect(portal.database) as db:
        assert db.execute("SELECT count(*) FROM intake_keys").fetchone() == (1,)


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost.", "LocalHost."])
def test_a_host_is_known_whatever_its_case_and_with_its_last_dot(host: str, portal: Portal) -> None:
    raw = f"GET /112 HTTP/1.1\r\nHost: {host}:{portal.port}\r\n\r\n"
    assert send(portal, raw.encode())[0] == 200


def test_a_body_that_breaks_off_is_not_taken_for_a_short_one(portal: Portal) -> None:
    head = f"POST /return HTTP/1.1\r\nHost: localhost:{portal.port}\r\nContent-Length: 100\r\n\r\n"
    with closing(socket.create_connection(("127.0.0.1", portal.port), timeout=10)) as connection:
        connection.sendall(head.encode() + b"code=0000")
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    assert not answer or b" 400 " in answer.split(b"\r\n", 1)[0]


def test_a_body_that_is_too_long_is_refused_before_it_is_sent_in_the_persons_language(portal: Portal) -> None:
    head = f"POST /report HTTP/1.1\r\nHost: localhost:{portal.port}\r\nAccept-Language: en\r\n"
    head += "Content-Length: 9000000\r\n\r\n"
    status, page = send(portal, head.encode())
    assert status == 413
    assert "Nothing was sent" in page
    head = head.replace("/report ", "/report/staff ").replace("9000000", "90000000")
    assert send(portal, head.encode())[0] == 413


def test_a_body_that_is_refused_under_a_foreign_host_name_is_answered(portal: Portal) -> None:
    head = b"POST /report HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9000000\r\n\r\n"
    assert send(portal, head)[0] == 400


def test_json_that_is_nested_too_deep_is_refused(portal: Portal) -> None:
    for path in ("/unlock/challenge", "/unlock", "/enrol", "/enrol/invitation"):
        assert post(portal, path, b"[" * 50_000, "Content-Type: application/json")[0] == 400


def test_a_header_with_an_underscore_never_passes_for_another(portal: Portal) -> None:
    """`Sec_Fetch_Site` would become the same name as `Sec-Fetch-Site`."""
    assert post(portal, "/return", b"code=x", "Sec_Fetch_Site: cross-site")[0] == 422
    assert post(portal, "/return", b"code=x", "Sec-Fetch-Site: cross-site")[0] == 403


@pytest.mark.parametrize("path", ["/page/%C3%A6", "/page/%FF", "/page/%2e%2e%2fsecret_key", "/%00", "/page/x%2Fy"])
def test_any_path_is_answered(path: str, portal: Portal) -> None:
    with closing(http.client.HTTPConnection("localhost", portal.port)) as connection:
        connection.request("GET", path)
        assert connection.getresponse().status == 404


def test_a_text_that_is_not_ascii_arrives_as_it_was_written(portal: Portal) -> None:
    status, page = post(portal, "/return", "code=æøå مرحبا".encode(), "Content-Type: application/x-www-form-urlencoded")
    assert status == 422
    assert "æøå مرحبا" in page


def test_http_2_is_not_spoken(portal: Portal) -> None:
    """Nobody needs it behind a proxy, and one connection could hold much more."""
    with closing(socket.create_connection(("127.0.0.1", portal.port), timeout=10)) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        answer = connection.recv(100)
    assert b"HTTP/2" not in answer
    assert b"\x00\x00" not in answer[:9]


def test_nothing_of_all_this_is_in_the_log(portal: Portal) -> None:
    quiet = ("[INFO]", "bekymret: ", "nobody is sealed to")  # what the server says to the operator
    assert [line for line in portal.log.read_text().splitlines() if not line.startswith(quiet)] == []
