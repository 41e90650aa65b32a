"""Many reporters at once, over plain sockets, against a running portal."""

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress


class Submitters:
    """Threads that post one report after the other until they are told to stop or the server is gone."""

    def __init__(self, port: int, count: int, make: Callable[[], tuple[str, bytes]]) -> None:
        self._port, self._make = port, make
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self.slowest = 0.0
        """The longest that anybody waited for an answer, in seconds."""
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._submit, daemon=True) for _ in range(count)]

    def run(self, seconds: float, end: Callable[[], None]) -> None:
        """Submit for a while, call `end` in the middle of it all, and wait for everyone to notice."""
        self.begin()
        time.sleep(seconds)
        end()
        self.end()

    def begin(self) -> None:
        """Submit from now on."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Wait for everyone to be answered and to stop."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def _submit(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            while not self._stopped.is_set():
                name, frame = self._make()
                asked = time.monotonic()
                headers = {"Content-Type": "application/octet-stream", "Accept": "application/json"}
                connection.request("POST", "/report/sealed", frame, headers)
                answer = connection.getresponse()
                answer.read()
                self.slowest = max(self.slowest, time.monotonic() - asked)
                if answer.status == 201:
                    self.acknowledged.append(name)
                else:
                    self.refused.append(answer.status)
