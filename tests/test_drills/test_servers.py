"""A database server that is killed, whose disk is full, or whose machine is lost: nothing acknowledged is missing."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crypto import Identity
from tests.support.drills import Reports, count_stored, enrol_two, figure, length, within
from tests.support.load import Submitters
from tests.support.portal import Portal
from tests.support.postgres import Server

on_postgres = pytest.mark.parametrize("portal", [(2, "postgresql")], indirect=True)


def until_reports_go_in(portal: Portal, reports: Reports) -> list[str]:
    """Submit until all of it is acknowledged; return the cases that were."""
    deadline, acknowledged = time.monotonic() + 20, []
    while True:
        again = Submitters(portal.port, 8, reports.new)
        again.run(0.5, lambda: None)
        acknowledged += again.acknowledged
        if again.acknowledged and not again.refused:
            return acknowledged
        assert time.monotonic() < deadline, again.refused


@on_postgres
def test_a_database_server_killed_under_32_submitters_loses_nothing_that_was_acknowledged(
    portal: Portal, identities: list[Identity], reports: Reports, postgres: Server
) -> None:
    rounds, acknowledged, refused = length(2, 15), [], []
    for _round in range(rounds):
        submitters = Submitters(portal.port, 32, reports.new)

        def kill_and_start() -> None:
            postgres.kill()
            time.sleep(0.3)
            postgres.start()
            time.sleep(0.5)

        submitters.run(0.7, kill_and_start)
        acknowledged += submitters.acknowledged
        refused += submitters.refused
        acknowledged += until_reports_go_in(portal, reports)
    count = count_stored(portal.database, acknowledged, identities)
    said = f"{len(acknowledged)} acknowledged, {len(refused)} refused, {count} stored"
    figure(f"kill -9 of PostgreSQL, {rounds} rounds", said)
    assert set(refused) == {503}
    assert len(acknowledged) == len(set(acknowledged)) <= count


@on_postgres
def test_a_database_server_whose_disk_is_full_now_and_then_loses_nothing_that_was_acknowledged(
    portal: Portal, identities: list[Identity], reports: Reports, postgres: Server
) -> None:
    acknowledged = until_reports_go_in(portal, reports)
    strace = shutil.which("strace")
    assert strace, "strace is missing: run `make test`, which installs it"
    pids = [f"--attach={pid}" for pid in postgres.pids]
    fault = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC:when=60+45"]
    broken = subprocess.Popen([strace, "-f", "-qq", "-o", "/dev/null", *fault, *pids])
    time.sleep(0.5)
    submitters = Submitters(portal.port, 8, reports.new)
    submitters.run(length(3, 15), lambda: None)
    broken.terminate()
    broken.wait(10)
    postgres.start_if_down()
    acknowledged += submitters.acknowledged + until_reports_go_in(portal, reports)
    count = count_stored(portal.database, acknowledged, identities)
    said = f"{len(submitters.acknowledged)} acknowledged, {len(submitters.refused)} refused, {count} stored"
    figure("PostgreSQL without room now and then", said)
    assert set(submitters.refused) == {503}
    assert "No space left on device" in postgres.log
    assert len(acknowledged) == len(set(acknowledged)) <= count


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A primary and the synchronous standby that follows it."""
    with ExitStack() as ended:
        primary = Server()
        ended.callback(primary.stop)
        standby = Server(primary)
        ended.callback(standby.stop)
        primary.wait_for_standbys()
        yield primary, standby


def test_a_primary_that_is_lost_takes_nothing_acknowledged_with_it_and_two_portals_go_on_with_the_standby(
    pair: tuple[Server, Server], tmp_path: Path
) -> None:
    primary, standby = pair
    name = primary.new_database().rpartition("/")[2]
    database = f"postgresql://portal@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/{name}"
    portals = [Portal(tmp_path / str(number), DATABASE=database, SECRET_KEY="s" * 32) for number in range(2)]
    portals[1].environment["BEKYMRET_URL"] = portals[0].url  # one address for both
    with ExitStack() as ended:
        portals[0].start()
        ended.callback(portals[0].stop)
        identities = enrol_two(portals[0])
        shutil.copytree(portals[0].instance / "lists", portals[1].instance / "lists")
        portals[1].start()
        ended.callback(portals[1].stop)
        reports = Reports(identities)
        submitters = [Submitters(portal.port, 16, reports.new) for portal in portals]
        lost = [0.0]

        def lose_the_primary() -> None:
            primary.kill()
            lost[0] = time.monotonic()
            time.sleep(0.5)  # until somebody has seen to it
            standby.promote()

        submitters[0].begin()
        submitters[1].run(1.5, lose_the_primary)
        submitters[0].end()
        acknowledged = submitters[0].acknowledged + submitters[1].acknowledged
        for portal in portals:
            acknowledged += until_reports_go_in(portal, reports)
        took = time.monotonic() - lost[0]
        count = count_stored(standby.address(name), acknowledged, identities)
    refused = submitters[0].refused + submitters[1].refused
    said = f"{len(acknowledged)} acknowledged, {len(refused)} refused, {count} stored, {took:.1f} s"
    figure("a primary lost under 32 submitters at two portals", said)
    assert set(refused) <= {503}
    assert submitters[0].acknowledged
    assert submitters[1].acknowledged
    assert len(acknowledged) == len(set(acknowledged)) <= count
    assert took < within(10)


def refused_by(portal: Portal, reports: Reports) -> None:
    """Every report is told to come back, and none is acknowledged."""
    alone = Submitters(portal.port, 8, reports.new)
    alone.run(1.0, lambda: None)
    assert (alone.acknowledged, set(alone.refused)) == ([], {503})


def test_a_standby_that_is_lost_is_waited_for_until_somebody_takes_it_out_and_again_when_it_is_back(
    pair: tuple[Server, Server], tmp_path: Path
) -> None:
    primary, standby = pair
    portal = Portal(tmp_path, DATABASE=primary.new_database())
    portal.start()
    with ExitStack() as ended:
        ended.callback(portal.stop)
        identities = enrol_two(portal)
        reports = Reports(identities)
        acknowledged = until_reports_go_in(portal, reports)

        standby.kill()
        refused_by(portal, reports)
        portal.stop()
        portal.start()  # whoever comes must find somebody who says so
        refused_by(portal, reports)

        primary.wait_for_no_standby()
        acknowledged += until_reports_go_in(portal, reports)

        standby.start()
        primary.wait_for_standbys()
        acknowledged += until_reports_go_in(portal, reports)
        primary.kill()
        standby.promote()
        name = str(portal.database).rpartition("/")[2]
        assert count_stored(standby.address(name), acknowledged, identities) >= len(acknowledged)
