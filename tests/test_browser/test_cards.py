"""The list from its cards, in a real browser: nothing is opened twice, and what can't be used is made anew and said."""

import json

import pytest
from playwright.sync_api import Page, Request, Route, expect

from crypto import (
    Binding,
    casefile_chain,
    open_team_key,
    seal_card,
    sides,
    transcript,
    unseal,
    verifying_key,
)
from reporting.store import Cases, Engine
from tests.support.journey import unlock
from tests.support.office import TODAY, Office
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

MANY = 150
WITHOUT_ML_KEM = """
  const real = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (format, ...rest) {
    return format === "raw-seed" ? Promise.reject(new Error("no ML-KEM here")) : real.call(this, format, ...rest);
  };
"""


@pytest.fixture
def office(fresh_portal: Portal) -> Office:
    return Office(fresh_portal)


def opened_in(page: Page) -> list[str]:
    """The cases whose envelopes a page asks for, in a list that grows."""
    cases: list[str] = []

    def note(request: Request) -> None:
        _, _, only = request.url.partition("/inbox/rows?only=")
        cases.extend(only.split(",") if only else [])

    page.on("request", note)
    return cases


def handed_in(office: Office, count: int, page: Page, n: int = 1) -> None:
    """Wait until the server has so many cards under the key that list `n` was the first to need."""
    for _ in range(100):
        if office.sql("SELECT count(*) FROM cards WHERE n = ?", n) == [(count,)]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(office.sql("SELECT n, count(*) FROM cards GROUP BY n"))


