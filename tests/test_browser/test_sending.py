"""Sending tells the truth: nothing is done before the answer, a dead wire is named, trying again doubles nothing."""

from typing import cast

from playwright.sync_api import FilePayload, Page, expect

from tests.support.axe import check
from tests.support.journey import STORY, fill_in, next_screen, send, unlock
from tests.support.pictures import noise
from tests.support.portal import Portal
from tests.support.relay import Relay
from tests.test_browser.conftest import NewPage

SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def photos(count: int) -> list[FilePayload]:
    return [{"name": "x.png", "mimeType": "image/png", "buffer": noise((1400, 1400))}] * count


def fill_in_staff(page: Page, url: str, where: str, count: int = 2) -> None:
    page.goto(f"{url}/report/staff")
    page.get_by_label("Hvor bor personen?").fill(where)
    page.get_by_label("Jeg har selv set boligen indefra").check(force=True)
    for number, upload in enumerate(photos(count), 1):
        page.locator(f"#photos-{number}").set_input_files(upload)
    next_screen(page)
    expect(page.get_by_role("heading", name="Tjek og send")).to_be_visible()


def said(page: Page) -> list[str]:
    return cast(list[str], page.evaluate("window.said"))


LISTEN = """() => {
  window.said = [];
  const status = document.querySelector("[data-status]");
  new MutationObserver(() => status.textContent && window.said.push(status.textContent)).observe(status,
    { childList: true, characterData: true, subtree: true });
}"""


def test_a_wire_that_goes_dead_is_named_after_fifteen_seconds_and_given_up_after_forty_five(
    portal: Portal, advisors: dict[str, str], relay: Relay, new_page: NewPage
) -> None:
    page = new_page(**SMALL)
    page.clock.install()
    fill_in_staff(page, relay.url, "Kældervej 45")
    page.evaluate(LISTEN)
    relay.stall()
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-sending] progress")).to_be_visible(timeout=15_000)
    page.wait_for_timeout(1500)
    assert not [sentence for sentence in said(page) if "100" in sentence]
    expect(page.locator("[data-weak]")).to_be_hidden()
    page.clock.fast_forward(16_000)
    expect(page.locator("[data-weak]")).to_contain_text("Forbindelsen er svag. Bliv på siden.")
    check(page, "a weak connection")
    page.clock.fast_forward(31_000)
    expect(page.locator("[data-failure]")).to_contain_text("Der er ingen forbindelse")
    expect(page.locator("[data-failure]")).to_be_focused()
    expect(page.locator("[data-failure] a[href='tel:00000000']")).to_be_visible()
    expect(page.locator(".answers")).to_contain_text("Kældervej 45")
    relay.go_on()
    send(page)


def test_trying_again_on_a_dead_wire_makes_one_case_of_it(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    relay = Relay(fresh_portal)
    page = new_page()
    page.clock.install()
    fill_in_staff(page, relay.url, "Kældervej 46", count=1)
    relay.stall()
    page.get_by_role("button", name="Send til rådgiverne").click()
    page.wait_for_timeout(1500)
    page.clock.fast_forward(16_000)
    # As a script, because the clock that frames are told by stands still.
    page.get_by_role("button", name="Prøv igen").evaluate("button => button.click()")
    relay.go_on()
    expect(page.get_by_role("heading", name="Tak. Vi har fået din besked.")).to_be_visible(timeout=15_000)
    relay.close()
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    expect(reader.locator("a.case")).to_have_count(1)


def test_beginning_half_and_waiting_are_announced_and_never_a_hundred_percent(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in_staff(page, portal.url, "Kældervej 47")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 50, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.evaluate(LISTEN)
    send(page)
    assert said(page) == ["Låser beskeden …", "Sender …", "Halvdelen er sendt …", "Næsten færdig, vent på vores svar …"]


def test_a_network_that_goes_away_is_said_at_once(
    portal: Portal, advisors: dict[str, str], relay: Relay, new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, relay)
    relay.stall()
    page.get_by_role("button", name="Send til rådgiverne").click()
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    expect(page.locator("[data-failure]")).to_contain_text("Der er ingen forbindelse")
    expect(page.locator(".answers")).to_contain_text(STORY[:20])
    page.context.set_offline(False)
    relay.go_on()
    send(page)


def test_another_language_is_not_changed_to_while_something_is_on_its_way(
    portal: Portal, advisors: dict[str, str], relay: Relay, new_page: NewPage
) -> None:
    page = new_page(leaves=False)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    fill_in(page, relay)
    relay.stall()
    page.get_by_role("button", name="Send til rådgiverne").click()
    page.wait_for_timeout(500)
    page.locator("[data-language-menu] summary").click()
    page.locator("[data-language-menu]").get_by_role("link", name="Polski").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    relay.go_on()
    expect(page.get_by_role("heading", name="Tak. Vi har fået din besked.")).to_be_visible(timeout=15_000)
    assert page.locator("[data-code] bdi").text_content()
