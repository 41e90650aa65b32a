"""One HTTP/2 connection, as a browser opens it or as an attacker does."""

import socket
import ssl

import h2.connection
import h2.events

PROTOCOL = "h2"


class Http2:
    """Speaks to `port` from `source`, an address of the loopback range."""

    def __init__(self, port: int, tls: ssl.SSLContext, source: str = "127.0.0.1") -> None:
        self._port = port
        tls.set_alpn_protocols([PROTOCOL])
        raw = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
        self.socket = tls.wrap_socket(raw, server_hostname="localhost")
        self.protocol = self.socket.selected_alpn_protocol()
        self._connection = h2.connection.H2Connection()
        self._connection.initiate_connection()
        self._flush()

    def post(self, path: str, length: int, sent: bytes, *, whole: bool = False) -> int:
        """Begin a POST and send part of its body; return the stream's number."""
        stream = self._connection.get_next_available_stream_id()
        headers = [
            (":method", "POST"),
            (":authority", f"localhost:{self._port}"),
            (":scheme", "https"),
            (":path", path),
        ]
        kind = ("content-type", "application/octet-stream")
        self._connection.send_headers(stream, [*headers, kind, ("content-length", str(length))])
        self._connection.send_data(stream, sent, end_stream=whole)
        self._flush()
        return stream

    def get(self, path: str) -> int:
        stream = self._connection.get_next_available_stream_id()
        self._connection.send_headers(stream, self._head("GET", path), end_stream=True)
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        self._connection.reset_stream(stream)
        self._flush()

    def status(self, stream: int) -> int:
        """Wait for the status of a stream's answer."""
        while True:
            for event in self._connection.receive_data(self.socket.recv(65_536)):
                if isinstance(event, h2.events.ResponseReceived) and event.stream_id == stream:
                    return int(dict(event.headers or [])[b":status"])
            self._flush()

    def close(self) -> None:
        self.socket.close()

    def _head(self, method: str, path: str) -> list[tuple[str, str]]:
        where = (":authority", f"localhost:{self._port}")
        return [(":method", method), where, (":scheme", "https"), (":path", path)]

    def _flush(self) -> None:
        self.socket.sendall(self._connection.data_to_send())