def test_each_report_is_opened_once_and_anew_only_where_something_has_changed(
    office: Office, new_page: NewPage
) -> None:
    """Both advisors use the same cards; one that is damaged, stale or lost is made anew, and the list says how many,
    but for what is new anyway."""
    cases = [office.write({"where": f"Eksempelvej {number}", "story": "Det ord: skumring"}) for number in range(6)]
    for case in cases[1:]:
        office.mark_read(case)
    first = new_page()
    opened = opened_in(first)
    unlock(first, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(first.locator("[data-remade]")).to_contain_text("5 sager er åbnet på ny")
    assert sorted(opened) == sorted(cases)
    handed_in(office, 6, first)
    second = new_page()
    opened = opened_in(second)
    unlock(second, office.portal, "Rådgiver 2", PASSPHRASE)
    expect(second.locator("a.case")).to_have_count(6)
    expect(second.locator("[data-remade]")).to_have_count(0)
    second.get_by_label("Søg").fill("skumring vej 4".replace("vej", "eksempelvej"))
    expect(second.locator("a.case")).to_have_count(1)
    assert opened == []
    second.goto("about:blank")  # nothing is fetched meanwhile
    damaged, stale, lost, others = cases[0], cases[1], cases[2], cases[3:]
    office.sql(
        "UPDATE blobs SET content = zeroblob(1052) WHERE number = (SELECT card FROM cards WHERE case_id = ?)",
        bytes.fromhex(damaged),
    )
    office.add_message(stale, "Det er blevet værre")
    office.sql("DELETE FROM cards WHERE case_id = ?", bytes.fromhex(lost))
    swapped = [bytes.fromhex(case) for case in others[:2]]
    office.sql("UPDATE cards SET card = (SELECT card FROM cards WHERE case_id = ?) WHERE case_id = ?", *swapped)
    unlock(second, office.portal, "Rådgiver 2", PASSPHRASE)
    expect(second.locator("[data-remade]")).to_contain_text("2 sager er åbnet på ny")
    expect(second.locator("a.case")).to_have_count(6)
    expect(second.locator("a.case .mark")).to_have_count(0)
    assert sorted(opened) == sorted([damaged, stale, lost, others[1]])
    raw = b"".join(content for _, content in office.raw())
    assert b"skumring" not in raw


def test_without_the_browsers_own_ml_kem_everything_opens_as_well(office: Office, new_page: NewPage) -> None:
    office.write({"where": "Eksempelvej 1", "story": "Hun er ikke set"})
    page = new_page()

    def without(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=WITHOUT_ML_KEM + response.text())

    page.route("**/static/worker.js", without)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.locator("a.case", has_text="Eksempelvej 1").click()
    expect(page.get_by_text("Hun er ikke set").first).to_be_visible()
    handed_in(office, 1, page)


def forged_by_who_left(office: Office, case: str, old_key: bytes) -> bytes:
    """A card for the case as it is, under the key that somebody who left still knows."""
    team = open_team_key(unseal(old_key, office.identities[1]), verifying_key(office.identities[0].voice_seed))
    engine = Engine(office.portal.database)
    found = Cases(engine).list_envelopes(case)
    engine.close()
    state = transcript(case, [each.payload_hash for each in found])
    placed = sides((each.by, each.tag) for each in found)
    bound = Binding("card", team.site, 2, case, state, casefile_chain(case, [])[-1], placed)
    document = {"type": "report", "case": case, "day": TODAY, "body": {"answers": {"where": "FORFALSKET"}}}
    report = {"seq": 0, "by": "reporter", "state": "open", "document": document}
    return seal_card({"report": report, "file": None, "tally": "", "marks": {}}, bound, team.key)


def test_the_key_of_a_list_that_somebody_has_left_opens_nothing_any_more(office: Office, new_page: NewPage) -> None:
    case = office.write({"where": "Eksempelvej 1"})
    office.mark_read(case)
    page = new_page()
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    handed_in(office, 1, page)
    ((n, old_key),) = office.sql("SELECT n, envelope FROM team_keys")
    assert isinstance(old_key, bytes)
    office.portal.publish("Rådgiver 2")
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_be_visible()
    handed_in(office, 1, page, n=2)
    ((now, new_key),) = office.sql("SELECT n, envelope FROM team_keys")
    assert (n, now) == (1, 2)
    assert new_key != old_key
    # Whoever left writes the old key into the database in place of the new one, and a card under it.
    forged = forged_by_who_left(office, case, old_key)
    office.sql("UPDATE team_keys SET envelope = ?", old_key)
    office.sql("UPDATE blobs SET content = ? WHERE number = (SELECT card FROM cards)", forged)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_be_visible()
    expect(page.locator("[data-remade]")).to_contain_text("1 sager er åbnet på ny")
    expect(page.get_by_text("FORFALSKET")).to_have_count(0)


def test_a_page_that_was_open_while_somebody_left_makes_no_card_under_the_key_that_they_know(
    office: Office, new_page: NewPage
) -> None:
    office.write({"where": "Eksempelvej 1"})
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    handed_in(office, 1, page)
    ((_, old_key),) = office.sql("SELECT n, envelope FROM team_keys")
    page.locator("a.case").first.click()
    office.portal.publish("Rådgiver 2")
    page.get_by_label("Note", exact=True).fill("Hun er flyttet til sin søster")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator("[data-saved]")).to_have_text("Gemt.", timeout=15_000)
    page.get_by_role("link", name="Til listen").click()
    page.get_by_role("button", name="Hent nye").click()
    handed_in(office, 1, page, n=2)
    ((n, new_key),) = office.sql("SELECT n, envelope FROM team_keys")
    assert n == 2
    assert new_key != old_key


