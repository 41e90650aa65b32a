"""It keeps working: a killed server, a locked database, several processes. Each against a real server."""

import secrets
import sqlite3
import time
from pathlib import Path

import pytest

from crypto import Identity, check_document, unseal
from reporting.store import Cases, Engine, Roster
from tests.support.cast import DAY, sealed_fields
from tests.support.load import Body, Submitters, encode
from tests.support.portal import Portal

ROUNDS = 10
SUBMITTERS = 32


def enrol_two(portal: Portal) -> list[Identity]:
    engine = Engine(portal.instance / "bekymret.db")
    roster, identities = Roster(engine, 2), [Identity.generate(), Identity.generate()]
    for number, identity in enumerate(identities):
        token = roster.invite(f"Rådgiver {number}", 0)
        roster.enrol(token, str(identity.recipient), b"slot", 1, DAY)
    engine.close()
    return identities


def new_report(identities: list[Identity]) -> tuple[str, Body]:
    case = secrets.token_hex(16)
    return case, encode(sealed_fields([identity.recipient for identity in identities], inside=case))


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    portal = Portal(tmp_path, WORKERS=2)
    portal.start()
    return portal


def test_a_server_killed_under_32_submitters_ten_times_loses_nothing_it_acknowledged(portal: Portal) -> None:
    identities = enrol_two(portal)
    acknowledged: list[str] = []
    for _round in range(ROUNDS):
        submitters = Submitters(portal.port, SUBMITTERS, lambda: new_report(identities))
        submitters.run(0.5 + secrets.randbelow(500) / 1000, portal.kill)
        assert submitters.acknowledged
        acknowledged += submitters.acknowledged
        started = time.monotonic()
        portal.start()
        assert time.monotonic() - started < 3
    portal.stop()
    engine = Engine(portal.instance / "bekymret.db")
    assert engine.reading.rows("PRAGMA integrity_check") == [("ok",)]
    store = Cases(engine)
    for case in acknowledged:
        ((_seq, envelope),) = store.list_envelopes(case)
        for identity in identities:
            check_document(unseal(envelope, identity))
    assert len(acknowledged) >= ROUNDS * SUBMITTERS
    engine.close()


def test_a_locked_database_is_a_503_within_six_seconds_and_no_acknowledgement(portal: Portal) -> None:
    identities = enrol_two(portal)
    other = sqlite3.connect(portal.instance / "bekymret.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    submitters = Submitters(portal.port, 1, lambda: new_report(identities))
    submitters.run(5.5, lambda: None)
    assert submitters.acknowledged == []
    assert set(submitters.refused) == {503}
    assert submitters.slowest < 6
    other.execute("ROLLBACK")
    again = Submitters(portal.port, 1, lambda: new_report(identities))
    again.run(0.5, lambda: None)
    assert again.acknowledged
    assert not again.refused
    portal.stop()
    other.close()


def test_two_workers_and_a_command_write_side_by_side_without_an_error(portal: Portal) -> None:
    identities = enrol_two(portal)
    submitters = Submitters(portal.port, 8, lambda: new_report(identities))
    submitters.run(3, lambda: portal.command("advisor", "list"))
    assert submitters.refused == []
    portal.stop()
    engine = Engine(portal.instance / "bekymret.db")
    assert Cases(engine).count_cases() == len(submitters.acknowledged)
    engine.close()
