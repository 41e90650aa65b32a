"""What a person must find without looking for it: the way out, 112, the way on, a number to call, the way back."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.journey import WHERE, fill_in, next_screen, open_case, send, unlock
from tests.support.portal import Portal
from tests.test_browser.conftest import NewPage

ON_SCREEN = """(element) => {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return inside && (found === element || element.contains(found));
}"""
SHIFTS = """() => {
  window.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
COVERED = """() => {
  const active = document.activeElement;
  if (active === document.body || active.closest(".top, .skip")) return "";
  const header = document.querySelector(".top").getBoundingClientRect().bottom;
  const { top, bottom } = active.getBoundingClientRect();
  return top < header - 1 && bottom > 0 ? active.outerHTML.slice(0, 100) : "";
}"""


def is_on_screen(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate(ON_SCREEN))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_way_out_is_on_the_screen_wherever_one_is(
    width: int, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(viewport={"width": width, "height": 640})
    for path in ("/", "/report", "/report/staff", "/report/own", "/return", "/112", "/nothing"):
        page.goto(portal.url + path)
        assert is_on_screen(page, "[data-exit]"), path
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        assert is_on_screen(page, "[data-exit]"), path
        assert is_on_screen(page, "[data-language-menu] summary"), path


def test_what_has_the_focus_is_never_under_the_header(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{portal.url}/report/staff")
    page.locator("body[data-ready]").wait_for()
    for key in ["Tab"] * 24 + ["Shift+Tab"] * 24:
        page.keyboard.press(key)
        assert page.evaluate(COVERED) == ""


def test_shaky_hands_leave_with_shift_and_capital_letters_do_not(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.context.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="Vejret"))
    page.goto(f"{portal.url}/report/staff")
    page.locator("#where").click()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    expect(page.locator("#where")).to_have_value("ABCD")
    page.keyboard.press("Shift")
    page.wait_for_timeout(1600)
    page.keyboard.press("Shift")
    expect(page.locator("[data-exit-status]")).to_have_text("Tryk på Shift én gang til for at forlade siden.")
    page.wait_for_timeout(1600)
    page.keyboard.press("Shift")
    page.wait_for_url("https://www.dmi.dk/")


def test_the_start_page_says_112_first_and_who_is_behind_it(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(portal.url)
    assert is_on_screen(page, ".strip a[href='tel:112']")
    expect(page.locator(".strip")).to_contain_text("Er nogen i fare lige nu?")
    expect(page.locator(".lead")).to_have_text(
        "Vi er to boligsociale rådgivere hos Eksempelboligerne. Vi er ikke kommunen. Vi vil kun hjælpe."
    )


def test_maybe_leads_to_112_and_as_easily_on(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{portal.url}/report")
    page.get_by_label("Måske").check(force=True)
    expect(page.locator(".note:visible a[href='tel:112']")).to_be_visible()
    next_screen(page)
    assert is_on_screen(page, ".alarm a[href='tel:112']")
    assert is_on_screen(page, ".alarm button[data-next]")
    sizes = page.locator(".ways > *").evaluate_all("all => all.map((each) => each.getBoundingClientRect().width)")
    assert sizes[0] == sizes[1]
    expect(page.get_by_text("Livslinien")).to_be_hidden()
    page.get_by_text("Andre numre").click()
    expect(page.get_by_text("Livslinien")).to_be_visible()
    page.get_by_role("button", name="Jeg har ringet").click()
    expect(page.get_by_role("heading", name="Hvor bor personen?")).to_be_focused()


def test_enter_goes_on_and_never_sends(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method != "GET" else None)
    page.goto(f"{portal.url}/report")
    page.locator("#danger-no").check(force=True)
    page.locator("#danger-no").press("Enter")
    expect(page.get_by_role("heading", name="Hvor bor personen?")).to_be_focused()
    page.locator("#where").fill(WHERE)
    page.locator("#where").press("Enter")  # a line more, as in every text
    page.locator("#name").fill("Eksempel")
    page.locator("#name").press("Enter")
    expect(page.get_by_role("heading", name="Hvad har du lagt mærke til?")).to_be_focused()
    page.locator("#signs-mail").check(force=True)
    page.locator("#signs-mail").press("Enter")
    page.locator("#contact-no").check(force=True)
    page.locator("#contact-no").press("Enter")
    expect(page.get_by_role("heading", name="Tjek og send")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert posts == []


@pytest.mark.parametrize("status", [429, 503, 500])
def test_whoever_is_told_to_call_is_told_the_number(
    status: int, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    page.route("**/report/sealed", lambda route: route.fulfill(status=status, body="{}"))
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure] a[href='tel:00000000']")).to_be_visible(timeout=15_000)


def test_the_form_without_scripts_does_not_flash_up_and_comes_if_the_script_does_not(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(f"({SHIFTS})()")
    held: list[Route] = []
    page.route("**/static/report.js", lambda route: held.append(route))
    page.goto(f"{portal.url}/report", wait_until="commit")
    expect(page.get_by_text("Er der fare lige nu?")).to_be_visible()
    for _ in range(5):
        assert not page.get_by_text("Din browser kører uden JavaScript").is_visible()
        assert not page.locator("#where").is_visible()
        page.wait_for_timeout(150)
    held[0].continue_()
    page.locator("body[data-ready]").wait_for()
    expect(page.get_by_role("heading", name="Er der fare lige nu?")).to_be_visible()
    assert page.evaluate("window.layoutShift") <= 0.1
    page.unroute("**/static/report.js")
    page.route("**/static/report.js", lambda route: route.abort())
    page.goto(f"{portal.url}/report")
    expect(page.get_by_text("Din browser kører uden JavaScript")).to_be_hidden()
    expect(page.get_by_text("Din browser kører uden JavaScript")).to_be_visible(timeout=6_000)
    expect(page.locator("#where")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/report", "/report/staff"])
def test_nothing_jumps_while_a_page_comes_to_a_slow_phone(
    path: str, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(f"({SHIFTS})()")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    network.send("Network.emulateNetworkConditions", slow)
    network.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(portal.url + path)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.layoutShift") <= 0.1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_code_is_a_grid_that_breaks_inside_no_group_and_is_selected_whole(
    width: int, portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    fill_in(page, portal)
    code = send(page)
    groups = page.locator("[data-code] bdi span")
    assert groups.all_text_contents() == code.split("-")
    broken = "all => all.filter((each) => each.offsetHeight > 60 || each.scrollWidth > each.clientWidth + 1).length"
    assert groups.evaluate_all(broken) == 0
    groups.first.click()
    assert page.evaluate("getSelection().toString()").replace("\n", "").replace("-", "") == code.replace("-", "")


def test_done_ends_it_and_back_leads_to_no_question(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{portal.url}/112")
    fill_in(page, portal)
    send(page)
    page.locator("#saved").check(force=True)
    page.wait_for_timeout(300)
    page.go_back()
    assert page.url.endswith("/112")
    fill_in(page, portal)
    send(page)
    page.locator("#saved").check(force=True)
    page.get_by_role("link", name="Færdig").click()
    page.wait_for_url(f"{portal.url}/")
    page.go_back()
    assert page.url.endswith("/112")


def test_back_stands_above_each_question_and_keeps_the_answers(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    expect(page.get_by_text("Trin 5 af 5")).to_be_visible()
    for heading in ("Lidt mere, hvis du vil", "Hvad har du lagt mærke til?", "Hvor bor personen?"):
        page.get_by_role("button", name="Tilbage").click()
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
    expect(page.locator("#where")).to_have_value(WHERE)


def test_a_long_story_is_folded_before_sending_and_room_is_told_when_it_gets_short(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal, story="Gardinerne er altid for. " * 380)
    assert page.evaluate("document.documentElement.scrollHeight") < 3_000
    expect(page.locator("details summary", has_text="Vis hele teksten")).to_be_visible()
    page.get_by_role("button", name="Ret Fortæl med dine egne ord").click()
    page.locator("#story").press_sequentially("x")
    left = page.locator("[data-question=story] [data-left]")
    expect(left).to_contain_text("Der er plads til ")
    page.locator("#story").fill("kort")
    expect(left).to_have_text("")


def test_a_field_that_only_programs_fill_in_refuses_nothing_and_folds_the_case(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page()
    page.goto(f"{fresh_portal.url}/report")
    trap = page.locator("#homepage")
    assert trap.evaluate("field => field.getBoundingClientRect().right <= 0")
    trap.evaluate("field => { field.value = 'https://spam.example'; }")
    page.locator("#danger-no").check(force=True)
    next_screen(page)
    page.locator("#where").fill("Spamvej 1")
    next_screen(page)
    page.locator("#signs-mail").check(force=True)
    next_screen(page)
    next_screen(page)
    send(page)
    honest = new_page()
    fill_in(honest, fresh_portal)
    send(honest)
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", passphrase)
    expect(reader.locator("a.case:visible")).to_have_count(1)
    reader.get_by_text("Måske spam: 1").click()
    expect(reader.locator("a.case:visible")).to_have_count(2)
    open_case(reader, "Spamvej 1")
    expect(reader.locator(".entry-box").first).to_contain_text("Måske spam")
