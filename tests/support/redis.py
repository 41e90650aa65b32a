"""A store that several processes share, on a port of its own; it keeps nothing on the disk."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.portal import free_port


class SharedStore:
    """Debian's Redis, started for one test. Without it these tests fail; they are never skipped."""

    def __init__(self, folder: Path, *more: str, port: int = 0) -> None:
        """Start it with `more` options, of which the last of a kind counts."""
        self.port = port or free_port()
        self.uri = f"redis://127.0.0.1:{self.port}"
        program = shutil.which("redis-server")
        assert program, "redis-server is missing: run `make test`, which installs it"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = [program, *options, "--dir", str(folder), *more]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.client = redis.Redis.from_url(self.uri)
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        self.client.close()
        self._process.terminate()
        self._process.wait(10)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes what it is sent, and does not answer."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False
