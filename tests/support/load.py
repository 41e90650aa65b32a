"""Many reporters at once, over plain sockets, against a running portal."""

import http.client
import io
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

Body = tuple[bytes, str]


def encode(fields: dict[str, object]) -> Body:
    """Return a multipart body and its content type; bytes become a file part."""
    parts = {
        key: FileStorage(io.BytesIO(value), filename=key) if isinstance(value, bytes) else value
        for key, value in fields.items()
    }
    stream, _length, boundary = stream_encode_multipart(parts, use_tempfile=False)
    return stream.read(), f"multipart/form-data; boundary={boundary}"


class Submitters:
    """Threads that post one report after the other until they are told to stop or the server is gone."""

    def __init__(self, port: int, count: int, make: Callable[[], tuple[str, Body]]) -> None:
        self._port, self._make = port, make
        self.acknowledged: list[str] = []
        self.refused: list[int] = []
        self.slowest = 0.0
        """The longest that anybody waited for an answer, in seconds."""
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._submit, daemon=True) for _ in range(count)]

    def run(self, seconds: float, end: Callable[[], None]) -> None:
        """Submit for a while, call `end` in the middle of it all, and wait for everyone to notice."""
        for thread in self._threads:
            thread.start()
        time.sleep(seconds)
        end()
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def _submit(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            while not self._stopped.is_set():
                name, (body, content_type) = self._make()
                asked = time.monotonic()
                connection.request(
                    "POST", "/report", body, {"Content-Type": content_type, "Accept": "application/json"}
                )
                answer = connection.getresponse()
                answer.read()
                self.slowest = max(self.slowest, time.monotonic() - asked)
                if answer.status == 201:
                    self.acknowledged.append(name)
                else:
                    self.refused.append(answer.status)
