"""What is due goes, from every byte of the files; what is not stays; and a wrong clock deletes nothing."""

import base64
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import read_as_advisor
from tests.support.casefiles import write_casefile
from tests.support.cast import Advisor, any_envelope, new_case, sign_in, sql

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


# Brakes: what is irrevocable hangs on no column, and not much goes at once.


def everything(app: Flask) -> int:
    ((count,),) = sql(app, "SELECT count(*) FROM blobs")
    return int(str(count))


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE cases SET purge_day = '2026-01-01'",
        "UPDATE cases SET purge_day = '2026-01-01', purge_mark = zeroblob(32)",
        "UPDATE envelopes SET purge_day = '2026-01-01', purge_mark = zeroblob(32)",
        # The day of one case, with its mark, for another; and that of a case for a place of it.
        "UPDATE cases SET (purge_day, purge_mark) = (SELECT purge_day, purge_mark FROM cases WHERE purge_day > '2026')",
        "UPDATE envelopes SET (purge_day, purge_mark) = (SELECT purge_day, purge_mark FROM cases WHERE id = case_id)",
    ],
)
def test_whoever_writes_days_into_the_database_has_nothing_deleted(
    forged: str, app: Flask, advisors: list[Advisor]
) -> None:
    later = add(app, advisors, {"purge": day(30)})
    add(app, advisors, {})
    app.extensions["cases"].add_case(new_case([each.identity.recipient for each in advisors], n=2), day(-1))
    before = everything(app)
    sql(app, forged)
    sql(app, "UPDATE cases SET purge_day = '2026-01-01' WHERE purge_day IS NOT NULL")
    assert run(app).output == "0 cases deleted, and 0 messages of closed ones.\n"
    assert everything(app) == before
    assert later in app.extensions["purging"].find_unmarked()
    assert "a day to go that no advisor's browser wrote here" in app.test_cli_runner().invoke(args=["check"]).output


def test_the_mark_of_a_place_is_none_for_its_case_or_for_another_place(app: Flask, advisors: list[Advisor]) -> None:
    """How to reach somebody goes today, the case in a hundred days."""
    removal = {"day": day(0), "places": [0], "kept": []}
    case = add(app, advisors, {"purge": day(100), "removal": removal})
    app.extensions["cases"].add_envelope(case, 1, "reporter", any_envelope(b"a later message"))
    of_place = "(SELECT purge_day, purge_mark FROM envelopes WHERE seq = 0)"
    sql(app, f"UPDATE cases SET (purge_day, purge_mark) = {of_place}")
    sql(app, f"UPDATE envelopes SET (purge_day, purge_mark) = {of_place} WHERE seq = 1")
    assert run(app).output == "0 cases deleted, and 1 messages of closed ones.\n"
    assert app.extensions["cases"].list_envelopes(case)[1].envelope == b"a later message"


def test_the_mark_of_a_case_is_none_for_another_that_is_given_its_file(app: Flask, advisors: list[Advisor]) -> None:
    due, open_ = add(app, advisors, {"purge": day(0)}), add(app, advisors, {})
    whose = [bytes.fromhex(each) for each in (open_, due)]
    hash_of_due = "(SELECT payload_hash FROM casefiles WHERE case_id = ?2)"
    sql(app, f"UPDATE casefiles SET payload_hash = {hash_of_due} WHERE case_id = ?1", *whose)
    marked = "(SELECT purge_day, purge_mark FROM cases WHERE id = ?2)"
    sql(app, f"UPDATE cases SET (purge_day, purge_mark) = {marked} WHERE id = ?1", *whose)
    assert run(app).output == "1 cases deleted, and 0 messages of closed ones.\n"
    assert [row[0].hex() for row in sql(app, "SELECT id FROM cases")] == [open_]


def test_a_mark_is_for_the_newest_version_that_stands_there(app: Flask, advisors: list[Advisor]) -> None:
    """The case is opened again, and somebody puts the old day back."""
    case = add(app, advisors, {"purge": day(0)})
    old = sql(app, "SELECT purge_day, purge_mark FROM cases")
    write_casefile(app, advisors, case, {"next": day(3)})
    sql(app, "UPDATE cases SET purge_day = ?, purge_mark = ?", *old[0])
    assert run(app).output == "0 cases deleted, and 0 messages of closed ones.\n"
    assert app.extensions["purging"].find_unmarked() == [case]


def test_twenty_cases_go_in_a_night_and_the_twenty_first_waits_until_its_number_and_day_are_confirmed(
    app: Flask, advisors: list[Advisor]
) -> None:
    first, *_ = [add(app, advisors, {"purge": day(-1)}) for _ in range(1)]
    late = [add(app, advisors, {"purge": day(0)}) for _ in range(21)]
    done = run(app)
    assert done.output.startswith("20 cases deleted, and 0 messages of closed ones.\n2 cases wait")
    left = {row[0].hex() for row in sql(app, "SELECT id FROM cases")}
    assert len(left) == 2
    assert left < set(late)
    assert first not in left  # what was due longest goes first
    assert "2 cases are to be deleted and wait" in app.test_cli_runner().invoke(args=["check"]).output
    for wrong in (
        ["--confirm-count", "3", "--confirm-day", day(0)],
        ["--confirm-count", "2"],
        ["--confirm-count", "2", "--confirm-day", day(1)],
    ):
        assert (run(app, *wrong).exit_code, "Nothing was deleted" in run(app, *wrong).output) == (1, True)
    assert len(sql(app, "SELECT id FROM cases")) == 2
    assert run(app, "--confirm-count", "2", "--confirm-day", day(0)).output.startswith("2 cases deleted")
    assert sql(app, "SELECT id FROM cases") == []


