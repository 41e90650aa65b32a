"""A mail server for the tests, and one that hands out tokens; both take what they are told to take."""

import base64
import email
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, AuthResult

from tests.support.portal import free_port


class Postbox:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[tuple[str, list[str], Message]] = []
        self.refusal = ""
        self.refused: dict[str, str] = {}
        """What is answered to an address, in place of taking it."""
        self.login = "235 welcome"
        """What is answered to whoever logs in, however."""
        self.tokens: list[str] = []
        """With what somebody logged in by XOAUTH2."""

    async def handle_AUTH(self, _server: object, _session: object, _envelope: object, args: list[str]) -> Any:  # noqa: N802
        return MISSING if args[0] == "XOAUTH2" else self.login

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - its name
        self.tokens.append(base64.b64decode(args[1]).decode())
        if not self.login.startswith("235"):
            await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=self.login.startswith("235"), handled=False, message=self.login)

    async def handle_RCPT(  # noqa: N802 - its name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - its name
        if self.refusal:
            return self.refusal
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
        return "250 OK"


@contextmanager
def open_postbox(**settings: Any) -> Iterator[Postbox]:
    """A running mail server; `settings` as aiosmtpd has them."""
    box = Postbox()
    usual: dict[str, Any] = {
        "hostname": "127.0.0.1",
        "port": box.port,
        "auth_require_tls": False,
        "enable_SMTPUTF8": False,
    }
    controller = Controller(box, **usual | settings)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


class TokenServer:
    """Hands out tokens; `answer` is what it says next, `asked` what it was asked."""

    def __init__(self) -> None:
        self.answer: tuple[int, object] = (200, {"access_token": "a-token", "token_type": "Bearer", "expires_in": 3599})
        self.asked: list[dict[str, list[str]]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.asked.append(parse_qs(body.decode()))
                status, said = told.answer
                content = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Location", self.path)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST  # noqa: N815 - its name

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"

    @contextmanager
    def running(self) -> Iterator["TokenServer"]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
