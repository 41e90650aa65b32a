"""Whatever goes wrong, however far from a request: the log has the kind and the place, and no value."""

import subprocess
import sys

from tests.support import ROOT

PROGRAM = """
import asyncio, threading
from reporting.web.quiet import keep_loop_quiet, keep_quiet
keep_quiet()
SECRET = "LIMITER/look-up/SENTINEL-4711"

def fail(*_):
    raise KeyError(SECRET)

class Leaving:
    __del__ = fail

thread = threading.Thread(target=fail)
thread.start()
thread.join()
thing = Leaving()
del thing

async def on_the_loop():
    loop = asyncio.get_running_loop()
    keep_loop_quiet(loop)
    loop.call_soon(fail)
    loop.call_exception_handler({"message": SECRET})
    await asyncio.sleep(0.01)

asyncio.run(on_the_loop())
fail()
"""


def test_nothing_but_kind_and_place_is_told_of_what_nobody_catches() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert "SENTINEL" not in said
    assert "LIMITER" not in said
    for where in (
        "in a thread: KeyError",
        "not to be raised: KeyError",
        "on the loop: KeyError",
        "at the end: KeyError",
    ):
        assert where in said
    assert said.count("<string>:") >= 4
