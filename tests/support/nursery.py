"""A process that has read the program once and becomes a portal as often as it is asked: reading it is half of a start.

What a portal is started with is its own: the environment, the files that it prints to, a group of processes. Drills
start Python itself at full length, as an operator does.
"""

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.support import ROOT


class Born:
    """A portal's first process, with what `subprocess.Popen` would offer of it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def wait(self, seconds: float) -> None:
        """Until it has ended.

        :raise TimeoutError: it has not.
        """
        deadline = time.monotonic() + seconds
        while Path(f"/proc/{self.pid}").exists():
            if time.monotonic() > deadline:
                raise TimeoutError("the portal has not ended")
            time.sleep(0.01)


class Nursery:
    """The process that portals come from."""

    def __init__(self) -> None:
        # The drills know a portal's processes by this name.
        command = [sys.executable, "-m", "tests.support.nursery", "app.py"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def start(self, environment: Mapping[str, str], log: Path) -> Born:
        """Start a portal that prints to `log`."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"environment": dict(environment), "log": str(log)}) + "\n")
        self._process.stdin.flush()
        return Born(int(self._process.stdout.readline()))

    def close(self) -> None:
        self._process.communicate(timeout=10)


@cache
def nursery() -> Nursery:
    """The one of this process."""
    made = Nursery()
    atexit.register(made.close)
    return made


def _become(environment: Mapping[str, str], log: str) -> None:
    """Be `python app.py` from here on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["app.py"]
    runpy.run_path("app.py", run_name="__main__")


def _main() -> None:
    import granian  # noqa: F401 - with the program, what serves it

    import app  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever has ended is gone
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _become(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    _main()
