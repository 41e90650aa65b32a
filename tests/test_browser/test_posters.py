"""Posters and slips in a real browser: what is printed says where to go, and to whom one is writing."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from crypto import portal_fingerprint
from tests.support.axe import check
from tests.support.journey import unlock
from tests.support.portal import PASSPHRASE, Portal
from tests.support.signed import KEY
from tests.test_browser.conftest import NewPage

ORGANISATIONS = '[{"slug": "eksempelboligerne", "name": "Eksempelboligerne"}]'


@pytest.fixture
def portal_with_links(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path, ORGANISATIONS=ORGANISATIONS, PHONE="00 00 00 00", OPERATOR="Eksempelboligerne")
    portal.start()
    portal.enrol("Rådgiver 1")
    yield portal
    portal.stop()


def codes_in(page: Page) -> list[str]:
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_what_is_printed_leads_to_the_organisation_and_names_the_portals_key(
    portal_with_links: Portal, new_page: NewPage
) -> None:
    portal = portal_with_links
    page = new_page(viewport={"width": 1280, "height": 900})
    unlock(page, portal, "Rådgiver 1", PASSPHRASE)
    page.get_by_role("link", name="Plakater og kuponer").click()
    expect(page.get_by_role("heading", name="Plakater og kuponer")).to_be_focused()
    page.get_by_label("arabisk").check(force=True)
    page.get_by_label("ukrainsk").check(force=True)
    check(page, "posters")
    address = f"{portal.url}/o/eksempelboligerne"
    for name, copies in (("Plakat (A4)", 1), ("Kuponer (A6)", 4)):
        page.get_by_role("button", name=name).click()
        sheet = page
        expect(sheet.locator(".sheet-page section")).to_have_count(copies)
        expect(sheet.locator("[lang=ar]").first).to_have_attribute("dir", "rtl")
        expect(sheet.locator("[lang=uk]").first).to_be_visible()
        expect(sheet.locator(".sheet-page section").first).to_contain_text(portal_fingerprint(KEY))
        assert codes_in(sheet) == [f"{address}#p={portal_fingerprint(KEY)}"] * copies
        check(sheet, name)
        visitor = new_page()
        visitor.goto(codes_in(sheet)[0])
        expect(visitor.get_by_role("heading", name="Er du bekymret for en beboer?")).to_be_visible()
        expect(visitor.locator("main")).to_contain_text("Eksempelboligerne")
        page.get_by_role("link", name="Til listen").click()
        page.get_by_role("link", name="Plakater og kuponer").click()
        page.get_by_label("arabisk").check(force=True)
        page.get_by_label("ukrainsk").check(force=True)


def test_a_link_that_is_misused_is_closed_and_opened_again(portal_with_links: Portal, new_page: NewPage) -> None:
    portal = portal_with_links
    page = new_page()
    unlock(page, portal, "Rådgiver 1", PASSPHRASE)
    page.get_by_role("link", name="Plakater og kuponer").click()
    page.get_by_role("button", name="Luk linket").click()
    expect(page.get_by_text("Linket er lukket.")).to_be_visible()
    page.wait_for_timeout(1100)  # until the portal asks again
    visitor = new_page()
    visitor.goto(f"{portal.url}/o/eksempelboligerne")
    assert visitor.url == f"{portal.url}/"
    page.get_by_role("button", name="Åbn linket igen").click()
    expect(page.get_by_text("Linket er lukket.")).to_have_count(0)
    page.wait_for_timeout(1100)
    visitor.goto(f"{portal.url}/o/eksempelboligerne")
    assert visitor.url == f"{portal.url}/o/eksempelboligerne"
