"""Reports a second, against the echo of the same run, and with 100 against 100 000 cases."""

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

from bench.load import prepare, requests_per_second
from crypto import Identity
from reporting.store import Engine, Roster
from tests.support import ROOT
from tests.support.cast import DAY, sealed_fields
from tests.support.load import Body, encode
from tests.support.portal import Portal, free_port

ROUNDS = 5
PER_ROUND = 1500
WORKERS, THREADS = 1, 4
STORY = "Gardinerne har været trukket for i to uger, og posten hober sig op. " * 8
BOUNDARY = "bekymret-a3f19c07d25e8b6441fd90ce7b8a52"
ENVELOPE = secrets.token_bytes(7_312)


def compare_with_echo(folder: Path) -> dict[str, float]:
    """Return sealed ÷ echo and plain ÷ echo, medians of rounds that take turns."""
    with enrolled_portal(folder) as (portal, identities), _echo() as echo_port:
        rates: dict[str, list[float]] = {"echo": [], "sealed": [], "plain": []}
        for _ in range(ROUNDS):
            rates["echo"].append(requests_per_second(echo_port, _plain(echo_port, PER_ROUND), 200))
            rates["sealed"].append(requests_per_second(portal.port, _sealed(portal, identities, PER_ROUND), 201))
            rates["plain"].append(requests_per_second(portal.port, _plain(portal.port, PER_ROUND), 303))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    return {
        "echo per second": medians["echo"],
        "sealed per second": medians["sealed"],
        "plain per second": medians["plain"],
        "sealed ÷ echo": medians["sealed"] / medians["echo"],
        "plain ÷ echo": medians["plain"] / medians["echo"],
    }


def compare_sizes(folder: Path) -> dict[str, float]:
    """Return the rate of sealed reports with 100 000 cases ÷ with 100 cases; the two portals take turns."""
    with enrolled_portal(folder / "few") as (few, few_keys), enrolled_portal(folder / "many") as (many, many_keys):
        _fill_portal(few, 100)
        _fill_portal(many, 100_000)
        rates: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(ROUNDS):
            rates["few"].append(requests_per_second(few.port, _sealed(few, few_keys, 500), 201))
            rates["many"].append(requests_per_second(many.port, _sealed(many, many_keys, 500), 201))
    return {"submission, 100 000 ÷ 100 cases": statistics.median(rates["many"]) / statistics.median(rates["few"])}


@contextmanager
def enrolled_portal(folder: Path) -> Iterator[tuple[Portal, list[Identity]]]:
    """Run a portal with two enrolled advisors."""
    portal = Portal(folder, WORKERS=WORKERS, THREADS=THREADS)
    portal.start()
    identities = [Identity.generate(), Identity.generate()]
    engine = Engine(portal.instance / "bekymret.db")
    roster = Roster(engine, 2)
    for number, identity in enumerate(identities):
        roster.enrol(roster.invite(f"Rådgiver {number}", 0), str(identity.recipient), b"slot", 1, DAY)
    engine.close()
    try:
        yield portal, identities
    finally:
        portal.stop()


@contextmanager
def _echo() -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench.echo", str(port), str(WORKERS), str(THREADS)]
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


def _sealed(portal: Portal, identities: list[Identity], count: int) -> list[bytes]:
    recipients = [identity.recipient for identity in identities]
    bodies = (encode(sealed_fields(recipients, inside=secrets.token_hex(16))) for _ in range(count))
    return [prepare(portal.port, _as_our_script(body), "application/json") for body in bodies]


def _as_our_script(body: Body) -> Body:
    """The same parts between the boundary that static/js/web/post.js always uses."""
    content, content_type = body
    boundary = content_type.partition("boundary=")[2]
    return content.replace(boundary.encode(), BOUNDARY.encode()), content_type.replace(boundary, BOUNDARY)


def _plain(port: int, count: int) -> list[bytes]:
    """The form as a browser without JavaScript posts it: multipart, with a boundary that is never the same."""
    fields = {"danger": "no", "where": "Eksempelvej 12", "signs": "mail", "story": STORY}
    return [prepare(port, encode(dict(fields))) for _ in range(count)]


def fill(engine: Engine, count: int) -> None:
    """Add `count` cases in one transaction, with envelopes as long as real ones."""
    with engine.writing() as transaction:
        for _ in range(count):
            case = secrets.token_bytes(16)
            row = [case, DAY, secrets.token_bytes(32), ENVELOPE[:1216]]
            transaction.write("INSERT INTO cases (id, day, locator_hash, reply_to) VALUES (?, ?, ?, ?)", row)
            transaction.write("INSERT INTO envelopes (case_id, seq, envelope) VALUES (?, 0, ?)", [case, ENVELOPE])


def _fill_portal(portal: Portal, count: int) -> None:
    engine = Engine(portal.instance / "bekymret.db")
    fill(engine, count)
    engine.close()
