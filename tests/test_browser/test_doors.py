"""The staff page and the page for own help, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.support import ROOT
from tests.support.axe import check
from tests.support.journey import next_screen, open_case, send, shown_answer, unlock
from tests.support.portal import Portal
from tests.support.sentences import sentences
from tests.test_browser.conftest import NewPage

SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def test_a_caretaker_reports_on_one_page(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(portal.url)
    page.get_by_role("link", name="Jeg er ansat i boligorganisationen").click()
    check(page, "staff")
    next_screen(page)
    check(page, "staff, missing")
    page.get_by_label("Hvor bor personen?").fill("Kælderstræde 31")
    page.get_by_label("Lukker ikke op, selv om vi har varslet").check(force=True)
    page.locator("#call_me-yes").check(force=True)
    page.get_by_label("Dit telefonnummer").fill("ring bare")
    next_screen(page)
    expect(page.locator("#call_me_phone-error")).to_contain_text("Tjek telefonnummeret.")
    expect(page.get_by_label("Dit telefonnummer")).to_have_value("ring bare")
    page.get_by_label("Dit telefonnummer").fill("12 34 56 78")
    next_screen(page)
    check(page, "staff, check")
    send(page)
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, "Kælderstræde 31")
    assert shown_answer(reader, "Dit telefonnummer") == "12 34 56 78"
    expect(reader.locator(".entry-box")).to_contain_text("Ansat")


def test_a_resident_asks_for_help_with_the_rent(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report/own")
    expect(page.get_by_text("Her beder vi om din adresse")).to_be_visible()
    check(page, "own")
    next_screen(page)
    check(page, "own, missing")
    page.get_by_label("Husleje").check(force=True)
    next_screen(page)
    expect(page.get_by_role("heading", name="Har du fået et brev?")).to_be_focused()
    expect(page.get_by_text("Hvilken frist står der i brevet?")).to_be_hidden()
    page.get_by_label("En rykker eller et påkrav").check(force=True)
    type_deadline(page, "30", "2", "2027")
    next_screen(page)
    expect(page.locator("#deadline-error")).to_contain_text("Skriv datoen med dag, måned og år")
    check(page, "own, no day")
    type_deadline(page, "31", "1", "2099")
    expect(page.locator("[data-in-words]")).to_have_text("lørdag den 31. januar 2099")
    expect(page.locator("[data-pressing]")).to_be_hidden()
    next_screen(page)
    page.get_by_label("Hvor bor du?").fill("Lejevej 2")
    page.locator("#safe_to_call-yes").check(force=True)
    next_screen(page)
    expect(page.locator("#my_phone-error")).to_contain_text("Skriv et telefonnummer")
    check(page, "own, not reachable")
    page.locator("#safe_to_call-no").check(force=True)
    page.get_by_label("Din e-mailadresse").fill("en@eksempel.dk")
    next_screen(page)
    expect(page.locator(".answers")).to_contain_text("lørdag den 31. januar 2099")
    send(page)
    expect(page.locator("[data-call-today]")).to_be_hidden()
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, "Lejevej 2")
    assert shown_answer(reader, "Hvilken frist står der i brevet?") == "lørdag den 31. januar 2099"


def type_deadline(page: Page, day: str, month: str, year: str) -> None:
    for label, typed in (("Dag", day), ("Måned", month), ("År", year)):
        page.get_by_label(label, exact=True).fill(typed)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["da", "ar"])
def test_a_deadline_that_has_passed_and_no_safe_number_reach_the_advisor_as_a_call_today(
    javascript: bool, language: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    say = sentences(ROOT, language)
    where = f"Fristvej {language} {javascript}"
    page = new_page(java_script_enabled=javascript, **SMALL)
    page.goto(f"{portal.url}/report/own?lang={language}")
    page.locator("#about-rent").check(force=True)
    if javascript:
        page.locator("[data-next]:visible").click()
    page.locator("#letter-termination").check(force=True)
    for part, typed in (("day", "3"), ("month", "11"), ("year", "2026")):
        page.locator(f"#deadline-{part}").fill(typed)
    if javascript:
        expect(page.get_by_text(say["report.deadline_past"])).to_be_visible()
        expect(page.locator("[data-pressing] a[href='tel:00000000']")).to_be_visible()
        check(page, "a deadline that has passed")
        page.locator("[data-next]:visible").click()
    page.locator("#my_address").fill(where)
    page.locator("#safe_to_call-code").check(force=True)
    expect(page.locator("#my_phone")).to_be_hidden()
    if javascript:
        page.locator("[data-next]:visible").click()
    send(page, language)
    expect(page.get_by_text(say["receipt.call_today"])).to_be_visible()
    if javascript:
        check(page, "call today")
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, where)
    assert shown_answer(reader, "Hvilken frist står der i brevet?") == "tirsdag den 3. november 2026"
    assert shown_answer(reader, "Er det trygt at ringe") == "Nej, jeg læser svaret her med koden"
