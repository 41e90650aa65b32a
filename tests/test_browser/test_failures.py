"""When something breaks on the way: nothing leaves in plain text, the person is told, what was written stays."""

import pytest
from playwright.sync_api import Page, Route, expect

from crypto import Identity
from tests.support.journey import STORY, fill_in, send, unlock
from tests.support.portal import Portal
from tests.test_browser.conftest import NewPage

NEVER = "new Promise(() => {})"
BREAKS = {
    "randomness throws": "crypto.getRandomValues = () => { throw new Error('broken'); };",
    "streams throw": "window.TransformStream = class { constructor() { throw new Error('broken'); } };",
    "encoding throws": "TextEncoder.prototype.encode = () => { throw new Error('broken'); };",
    "sealing hangs": f"ReadableStream.prototype.pipeThrough = () => new ReadableStream({{ pull: () => {NEVER} }});",
}


def watch_posts(page: Page) -> list[str]:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method != "GET" else None)
    return posts


@pytest.mark.parametrize("fault", sorted(BREAKS))
def test_if_sealing_breaks_nothing_is_sent_and_the_person_is_told(
    fault: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.clock.install()
    posts = watch_posts(page)
    fill_in(page, portal)
    page.evaluate(f"() => {{ {BREAKS[fault]} }}")
    page.get_by_role("button", name="Send til rådgiverne").click()
    page.clock.run_for(20_500)  # as long as sealing may take
    expect(page.locator("[data-failure]")).to_contain_text("der er ikke sendt noget")
    expect(page.locator("[data-failure]")).to_be_focused()
    expect(page.locator(".answers")).to_contain_text("SENTINEL-4711")
    page.keyboard.press("Enter")
    assert posts == []


def test_a_script_that_breaks_while_starting_leaves_a_form_that_says_what_it_does(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.route("**/static/report.js", lambda route: route.abort())
    page.goto(f"{portal.url}/report")
    expect(page.get_by_text("først låst, når den når frem til os")).to_be_visible()


def test_enter_in_a_field_never_submits_the_form_by_itself(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    posts = watch_posts(page)
    fill_in(page, portal)
    page.evaluate("document.querySelector('[data-report]').submit()")
    page.wait_for_timeout(300)
    assert posts == []
    expect(page.get_by_role("heading", name="Tjek og send")).to_be_visible()


def test_a_page_that_asks_to_seal_to_somebody_who_is_not_on_the_signed_list_is_refused(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    def add_a_recipient(route: Route) -> None:
        answer = route.fetch()
        stranger = str(Identity.generate().recipient)
        route.fulfill(response=answer, body=answer.text().replace('"texts": ["', f'"texts": ["{stranger}", "'))

    page = new_page()
    posts = watch_posts(page)
    page.route("**/report", add_a_recipient)
    fill_in(page, portal)
    expect(page.locator("[data-distrust]")).to_contain_text("Ring til os")
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_contain_text("Der er ikke sendt noget: siden kan ikke vise")
    assert posts == []


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (408, "for langsom"),
        (429, "Prøv igen om en time"),
        (503, "Vi kan ikke tage imod lige nu"),
        (500, "Vi fik ikke din besked"),
        (413, "for lang"),
    ],
)
def test_a_refused_report_stays_on_the_screen_and_can_be_sent_again(
    status: int, sentence: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    page.route("**/report/sealed", lambda route: route.fulfill(status=status, body="{}"), times=1)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_contain_text(sentence)
    expect(page.locator(".answers")).to_contain_text("SENTINEL-4711")
    send(page)


def test_a_server_that_is_busy_for_a_moment_is_waited_for(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    busy = {"Retry-After": "1"}
    page.route("**/report/sealed", lambda route: route.fulfill(status=503, headers=busy, body="{}"), times=2)
    assert send(page)


def test_an_answer_lost_on_the_way_is_not_a_second_case(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page()
    fill_in(page, fresh_portal)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/report/sealed", lose_the_answer, times=1)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_contain_text("ingen forbindelse")
    send(page)
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    expect(reader.locator("a.case")).to_have_count(1)


def test_what_was_added_after_a_lost_answer_is_not_lost(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page()
    fill_in(page, fresh_portal)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/report/sealed", lose_the_answer, times=1)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_contain_text("ingen forbindelse")
    page.get_by_role("button", name="Ret Hvor bor personen?").click()
    page.get_by_label("Hvor bor personen?").fill("Tilføjelsesvej 2")
    page.get_by_role("button", name="Næste").click()
    send(page)
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    expect(reader.locator("a.case")).to_have_count(2)
    expect(reader.locator("a.case", has_text="Tilføjelsesvej 2")).to_have_count(1)


def test_the_story_survives_a_failed_report_without_javascript(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{portal.url}/report")
    page.get_by_label("Fortæl med dine egne ord").fill(STORY)
    page.get_by_role("button", name="Send til rådgiverne").click()
    assert page.title().startswith("Fejl:")
    expect(page.get_by_label("Fortæl med dine egne ord")).to_have_value(STORY)
    page.get_by_role("link", name="Fejl: Skriv, hvor personen bor.").click()
    assert page.url.endswith("#where")
