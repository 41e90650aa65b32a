"""The staff page and the page for own help, in a real browser."""

from playwright.sync_api import expect

from tests.support.axe import check
from tests.support.journey import next_screen, open_case, send, shown_answer, unlock
from tests.support.portal import Portal
from tests.test_browser.conftest import NewPage

SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def test_a_caretaker_reports_on_one_page(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(portal.url)
    page.get_by_role("link", name="Jeg arbejder her").click()
    check(page, "staff")
    next_screen(page)
    check(page, "staff, missing")
    page.get_by_label("Hvor bor personen?").fill("Kældervej 9")
    page.get_by_label("Lukker ikke op ved varsling").check(force=True)
    page.locator("#call_me-yes").check(force=True)
    page.get_by_label("Dit telefonnummer").fill("ring bare")
    next_screen(page)
    expect(page.locator("#call_me_phone-error")).to_contain_text("Det kan ikke være et telefonnummer.")
    expect(page.get_by_label("Dit telefonnummer")).to_have_value("ring bare")
    page.get_by_label("Dit telefonnummer").fill("12 34 56 78")
    next_screen(page)
    check(page, "staff, check")
    send(page)
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, "Kældervej 9")
    assert shown_answer(reader, "Dit telefonnummer") == "12 34 56 78"
    expect(reader.locator(".entry-box")).to_contain_text("Ansat")


def test_a_resident_asks_for_help_with_the_rent(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report/own")
    expect(page.get_by_text("Her er du ikke anonym")).to_be_visible()
    check(page, "own")
    next_screen(page)
    check(page, "own, missing")
    page.get_by_label("Husleje").check(force=True)
    page.get_by_label("En rykker eller et påkrav").check(force=True)
    page.get_by_label("Hvilken dato står der?").fill("2020-01-31")
    next_screen(page)
    expect(page.locator("#deadline-error")).to_contain_text("Datoen er gået.")
    page.get_by_label("Hvilken dato står der?").fill("2099-01-31")
    next_screen(page)
    page.get_by_label("Hvor bor du?").fill("Lejevej 2")
    page.locator("#safe_to_call-yes").check(force=True)
    next_screen(page)
    expect(page.locator("#my_phone-error")).to_contain_text("Skriv en telefon eller en e-mail")
    check(page, "own, not reachable")
    page.get_by_label("E-mail", exact=True).last.fill("en@eksempel.dk")
    next_screen(page)
    send(page)
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, "Lejevej 2")
    assert shown_answer(reader, "Hvilken dato står der?") == "2099-01-31"
