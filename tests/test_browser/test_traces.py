"""What is left in a reporter's browser afterwards: nothing. And how to leave quickly."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.support.browser import FLAGS, WINDOWED
from tests.support.journey import STORY, fill_in, send, send_plain
from tests.support.portal import Portal
from tests.test_browser.conftest import NewPage

STORED = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_leaves_no_cookie_no_storage_and_no_cached_page(
    javascript: bool, playwright: Playwright, portal: Portal, advisors: dict[str, str], tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=shutil.which(WINDOWED),
        args=FLAGS,
        locale="da-DK",
        java_script_enabled=javascript,
    )
    page = context.new_page()
    if javascript:
        fill_in(page, portal)
        send(page)
        stored = page.evaluate(STORED)
        assert stored == {"cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}
    else:
        send_plain(page, portal)
    assert context.cookies() == []
    context.close()
    kept = [file for file in profile.rglob("*") if file.is_file()]
    assert kept
    for file in kept:
        content = file.read_bytes()
        assert b"SENTINEL-4711" not in content, file
        assert "SENTINEL-4711".encode("utf-16-le") not in content, file
        assert b"mlkem768x25519" not in content, file
        assert b"Fort\xc3\xa6l med dine egne ord" not in content, file


def test_only_one_origin_is_ever_asked(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(portal.url)
    fill_in(page, portal)
    send(page)
    assert {re.match(r"https?://[^/]+", url).group() for url in asked} == {portal.url}  # type: ignore[union-attr]


def test_every_public_screen_has_the_same_neutral_title(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    titles = set()
    for path in ("/", "/112", "/report", "/nothing"):
        page.goto(portal.url + path)
        titles.add(page.title())
    fill_in(page, portal)
    send(page)
    assert titles | {page.title()} == {"Information"}


def leave_by_click(page: Page) -> None:
    page.get_by_role("link", name="Forlad siden").click()


def leave_by_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [leave_by_click, leave_by_shift])
@pytest.mark.parametrize("online", [True, False])
def test_the_quick_exit_wipes_the_page_and_goes_elsewhere(
    leave: object, online: bool, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    page.context.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="Vejret") if online else route.abort())
    leave(page)  # type: ignore[operator]
    page.wait_for_function("!document.body.innerText.includes('SENTINEL')")
    if online:
        page.wait_for_url("https://www.dmi.dk/")
    assert STORY not in page.content()


def test_after_sending_back_does_not_bring_the_answers_back(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    send(page)
    assert "SENTINEL" not in page.content()
    page.go_back()
    page.wait_for_timeout(300)
    assert "SENTINEL" not in page.content()
    expect(page.locator("[data-report]")).to_have_count(0)


def test_fields_ask_the_browser_to_remember_and_send_nothing(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{portal.url}/report")
    for field in page.locator("input[type=text], textarea").all():
        assert field.get_attribute("autocomplete") == "off"
        assert field.get_attribute("spellcheck") == "false"
        assert field.get_attribute("dir") == "auto"
        assert field.get_attribute("maxlength") is None
