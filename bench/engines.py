"""The two engines side by side: reports a second, what a case takes on the disk, how long the night's work is."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.load import Load, requests_per_second
from bench.submissions import ROUNDS, enrolled_portal, fill, sealed
from reporting.store import Copied, Engine, copy_database
from tests.support.postgres import Server

CLIENTS = (1, 8, 32)
CASES = 10_000


def compare_engines(folder: Path) -> dict[str, float]:
    """Return accepted reports a second on each engine, medians of rounds that take turns."""
    figures: dict[str, float] = {}
    with _portals(folder) as portals:
        for clients in CLIENTS:
            rates: dict[str, list[float]] = {name: [] for name in portals}
            for _round in range(ROUNDS):
                for name, (port, load) in portals.items():
                    rates[name].append(requests_per_second(port, load, clients))
            medians = {name: statistics.median(values) for name, values in rates.items()}
            figures |= {f"sealed per second, {name}, {clients} clients": rate for name, rate in medians.items()}
            figures[f"sealed, PostgreSQL ÷ SQLite, {clients} clients"] = medians["PostgreSQL"] / medians["SQLite"]
    return figures


def weigh_cases(folder: Path) -> dict[str, float]:
    """Return what 10 000 cases of one envelope take on each engine, and how long their copy and the night's work."""
    folder.mkdir(parents=True)
    server = Server()
    file, other = Engine(folder / "test.db"), Engine(server.new_database())
    try:
        fill(file, CASES)
        began = time.perf_counter()
        told: list[Copied] = []
        copy_database(file, other, told.append)
        copied = time.perf_counter()
        assert other.is_wiped(thoroughly=True)
        rewritten = time.perf_counter()
        assert file.is_wiped(thoroughly=True)
        ((size,),) = other.reading.rows("SELECT pg_database_size(current_database())")
        return {
            "KB a case, SQLite": (folder / "test.db").stat().st_size / 1000 / CASES,
            "KB a case, PostgreSQL": size / 1000 / CASES,
            "flask store copy, cases per second": CASES / (copied - began),
            "the night's rewriting of 10 000 cases, PostgreSQL, s": rewritten - copied,
        }
    finally:
        for engine in (file, other):
            engine.close()
        server.stop()


@contextmanager
def _portals(folder: Path) -> Iterator[dict[str, tuple[int, Load]]]:
    """Run a portal on a file, one on a server, and one on a server that waits for its standby."""
    with ExitStack() as ended:
        alone, primary = Server(), Server()
        standby = Server(primary)
        for server in (alone, standby, primary):
            ended.callback(server.stop)
        primary.wait_for_standbys()
        places = {"SQLite": "", "PostgreSQL": alone.new_database(), "with a standby": primary.new_database()}
        found = {}
        for name, place in places.items():
            portal, identities = ended.enter_context(enrolled_portal(folder / name, DATABASE=place))
            found[name] = (portal.port, sealed(identities))
        yield found
