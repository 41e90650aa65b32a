"""While another program holds the database, who wants to write hears so in time, and who reads sees no change."""

import http.client
import threading
import time
from contextlib import ExitStack, closing

import pytest

from tests.support import IS_FULL
from tests.support.drills import Reports, figure, length, within
from tests.support.engines import NAMES, locked
from tests.support.load import Submitters
from tests.support.portal import Portal


@pytest.mark.parametrize("portal", [(1, each) for each in NAMES], ids=NAMES, indirect=True)
def test_32_writers_hear_within_six_seconds_and_pages_are_served_as_ever(portal: Portal, reports: Reports) -> None:
    held = ExitStack()
    held.enter_context(locked(portal.database))
    slowest, over = [0.0], threading.Event()

    def read_pages() -> None:
        while not over.is_set():
            asked = time.monotonic()
            with closing(http.client.HTTPConnection("localhost", portal.port, timeout=20)) as connection:
                connection.request("GET", "/report")
                assert connection.getresponse().status == 200
            slowest[0] = max(slowest[0], time.monotonic() - asked)
            time.sleep(0.05)

    reader = threading.Thread(target=read_pages)
    reader.start()
    submitters = Submitters(portal.port, 32, reports.new)
    submitters.run(length(7, 30), lambda: None)
    over.set()
    reader.join()
    held.close()
    said = f"{len(submitters.refused)} refused, slowest {submitters.slowest:.2f} s, slowest page {slowest[0]:.2f} s"
    figure(f"locked for {length(7, 30)} s, 32 writers", said)
    assert submitters.acknowledged == []
    assert set(submitters.refused) == {503}
    assert submitters.slowest < (6 if IS_FULL else 9)
    assert slowest[0] < within(0.5)
    time.sleep(0.3)
    again = Submitters(portal.port, 32, reports.new)
    again.run(0.5, lambda: None)
    assert again.acknowledged
    assert not again.refused
