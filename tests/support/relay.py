"""A wire between a browser and the portal: it keeps what the browser sent, and can go dead in the middle."""

import socket
import threading
from contextlib import suppress

from tests.support.portal import Portal

_BUFFER = 64 * 1024


class Relay:
    """Listens on a port of its own. `sent` is every byte that came from the browser."""

    def __init__(self, portal: Portal) -> None:
        self._target_port = portal.port
        self._listener = socket.create_server(("127.0.0.1", portal.relay_port))
        # Small, so that a browser sees early that nothing moves.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        self.sent = bytearray()
        self._flows = threading.Event()
        self._flows.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self) -> None:
        """Take bytes and pass nothing on from now on, as in a basement."""
        self._flows.clear()

    def go_on(self) -> None:
        """Pass everything on again."""
        self._flows.set()

    def close(self) -> None:
        self._flows.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # otherwise the thread that accepts keeps the port
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target_port))
                for ends in ((browser, server, self.sent), (server, browser, bytearray())):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(_BUFFER):
                kept += data
                self._flows.wait()
                target.sendall(data)
        for end in (source, target):
            end.close()
