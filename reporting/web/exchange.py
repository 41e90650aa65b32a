"""One request as WSGI knows it, and the way back to whoever sent it."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

REFUSED = "bekymret.refused"
"""Where a request's environment says with which status its body was refused; Flask finds the words."""

Environment = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass(eq=False, slots=True)
class Exchange:
    """A request that is complete. `over` is called when it needs nothing more."""

    protocol: Any
    environ: Environment
    content: bytes
    over: Callable[[], None]

    def ask(self, wsgi: Callable[..., Any], **more: Any) -> Answer:
        """Return the application's answer, given `more` in the environment. Can be asked again."""
        begun: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            begun[:] = int(status[:3]), headers

        answer = wsgi(self.environ | more | {"wsgi.input": BytesIO(self.content)}, start_response)
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers = begun
        if REFUSED in self.environ:
            headers = [*headers, ("Connection", "close")]
        return status, headers, content

    def send(self, answer: Answer) -> None:
        """Send the answer."""
        self.protocol.response_bytes(*answer)
        self.over()
