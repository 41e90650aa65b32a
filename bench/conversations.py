"""Look-ups and replies: what they cost with 100 and with 100 000 cases, and whether time tells a right code."""

import base64
import http.client
import os
import secrets
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from app import create_app
from bench.submissions import ENVELOPE, enrolled_portal, fill
from reporting.public import conversation
from reporting.settings import INSTANCE
from reporting.store import Cases, Engine
from tests.support.cast import DAY, any_case, any_envelope
from tests.support.portal import Portal

LOOKUPS = 2000
REPLIES = 300
THREADS = 4


def compare_sizes(folder: Path) -> dict[str, float]:
    """Return the time of a look-up and of a reply with 100 000 cases ÷ with 100, in the store, taking turns."""
    stores, cases = {}, {}
    for size in (100, 100_000):
        engine = Engine(_made(folder) / f"{size}.db")
        fill(engine, size)
        stores[size] = Cases(engine)
        cases[size] = [_add(stores[size]) for _ in range(REPLIES)]
    lookups: dict[int, list[float]] = {100: [], 100_000: []}
    replies: dict[int, list[float]] = {100: [], 100_000: []}
    for number in range(REPLIES):
        for size, store in stores.items():
            case, locator = cases[size][number]
            started = time.perf_counter()
            found = store.find_by_locator(locator)
            assert found
            store.list_for_reporter(found.id)
            lookups[size].append(time.perf_counter() - started)
            started = time.perf_counter()
            store.add_envelope(case, 1, "advisor", any_envelope(ENVELOPE))
            replies[size].append(time.perf_counter() - started)
    few, many = (1e6 * statistics.median(lookups[size]) for size in (100, 100_000))
    return {
        "look-up with 100 cases, µs": few,
        "look-up with 100 000 cases, µs": many,
        "look-up in the store, 100 000 ÷ 100 cases": statistics.median(lookups[100_000])
        / statistics.median(lookups[100]),
        "reply time, 100 000 ÷ 100 cases": statistics.median(replies[100_000]) / statistics.median(replies[100]),
    }


def compare_requests(folder: Path) -> dict[str, float]:
    """Return the time of a whole look-up request, without its fixed wait, with 100 000 cases ÷ with 100, in turns."""
    clients, locators = {}, {}
    took: dict[int, list[float]] = {}
    for size in (100, 100_000):
        os.environ[INSTANCE] = str(_made(folder / str(size)))
        app = create_app({"RATELIMIT_ENABLED": False})
        fill(app.extensions["engine"], size)
        clients[size], took[size] = app.test_client(), []
        locators[size] = [as_text(_add(app.extensions["cases"])[1]) for _ in range(REPLIES)]
    wait, conversation.LOOKUP_SECONDS = conversation.LOOKUP_SECONDS, 0
    for number in range(REPLIES):
        for size, client in clients.items():
            started = time.perf_counter()
            answer = client.post("/return/lookup", data={"locator": locators[size][number]})
            took[size].append(time.perf_counter() - started)
            assert answer.get_json()["found"]
    conversation.LOOKUP_SECONDS = wait
    few, many = (1e6 * statistics.median(took[size]) for size in (100, 100_000))
    return {
        "look-up request with 100 000 cases, µs": many,
        "look-up request without its wait, 100 000 ÷ 100 cases": many / few,
    }


def tell_right_from_wrong(folder: Path) -> dict[str, float]:
    """Time 2 000 right and 2 000 wrong look-ups over HTTP, taking turns.

    Return the probability that a right one took longer than a wrong one (Mann-Whitney's U ÷ n², 0.5 means that time
    tells nothing), and the difference of the medians in milliseconds.
    """
    with enrolled_portal(folder) as (portal, _identities):
        engine = Engine(portal.database)
        fill(engine, 1000)
        right = [_add(Cases(engine))[1] for _ in range(LOOKUPS)]
        engine.close()
        times: dict[bool, list[float]] = {True: [], False: []}
        threads = [threading.Thread(target=_look_up, args=(portal, right[n::THREADS], times)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {
        "a right code takes longer, probability": _probability(times[True], times[False]),
        "right - wrong, medians, ms": 1000 * (statistics.median(times[True]) - statistics.median(times[False])),
    }


def _look_up(portal: Portal, right: list[bytes], times: dict[bool, list[float]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", portal.port)
    for locator in right:
        turns = [(True, locator), (False, secrets.token_bytes(32))]
        for is_right, each in turns if secrets.randbits(1) else turns[::-1]:
            body = urlencode({"locator": as_text(each)})
            started = time.perf_counter()
            connection.request("POST", "/return/lookup", body, {"Content-Type": "application/x-www-form-urlencoded"})
            connection.getresponse().read()
            times[is_right].append(time.perf_counter() - started)
    connection.close()


def _probability(ones: list[float], others: list[float]) -> float:
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    ranks = sum(rank for rank, (_value, is_one) in enumerate(ranked, start=1) if is_one)
    return (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


def as_text(locator: bytes) -> str:
    """As the page sends it."""
    return base64.urlsafe_b64encode(locator).rstrip(b"=").decode()


def _add(store: Cases) -> tuple[str, bytes]:
    case, locator = secrets.token_hex(16), secrets.token_bytes(32)
    store.add_case(any_case(case, ENVELOPE, locator=locator), DAY)
    return case, locator


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
