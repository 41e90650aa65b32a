"""axe finds nothing, on any page and in any state, light and dark, 320 px wide."""

from playwright.sync_api import expect

from crypto import portal_fingerprint
from tests.support.axe import check
from tests.support.journey import next_screen, open_case, send, unlock
from tests.support.portal import Portal
from tests.support.signed import KEY
from tests.test_browser.conftest import NewPage

SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def test_the_public_pages(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    for path in ("/", "/112", "/nothing", "/?lang=en"):
        page.goto(portal.url + path)
        check(page, path)


def test_every_screen_of_the_report(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report")
    check(page, "danger")
    next_screen(page)
    check(page, "danger, missing")
    page.get_by_label("Måske").check(force=True)
    check(page, "danger, maybe")
    next_screen(page)
    check(page, "112")
    page.get_by_role("button", name="Jeg har ringet, eller det haster ikke").click()
    next_screen(page)
    check(page, "where, missing")
    page.get_by_label("Hvor bor personen?").fill("Eksempelvej 12")
    next_screen(page)
    next_screen(page)
    check(page, "what, missing")
    page.get_by_label("Børn i hjemmet").check(force=True)
    page.get_by_label("Fortæl med dine egne ord").fill("Donaudampfschifffahrtsgesellschaft" * 20 + " 010190-1234")
    next_screen(page)
    page.locator("#contact-yes").check(force=True)
    check(page, "more")
    next_screen(page)
    check(page, "more, missing")
    page.get_by_label("Dit telefonnummer eller din e-mailadresse").fill("12 34 56 78")
    next_screen(page)
    check(page, "check")
    page.route("**/report/sealed", lambda route: route.fulfill(status=503, body="{}"), times=1)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_be_visible(timeout=15_000)
    check(page, "check, failed")
    send(page)
    check(page, "code")


def test_the_report_on_one_page(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.route("**/static/report.js", lambda route: route.abort())
    page.goto(f"{portal.url}/report")
    expect(page.get_by_text("først låst, når den når frem til os")).to_be_visible()  # after four seconds
    check(page, "one page")
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.get_by_text("Der er noget, du skal rette")).to_be_visible()
    page.wait_for_load_state()  # without its styles everything counts as visible
    expect(page.get_by_text("først låst, når den når frem til os")).to_be_visible()
    check(page, "one page, missing")
    page.get_by_label("Nej", exact=True).check(force=True)
    page.get_by_label("Hvor bor personen?").fill("Eksempelvej 12")
    page.get_by_label("Isolerer sig").check(force=True)
    send(page)
    check(page, "one page, code")
    page.reload()
    check(page, "one page, received")


def test_a_portal_that_is_not_open_yet(fresh_portal: Portal, new_page: NewPage) -> None:
    page = new_page(**SMALL)
    for path in ("/", "/report"):
        page.goto(fresh_portal.url + path)
        check(page, f"closed {path}")


def test_enrolment_sign_in_inbox_and_case(fresh_portal: Portal, new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{fresh_portal.url}/enrol#wrong&p={portal_fingerprint(KEY)}")
    expect(page.get_by_role("heading", name="Linket virker ikke")).to_be_visible()
    check(page, "invalid link")
    page.goto(f"{fresh_portal.url}/")
    page.goto(f"{fresh_portal.url}/enrol#wrong")
    expect(page.get_by_role("heading", name="Linket passer ikke til portalen")).to_be_visible()
    check(page, "link of another portal")
    page.goto(f"{fresh_portal.url}/")
    page.goto(fresh_portal.invite("Rådgiver 1"))
    expect(page.get_by_role("button", name="Lav min nøgle")).to_be_visible()
    check(page, "welcome")
    page.get_by_role("button", name="Lav min nøgle").click()
    passphrase = page.locator("[data-passphrase]").inner_text()
    check(page, "passphrase")
    page.get_by_role("button", name="Jeg har skrevet dem ned").click()
    page.get_by_role("button", name="Færdig").click()
    expect(page.locator("#problem")).to_be_visible()
    check(page, "typed wrong")
    page.get_by_label("De seks ord").fill(passphrase)
    page.get_by_role("button", name="Færdig").click()
    expect(page.get_by_role("heading", name="Nu er du klar")).to_be_visible(timeout=15_000)
    check(page, "recovery sheet")
    page.goto(f"{fresh_portal.url}/inbox")
    page.get_by_role("button", name="Lås op").click()
    check(page, "nothing typed")
    fresh_portal.publish()
    unlock(page, fresh_portal, "Rådgiver 1", passphrase)
    check(page, "empty inbox")
    page.get_by_text("Hvor du er logget ind").click()
    expect(page.get_by_text("Her: siden")).to_be_visible()
    check(page, "open sessions")
    reporter = new_page()
    reporter.goto(f"{fresh_portal.url}/report")
    reporter.get_by_label("Ja", exact=True).first.check(force=True)
    next_screen(reporter)
    reporter.get_by_role("button", name="Jeg har ringet, eller det haster ikke").click()
    reporter.get_by_label("Hvor bor personen?").fill("Eksempelvej " * 20)
    next_screen(reporter)
    reporter.get_by_label("Fortæl med dine egne ord").fill("Donaudampfschifffahrt" * 20)
    next_screen(reporter)
    next_screen(reporter)
    send(reporter)
    unlock(page, fresh_portal, "Rådgiver 1", passphrase)
    check(page, "inbox")
    open_case(page, "Eksempelvej")
    check(page, "case")
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    check(page, "locked")


def test_wider_text_spacing_hides_nothing(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report")
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    )
    check(page, "text spacing")
