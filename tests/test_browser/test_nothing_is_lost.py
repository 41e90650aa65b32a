"""Nothing typed is lost in silence: the browser asks, another language carries it over, and the way out never asks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from reporting.settings import LANGUAGES
from tests.support import ROOT
from tests.support.journey import STORY, WHERE, come_back, fill_in, next_screen, open_case, send, shown_answer, unlock
from tests.support.pictures import png
from tests.support.portal import Portal
from tests.support.sentences import sentences
from tests.test_browser.conftest import NewPage


def reload(page: Page) -> None:
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(400)


def touch(page: Page) -> None:
    """A person has done something on the page: without that no browser asks."""
    page.locator("h1:visible").click()


@pytest.fixture
def patient_page(new_page: NewPage) -> Callable[[], tuple[Page, list[str]]]:
    def open_page() -> tuple[Page, list[str]]:
        page = new_page(leaves=False)
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        return page, asked

    return open_page


def test_a_reload_asks_once_something_is_written_and_not_before(
    portal: Portal, advisors: dict[str, str], patient_page: Callable[[], tuple[Page, list[str]]]
) -> None:
    page, asked = patient_page()
    page.goto(f"{portal.url}/report")
    touch(page)
    reload(page)
    assert asked == []
    page.get_by_label("Nej", exact=True).check(force=True)
    next_screen(page)
    page.get_by_label("Hvor bor personen?").fill(WHERE)
    reload(page)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Hvor bor personen?")).to_have_value(WHERE)
    page.get_by_role("link", name="Bekymret").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] * 2
    expect(page.get_by_label("Hvor bor personen?")).to_have_value(WHERE)


def test_the_quick_exit_asks_nothing(
    portal: Portal, advisors: dict[str, str], patient_page: Callable[[], tuple[Page, list[str]]]
) -> None:
    page, asked = patient_page()
    fill_in(page, portal)
    page.context.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="Vejret"))
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    assert asked == []


def test_a_message_that_is_being_written_is_asked_about(
    portal: Portal, advisors: dict[str, str], patient_page: Callable[[], tuple[Page, list[str]]]
) -> None:
    page, asked = patient_page()
    fill_in(page, portal)
    code = send(page)
    page.locator("#saved").check(force=True)
    come_back(page, portal, code)
    page.get_by_label("Skriv til rådgiverne").fill("Der er sket mere")
    reload(page)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Skriv til rådgiverne")).to_have_value("Der er sket mere")


def test_an_advisors_draft_is_asked_about(
    portal: Portal,
    advisors: dict[str, str],
    new_page: NewPage,
    patient_page: Callable[[], tuple[Page, list[str]]],
) -> None:
    reporter = new_page()
    fill_in(reporter, portal)
    send(reporter)
    page, asked = patient_page()
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(page, WHERE)
    page.get_by_label("Svar", exact=True).fill("Tak, fordi du skrev.")
    reload(page)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Tak, fordi du skrev.")


def choose_language(page: Page, name: str) -> None:
    page.locator("[data-language-menu] summary").click()
    page.locator("[data-language-menu]").get_by_role("link", name=name).click()


def test_another_language_carries_the_answers_over_and_sends_nothing(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    say = sentences(ROOT, "pl")
    page = new_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method != "GET" else None)
    where = "Sprogvej 7"
    page.goto(f"{portal.url}/report")
    page.get_by_label("Nej", exact=True).check(force=True)
    next_screen(page)
    page.get_by_label("Hvor bor personen?").fill(where)
    next_screen(page)
    page.get_by_label("Isolerer sig").check(force=True)
    page.get_by_label("Fortæl med dine egne ord").fill(STORY)
    choose_language(page, "Polski")
    expect(page.get_by_role("heading", name=say["q.signs.label"])).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "pl"
    assert "lang=pl" in page.url
    expect(page.locator("#story")).to_have_value(STORY)
    expect(page.locator("#signs-isolates")).to_be_checked()
    page.get_by_role("button", name=say["report.back"]).click()
    expect(page.locator("#where")).to_have_value(where)
    choose_language(page, "العربية")
    expect(page.get_by_role("heading", name=sentences(ROOT, "ar")["q.where.label"])).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert posts == []
    for _ in range(3):
        page.locator("[data-next]:visible").click()
    page.locator("[data-send]").click()
    expect(page.locator("[data-step=code]")).to_be_visible(timeout=15_000)
    assert len(posts) == 1
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, where)
    assert shown_answer(reader, "Fortæl med dine egne ord") == STORY
    expect(reader.locator(".entry-box").first).to_contain_text("skrevet på arabisk")


def test_photos_come_along_into_another_language(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{portal.url}/report/staff")
    page.locator("#where").fill("Billedvej 2")
    page.locator("#signs-mail").check(force=True)
    page.locator("#photos-1").set_input_files([{"name": "x.png", "mimeType": "image/png", "buffer": png((30, 20))}])
    expect(page.locator(".thumbnail canvas")).to_have_count(1)
    choose_language(page, "English")
    expect(page.get_by_role("button", name="Remove picture 1")).to_be_visible()
    page.locator("[data-next]:visible").click()
    expect(page.locator(".answers")).to_contain_text("Picture 1 is chosen")


def test_a_conversation_goes_on_in_another_language(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    code = send(page)
    come_back(page, portal, code)
    page.get_by_label("Skriv til rådgiverne").fill("Der er sket mere")
    choose_language(page, "English")
    expect(page.get_by_label("Write to the advisors")).to_have_value("Der er sket mere")
    expect(page.get_by_text("Your message 1")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. The advisors have your message.")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Your message 2")).to_be_visible()


def test_the_languages_are_within_reach_of_who_reads_no_danish(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(portal.url)
    menu = page.locator("[data-language-menu]")
    for language in sorted(set(LANGUAGES) - {"da"}):
        menu.locator("summary").click()
        link = menu.locator(f"a[hreflang={language}]")
        assert link.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
        link.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
