"""A caretaker in a basement: finished reports wait on the phone, on request, and go out when there is network."""

from typing import Any, cast

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support import ROOT
from tests.support.axe import check
from tests.support.journey import come_back, open_case, send, unlock
from tests.support.pictures import photo, png
from tests.support.portal import Portal
from tests.support.relay import Relay
from tests.support.sentences import sentences
from tests.test_browser.conftest import NewPage

SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": False}
STORED = """async () => {
  const asked = indexedDB.open("bekymret-outbox");
  const database = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const all = database.transaction("items").objectStore("items").getAll();
  const items = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
  database.close();
  return items.map((item) => ({ ...item, frame: String.fromCharCode(...item.frame.slice(0, 200_000)) }));
}"""
BREAK = """(change) => new Promise((resolve) => {
  const asked = indexedDB.open("bekymret-outbox");
  asked.onsuccess = () => {
    const items = asked.result.transaction("items", "readwrite").objectStore("items");
    items.getAll().onsuccess = ({ target }) => {
      const item = target.result[0];
      item.frame[change] ^= 1;
      items.put(item).onsuccess = () => { asked.result.close(); resolve(); };
    };
  };
})"""


def stored(page: Page) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], page.evaluate(STORED))


def fill_in(page: Page, where: str, *, pictures: bool = False) -> None:
    page.locator("#where").fill(where)
    page.locator("#signs-seen_inside").check(force=True)
    if pictures:
        for number, content in enumerate((photo(), png((300, 200))), 1):
            upload: Any = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": content}
            page.locator(f"#photos-{number}").set_input_files(upload)
    page.locator("[data-next]:visible").click()
    expect(page.locator("[data-send]")).to_be_visible()


def keep(page: Page, language: str = "da") -> str:
    """Fail to send, keep it on the phone, and return the code that is shown at once."""
    say = sentences(ROOT, language)
    page.locator("[data-send]").click()
    expect(page.locator("[data-failure]")).to_contain_text(say["js.failed.offline"], timeout=15_000)
    page.get_by_role("button", name=say["outbox.keep"]).click()
    expect(page.get_by_role("heading", name=say["js.outbox.kept"])).to_be_visible(timeout=15_000)
    return str(page.locator("[data-code] bdi").text_content())