def test_a_few_every_night_are_as_much_as_many_at_once(app: Flask, advisors: list[Advisor]) -> None:
    log = Path(app.instance_path, "purged.log")
    log.write_text("".join(f"{number:032x} {day(-3)}\n" for number in range(19)))
    for _ in range(3):
        add(app, advisors, {"purge": day(0)})
    assert run(app).output.startswith("1 cases deleted, and 0 messages of closed ones.\n2 cases wait")
    log.write_text("".join(f"{number:032x} {day(-7)}\n" for number in range(19)))  # long enough ago
    assert run(app).output == "2 cases deleted, and 0 messages of closed ones.\n"


def test_forged_days_take_no_room_from_true_ones(app: Flask, advisors: list[Advisor]) -> None:
    for _ in range(25):
        add(app, advisors, {})
    due = add(app, advisors, {"purge": day(0)})
    sql(app, "UPDATE cases SET purge_day = '2026-01-01' WHERE purge_day IS NULL")
    assert run(app).output == "1 cases deleted, and 0 messages of closed ones.\n"
    assert due not in {row[0].hex() for row in sql(app, "SELECT id FROM cases")}


def test_cases_of_which_only_places_go_are_counted_apart(app: Flask, advisors: list[Advisor]) -> None:
    removal = {"day": day(0), "places": [0], "kept": []}
    for _ in range(21):
        add(app, advisors, {"purge": day(90), "removal": removal})
    add(app, advisors, {"purge": day(0)})
    assert run(app).output.startswith("1 cases deleted, and 20 messages of closed ones.\n1 cases wait")
    assert run(app).output.startswith("0 cases deleted, and 0 messages of closed ones.\n1 cases wait")
    assert run(app, "--confirm-count", "1", "--confirm-day", day(0)).output.startswith("0 cases deleted, and 1 mess")


def test_an_advisor_deletes_at_once_only_what_a_mark_bears_out_and_no_more_than_goes_by_itself(
    app: Flask, advisors: list[Advisor]
) -> None:
    inbox = sign_in(app, advisors[0])
    forged, due = add(app, advisors, {"purge": day(5)}), add(app, advisors, {"purge": day(0)})
    sql(app, "UPDATE cases SET purge_day = ? WHERE id = ?", day(0), bytes.fromhex(forged))
    refused = inbox.post(f"/inbox/cases/{forged}/purge")
    assert (refused.status_code, refused.get_json()) == (409, {"error": "day"})
    Path(app.instance_path, "purged.log").write_text("".join(f"{number:032x} {day(0)}\n" for number in range(20)))
    refused = inbox.post(f"/inbox/cases/{due}/purge")
    assert (refused.status_code, refused.get_json()) == (409, {"error": "brake"})
    Path(app.instance_path, "purged.log").unlink()
    assert inbox.post(f"/inbox/cases/{due}/purge").get_json() == {"wiped": True}


def test_a_browser_that_has_read_the_file_says_the_days_again(app: Flask, advisors: list[Advisor]) -> None:
    removal = {"day": day(0), "places": [0], "kept": []}
    case = add(app, advisors, {"purge": day(0), "removal": removal})
    bare = new_case([each.identity.recipient for each in advisors], n=2)
    app.extensions["cases"].add_case(bare, day(-1))
    sql(app, "UPDATE cases SET purge_day = '2026-01-02', purge_mark = NULL")
    sql(app, "UPDATE envelopes SET purge_mark = NULL")
    inbox = sign_in(app, advisors[0])
    told = inbox.get("/inbox/retention").get_json()
    assert told == {"unmarked": sorted([case, bare.case]), "cases": [], "places": []}
    newest = base64.b64encode(app.extensions["casefiles"].list_versions(case)[-1].payload_hash).decode()
    days = {"purge_day": day(40), "places": [0], "places_day": day(0)}
    address = f"/inbox/cases/{case}/retention"
    assert inbox.post(address, json=days | {"newest": ""}).status_code == 409
    assert inbox.post(address, json=days | {"newest": base64.b64encode(bytes(32)).decode()}).status_code == 409
    for wrong in ({"purge_day": "soon"}, {"places": [-1]}, {"places": "0"}, {"places_day": 3}):
        assert inbox.post(address, json=days | {"newest": newest} | wrong).status_code == 400
    assert inbox.post(address, json=days | {"newest": newest}).status_code == 204
    assert inbox.post(f"/inbox/cases/{bare.case}/retention", json=days | {"newest": ""}).status_code == 204
    assert inbox.post(f"/inbox/cases/{'0' * 32}/retention", json=days | {"newest": ""}).status_code == 404
    assert inbox.get("/inbox/retention").get_json() == {"unmarked": [], "cases": [], "places": []}
    assert run(app).output == "0 cases deleted, and 1 messages of closed ones.\n"
    assert sorted(sql(app, "SELECT purge_day FROM cases"), key=str) == [(day(40),), (None,)]  # nothing without a file
