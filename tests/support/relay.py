"""A wire that remembers: passes bytes between a browser and the portal and keeps what the browser sent."""

import socket
import threading
from contextlib import suppress

from tests.support.portal import Portal


class Relay:
    """Listens on a port of its own. `sent` is every byte that came from the browser."""

    def __init__(self, portal: Portal) -> None:
        self._target_port = portal.port
        self._listener = socket.create_server(("127.0.0.1", portal.relay_port))
        self.url = f"http://localhost:{self._listener.getsockname()[1]}"
        self.sent = bytearray()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # otherwise the thread that accepts keeps the port
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target_port))
                threading.Thread(target=self._pass_on, args=(browser, server, self.sent), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(server, browser, bytearray()), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                kept += data
                target.sendall(data)
        for end in (source, target):
            end.close()