@pytest.mark.parametrize("language", ["da", "ar"])
def test_two_photos_from_a_basement_arrive_when_there_is_network(
    language: str, fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    say = sentences(ROOT, language)
    relay = Relay(fresh_portal)
    page = new_page(**SMALL)
    page.goto(f"{relay.url}/report/staff?lang={language}")
    page.context.set_offline(True)
    fill_in(page, "Kældervej 9 SENTINEL", pictures=True)
    code = keep(page, language)
    expect(page.get_by_text(say["js.outbox.one"])).to_be_visible()
    (item,) = stored(page)
    assert set(item) == {"id", "n", "day", "frame", "url", "isRefused"}
    for word in ("SENTINEL", "Kældervej", code, code.replace("-", "")):
        assert word not in str(item)
    page.context.set_offline(False)
    expect(page.get_by_text(say["js.outbox.sent"]).first).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", name=say["receipt.title"])).to_be_visible()
    assert stored(page) == []
    page.wait_for_timeout(1000)
    relay.close()
    # Page and worker take turns: two photos go over a weak network once.
    assert bytes(relay.sent).count(b"POST /report/staff/sealed") == 1
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    open_case(reader, "Kældervej 9")
    expect(reader.get_by_role("button", name="Vis fotoet")).to_have_count(2)
    reporter = new_page()
    come_back(reporter, fresh_portal, code)
    expect(reporter.get_by_text("Læst.")).to_be_visible()


def test_what_waits_goes_out_the_next_time_the_page_is_opened_and_an_advisors_log_out_leaves_it(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page(**SMALL)
    page.goto(f"{fresh_portal.url}/report/staff")
    page.context.set_offline(True)
    fill_in(page, "Kældervej 10")
    keep(page)
    page.close()
    shared = page.context.new_page()
    shared.context.set_offline(False)
    unlock(shared, fresh_portal, "Rådgiver 1", passphrase)
    shared.get_by_role("button", name="Lås", exact=True).click()
    expect(shared.get_by_text("Du har låst indbakken.")).to_be_visible()
    assert len(stored(shared)) == 1
    shared.goto(f"{fresh_portal.url}/o/x/staff")  # no such organisation: nothing is lost by that either
    shared.goto(f"{fresh_portal.url}/report/staff")
    expect(shared.get_by_text("Det, der ventede, er sendt.")).to_be_visible(timeout=15_000)
    unlock(shared, fresh_portal, "Rådgiver 1", passphrase)
    expect(shared.locator("a.case")).to_have_count(1)


def test_one_that_is_refused_stays_with_call_us_and_never_blocks_the_next(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    fresh_portal.admit("Rådgiver 1")
    page = new_page(**SMALL)
    page.goto(f"{fresh_portal.url}/report/staff")
    page.context.set_offline(True)
    fill_in(page, "Kældervej 11")
    keep(page)
    page.evaluate(BREAK, 1 + 16 + 32 + 1216)  # the number of its list: one that never was
    page.context.set_offline(False)
    page.goto(f"{fresh_portal.url}/report/staff")
    expect(page.get_by_text("Den kan ikke sendes mere.")).to_be_visible(timeout=15_000)
    page.context.set_offline(True)
    fill_in(page, "Kældervej 12")
    keep(page)
    assert len(stored(page)) == 2
    page.context.set_offline(False)
    expect(page.get_by_text("Det, der ventede, er sendt.").first).to_be_visible(timeout=15_000)
    (left,) = stored(page)
    assert left["isRefused"] is True
    page.get_by_role("button", name="Slet").click()  # asks; the fixture says yes
    expect(page.locator("[data-outbox] li")).to_have_count(0)
    assert stored(page) == []


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>captive portal</html>"), (400, '{"error": "400"}'), (404, ""), (429, "{}")]
)
def test_whatever_else_answers_drops_nothing(
    status: int, body: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(service_workers="block", **SMALL)  # or the worker asks the portal itself
    page.goto(f"{portal.url}/report/staff")
    page.context.set_offline(True)
    fill_in(page, f"Kældervej {status}")
    keep(page)
    answered: list[int] = []

    def answer(route: Route) -> None:
        answered.append(status)
        route.fulfill(status=status, body=body)

    page.route("**/report/staff/sealed*", answer)
    page.context.set_offline(False)
    page.wait_for_timeout(800)
    assert answered
    (item,) = stored(page)
    assert item["isRefused"] is False


def test_nothing_is_kept_and_no_worker_is_registered_unless_somebody_asks(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report/staff")
    fill_in(page, "Kældervej 13")
    send(page)
    kept = """async () => [
      (await indexedDB.databases()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
      localStorage.length,
      (await caches.keys()).length,
    ]"""
    assert page.evaluate(kept) == [0, 0, 0, 0]


def test_the_worker_has_a_scope_without_any_page(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page(**SMALL)
    page.goto(f"{portal.url}/report/staff")
    page.context.set_offline(True)
    fill_in(page, "Kældervej 14")
    keep(page)
    page.context.set_offline(False)
    expect(page.get_by_text("Det, der ventede, er sendt.").first).to_be_visible(timeout=15_000)
    page.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations()).length === 1")
    scope = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations())[0].scope")
    assert scope == f"{portal.url}/report/staff/"
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_the_worker_sends_what_waits_without_the_page(fresh_portal: Portal, new_page: NewPage) -> None:
    """A background sync, as the browser fires it when there is network again and no page is open."""
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page(**SMALL)
    page.goto(f"{fresh_portal.url}/report/staff")
    for where in ("Kældervej 15", "Kældervej 16"):  # the worker is there from the second time on
        page.context.set_offline(True)
        fill_in(page, where)
        keep(page)
        if where.endswith("15"):
            page.context.set_offline(False)
            page.wait_for_function("async () => (await navigator.serviceWorker.getRegistrations())[0]?.active")
            page.goto(f"{fresh_portal.url}/report/staff")
    page.evaluate("window.addEventListener('online', (event) => event.stopImmediatePropagation(), { capture: true })")
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    network = other.context.new_cdp_session(other)
    found: list[str] = []
    network.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(r["registrationId"] for r in told["registrations"]),
    )
    network.send("ServiceWorker.enable")
    other.goto(f"{fresh_portal.url}/112")
    other.wait_for_timeout(500)
    assert found
    network.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": fresh_portal.url, "registrationId": found[-1], "tag": "bekymret-outbox", "lastChance": False},
    )
    other.wait_for_timeout(1500)
    assert stored(other) == []
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    expect(reader.locator("a.case")).to_have_count(2)


@pytest.mark.parametrize("language", ["en", "uk", "fa"])
def test_what_waits_is_told_in_other_languages(
    language: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.goto(f"{portal.url}/report/staff?lang={language}")
    page.context.set_offline(True)
    fill_in(page, "Kældervej 17")
    keep(page, language)
    check(page, f"kept, {language}")
