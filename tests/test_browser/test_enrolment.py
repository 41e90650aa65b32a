"""Enrolment in a real browser: the key is made there and never leaves it unwrapped."""

import re

from playwright.sync_api import expect

from crypto import Identity, portal_fingerprint
from tests.support.journey import enrol, follow, know_the_list, unlock
from tests.support.portal import Portal
from tests.support.relay import Relay
from tests.support.signed import KEY
from tests.test_browser.conftest import NewPage


def test_the_recovery_sheet_holds_the_key_that_the_server_knows_and_it_unlocks(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    page = new_page()
    enrol(page, fresh_portal, "Rådgiver 1")
    identity = "".join(page.locator("[data-identity]").inner_text().split())
    fingerprint = page.locator(".fingerprint[data-own]").inner_text()
    assert Identity.parse(identity).recipient.fingerprint == fingerprint
    assert fingerprint in fresh_portal.command("advisor", "list")
    expect(page.get_by_role("img", name="Nøglen som QR-kode")).to_be_visible()
    assert {len(each) for each in page.locator("[data-identity] span").all_inner_texts()[:-1]} == {4}
    expect(page.locator(".sheet")).to_contain_text(f"localhost:{fresh_portal.port}/inbox")
    expect(page.get_by_role("link", name="Til indbakken")).to_have_count(0)  # its only showing is not skipped unasked
    page.get_by_label("Jeg har printet nødarket").check(force=True)
    expect(page.get_by_role("link", name="Til indbakken")).to_be_visible()
    recovered = new_page()
    typed = " ".join(identity[at : at + 4] for at in range(0, len(identity), 4)).lower()
    unlock(recovered, fresh_portal, "Rådgiver 1", typed)
    expect(recovered.locator(".fingerprint[data-own]")).to_have_text(fingerprint)
    # Without the portal's line nothing is written before somebody has compared.
    expect(recovered.locator("[data-unpinned]")).to_be_visible()
    fingerprint_field = recovered.get_by_label("Portalens fingeraftryk fra arket")
    fingerprint_field.fill("0" * 24)
    recovered.get_by_role("button", name="Sammenlign").click()
    expect(recovered.get_by_text("Det er ikke denne portals fingeraftryk")).to_be_visible()
    expect(fingerprint_field).to_be_focused()
    fingerprint_field.fill(portal_fingerprint(KEY).replace("-", " ").lower())
    recovered.get_by_role("button", name="Sammenlign").click()
    expect(recovered.locator("[data-unpinned]")).to_have_count(0)
    expect(recovered.locator("[data-new-here]")).to_contain_text("Rådgiver 1")
    know_the_list(recovered)
    expect(recovered.locator("[data-new-here]")).to_have_count(0)
    # With it there is nothing to compare.
    line = page.locator("[data-portal-line]").inner_text()
    scanned = new_page()
    unlock(scanned, fresh_portal, "Rådgiver 1", f"{typed} {line}")
    expect(scanned.locator(".fingerprint[data-own]")).to_have_text(fingerprint)
    expect(scanned.locator("[data-unpinned]")).to_have_count(0)
    assert recovered.locator(".fingerprint[data-portal]").inner_text() == portal_fingerprint(KEY)
    assert page.locator(".fingerprint[data-portal]").inner_text() == portal_fingerprint(KEY)


def test_neither_key_nor_passphrase_nor_token_address_leaves_the_browser(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    relay = Relay(fresh_portal)
    link = fresh_portal.invite("Rådgiver 1").replace(fresh_portal.url, relay.url)
    page = new_page()
    passphrase = follow(page, link)
    fresh_portal.publish()
    identity = "".join(page.locator("[data-identity]").inner_text().split())
    unlock(page, relay, "Rådgiver 1", passphrase)
    relay.close()
    assert b"age1pq1" in relay.sent
    for secret in (identity, passphrase, passphrase.split()[0] + " "):
        assert secret.encode() not in relay.sent
        assert secret.lower().encode() not in relay.sent
    assert link.split("#")[1].encode() not in b"".join(re.findall(rb"(?:GET|POST) \S+", relay.sent))
    assert "#" not in page.url


def test_a_link_works_once(fresh_portal: Portal, new_page: NewPage) -> None:
    link = fresh_portal.invite("Rådgiver 1")
    reloaded = new_page()
    reloaded.goto(link)
    expect(reloaded.get_by_role("button", name="Lav min nøgle")).to_be_visible()
    reloaded.reload()
    expect(reloaded.get_by_role("heading", name="Åbn linket igen")).to_be_visible()
    follow(new_page(), link)
    page = new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Linket virker ikke")).to_be_visible()


def test_a_portal_with_another_key_than_the_link_names_gets_no_key_made(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    link = fresh_portal.invite("Rådgiver 1")
    for wrong in (link.replace("&p=", "&p=0"), link.partition("&p=")[0], link[:-1] + ("0" if link[-1] != "0" else "1")):
        page = new_page()
        page.goto(wrong)
        expect(page.get_by_role("heading", name="Linket passer ikke til portalen")).to_be_visible()
        expect(page.get_by_role("button", name="Lav min nøgle")).to_have_count(0)


def test_who_has_enrolled_waits_for_the_signature_and_can_not_sign_in_before(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    page = new_page()
    passphrase = follow(page, fresh_portal.invite("Rådgiver 1"))
    expect(page.get_by_text("Nu skal listen over rådgivere underskrives.")).to_be_visible()
    early = new_page()
    early.goto(f"{fresh_portal.url}/inbox")
    early.get_by_label("Navn").fill("Rådgiver 1")
    early.get_by_label("Adgangssætning").fill(passphrase)
    early.get_by_role("button", name="Lås op").click()
    expect(early.locator("#problem")).to_contain_text("passer ikke sammen", timeout=15_000)
    expect(early.get_by_label("Adgangssætning")).to_have_value("")
    fresh_portal.publish()
    unlock(early, fresh_portal, "Rådgiver 1", passphrase)


def test_a_passphrase_typed_wrong_does_not_enrol(fresh_portal: Portal, new_page: NewPage) -> None:
    page = new_page()
    page.goto(fresh_portal.invite("Rådgiver 1"))
    page.get_by_role("button", name="Lav min nøgle").click()
    page.get_by_role("button", name="Jeg har skrevet dem ned").click()
    page.get_by_label("De seks ord").fill("kalo brismu tega bolu fany stiko")
    page.get_by_role("button", name="Færdig").click()
    expect(page.locator("#problem")).to_contain_text("Det er ikke de samme seks ord")
    assert "active" not in fresh_portal.command("advisor", "list")


def test_the_portal_opens_for_reports_when_the_list_is_signed(fresh_portal: Portal, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{fresh_portal.url}/report")
    expect(page.get_by_role("heading", name="Her kan du snart skrive til os")).to_be_visible()
    enrol(new_page(), fresh_portal, "Rådgiver 1")
    page.reload()
    expect(page.get_by_label("Ja", exact=True).first).to_be_attached()