def test_a_long_list_has_few_rows_on_the_page_and_all_of_them_can_be_reached(office: Office, new_page: NewPage) -> None:
    for number in range(MANY):
        office.mark_read(office.write({"where": f"Eksempelvej {number + 1}"}))
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    rows = page.locator("case-rows li")
    expect(page.locator("[data-group=open] .count")).to_have_text(str(MANY))
    expect(rows.first).to_have_attribute("aria-setsize", str(MANY))
    assert rows.count() < 50
    seen: set[str] = set()
    for _ in range(60):
        seen |= set(page.locator("case-rows a.case").evaluate_all("rows => rows.map(({ dataset }) => dataset.case)"))
        if len(seen) == MANY:
            break
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(60)
    assert len(seen) == MANY
    assert rows.count() < 50
    page.keyboard.press("Home")
    expect(rows.first).to_have_attribute("aria-posinset", "1")
    for place in range(1, 32):
        page.keyboard.press("j")
        if place % 10 == 1:  # not faster than a busy machine draws rows
            expect(page.locator(f'case-rows li[aria-posinset="{place}"] a.case')).to_be_focused()
    focused = "document.activeElement.closest('li').getAttribute('aria-posinset')"
    expect(page.locator("a.case:focus")).to_be_visible()
    assert page.evaluate(focused) == "31"
    # Whoever looks further down keeps the row in focus, and sees rows where they look.
    page.mouse.move(640, 500)
    page.mouse.wheel(0, 6_000)
    page.wait_for_timeout(300)
    assert page.evaluate(focused) == "31"
    middle = "document.elementFromPoint(640, 500).closest('li')?.getAttribute('aria-posinset') ?? '0'"
    assert int(page.evaluate(middle)) > 60
    page.mouse.wheel(0, -6_000)
    page.wait_for_timeout(300)
    assert page.evaluate(focused) == "31"
    row = page.locator("a.case:focus").get_attribute("data-case")
    top = page.evaluate("window.scrollY")
    page.keyboard.press("Enter")
    expect(page.locator(".entry-box").first).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(f"a.case[data-case='{row}']")).to_be_focused()
    assert abs(page.evaluate("window.scrollY") - top) < 5


def test_a_case_that_was_opened_before_its_card_came_stays_whole(office: Office, new_page: NewPage) -> None:
    case = office.write({"where": "Eksempelvej 1", "story": "Det begyndte i august"})
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.locator("a.case").first.click()
    for note in ("Det første ord", "Det sidste ord"):
        page.get_by_label("Note", exact=True).fill(note)
        page.get_by_role("button", name="Gem", exact=True).click()
        expect(page.locator(".log")).to_contain_text(note, timeout=15_000)
    page.wait_for_timeout(500)  # until the card of this state is handed in
    held: list[Route] = []
    page.route("**/inbox/rows", lambda route: held.append(route), times=1)
    page.goto(f"{office.portal.url}/inbox#{case}")
    page.reload()
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    expect(page.locator(".entry-box").first).to_be_visible(timeout=15_000)
    opened = opened_in(page)
    held[0].continue_()
    expect(page.locator(".log")).to_contain_text("Det sidste ord", timeout=15_000)
    page.wait_for_timeout(500)
    expect(page.locator(".log")).to_contain_text("Det første ord")
    assert opened == []  # it came from a card, and the list needs no more


def test_what_was_read_in_part_is_written_into_no_ledger(office: Office, new_page: NewPage) -> None:
    """Who cuts the line in the middle and then deletes the rest would otherwise be believed."""
    office.write({"where": "Eksempelvej 1"})
    page = new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url.rpartition('/')[2]}"))
    page.route("**/inbox/rows?only=*", lambda route: route.abort())
    page.goto(f"{office.portal.url}/inbox")
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    expect(page.get_by_role("alert").first).to_be_visible(timeout=15_000)
    page.unroute("**/inbox/rows?only=*")
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    assert "POST ledgers" not in sent
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("a.case")).to_have_count(1)
    page.wait_for_timeout(500)
    assert "POST ledgers" in sent


def test_a_first_reading_that_failed_is_taken_up_again_when_somebody_asks(office: Office, new_page: NewPage) -> None:
    office.write({"where": "Eksempelvej 1"})
    page = new_page()
    page.route("**/inbox/rows", lambda route: route.abort(), times=1)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_role("button", name="Hent nye").click()
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_be_visible(timeout=15_000)


