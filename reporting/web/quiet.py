"""Whatever goes wrong in a thread, in the loop, or where nobody can catch it: the log gets its kind and place, and no
value, path or key, as `QuietFlask` has it for requests.
"""

import asyncio
import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any


def kind_and_place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return an exception's type and its stack, without its message or any value."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n  ".join([kind.__name__, *places])


def keep_quiet() -> None:
    """Have this process's threads, and what can't be raised anywhere, tell no more than that."""
    threading.excepthook = lambda told: _log("in a thread", told.exc_type, told.exc_traceback)
    sys.unraisablehook = lambda told: _log("not to be raised", told.exc_type, told.exc_traceback)
    sys.excepthook = lambda kind, _error, trace: _log("at the end", kind, trace)


def keep_loop_quiet(loop: asyncio.AbstractEventLoop) -> None:
    """Have what goes wrong on a loop tell no more than that."""

    def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error:
            _log("on the loop", type(error), error.__traceback__)
        else:
            logging.getLogger("bekymret").error("on the loop")

    loop.set_exception_handler(handle)


def _log(where: str, kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    logging.getLogger("bekymret").error("%s: %s", where, kind_and_place(kind or BaseException, trace))
