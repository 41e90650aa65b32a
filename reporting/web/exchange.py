"""One request as WSGI knows it, and the way back to whoever sent it."""

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any

REFUSED = "bekymret.refused"
"""Where a request's environment says with which status its body was refused; Flask finds the words."""

ANEW = "bekymret.anew"
"""Where it says that this request was asked, and counted, before."""

Environment = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes]


class Exchange:
    """A request that is complete."""

    def __init__(self, protocol: Any, environ: Environment, content: bytes, over: Callable[[], None]) -> None:
        """Take what granian gave, and what is called once when it needs nothing more."""
        self.environ = environ
        self._protocol, self._content, self._over = protocol, content, over
        self._is_over = threading.Lock()

    def over(self) -> None:
        """Let granian have it back, if that was not done before."""
        if self._is_over.acquire(blocking=False):
            self._over()

    def ask(self, wsgi: Callable[..., Any], **more: Any) -> Answer:
        """Return the application's answer, given `more` in the environment. Can be asked again."""
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            begun[:] = int(status[:3]), headers

        answer = wsgi(self.environ | more | {"wsgi.input": BytesIO(self._content)}, start_response)
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers = begun
        if REFUSED in self.environ:
            headers = [*headers, ("Connection", "close")]
        return status, headers, content

    def send(self, answer: Answer) -> None:
        """Send the answer; if that can't be done, there is nothing more to do."""
        try:
            self._protocol.response_bytes(*answer)
        finally:
            self.over()
