"""Reports a second: against the echo of the same run, with one worker and two, with 100 cases and 100 000."""

import os
import secrets
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.load import Load, requests_per_second
from crypto import Identity
from reporting.store import Engine, NewRow, Roster
from tests.support import ROOT, signed
from tests.support.cast import DAY, report_frame, sealed_fields
from tests.support.portal import Portal, free_port

ROUNDS = 3
CLIENTS = (8, 32)
ECHO_THREADS = 4
_AT_ONCE = 2_000
STORY = "Gardinerne har været trukket for i to uger, og posten hober sig op. " * 8
ENVELOPE = secrets.token_bytes(7_312)
_FORM = urlencode({"danger": "no", "where": "Eksempelvej 12", "story": STORY}).encode()
PLAIN = Load("/report", _FORM, "application/x-www-form-urlencoded")
_CASE_AND_LOCATOR = 48


def compare_with_echo(folder: Path) -> dict[str, float]:
    """Return sealed ÷ echo and plain ÷ echo for one worker and two, medians of rounds that take turns."""
    figures = {"fsync of this disk, median, ms": _fsync(folder)}
    for workers in (1, 2):
        with enrolled_portal(folder / str(workers), workers) as (portal, identities), _echo(workers) as echo_port:
            for clients in CLIENTS:
                rates = _take_turns(portal, identities, echo_port, clients)
                name = f"{workers} worker{'s' if workers > 1 else ''}, {clients} clients"
                figures |= {f"{kind} per second, {name}": rate for kind, rate in rates.items()}
                figures |= {f"{kind} ÷ echo, {name}": rates[kind] / rates["echo"] for kind in ("sealed", "plain")}
    one, two = (figures[f"sealed per second, {name}, 32 clients"] for name in ("1 worker", "2 workers"))
    return figures | {"sealed, 2 workers ÷ 1 worker": two / one}


def compare_sizes(folder: Path) -> dict[str, float]:
    """Return the rate of sealed reports with 100 000 cases ÷ with 100 cases; the two portals take turns."""
    with enrolled_portal(folder / "few") as (few, few_keys), enrolled_portal(folder / "many") as (many, many_keys):
        _fill_portal(few, 100)
        _fill_portal(many, 100_000)
        rates: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(ROUNDS):
            rates["few"].append(requests_per_second(few.port, sealed(few_keys), 8))
            rates["many"].append(requests_per_second(many.port, sealed(many_keys), 8))
    return {"submission, 100 000 ÷ 100 cases": statistics.median(rates["many"]) / statistics.median(rates["few"])}


def compare_pages(folder: Path) -> dict[str, float]:
    """Return how many pages a second with five of the operator's own ÷ with none; the two portals take turns."""
    page = Load("/112")
    with enrolled_portal(folder / "none") as (none, _), enrolled_portal(folder / "five") as (five, _):
        (five.instance / "pages").mkdir()
        for number in range(5):
            (five.instance / f"pages/side-{number}.md").write_text(f"# Side {number}\n\n" + STORY * 10, "utf-8")
        time.sleep(1.5)  # until the portal looks again
        rates: dict[str, list[float]] = {"none": [], "five": []}
        for _ in range(ROUNDS):
            rates["none"].append(requests_per_second(none.port, page, 8))
            rates["five"].append(requests_per_second(five.port, page, 8))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    return {"page per second": medians["none"], "page, 5 operator's pages ÷ none": medians["five"] / medians["none"]}


def _take_turns(portal: Portal, identities: list[Identity], echo_port: int, clients: int) -> dict[str, float]:
    asked = {"echo": (echo_port, PLAIN), "sealed": (portal.port, sealed(identities)), "plain": (portal.port, PLAIN)}
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (port, load) in asked.items():
            rates[name].append(requests_per_second(port, load, clients))
    return {name: statistics.median(values) for name, values in rates.items()}


def sealed(identities: list[Identity]) -> Load:
    """Return the load of sealed reports to these advisors, each with a case and a receipt of its own."""
    frame = report_frame(sealed_fields([identity.recipient for identity in identities], n=1))
    return Load("/report/sealed", frame, "application/octet-stream", _CASE_AND_LOCATOR)


def _fsync(folder: Path) -> float:
    folder.mkdir(parents=True, exist_ok=True)
    took = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(bytes(40_000))
            started = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - started)
    return 1000 * statistics.median(took)


@contextmanager
def enrolled_portal(folder: Path, workers: int = 1, **settings: object) -> Iterator[tuple[Portal, list[Identity]]]:
    """Run a portal with two enrolled advisors."""
    portal = Portal(folder, WORKERS=workers, **settings)
    portal.start()
    identities = [Identity.generate(), Identity.generate()]
    engine = Engine(portal.database)
    roster = Roster(engine, 2)
    for number, identity in enumerate(identities):
        signed.enrol(roster, f"Rådgiver {number}", identity)
    signed.publish(portal.instance, roster, [portal.url])
    engine.close()
    time.sleep(0.1)  # until the portal asks again who they are
    try:
        yield portal, identities
    finally:
        portal.stop()


@contextmanager
def _echo(workers: int) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench.echo", str(port), str(workers), str(ECHO_THREADS)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not _answers(port):
        time.sleep(0.05)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def fill(engine: Engine, count: int) -> None:
    """Add `count` cases, many in one transaction, with envelopes as long as real ones."""
    for start in range(0, count, _AT_ONCE):
        rows = [row for _ in range(min(_AT_ONCE, count - start)) for row in _rows_of_a_case()]
        engine.write(lambda transaction, rows=rows: transaction.insert(rows))  # type: ignore[misc]


def _rows_of_a_case() -> list[NewRow]:
    case, reply_to, envelope = secrets.token_bytes(16), secrets.randbits(62), secrets.randbits(62)
    return [
        ("blobs (number, content)", (reply_to, ENVELOPE[:1216])),
        ("blobs (number, content)", (envelope, ENVELOPE)),
        ("cases (id, day, locator_hash, reply_to)", (case, DAY, secrets.token_bytes(32), reply_to)),
        (
            'envelopes (case_id, seq, envelope, "by", payload_hash, tag, sealed_n)',
            (case, 0, envelope, "reporter", ENVELOPE[:32], ENVELOPE[:32], 1),
        ),
    ]


def _fill_portal(portal: Portal, count: int) -> None:
    engine = Engine(portal.database)
    fill(engine, count)
    engine.close()
