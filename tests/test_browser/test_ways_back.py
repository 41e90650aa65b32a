"""Every way back to the list keeps its filter and the place in it: a key, a link, the browser's own, a lock."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import unlock, unlock_here
from tests.support.office import Office
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

CASES = 30
NEW = "button[data-group=new]"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("ways-back")
    portal = Portal(folder)
    portal.start()
    office = Office(portal)
    for number in range(CASES):
        case = office.write({"where": f"Eksempelvej {number}"})
        if number % 10 == 0:
            office.note(case, level="grey", owner="", next="2030-01-02")
    yield office
    portal.stop()


@pytest.fixture
def page(office: Office, new_page: NewPage) -> Page:
    """The list, filtered and scrolled, and a case of it that was opened."""
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.locator(NEW).click()
    expect(page.locator(NEW)).to_have_attribute("aria-pressed", "true")
    page.evaluate("window.scrollTo(0, 1500)")
    page.wait_for_timeout(300)
    return page


def open_a_case(page: Page) -> tuple[str, int]:
    """Open one that is on the screen; which, and how far the list was scrolled."""
    rows = page.locator("case-rows a.case")
    row = next(each for each in rows.all() if 200 < (each.bounding_box() or {"y": 0})["y"] < 700)
    case, scroll = str(row.get_attribute("data-case")), int(page.evaluate("window.scrollY"))
    row.click()
    expect(page.locator(".entry-box").first).to_be_visible()
    return case, scroll


def expect_as_it_was(page: Page, case: str, scroll: int) -> None:
    expect(page.locator(NEW)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"a.case[data-case='{case}']")).to_be_focused()
    expect(page.locator("case-rows li").first).to_have_attribute("aria-setsize", str(CASES - CASES // 10))
    assert abs(int(page.evaluate("window.scrollY")) - scroll) < 10
    assert page.evaluate("window.location.hash") == "#-new"


WAYS: dict[str, Callable[[Page], None]] = {
    "the key": lambda page: page.keyboard.press("u"),
    "Escape": lambda page: page.keyboard.press("Escape"),
    "the link": lambda page: page.locator("a[data-back]").click(),
    "the browser's own way": lambda page: page.go_back() and None,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_way_back_from_a_case_keeps_filter_and_place(way: str, page: Page) -> None:
    case, scroll = open_a_case(page)
    WAYS[way](page)
    expect_as_it_was(page, case, scroll)


@pytest.mark.parametrize("address", ["figures", "away", "new"])
@pytest.mark.parametrize("way", ["the key", "the link"])
def test_the_way_back_from_a_page_keeps_the_filter(address: str, way: str, page: Page) -> None:
    page.evaluate("address => { window.location.hash = address; }", address)
    expect(page.locator("a[data-back]")).to_be_visible()
    WAYS[way](page)
    expect(page.locator(NEW)).to_have_attribute("aria-pressed", "true")


def test_a_lock_in_a_case_keeps_filter_and_place_of_the_list(page: Page) -> None:
    case, scroll = open_a_case(page)
    page.get_by_role("button", name="Lås", exact=True).click()
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    expect(page.locator(".entry-box").first).to_be_visible(timeout=15_000)
    page.locator("a[data-back]").click()
    expect_as_it_was(page, case, scroll)


def test_a_lock_over_the_list_keeps_its_filter_and_its_place(page: Page) -> None:
    scroll = int(page.evaluate("window.scrollY"))
    assert scroll > 1000
    page.get_by_role("button", name="Lås", exact=True).evaluate("button => button.click()")
    unlock_here(page, "Rådgiver 1", PASSPHRASE)
    expect(page.locator(NEW)).to_have_attribute("aria-pressed", "true", timeout=15_000)
    page.wait_for_timeout(1000)
    assert abs(int(page.evaluate("window.scrollY")) - scroll) < 10


def test_deleting_a_case_leads_back_to_the_list_as_it_was(page: Page, office: Office) -> None:
    page.locator("button[data-group=closed]").click()
    case = office.write({"where": "Sletvej 1"})
    office.note(case, level="grey", outcome="unfounded", closed="2026-11-01", purge="2030-01-01")
    page.goto(f"{office.portal.url}/inbox#{case}")
    page.get_by_role("button", name="Slet sagen").click()
    page.get_by_role("button", name="Slet for altid").click()
    expect(page.locator("button[data-group=closed]")).to_have_attribute("aria-pressed", "true", timeout=15_000)
