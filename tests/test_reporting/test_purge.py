"""What is due goes, from every byte of the files; what is not stays; and a wrong clock deletes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import read_as_advisor
from tests.support.casefiles import write_casefile
from tests.support.cast import Advisor, new_case, sql

TODAY = date.today()  # noqa: DTZ011 - the portal's own


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["purge", *arguments])


def add(app: Flask, advisors: list[Advisor], state: dict[str, object]) -> str:
    case = new_case([each.identity.recipient for each in advisors], n=2)
    app.extensions["cases"].add_case(case, day(-100))
    write_casefile(app, advisors, case.case, state)
    return case.case


def holds(app: Flask, case: str) -> list[str]:
    """The files of the instance in which a case's raw id, or a byte of its envelopes, can be found."""
    return [
        file.name
        for file in Path(app.instance_path).rglob("*")
        if file.is_file() and bytes.fromhex(case) in file.read_bytes()
    ]


def test_a_case_whose_day_has_come_is_in_no_byte_afterwards_and_the_others_stay(
    app: Flask, advisors: list[Advisor]
) -> None:
    due, later, open_ = (add(app, advisors, {"purge": purge}) for purge in (day(0), day(1), ""))
    assert holds(app, due)
    done = run(app)
    assert done.output == "1 cases deleted, and 0 messages of closed ones.\n"
    assert holds(app, due) == []
    assert {row[0].hex() for row in sql(app, "SELECT id FROM cases")} == {later, open_}
    assert sql(app, "SELECT count(*) FROM blobs") == [(6,)]  # of each: report, receipt, case file
    log = Path(app.instance_path, "purged.log")
    assert log.read_text() == f"{due} {day(0)}\n"
    assert log.stat().st_mode & 0o777 == 0o600


def test_contact_details_go_before_the_case_does_and_the_signed_copy_is_read(
    app: Flask, advisors: list[Advisor]
) -> None:
    kept = add(app, advisors, {"purge": day(100), "removal": {"day": day(0), "places": [0], "kept": []}})
    waits = add(app, advisors, {"purge": day(100), "removal": {"day": day(1), "places": [0], "kept": []}})
    assert run(app).output == "0 cases deleted, and 1 messages of closed ones.\n"
    envelopes = {case: app.extensions["cases"].list_envelopes(case)[0] for case in (kept, waits)}
    assert envelopes[kept].envelope is None
    assert len(envelopes[kept].payload_hash) == 32
    assert envelopes[waits].envelope
    read = read_as_advisor(advisors[0].identity, kept, [envelopes[kept]], lambda *_: True, {0: None})
    assert [item.state for item in read.items] == ["removed"]
    without = read_as_advisor(advisors[0].identity, kept, [envelopes[kept]], lambda *_: True)
    assert [item.state for item in without.items] == ["missing"]  # if no signed case file says so, it is an attack


def test_somebody_who_reads_leaves_it_pending_and_the_next_run_ends_it(
    app: Flask, advisors: list[Advisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.store.writer.PATIENCE", 1.0)
    case = add(app, advisors, {"purge": day(0)})
    reader = sqlite3.connect(Path(app.instance_path) / "bekymret.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cases").fetchall()
    done = run(app)
    assert done.exit_code == 75
    assert "Pending" in done.output
    assert holds(app, case)
    reader.close()
    assert run(app).exit_code == 0
    assert holds(app, case) == []


@pytest.mark.parametrize("offset", [-9, 1, -400])
def test_a_clock_that_jumped_deletes_nothing_until_somebody_confirms_the_day(
    offset: int, app: Flask, advisors: list[Advisor]
) -> None:
    add(app, advisors, {"purge": day(0)})
    Path(app.instance_path, "purged.last").write_text(day(offset))
    done = run(app)
    assert (done.exit_code, "Nothing was deleted" in done.output) == (1, True)
    assert run(app, "--confirm-day", day(3)).exit_code == 1
    assert sql(app, "SELECT count(*) FROM cases") == [(1,)]
    assert run(app, "--confirm-day", day(0)).exit_code == 0
    assert sql(app, "SELECT count(*) FROM cases") == [(0,)]


def test_a_run_a_week_ago_is_no_jump(app: Flask, advisors: list[Advisor]) -> None:
    Path(app.instance_path, "purged.last").write_text(day(-8))
    assert run(app).exit_code == 0
    assert Path(app.instance_path, "purged.last").read_text().strip() == day(0)


def test_a_case_that_was_logged_and_survived_a_crash_goes_with_the_next_run(
    app: Flask, advisors: list[Advisor]
) -> None:
    case = add(app, advisors, {"purge": day(0)})
    Path(app.instance_path, "purged.log").write_text(f"{case} {day(0)}\n")
    assert run(app).exit_code == 0
    assert sql(app, "SELECT count(*) FROM cases") == [(0,)]


def test_a_reporter_whose_case_is_closed_still_finds_the_conversation(app: Flask, advisors: list[Advisor]) -> None:
    code = "0" * 20
    to = [each.identity.recipient for each in advisors]
    case = new_case(to, code, 2)
    app.extensions["cases"].add_case(case, day(-100))
    write_casefile(app, advisors, case.case, {"purge": day(90), "removal": {"day": day(0), "places": [0], "kept": []}})
    before = app.test_client().post("/return", data={"code": code}).text
    run(app)
    after = app.test_client().post("/return", data={"code": code}).text
    assert app.extensions["cases"].list_envelopes(case.case)[0].envelope is None
    assert "Din besked" in after
    assert after == before
