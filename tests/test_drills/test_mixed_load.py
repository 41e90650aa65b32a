"""Everything at once for ten minutes, with limits on: the log is empty but for sentences."""

import random  # noqa: TID251 - which request comes next decides nothing
import re
import threading
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app import create_app
from crypto import Identity
from tests.support.drills import Reports, figure, length
from tests.support.portal import Portal
from tests.support.slow import head
from tests.test_drills.test_mutations import bend, requests

SECONDS = length(12, 600)
THREADS = 8
SENTENCE = r"(\[INFO\] (Starting|Listening|Spawning|Started).*|bekymret: .*\.)"
"""What may stand in the log: that it has started, what is not set, which pages nobody has signed."""


class Client:
    """Somebody at some address who asks for one thing after the other."""

    def __init__(self, portal: Portal, every: list[tuple[bytes, bytes, bytes]], reports: Reports, seed: int) -> None:
        self._portal, self._every, self._reports = portal, every, reports
        self._chance = random.Random(seed)  # noqa: S311
        self.statuses: Counter[int] = Counter()

    def run(self, over: threading.Event) -> None:
        while not over.is_set():
            with suppress(OSError):
                self._once()

    def _once(self) -> None:
        line, headers, body = self._next()
        sender = f"X-Forwarded-For: 203.0.{self._chance.randrange(4)}.1\r\n".encode()
        sent = line + b" HTTP/1.1\r\n" + headers + sender + b"Content-Length: %d\r\n\r\n" % len(body) + body
        if (how := self._chance.randrange(20)) == 0:
            sent = sent[: self._chance.randrange(len(sent))]  # gone in the middle of it
        elif how == 1:
            sent = bend(sent)
        with closing(self._portal.connect()) as connection:
            connection.connect()
            assert connection.sock
            connection.sock.settimeout(0.5)
            connection.sock.sendall(sent)
            answer = connection.sock.recv(32)
            if answer.startswith(b"HTTP/"):
                self.statuses[int(answer[9:12])] += 1

    def _next(self) -> tuple[bytes, bytes, bytes]:
        host = b"Host: localhost:%d\r\n" % self._portal.port
        kind = self._chance.randrange(6)
        if kind == 0:
            return b"POST /report/sealed", host + b"Content-Type: application/octet-stream\r\n", self._reports.new()[1]
        if kind == 1:
            return head().partition(b" HTTP")[0], host, b""
        return self._chance.choice(self._every)


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    portal = Portal(tmp_path, WORKERS=2, RATELIMIT_ENABLED="true", PROXIES=1)
    portal.start()
    return portal


def test_ten_minutes_of_everything_leave_nothing_but_sentences_in_the_log(
    portal: Portal, identities: list[Identity], reports: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEKYMRET_INSTANCE", str(tmp_path / "routes"))
    every = [each for each in requests(portal, create_app(), identities) if b"/lock" not in each[0]]
    over = threading.Event()
    clients = [Client(portal, every, reports, seed) for seed in range(THREADS)]
    threads = [threading.Thread(target=client.run, args=(over,)) for client in clients]
    for thread in threads:
        thread.start()
    over.wait(SECONDS)
    over.set()
    for thread in threads:
        thread.join(30)
    lines = portal.log.read_text().splitlines()
    portal.stop()
    statuses = sum((client.statuses for client in clients), Counter())
    told = [line for line in lines if not re.fullmatch(SENTENCE, line)]
    figure(f"{SECONDS} s of mixed load", f"{sum(statuses.values())} answers {dict(sorted(statuses.items()))}")
    assert told == []
    assert len(lines) < 30  # each of them once a process
    assert statuses[200] and statuses[201] and statuses[400] and statuses[429]
