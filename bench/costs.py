"""What a portal costs: memory while nothing happens, processor time and disk for a thousand reports."""

import os
import time
from pathlib import Path

from bench.load import requests_per_second
from bench.submissions import PLAIN, enrolled_portal, sealed
from reporting.store import Cases, Engine
from tests.support.drills import worker_pids
from tests.support.portal import Portal
from tests.support.postgres import Server

MANY = 10
IDLE_SECONDS = 20
_TICKS = os.sysconf("SC_CLK_TCK")


def measure_costs(folder: Path) -> dict[str, float]:
    """Return the cost of a thousand reports on each engine, and of one portal among ten that have nothing to do."""
    server = Server()
    try:
        figures = _of_a_thousand(folder / "file", "SQLite", None)
        figures |= _of_a_thousand(folder / "server", "PostgreSQL", server)
        return figures | _of_idle_ones(folder / "idle", server)
    finally:
        server.stop()


def _of_a_thousand(folder: Path, name: str, server: Server | None) -> dict[str, float]:
    figures = {}
    with enrolled_portal(folder, DATABASE=server.new_database() if server else "") as (portal, identities):
        for kind, load in (("sealed", sealed(identities)), ("plain", PLAIN)):
            count, cpu, servers, log = _spent(portal, server)
            requests_per_second(portal.port, load, 8)
            more, worked, served, logged = _spent(portal, server)
            thousands = (more - count) / 1000
            figures[f"processor seconds for 1 000 {kind}, {name}"] = (worked - cpu) / thousands
            if server:
                figures[f"the server's own for 1 000 {kind}, {name}"] = (served - servers) / thousands
                figures[f"write-ahead log for 1 000 {kind}, MB"] = (logged - log) / 1e6 / thousands
    return figures


def _of_idle_ones(folder: Path, server: Server) -> dict[str, float]:
    portals = [Portal(folder / str(number), DATABASE=server.new_database()) for number in range(MANY)]
    try:
        for portal in portals:
            portal.start()
        began = sum(_processor_seconds(_processes(portal)) for portal in portals)
        time.sleep(IDLE_SECONDS)
        worked = sum(_processor_seconds(_processes(portal)) for portal in portals) - began
        ((connections,),) = server.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bekymret'")
        return {
            "idle portal, MB": sum(map(_memory_mb, portals)) / MANY,
            "idle portal, processor seconds an hour": worked / MANY / IDLE_SECONDS * 3600,
            "idle portal, connections to PostgreSQL": float(str(connections)) / MANY,
        }
    finally:
        for portal in portals:
            portal.kill()


def _spent(portal: Portal, server: Server | None) -> tuple[int, float, float, int]:
    """Return cases, processor seconds of the portal and of the server, and bytes of the server's log, so far."""
    engine = Engine(portal.database)
    count = Cases(engine).count_cases()
    engine.close()
    worked = _processor_seconds(_processes(portal))
    if not server:
        return count, worked, 0, 0
    ((log,),) = server.ask("SELECT (pg_current_wal_lsn() - '0/0')::bigint")
    return count, worked, _processor_seconds(server.pids), int(str(log))


def _processes(portal: Portal) -> list[int]:
    return [portal.pid, *worker_pids(portal)]


def _processor_seconds(pids: list[int]) -> float:
    """Return what they and their ended children used."""
    found = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        found += sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime: proc(5)
    return found / _TICKS


def _memory_mb(portal: Portal) -> float:
    """What would be free without it: pages that several share count in parts."""
    found = 0
    for pid in _processes(portal):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found += int(rollup.partition("\nPss:")[2].split()[0])
    return found / 1024
