"""Nine languages: the right direction, nothing cut off at 320 pixels, chosen by link and kept in the address only."""

import pytest
from playwright.sync_api import Page, expect

from reporting.settings import LANGUAGES as OFFERED
from tests.support import ROOT
from tests.support.axe import check
from tests.support.journey import open_case, send, shown_answer, unlock
from tests.support.portal import Portal
from tests.support.sentences import sentences
from tests.test_browser.conftest import NewPage

LANGUAGES = OFFERED
RIGHT_TO_LEFT = {"ar", "fa"}
SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def fits(page: Page, state: str) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, (state, overflow)
    assert page.evaluate("document.documentElement.dir") == (
        "rtl" if page.evaluate("document.documentElement.lang") in RIGHT_TO_LEFT else "ltr"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_in_every_language(
    language: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    say = sentences(ROOT, language)
    page = new_page(**SMALL)
    for path in ("/", "/112", "/return", "/report/own", "/report/staff", "/nothing"):
        page.goto(f"{portal.url}{path}?lang={language}")
        fits(page, path)
        assert page.evaluate("document.documentElement.lang") == language
    page.goto(f"{portal.url}/?lang={language}")
    page.get_by_role("link", name=say["start.neighbour"]).click()
    assert f"lang={language}" in page.url
    page.locator("body[data-ready]").wait_for()
    page.locator("[data-next]:visible").click()
    fits(page, "danger, missing")
    expect(page.locator("#danger-error")).to_have_text(f"{say['error.prefix']} {say['q.danger.missing']}")
    page.locator("#danger-maybe").check(force=True)
    page.locator("[data-next]:visible").click()
    fits(page, "112")
    page.locator("[data-next]:visible").click()
    page.locator("#where").fill("Eksempelvej 12")
    page.locator("[data-next]:visible").click()
    page.locator("#signs-children").check(force=True)
    fits(page, "what")
    page.locator("[data-next]:visible").click()
    page.locator("#contact-yes").check(force=True)
    page.locator("[data-next]:visible").click()
    fits(page, "more, missing")
    page.locator("#contact-no").check(force=True)
    page.locator("[data-next]:visible").click()
    fits(page, "check")
    page.locator("[data-send]").click()
    expect(page.get_by_role("heading", name=say["receipt.title"])).to_be_visible(timeout=15_000)
    fits(page, "code")
    assert page.locator("[data-code] bdi").evaluate("element => getComputedStyle(element).direction") == "ltr"
    assert page.context.cookies() == []


def test_arabic_is_accessible_in_every_state(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    for path in ("/", "/112", "/return", "/report/own", "/report/staff"):
        page.goto(f"{portal.url}{path}?lang=ar")
        check(page, f"ar {path}")
    page.goto(f"{portal.url}/report?lang=ar")
    page.locator("[data-next]:visible").click()
    check(page, "ar danger, missing")
    page.locator("#danger-no").check(force=True)
    page.locator("[data-next]:visible").click()
    page.locator("#where").fill("شارع المثال 12")
    page.locator("[data-next]:visible").click()
    check(page, "ar what")
    page.locator("#story").fill("الستائر مغلقة منذ أسبوعين")
    page.locator("[data-next]:visible").click()
    page.locator("[data-next]:visible").click()
    check(page, "ar check")
    page.locator("[data-send]").click()
    expect(page.locator("[data-code]")).to_be_visible(timeout=15_000)
    check(page, "ar code")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_a_neighbour_wrote_in_arabic_is_read_by_an_advisor(
    javascript: bool, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    story, where = "الستائر مغلقة منذ أسبوعين", f"شارع المثال {javascript}"
    page = new_page(java_script_enabled=javascript, locale="ar")
    page.goto(f"{portal.url}/report")
    answers = (("danger-no", ""), ("where", where), ("story", story))
    for field, text in answers:
        if text:
            page.locator(f"#{field}").fill(text)
        else:
            page.locator(f"#{field}").check(force=True)
        if javascript:
            page.locator("[data-next]:visible").click()
    if javascript:
        page.locator("[data-next]:visible").click()
    send(page, "ar")
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, where)
    assert shown_answer(reader, "Fortæl med dine egne ord") == story
    expect(reader.locator(".entry-box").first).to_contain_text("skrevet på arabisk")


def test_the_browsers_wish_decides_until_a_link_does(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(locale="uk-UA")
    page.goto(portal.url)
    assert page.evaluate("document.documentElement.lang") == "uk"
    page.get_by_role("link", name="Soomaali").click()
    assert page.evaluate("document.documentElement.lang") == "so"
    page.goto(portal.url)
    assert page.evaluate("document.documentElement.lang") == "uk"


def test_advisors_pages_stay_in_danish_whatever_the_browser_wishes(portal: Portal, new_page: NewPage) -> None:
    page = new_page(locale="ar")
    page.goto(f"{portal.url}/inbox")
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()
