"""Whom the portal seals to: what is asked of the signed list, each check with its fault planted."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from crypto import Identity
from reporting import current
from reporting.authority import Authority, NotOurRecipients, Published
from reporting.store import Engine, Roster
from tests.support.cast import Advisor, enrol, publish, sql
from tests.support.signed import KEY, SITE, said_of, signed
from tests.support.signed import enrol as enrol_in
from tests.support.signed import publish as publish_in

TODAY = date.today()  # noqa: DTZ011


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    roster = Roster(Engine(tmp_path / "test.db"), 2)
    for name in ("Rådgiver 1", "Rådgiver 2"):
        enrol_in(roster, name, Identity.generate())
    publish_in(tmp_path, roster)
    return roster


@pytest.fixture
def lists(tmp_path: Path, roster: Roster) -> Path:
    return tmp_path / "lists"


def reason(lists: Path, roster: Roster, day: date = TODAY, key: bytes | None = KEY, site: str = SITE) -> str:
    try:
        Authority(lists, key, site).sealing(roster.active_advisors(), day)
    except NotOurRecipients as refused:
        return refused.reason
    return ""


def test_the_newest_signed_list_says_whom_to_seal_to(lists: Path, roster: Roster) -> None:
    sealing = Authority(lists, KEY, SITE).sealing(roster.active_advisors(), TODAY)
    assert sealing.said.n == sealing.recipients_n == 1
    assert sealing.texts == [each.recipient for each in roster.active_advisors()]


def test_without_a_list_or_a_key_nobody_is_sealed_to(lists: Path, roster: Roster, tmp_path: Path) -> None:
    assert reason(tmp_path / "nowhere", roster) == "unsigned"
    assert reason(lists, roster, key=None) == "signature"
    assert reason(lists, roster, key=bytes(32)) == "signature"


def test_a_list_holds_from_its_first_day_to_its_last_and_a_day_more(lists: Path, roster: Roster) -> None:
    days = (-2, -1, 0, 390, 391, 392)
    assert [reason(lists, roster, TODAY + timedelta(days=days)) for days in days] == ["date", "", "", "", "", "date"]


def test_a_list_for_another_site_is_not_ours(lists: Path, roster: Roster) -> None:
    assert reason(lists, roster, site="https://bekymret.example") == "site"


FORGED: dict[str, Callable[[str], str]] = {
    "another day": lambda text: text.replace(f"until {TODAY + timedelta(days=390)}", f"until {TODAY}"),
    "another number": lambda text: text.replace("\\nn 1\\n", "\\nn 2\\n"),
    "no signature": lambda text: text.replace('"signature": "', '"signature": "A'),
    "no JSON": lambda text: text[:-4],
    "a key too many": lambda text: text.replace('"list"', '"x": 1, "list"'),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_list_in_which_something_was_changed_closes_the_portal(forged: str, lists: Path, roster: Roster) -> None:
    text = (lists / "1.json").read_text("utf-8")
    assert FORGED[forged](text) != text
    (lists / "1.json").write_text(FORGED[forged](text), "utf-8")
    assert reason(lists, roster) == "signature"


def test_an_older_list_does_not_come_back_when_the_newest_is_taken_away(
    lists: Path, roster: Roster, tmp_path: Path
) -> None:
    publish_in(tmp_path, roster)
    assert reason(lists, roster) == ""
    (lists / "2.json").unlink()
    assert reason(lists, roster) == "rollback"


ROWS = (
    "UPDATE advisors SET recipient = 'THIEF' WHERE name = 'Rådgiver 1'",
    "UPDATE advisors SET status = 'retired' WHERE name = 'Rådgiver 1'",
    "UPDATE advisors SET recipient = NULL WHERE name = 'Rådgiver 1'",
    "UPDATE advisors SET recipient = 'age1pq1x' WHERE name = 'Rådgiver 1'",
    "INSERT INTO advisors (id, name, name_key, status, recipient) VALUES ('x', 'x', 'x', 'active', 'THIEF')",
)


@pytest.mark.parametrize("written", ROWS)
def test_rows_that_are_not_on_the_list_close_the_portal_within_a_moment(
    written: str, app: Flask, advisors: list[Advisor]
) -> None:
    client = app.test_client()
    assert client.get("/recipients.json").status_code == 200
    sql(app, written.replace("THIEF", str(Identity.generate().recipient)))
    app.extensions["roster"]._active = (-1.0, [])
    app.extensions["authority"]._answered = None
    assert client.get("/recipients.json").status_code == 503


def test_a_list_that_is_published_while_the_portal_runs_counts_from_the_next_request(
    app: Flask, advisor: Advisor
) -> None:
    client = app.test_client()
    assert len(client.get("/recipients.json").get_json()["texts"]) == 1
    enrol(app, "Rådgiver 2")
    assert len(client.get("/recipients.json").get_json()["texts"]) == 2


def test_a_new_list_of_the_same_advisors_asks_nobody_to_seal_again(app: Flask, advisors: list[Advisor]) -> None:
    publish(app)
    publish(app)
    with app.app_context():
        sealing = current.sealing()
    assert (sealing.said.n, sealing.recipients_n) == (4, 2)


def test_a_number_is_used_once_and_in_order(lists: Path, roster: Roster) -> None:
    authority = Authority(lists, KEY, SITE)
    active = roster.active_advisors()
    for n in (3, 1):
        with pytest.raises(Exception, match="number"):
            authority.keep(signed(said_of(active, n, last_day=(TODAY + timedelta(days=9)).isoformat())))
    authority.keep(signed(said_of(active, 2)))
    assert authority.last_number() == 2


def test_a_list_by_another_key_or_for_another_site_is_not_kept(lists: Path, roster: Roster) -> None:
    authority = Authority(lists, KEY, SITE)
    active = roster.active_advisors()
    foreign: list[Published] = [
        signed(said_of(active, 2), seed=bytes(32)),
        signed(said_of(active, 2, sites=["https://bekymret.example"])),
    ]
    for each in foreign:
        with pytest.raises(Exception, match=r"signed|site"):
            authority.keep(each)
    assert authority.last_number() == 1


def test_the_log_says_why_nobody_is_sealed_to_once(
    app: Flask, advisor: Advisor, caplog: pytest.LogCaptureFixture
) -> None:
    app.extensions["roster"].retire(advisor.name)
    for _ in range(3):
        app.extensions["authority"]._answered = None
        app.test_client().get("/report")
    assert [record.getMessage() for record in caplog.records] == ["nobody is sealed to: rows"]
