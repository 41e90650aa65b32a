"""What the drills share: how long they run, a real reporter beside them, and the figures that they print."""

import http.client
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crypto import Identity, check_document, unseal
from reporting.store import Cases, Engine, Roster
from tests.support import IS_FULL, signed
from tests.support.cast import report_frame, sealed_fields
from tests.support.portal import Portal


def length(short: int, full: int) -> int:
    return full if IS_FULL else short


def within(seconds: float) -> float:
    """A promised time. The short form runs beside other tests: there it finds what hangs, not what is slow."""
    return seconds if IS_FULL else 4 * seconds


def figure(name: str, value: object) -> None:
    """Print a figure; `make drills` shows them."""
    print(f"\n    {name}: {value}", flush=True)


def enrol_two(portal: Portal) -> list[Identity]:
    engine = Engine(portal.database)
    roster, identities = Roster(engine, 2), [Identity.generate(), Identity.generate()]
    for number, identity in enumerate(identities):
        signed.enrol(roster, f"Rådgiver {number}", identity)
    signed.publish(portal.instance, roster, [portal.url])
    engine.close()
    time.sleep(0.1)  # until the portal asks again who they are
    return identities


def count_stored(place: Path | str, acknowledged: list[str], identities: list[Identity]) -> int:
    """Open every acknowledged report with each key; return how many cases there are."""
    engine = Engine(place)
    assert engine.find_damage() == []
    cases, opened = Cases(engine), set()
    for case in acknowledged:
        (stored,) = cases.list_envelopes(case)
        envelope = stored.envelope or b""
        if envelope not in opened:  # many are the same to the byte, see `Reports`
            for identity in identities:
                check_document(unseal(envelope, identity), None)
            opened.add(envelope)
    count = cases.count_cases()
    engine.close()
    return count


Connect = Callable[[], http.client.HTTPConnection]


class Reports:
    """Frames of new reports: sealed once, each with a case and a receipt of its own, which is all the server sees."""

    def __init__(self, identities: list[Identity]) -> None:
        self._frame = report_frame(sealed_fields([identity.recipient for identity in identities], n=1))

    def new(self) -> tuple[str, bytes]:
        """Return the case id in hex and the frame."""
        fresh = secrets.token_bytes(48)
        return fresh[:16].hex(), self._frame[:1] + fresh + self._frame[49:]


class Reporter:
    """A real person beside a drill: looks at a page and sends a report, again and again, each on a new connection."""

    def __init__(self, connect: Connect, reports: Reports) -> None:
        self._connect, self._reports = connect, reports
        self.slowest = 0.0
        self.answered = 0
        self.wrong: list[object] = []

    def once(self) -> None:
        frame = self._reports.new()[1]
        asked = time.monotonic()
        try:
            for method, path, body, expected in (("GET", "/report", b"", 200), ("POST", "/report/sealed", frame, 201)):
                connection = self._connect()
                connection.request(method, path, body, {"Content-Type": "application/octet-stream"})
                status = connection.getresponse().status
                connection.close()
                if status != expected:
                    self.wrong.append(status)
        except OSError as error:
            self.wrong.append(error)
        self.answered += 1
        self.slowest = max(self.slowest, time.monotonic() - asked)


@contextmanager
def reporter_beside(connect: Connect, reports: Reports) -> Iterator[Reporter]:
    """Let a reporter go about it until the block ends."""
    reporter, over = Reporter(connect, reports), threading.Event()

    def go_on() -> None:
        while not over.is_set():
            reporter.once()
            over.wait(0.1)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield reporter
    finally:
        over.set()
        thread.join(30)


def worker_pids(portal: Portal) -> list[int]:
    """The processes that answer."""
    children = Path(f"/proc/{portal.pid}/task/{portal.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"app.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def memory_mb(pid: int) -> float:
    """What a process holds in memory, its children not counted."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
