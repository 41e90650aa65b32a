"""A light load: prepared requests over plain sockets from a process of its own, so that the server is the limit."""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.queues import Queue

from tests.support.load import Body

CONNECTIONS = 8


def prepare(port: int, body: Body, accept: str = "*/*") -> bytes:
    """Return a whole POST /report as it goes over the wire."""
    content, content_type = body
    head = (
        f"POST /report HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: {content_type}\r\n"
        f"Accept: {accept}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def requests_per_second(port: int, requests: list[bytes], status: int) -> float:
    """Send every request once and return how many a second were answered.

    Raises SystemExit if one is answered with another status: a refused report is no report.
    """
    context = get_context("spawn")
    queue: Queue[float | str] = context.Queue()
    process = context.Process(target=_run, args=(port, requests, status, queue))
    process.start()
    result = queue.get()
    process.join()
    if isinstance(result, str):
        sys.exit(f"a request was answered with {result}, not {status}")
    return result


def _run(port: int, requests: list[bytes], status: int, queue: "Queue[float | str]") -> None:
    waiting = iter(requests)
    wrong: list[str] = []
    lock = threading.Lock()
    threads = [threading.Thread(target=_send, args=(port, waiting, lock, status, wrong)) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(wrong[0] if wrong else len(requests) / (time.perf_counter() - started))


def _send(port: int, waiting: Iterator[bytes], lock: threading.Lock, status: int, wrong: list[str]) -> None:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        with lock:
            request = next(waiting, None)
        if request is None or wrong:
            return
        connection.sendall(request)
        answered = _read_status(connection)
        if answered != str(status):
            wrong.append(answered)


def _read_status(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, rest = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(rest) < length:
        rest += connection.recv(65_536)
    return head[9:12].decode()
