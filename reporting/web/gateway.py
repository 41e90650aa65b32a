"""Between granian and Flask: reads each request to its end on an event loop, then has it answered.

granian's own way (WSGI) gives a request a thread as soon as its head is there, so that four slow uploads hold four
threads. RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
import logging
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from queue import SimpleQueue
from typing import Any

from reporting.store import Engine

from .bodies import NO_LENGTH, SMALL, TOO_LONG, Bodies, Body, BodyRefused
from .commits import Pending
from .exchange import REFUSED, Environment, Exchange
from .quiet import keep_loop_quiet

_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_BASE = {
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}
_BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_LOOK_SECONDS = 0.02
_FINAL_DOT = re.compile(r"\.(?=:[0-9]*$|$)")
"""A name may end in one, and is compared without its case: RFC 9110, 4.2.3; RFC 3986, 3.2.2."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many threads there are, how long a body may be for a path, what tells senders apart, and `short`: the paths
    of requests that wait for nothing but their commit. `unsized`: where a body may come without its length, and how
    long it is then at most; what is there must be seen to be whole by what it says.
    """

    threads: int
    longest: Callable[[str], int]
    sender: Callable[[Environment], str]
    short: frozenset[str] = frozenset()
    unsized: Mapping[str, int] = field(default_factory=dict)


class Gateway:
    """An RSGI application around a WSGI one."""

    def __init__(self, wsgi: Callable[..., Any], engine: Engine, bounds: Bounds) -> None:
        """Take the application and what it writes to."""
        self._wsgi, self._engine, self._bounds = wsgi, engine, bounds
        self._answered: deque[tuple[asyncio.Future[None], Body | None]] = deque()
        self._pending: deque[Pending] = deque()
        self._open = 0  # requests that were asked and are not over
        self._is_looking = False
        self._ready: SimpleQueue[Exchange] = SimpleQueue()
        for number in range(bounds.threads):
            threading.Thread(target=self._serve, name=f"request-{number}", daemon=True).start()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to serve on `loop`."""
        self._loop = loop
        keep_loop_quiet(loop)
        self._bodies = Bodies(loop)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        environ, body, content = _environment(scope), None, b""
        if scope.method not in _WITHOUT_BODY:
            try:
                body, content = await self._read(environ, protocol)
            except BodyRefused as refused:
                environ[REFUSED] = refused.status
                environ["CONTENT_LENGTH"] = "0"
        try:
            await self._answer(protocol, environ, body, content)
        finally:
            if body:
                self._bodies.forget(body)

    async def _answer(self, protocol: Any, environ: Environment, body: Body | None, content: bytes) -> None:
        done: asyncio.Future[None] = self._loop.create_future()
        exchange = Exchange(protocol, environ, content, lambda: self._answered.append((done, body)))
        self._look_soon()
        if environ["PATH_INFO"] in self._bounds.short:
            self._answer_here(exchange)
        else:
            self._ready.put(exchange)
        await done

    async def _read(self, environ: Environment, protocol: Any) -> tuple[Body, bytes]:
        self._end_answered()  # who sends one after the other has one on the way
        text = environ.get("CONTENT_LENGTH")
        if text is None:
            if "HTTP_TRANSFER_ENCODING" in environ:
                return await self._read_unsized(environ, protocol)
            text = "0"
        length = int(text)
        if length > max(SMALL, self._bounds.longest(environ["PATH_INFO"])):
            raise BodyRefused(TOO_LONG)
        return await self._bodies.read(protocol, length, lambda: self._bounds.sender(environ))

    async def _read_unsized(self, environ: Environment, protocol: Any) -> tuple[Body, bytes]:
        """Read a body in chunks: one that ends early can't be told from a whole one."""
        most = self._bounds.unsized.get(environ["PATH_INFO"])
        if most is None:
            raise BodyRefused(NO_LENGTH)
        body, content = await self._bodies.read(protocol, most, lambda: self._bounds.sender(environ), is_at_most=True)
        del environ["HTTP_TRANSFER_ENCODING"]
        environ["CONTENT_LENGTH"] = str(len(content))
        return body, content

    def _answer_here(self, exchange: Exchange) -> None:
        """Answer without a thread, once what the answer speaks of is committed; see `commits`."""
        try:
            pending = Pending(exchange, self._engine, self._ready.put)
            if pending.begin(self._wsgi):
                self._pending.append(pending)
        except Exception:
            self._ready.put(exchange)  # where what went wrong is told

    def _look_soon(self) -> None:
        self._open += 1
        if not self._is_looking:
            self._is_looking = True
            self._loop.call_later(_LOOK_SECONDS, self._look_after)

    def _look_after(self) -> None:
        """End the tasks of requests that were answered: waking the loop for each would cost more than reading it did.

        And see to the patience of those that wait for their commit.
        """
        self._end_answered()
        self._is_looking = self._open > 0
        if self._is_looking:
            self._loop.call_later(_LOOK_SECONDS, self._look_after)
        now = time.monotonic()
        while self._pending and self._pending[0].is_over(now):
            self._pending.popleft()

    def _end_answered(self) -> None:
        while self._answered:
            self._open -= 1
            done, body = self._answered.popleft()
            if body:
                self._bodies.forget(body)
            if not done.done():
                done.set_result(None)

    def _serve(self) -> None:
        while True:
            exchange = self._ready.get()
            try:
                exchange.send(exchange.ask(self._wsgi))
            except BaseException as error:  # granian panics over an answer that it can't send
                # Nothing of the request, not even in the message of an error. granian answers with a bare 500.
                logging.getLogger("bekymret").error("no answer: %s", type(error).__name__)
                exchange.over()


def _environment(scope: Any) -> Environment:
    server, _, port = scope.server.rpartition(":")
    environ: Environment = {
        **_BASE,
        "REQUEST_METHOD": scope.method,
        # PEP 3333: bytes, each as the character of its number.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # after the change to `_` below it would pass for another header
        key = _BARE.get(name) or "HTTP_" + name.upper().replace("-", "_")
        if name == "host":
            value = _FINAL_DOT.sub("", value.lower())
        environ[key] = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}" if key in environ else value
    return environ
