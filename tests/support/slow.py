"""Visitors who take their time: heads and bodies that stop halfway."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

FORM = "application/x-www-form-urlencoded"


def head(path: str = "/report", length: int = 5_000, kind: str = FORM) -> bytes:
    """The head of a request whose body is to follow."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode()


@contextmanager
def held(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Hold `count` connections on which `sent` was sent and nothing follows."""
    with ExitStack() as open_:
        connections = []
        for _ in range(count):
            connection = open_.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            connection.sendall(sent)
            connections.append(connection)
        yield connections