def test_whoever_searches_before_all_can_be_searched_is_told_so_and_finds_it_then(
    office: Office, new_page: NewPage
) -> None:
    office.write({"where": "Eksempelvej 1", "story": "Gardinerne. " * 30 + "Et ord langt nede: skumring"})
    page = new_page()
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    handed_in(office, 1, page)
    held: list[Route] = []
    page.route("**/inbox/texts", lambda route: held.append(route))
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.get_by_label("Søg").fill("skumring")
    expect(page.locator("[data-searchable]")).to_have_text("Søger i 0 af 1 sager indtil nu.")
    expect(page.locator("a.case")).to_have_count(0)
    held[0].continue_()
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_be_visible()
    expect(page.locator("[data-searchable]")).to_have_count(0)


def test_mails_that_do_not_go_out_are_said_at_once(office: Office, new_page: NewPage) -> None:
    settled = {"slot": "", "told": [], "renewed": "", "failing": "2026-11-20T09:00+01:00"}
    (office.portal.instance / "mailing.json").write_text(json.dumps(settled))
    page = new_page()
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("[data-mail-fails]")).to_contain_text("er ikke kommet af sted siden fre. 20. nov. kl. 09:00")


def test_what_a_card_cut_short_is_whole_again_before_anything_is_done_with_it(
    office: Office, new_page: NewPage
) -> None:
    """A visit that goes on after a lock, a case that is opened again, and one that is deleted from the list."""
    story = "Det begyndte i august. " * 30 + "SLUTNINGEN"
    kept, gone = (office.write({"where": f"Eksempelvej {number}", "story": story}) for number in (1, 2))
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    for case, outcome in ((kept, "helped"), (gone, "unfounded")):
        page.goto(f"{office.portal.url}/inbox#{case}")
        page.get_by_label("Note", exact=True).fill(f"Det sidste ord om {case[:4]}")
        page.get_by_role("button", name="Gem", exact=True).click()
        expect(page.locator("[data-saved]")).to_have_text("Gemt.", timeout=15_000)
        page.get_by_text("Luk sagen", exact=True).click()
        page.get_by_label("Hvad kom der ud af det?").select_option(outcome)
        page.get_by_role("button", name="Luk sagen nu").click()
        expect(page.get_by_role("button", name="Åbn sagen igen")).to_be_visible(timeout=15_000)
        expect(page.locator("[data-saved]")).to_have_text("Gemt.", timeout=15_000)
    handed_in(office, 2, page)
    unlock(page, office.portal, "Rådgiver 2", PASSPHRASE)
    handed_in(office, 2, page)
    opened = opened_in(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    assert opened == []
    held: list[Route] = []
    page.route(f"**/inbox/cases/{kept}", lambda route: held.append(route), times=1)
    with page.expect_request(f"**/inbox/cases/{kept}"):
        page.goto(f"{office.portal.url}/inbox#{kept}/visit")
    expect(page.locator("visit-page")).to_contain_text("Vent et øjeblik")
    expect(page.get_by_text("Hele beskeden")).to_have_count(0)  # nothing is noted on half of it
    held[0].continue_()
    page.get_by_text("Hele beskeden").click()
    expect(page.locator("main")).to_contain_text("SLUTNINGEN")
    expect(page.locator("main")).to_contain_text(f"Det sidste ord om {kept[:4]}")
    page.goto(f"{office.portal.url}/inbox#-closed")
    page.locator("#by-level").select_option("")
    page.locator("a.case", has_text="Eksempelvej 1").click()
    page.get_by_role("button", name="Åbn sagen igen").click()
    expect(page.locator("[data-saved]")).to_have_text("Gemt.", timeout=15_000)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.locator("a.case", has_text="Eksempelvej 1").click()
    expect(page.locator("main")).to_contain_text("SLUTNINGEN")
    expect(page.locator("main")).to_contain_text(f"Det sidste ord om {kept[:4]}")
    page.goto(f"{office.portal.url}/inbox#-closed")
    page.get_by_role("button", name="Slet disse 1 sager nu").click()
    page.get_by_role("button", name="Slet for altid").click()
    expect(page.locator("case-rows li")).to_have_count(0, timeout=15_000)
    assert office.sql("SELECT lower(hex(id)) FROM cases") == [(kept,)]
