"""What is made to be expensive costs its sender a sentence, and nobody else anything."""

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from crypto import Identity
from tests.support.cast import report_frame, sealed_fields
from tests.support.drills import Reports, figure, memory_mb, reporter_beside, within, worker_pids
from tests.support.hostile import long_header, many_frames, many_pixels, many_scans, much_exif
from tests.support.portal import Portal

pytestmark = pytest.mark.parametrize("portal", [(1, "sqlite")], indirect=True)
MB = 1024 * 1024
PICTURES: dict[str, Callable[[], bytes]] = {
    "a progressive JPEG with 1 000 scans": lambda: many_scans(1_000),
    "10 000 × 10 000 pixels": lambda: many_pixels(10_000),
    "14 MB of Exif": lambda: much_exif(14 * MB),
    "a GIF with 2 000 frames": lambda: many_frames(2_000),
}


class Attack:
    """Posts the same from many connections at once and notes what came back, and when."""

    def __init__(self, portal: Portal, path: str, body: bytes, content_type: str, count: int) -> None:
        self.statuses: list[int] = []
        self._threads = [
            threading.Thread(target=self._post, args=(portal, path, body, content_type)) for _ in range(count)
        ]

    def run(self) -> float:
        """Return how many seconds it took until all were answered."""
        began = time.monotonic()
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join(120)
        return time.monotonic() - began

    def _post(self, portal: Portal, path: str, body: bytes, content_type: str) -> None:
        with closing(http.client.HTTPConnection("localhost", portal.port, timeout=120)) as connection:
            with suppress(OSError):  # refused before all of it was sent; the answer may still be there
                connection.request("POST", path, body, {"Content-Type": content_type, "Connection": "close"})
            try:
                self.statuses.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException):
                self.statuses.append(0)


def watch(portal: Portal, reports: Reports, attack: Attack) -> tuple[float, str]:
    """Let it run beside a real reporter; return the most memory that the worker held, and what happened."""
    (pid,) = worker_pids(portal)
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], memory_mb(pid))

    looking = threading.Thread(target=look)
    looking.start()
    with reporter_beside(portal.connect, reports) as reporter:
        took = attack.run()
    over.set()
    looking.join()
    assert reporter.wrong == []
    assert reporter.slowest < within(1)
    beside = f"reporter {reporter.answered} times, slowest {reporter.slowest:.2f} s"
    return most[0], f"{sorted(set(attack.statuses))} in {took:.1f} s; {beside}; at most {most[0]:.0f} MB"


def test_four_headers_of_four_megabytes(portal: Portal, identities: list[Identity], reports: Reports) -> None:
    fields = sealed_fields([identity.recipient for identity in identities], n=1, envelope=long_header(4 * MB))
    for path in ("/report/staff/sealed", "/report/sealed"):
        attack = Attack(portal, path, report_frame(fields), "application/octet-stream", 4)
        memory, told = watch(portal, reports, attack)
        figure(f"4 × 4 MB of header to {path}", told)
        assert set(attack.statuses) <= {400, 413, 503, 0}
        assert memory < 300


def test_the_longest_header_that_is_read_at_all(portal: Portal, identities: list[Identity], reports: Reports) -> None:
    fields = sealed_fields([identity.recipient for identity in identities], n=1, envelope=long_header(250_000))
    attack = Attack(portal, "/report/sealed", report_frame(fields), "application/octet-stream", 32)
    _, told = watch(portal, reports, attack)
    figure("32 × 250 KB of header", told)
    assert set(attack.statuses) == {400}


@pytest.mark.parametrize("picture", PICTURES)
def test_sixteen_hostile_photos_at_once(picture: str, portal: Portal, reports: Reports) -> None:
    photo = PICTURES[picture]()
    parts = [("where", "", b"x"), ("signs", "", b"no_access"), ("photos", '; filename="x.jpg"', photo)]
    form = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + value + b"\r\n"
        for name, file, value in parts
    )
    attack = Attack(portal, "/report/staff", form + b"--x--\r\n", "multipart/form-data; boundary=x", 16)
    memory, told = watch(portal, reports, attack)
    figure(f"16 × {picture} ({len(photo) / MB:.1f} MB each)", told)
    assert set(attack.statuses) <= {303, 422, 503, 0}
    assert memory < 300
