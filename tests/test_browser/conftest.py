from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Playwright, expect, sync_playwright

from tests.support.browser import launch
from tests.support.portal import Portal
from tests.support.relay import Relay

expect.set_options(timeout=15_000)  # a machine that is busy is no fault


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium. Without it these tests fail; they are never skipped."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def relay(portal: Portal) -> Iterator[Relay]:
    """A wire to the shared portal that keeps what the browser sends."""
    relay = Relay(portal)
    yield relay
    relay.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that one test file's worth of people share."""
    portal = Portal(tmp_path_factory.mktemp("portal"), PHONE="00 00 00 00", OPERATOR="Eksempelboligerne")
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def fresh_portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal of the test's own, on which nobody has enrolled."""
    portal = Portal(tmp_path)
    portal.start()
    yield portal
    portal.kill()  # how it ends by itself is the drills' concern


NewPage = Callable[..., Page]


def leave(dialog: Dialog) -> None:
    """Answer whatever a page asks with yes, as somebody does who wants to go on."""
    dialog.accept()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages in contexts of their own. A script error or a broken policy on any of them fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(*, leaves: bool = True, **options: Any) -> Page:
        usual: dict[str, Any] = {"locale": "da-DK", "viewport": {"width": 390, "height": 844}}
        context = browser.new_context(**usual | options)
        contexts.append(context)
        page = context.new_page()
        if leaves:
            page.on("dialog", leave)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="session")
def advisors(portal: Portal) -> dict[str, str]:
    """Two advisors: name → passphrase."""
    return {name: portal.admit(name) for name in ("Rådgiver 1", "Rådgiver 2")}
