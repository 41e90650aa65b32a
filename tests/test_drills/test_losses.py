"""Nothing that was acknowledged is ever lost: killed servers, broken disks, files that go away."""

import secrets
import shutil
import subprocess
import time

import pytest

from crypto import Identity
from tests.support.drills import Reports, count_stored, figure, length, within, worker_pids
from tests.support.engines import NAMES
from tests.support.load import Submitters
from tests.support.portal import Portal

SUBMITTERS = 32
on_both_engines = pytest.mark.parametrize("portal", [(2, each) for each in NAMES], ids=NAMES, indirect=True)


@on_both_engines
def test_a_server_killed_under_32_submitters_loses_nothing_it_acknowledged(
    portal: Portal, identities: list[Identity], reports: Reports
) -> None:
    rounds, acknowledged, slowest = length(3, 20), [], 0.0
    for _round in range(rounds):
        submitters = Submitters(portal.port, SUBMITTERS, reports.new)
        submitters.run(0.5 + secrets.randbelow(500) / 1000, portal.kill)
        assert submitters.acknowledged
        acknowledged += submitters.acknowledged
        started = time.monotonic()
        portal.start()
        slowest = max(slowest, time.monotonic() - started)
    count = count_stored(portal.database, acknowledged, identities)
    figure(
        f"kill -9, {rounds} rounds", f"{len(acknowledged)} acknowledged, {count} stored, slowest start {slowest:.2f} s"
    )
    assert slowest < within(3)
    assert len(acknowledged) == len(set(acknowledged)) <= count


@pytest.mark.parametrize("portal", [(1, "sqlite")], indirect=True)
@pytest.mark.parametrize(
    "fault",
    [
        "fsync:error=EIO",
        "fsync:error=ENOSPC",
        "pwrite64:error=EIO:when=200+90",
        "pwrite64:error=ENOSPC:when=200+90",
    ],
)
def test_a_disk_that_fails_now_and_then_costs_no_acknowledged_report(
    fault: str, portal: Portal, identities: list[Identity], reports: Reports
) -> None:
    (pid,) = worker_pids(portal)
    strace = shutil.which("strace")
    assert strace, "strace is missing: run `make test`, which installs it"
    call = fault.partition(":")[0]
    command = [strace, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={fault}", "-p", str(pid)]
    broken = subprocess.Popen(command)
    time.sleep(0.5)
    submitters = Submitters(portal.port, 8, reports.new)
    submitters.run(length(2, 10), lambda: None)
    broken.terminate()
    broken.wait(10)
    time.sleep(0.5)
    again = Submitters(portal.port, 8, reports.new)
    again.run(0.5, lambda: None)
    acknowledged = submitters.acknowledged + again.acknowledged
    count = count_stored(portal.database, acknowledged, identities)
    refused = f"{len(submitters.acknowledged)} acknowledged, {len(submitters.refused)} refused, {count} stored"
    figure(f"strace {fault}", refused)
    assert set(submitters.refused) == {503}
    assert again.acknowledged
    assert not again.refused
    assert len(acknowledged) <= count
    if call == "fsync":
        assert submitters.acknowledged == []


@pytest.mark.parametrize("portal", [(1, "sqlite")], indirect=True)
@pytest.mark.parametrize("what", ["deleted", "replaced by a copy"])
def test_a_database_file_that_goes_away_is_noticed_before_anything_is_acknowledged_into_it(
    what: str, portal: Portal, identities: list[Identity], reports: Reports
) -> None:
    before = Submitters(portal.port, 8, reports.new)
    before.run(0.5, lambda: None)
    database = portal.instance / "bekymret.db"
    aside = database.with_name("aside.db")
    database.rename(aside)
    if what != "deleted":
        shutil.copy(aside, database)
    during = Submitters(portal.port, 8, reports.new)
    during.run(0.5, lambda: None)
    assert during.acknowledged == []
    assert set(during.refused) == {503}
    assert "replaced or removed" in portal.log.read_text()
    aside.rename(database)
    for _attempt in range(8):  # until every thread has seen that it is back
        after = Submitters(portal.port, 8, reports.new)
        after.run(0.5, lambda: None)
        before.acknowledged += after.acknowledged
        if after.acknowledged and not after.refused:
            break
    assert after.acknowledged
    assert not after.refused
    assert count_stored(portal.database, before.acknowledged, identities)


@on_both_engines
def test_two_workers_and_a_command_write_side_by_side_and_none_is_lost_or_doubled(
    portal: Portal, identities: list[Identity], reports: Reports
) -> None:
    portal.stop()
    portal.environment["BEKYMRET_MAX_ADVISORS"] = "3"  # so that the command has somebody to invite
    portal.start()
    wanted, acknowledged = length(1_500, 20_000), []
    started = time.monotonic()
    for _round in range(40):
        submitters = Submitters(portal.port, SUBMITTERS, reports.new)
        submitters.run(length(1, 4), lambda: portal.command("advisor", "invite", "Rådgiver 3"))
        assert submitters.refused == []
        acknowledged += submitters.acknowledged
        if len(acknowledged) >= wanted:
            break
    count = count_stored(portal.database, acknowledged, identities)
    figure(
        "two workers and a command", f"{len(acknowledged)} writes in {time.monotonic() - started:.0f} s, {count} stored"
    )
    assert len(acknowledged) >= wanted
    assert count == len(acknowledged) == len(set(acknowledged))
