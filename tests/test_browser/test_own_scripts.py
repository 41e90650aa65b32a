"""A public page runs its own script, to the bit, and no other."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.portal import Portal

pytestmark = pytest.mark.usefixtures("advisors")
PAGES = {
    "/report": "report.js",
    "/report/staff": "staff.js",
    "/return": "conversation.js",
    "/": "start.js",
    "/112": "public.js",
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which the browser may complain."""
    context = browser.new_context(locale="da-DK")
    yield context.new_page()
    context.close()


def complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    return said


def alter(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text() + "\nwindow.foreign = true;")


@pytest.mark.parametrize("path", PAGES)
def test_a_script_with_one_line_more_is_not_run(path: str, portal: Portal, page: Page) -> None:
    said = complaints(page)
    page.route(f"**/static/{PAGES[path]}", alter)
    page.goto(portal.url + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.foreign") is None
    assert any("integrity" in each for each in said), said
    page.unroute_all()
    said.clear()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert said == []


def with_another_script(route: Route) -> None:
    answer = route.fetch()
    more = '<script type="module" src="/static/foreign.js"></script></head>'
    route.fulfill(response=answer, body=answer.text().replace("</head>", more, 1))


@pytest.mark.parametrize("path", PAGES)
def test_a_script_without_a_hash_is_not_run(path: str, portal: Portal, page: Page) -> None:
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.route(f"**{path}", with_another_script)
    page.route(
        "**/static/foreign.js",
        lambda route: route.fulfill(body="window.foreign = true", content_type="text/javascript"),
    )
    page.goto(portal.url + path)
    page.wait_for_load_state("networkidle")
    assert page.locator('script[src="/static/foreign.js"]').count() == 1
    assert page.evaluate("window.foreign") is None
    assert not any(url.endswith("foreign.js") for url in asked)


def test_the_inbox_is_not_under_that_policy_and_opens(portal: Portal, page: Page) -> None:
    """Its scripts come in parts that name each other; docs/threats.md says so."""
    said = complaints(page)
    answer = page.goto(f"{portal.url}/inbox")
    assert answer
    assert "integrity-policy" not in answer.headers
    expect(page.get_by_label("Adgangssætning")).to_be_visible()
    assert said == []
