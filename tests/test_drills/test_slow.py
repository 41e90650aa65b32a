"""However slowly others send, a real reporter is answered as before, and the server ends when it is told to."""

import os
import signal
import socket
import time

import pytest

from reporting.commands.serve import END_SECONDS
from reporting.web.bodies import GRACE_SECONDS, LARGE_PER_SENDER
from tests.support.drills import Reports, figure, length, memory_mb, reporter_beside, within, worker_pids
from tests.support.portal import Portal
from tests.support.slow import head, held

pytestmark = pytest.mark.parametrize("portal", [(1, "sqlite")], indirect=True)
PHOTOS = head("/report/staff", 9_000_000, "multipart/form-data; boundary=x")
SLOW = {
    "slow headers": (500, b"POST /report HTTP/1.1\r\nHost: localhost\r\nX: "),
    "slow bodies": (100, head() + b"story="),
    "bodies of which nothing comes": (300, head()),
    "slow bodies where none is read": (100, head("/lock") + b"x"),
    "half-sent sealed reports": (100, head("/report/sealed", 9_000, "application/octet-stream") + b"\x01" * 4_000),
    "half-sent photos": (100, PHOTOS + b"--x\r\n" + b"x" * 10_000),
}


@pytest.mark.parametrize("kind", SLOW)
def test_slow_visitors_hold_up_nobody(kind: str, portal: Portal, reports: Reports) -> None:
    count, sent = SLOW[kind]
    (pid,) = worker_pids(portal)
    with held(portal.port, count, sent), reporter_beside(portal.connect, reports) as reporter:
        time.sleep(length(2, 10))
    told = f"reporter answered {reporter.answered} times, slowest {reporter.slowest:.2f} s; {memory_mb(pid):.0f} MB"
    figure(f"{count} {kind}", told)
    assert reporter.wrong == []
    assert reporter.answered > 5
    assert reporter.slowest < within(1)
    assert memory_mb(pid) < 300


def test_a_body_that_stalls_is_told_so_in_time(portal: Portal, reports: Reports) -> None:
    with held(portal.port, 1, head() + b"story=") as (connection,):
        asked = time.monotonic()
        answer = connection.recv(65_536)
        took = time.monotonic() - asked
    figure("a body that stalls", f"{answer[9:12].decode()} after {took:.1f} s")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert GRACE_SECONDS - 1 < took < GRACE_SECONDS + within(4)


def test_a_third_large_upload_from_one_network_hears_at_once_when_to_come_back(portal: Portal) -> None:
    with held(portal.port, LARGE_PER_SENDER, PHOTOS + b"x"):
        time.sleep(0.2)
        with socket.create_connection(("127.0.0.1", portal.port), timeout=5) as third:
            third.sendall(PHOTOS)
            answer = third.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5\r\n" in answer


def test_the_server_ends_within_the_time_that_it_states(portal: Portal) -> None:
    with held(portal.port, 100, head() + b"story="), held(portal.port, 4, PHOTOS + b"x"):
        time.sleep(0.5)
        asked = time.monotonic()
        os.kill(portal.pid, signal.SIGTERM)
        portal.wait(30)
        took = time.monotonic() - asked
    figure("SIGTERM with 104 slow bodies", f"ended after {took:.1f} s")
    assert took < END_SECONDS + within(2)
    portal.start()
