"""Unlocking by one touch, with an authenticator of the browser's own making."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.support.axe import check
from tests.support.journey import unlock, unlock_here
from tests.support.office import Office
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

STORED = """async () => {
  const databases = await indexedDB.databases();
  const kept = await caches.keys();
  const [local, session] = [{ ...localStorage }, { ...sessionStorage }];
  return { local, session, databases, caches: kept, cookie: document.cookie };
}"""


class Device:
    """What holds passkeys, and can be told what to do."""

    def __init__(self, page: Page, **options: Any) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        usual = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        usual |= {"isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": True}
        self.id = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": usual | options})["authenticatorId"]

    def refuse(self) -> None:
        """Somebody else's finger."""
        self._line.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})

    def forget(self) -> None:
        self._line.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found


@pytest.fixture
def office(fresh_portal: Portal) -> Office:
    return Office(fresh_portal)


def add_passkey(page: Page, device: str, words: str = PASSPHRASE) -> None:
    if not page.get_by_label("Hvad skal enheden hedde?").is_visible():
        page.get_by_text("Adgangsnøgler", exact=True).click()
    page.get_by_label("Hvad skal enheden hedde?").fill(device)
    page.get_by_label("De seks ord en gang til").fill(words)
    page.get_by_role("button", name="Lav en adgangsnøgle").click()


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_role("button", name="Brug en adgangsnøgle")).to_be_visible()


def touch(page: Page) -> None:
    page.get_by_role("button", name="Brug en adgangsnøgle").click()


def test_one_touch_unlocks_and_comes_back_to_the_same_case_and_draft(office: Office, new_page: NewPage) -> None:
    case = office.write({"where": "Eksempelvej 12"})
    page = new_page()
    device = Device(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    add_passkey(page, "Kontorets pc", "kalo brismu tega bolu fany stika")
    expect(page.locator(".passkeys [role=alert]")).to_contain_text("passer ikke")
    assert device.credentials() == []  # nothing is left on a device that opens nothing
    add_passkey(page, "Kontorets pc")
    expect(page.get_by_text("Adgangsnøglen er klar.")).to_be_visible()
    check(page, "passkeys")
    page.locator("a.case").first.click()
    page.locator("#reply").fill("Vi ringer i morgen")
    lock(page)
    kept = page.evaluate(STORED)
    assert (kept["session"], kept["databases"], kept["caches"], kept["cookie"]) == ({}, [], [], "")
    assert all(set(text) <= set('{}":,0123456789abcdefnumberhash') for text in kept["local"].values()), kept
    check(page, "locked, with a passkey")
    touch(page)
    expect(page.locator("#reply")).to_have_value("Vi ringer i morgen", timeout=15_000)
    assert page.url.endswith(f"#{case}")
    page.goto(f"{office.portal.url}/inbox")
    page.reload()  # nobody has typed a name here
    touch(page)
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible(timeout=15_000)
    raw = b"".join(content for _, content in office.raw())
    assert str(office.identities[0]).encode() not in raw


def test_what_goes_wrong_with_a_passkey_is_said_and_the_words_still_open(office: Office, new_page: NewPage) -> None:
    page = new_page()
    device = Device(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    add_passkey(page, "Telefon")
    expect(page.get_by_text("Adgangsnøglen er klar.")).to_be_visible()
    lock(page)
    problem = page.locator("#problem")
    device.refuse()
    touch(page)
    expect(problem).to_contain_text("Der kom ingen adgangsnøgle", timeout=15_000)
    expect(page.get_by_label("Adgangssætning")).to_be_focused()
    device.forget()
    touch(page)
    expect(problem).to_contain_text("Der kom ingen adgangsnøgle", timeout=15_000)
    unlock_here(page, "Rådgiver 1", PASSPHRASE)


def test_a_passkey_that_was_removed_opens_nothing_and_the_passphrase_can_not_be(
    office: Office, new_page: NewPage
) -> None:
    page = new_page()
    Device(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    for name in ("Telefon", "Pc"):
        add_passkey(page, name)
        expect(page.locator(".passkeys li", has_text=name)).to_be_visible()
    for name in ("Telefon", "Pc"):
        page.get_by_role("button", name=f"Fjern {name}").click()
        expect(page.locator(".passkeys li", has_text=name)).to_have_count(0)
    assert office.sql("SELECT kind FROM slots ORDER BY kind") == [("passphrase",)] * 2
    lock(page)
    touch(page)
    expect(page.locator("#problem")).to_contain_text("er fjernet fra indbakken", timeout=15_000)
    unlock_here(page, "Rådgiver 1", PASSPHRASE)


def test_a_device_that_can_not_do_it_is_told_apart_and_nothing_is_kept(office: Office, new_page: NewPage) -> None:
    page = new_page()
    Device(page, hasPrf=False)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    add_passkey(page, "Gammel nøgle")
    expect(page.locator(".passkeys [role=alert]")).to_contain_text("kan ikke lave en adgangsnøgle")
    assert office.sql("SELECT count(*) FROM slots WHERE kind = 'passkey'") == [(0,)]
    lock(page)
    touch(page)
    expect(page.locator("#problem")).to_contain_text("kan ikke låse op med adgangsnøgle", timeout=15_000)
    unlock_here(page, "Rådgiver 1", PASSPHRASE)


def test_another_portals_slot_or_a_changed_one_does_not_open(office: Office, new_page: NewPage) -> None:
    page = new_page()
    Device(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    add_passkey(page, "Pc")
    expect(page.get_by_text("Adgangsnøglen er klar.")).to_be_visible()
    lock(page)
    office.sql("UPDATE slots SET advisor = (SELECT id FROM advisors WHERE name = 'Rådgiver 2') WHERE kind = 'passkey'")
    touch(page)
    expect(page.locator("#problem")).to_contain_text("ikke", timeout=15_000)
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_have_count(0)
    ((envelope,),) = office.sql("SELECT envelope FROM slots WHERE kind = 'passkey'")
    assert isinstance(envelope, bytes)
    office.sql("UPDATE slots SET envelope = ? WHERE kind = 'passkey'", envelope[:-1] + bytes([envelope[-1] ^ 1]))
    touch(page)
    expect(page.locator("#problem")).to_contain_text("Adgangsnøglen passer ikke", timeout=15_000)
