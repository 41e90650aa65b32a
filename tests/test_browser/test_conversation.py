"""Coming back with a code, in a real browser: both ways sealed, with JavaScript and without."""

import base64
import re
from io import BytesIO

from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from tests.support.axe import check
from tests.support.journey import Running, come_back, fill_in, open_case, send, send_plain, unlock
from tests.support.portal import Portal
from tests.support.relay import Relay
from tests.test_browser.conftest import NewPage

QUESTION = "Hvornår så du hende sidst? 🙂 متى SENTINEL-5001 <b>"
ANSWER = "I mandags <script>alert(1)</script> SENTINEL-5002"
SMALL = {"viewport": {"width": 320, "height": 640}, "bypass_csp": True}


def reply(page: Page, text: str, *, question: bool = False) -> None:
    page.get_by_label("Svar", exact=True).fill(text)
    if question:
        page.get_by_label("Jeg stiller et spørgsmål").check(force=True)
    page.get_by_role("button", name="Send svar").click()
    expect(page.locator(".entry-box.reply", has_text=text.split()[0]).last).to_be_visible()
    expect(page.get_by_label("Svar", exact=True)).to_have_value("")


def read_anew(page: Page, text: str) -> None:
    """Go to the list and back to the case, as an advisor does to see what is new."""
    page.get_by_role("link", name="Til listen").click()
    open_case(page, text)


def test_a_question_is_asked_and_answered_and_nothing_is_readable_on_the_wire(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    relay = Relay(fresh_portal)
    reporter = new_page()
    fill_in(reporter, relay, where="Eksempelvej 12")
    code = send(reporter)
    reporter.get_by_label("Jeg har skrevet koden ned").check(force=True)
    come_back(reporter, relay, code.lower().replace("-", " "))
    expect(reporter.get_by_role("heading", name="Din samtale med rådgiverne")).to_be_focused()
    expect(reporter.get_by_text("Modtaget. Vi har ikke læst den endnu.")).to_be_visible()

    advisor = new_page()
    unlock(advisor, relay, "Rådgiver 1", passphrase)
    expect(advisor.locator("a.case .news")).to_have_count(1)
    open_case(advisor, "Eksempelvej 12")
    reply(advisor, QUESTION, question=True)

    come_back(reporter, relay, code)
    expect(reporter.get_by_text("Vi har et spørgsmål.")).to_be_visible()
    assert reporter.locator(".entry.question p").evaluate("element => element.textContent") == QUESTION
    reporter.get_by_label("Skriv til rådgiverne").fill(ANSWER)
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible()
    assert "SENTINEL-5002" not in reporter.content()

    advisor.get_by_role("link", name="Til listen").click()
    expect(advisor.locator("a.case .news")).to_have_text("Nyt svar")
    open_case(advisor, "Eksempelvej 12")
    expect(advisor.locator(".entry-box.message .text")).to_have_text(ANSWER)
    relay.close()
    for word in (code, code.replace("-", ""), code.lower().replace("-", " "), "SENTINEL", "Eksempelvej"):
        assert word.encode() not in relay.sent
    for file in fresh_portal.instance.iterdir():
        if file.is_file():
            assert not [word for word in (b"SENTINEL", code.encode()) if word in file.read_bytes()]


def test_without_javascript_the_same_conversation_works(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    reporter = new_page(java_script_enabled=False)
    code = send_plain(reporter, fresh_portal, where="Prøvegade 3")
    advisor = new_page()
    unlock(advisor, fresh_portal, "Rådgiver 1", passphrase)
    open_case(advisor, "Prøvegade 3")
    reply(advisor, QUESTION, question=True)
    come_back(reporter, fresh_portal, code)
    expect(reporter.get_by_text("Vi har et spørgsmål.")).to_be_visible()
    expect(reporter.locator(".entry.question p")).to_have_text(QUESTION)
    reporter.get_by_label("Skriv til rådgiverne").fill(ANSWER)
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible()
    read_anew(advisor, "Prøvegade 3")
    expect(advisor.locator(".entry-box.message .text")).to_have_text(ANSWER)


def test_two_replies_at_the_same_moment_both_arrive_in_order(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    reporter = new_page()
    fill_in(reporter, portal, where="Samtidsvej 1")
    code = send(reporter)
    pages = []
    for name, passphrase in advisors.items():
        page = new_page()
        unlock(page, portal, name, passphrase)
        open_case(page, "Samtidsvej 1")
        page.get_by_label("Svar", exact=True).fill(f"Svar fra {name}")
        pages.append(page)
    for page in pages:  # neither has seen the other's
        page.get_by_role("button", name="Send svar").evaluate("button => setTimeout(() => button.click(), 200)")
    # One of them comes second, is shown the other's, and asked whether it still fits.
    for page in pages:
        expect(page.locator(".entry-box.reply").first).to_be_visible(timeout=15_000)
    (second,) = [page for page in pages if page.get_by_label("Svar", exact=True).input_value()]
    expect(second.get_by_role("alert")).to_contain_text("der er kommet noget nyt i sagen, mens du skrev")
    second.get_by_role("button", name="Send svar").click()
    expect(second.get_by_label("Svar", exact=True)).to_have_value("", timeout=15_000)
    come_back(reporter, portal, code)
    expect(reporter.locator(".entry.reply")).to_have_count(2)
    texts = reporter.locator(".entry.reply p").all_inner_texts()
    assert sorted(texts) == ["Svar fra Rådgiver 1", "Svar fra Rådgiver 2"]
    read_anew(pages[0], "Samtidsvej 1")
    assert pages[0].locator(".entry-box.reply .text").all_inner_texts() == texts


def test_an_open_case_can_be_answered_and_added_to_after_an_advisor_joined(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    reporter, advisor = new_page(), new_page()
    fill_in(reporter, fresh_portal, where="Eksempelvej 12")
    code = send(reporter)
    reporter.get_by_label("Jeg har skrevet koden ned").check(force=True)
    come_back(reporter, fresh_portal, code)
    reporter.get_by_label("Skriv til rådgiverne").fill("Skrevet før")
    unlock(advisor, fresh_portal, "Rådgiver 1", passphrase)
    open_case(advisor, "Eksempelvej 12")
    newcomers = fresh_portal.admit("Rådgiver 2")

    reply(advisor, "Tak for din besked")
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible(timeout=15_000)
    expect(reporter.locator(".entry.reply p")).to_have_text("Tak for din besked")

    newcomer = new_page()
    unlock(newcomer, fresh_portal, "Rådgiver 2", newcomers)
    newcomer.get_by_text("1 tidligere besked er lukket for dig").click()
    newcomer.locator("a.case").click()
    expect(newcomer.locator(".flagged").first).to_contain_text("åbner, når din kollega har låst op")
    expect(newcomer.locator(".entry-box")).to_have_count(0)
    unlock(advisor, fresh_portal, "Rådgiver 1", passphrase)  # seals everything again
    expect(advisor.locator("#resealing")).to_have_count(0)
    newcomer.get_by_role("link", name="Til listen").click()
    unlock(newcomer, fresh_portal, "Rådgiver 2", newcomers)
    open_case(newcomer, "Eksempelvej 12")
    expect(newcomer.locator(".entry-box.reply .text")).to_have_text("Tak for din besked")
    expect(newcomer.locator(".entry-box.message .text")).to_have_text("Skrevet før")
    expect(newcomer.locator(".flagged")).to_have_count(0)


def take_and_answer_502(route: Route) -> None:
    """The server has it, and something between us says it has not."""
    route.fetch()
    route.fulfill(status=502, body="Bad Gateway")


def test_a_message_or_reply_whose_answer_was_lost_behind_the_proxy_is_there_once(
    fresh_portal: Portal, new_page: NewPage
) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    reporter, advisor = new_page(), new_page()
    fill_in(reporter, fresh_portal, where="Eksempelvej 12")
    code = send(reporter)
    reporter.get_by_label("Jeg har skrevet koden ned").check(force=True)
    come_back(reporter, fresh_portal, code)
    reporter.route("**/return/message/sealed", take_and_answer_502, times=1)
    reporter.get_by_label("Skriv til rådgiverne").fill("En gang")
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.locator("#text-error")).to_be_visible()
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible()

    unlock(advisor, fresh_portal, "Rådgiver 1", passphrase)
    open_case(advisor, "Eksempelvej 12")
    expect(advisor.locator(".entry-box.message")).to_have_count(1)
    advisor.route("**/replies", take_and_answer_502, times=1)
    advisor.get_by_label("Svar", exact=True).fill("Ét svar")
    advisor.get_by_role("button", name="Send svar").click()
    expect(advisor.get_by_role("alert")).to_be_visible()
    expect(advisor.get_by_label("Svar", exact=True)).to_have_value("Ét svar")
    reply(advisor, "Ét svar")
    expect(advisor.locator(".entry-box.reply")).to_have_count(1)


def test_a_code_that_went_out_before_the_script_came_still_lets_the_reporter_write(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    reporter = new_page()
    fill_in(reporter, portal, where="Sentvej 1")
    code = send(reporter)
    reporter.get_by_label("Jeg har skrevet koden ned").check(force=True)
    reporter.route("**/static/conversation.js", lambda route: route.abort(), times=1)
    come_back(reporter, portal, code)
    expect(reporter.get_by_text("Modtaget. Vi har ikke læst den endnu.")).to_be_visible()
    reporter.get_by_label("Skriv til rådgiverne").fill("Mere")
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible()


def test_a_draft_stays_with_its_case_whatever_becomes_of_a_reply_to_another(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    for where in ("Udkastvej 1", "Udkastvej 2"):
        reporter = new_page()
        fill_in(reporter, portal, where=where)
        send(reporter)
    page = new_page()
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(page, "Udkastvej 1")
    held: list[Route] = []
    page.route("**/replies", lambda route: held.append(route), times=1)
    page.get_by_label("Svar", exact=True).fill("Til den første")
    page.get_by_role("button", name="Send svar").click()
    read_anew(page, "Udkastvej 2")
    page.get_by_label("Svar", exact=True).fill("Til den anden")
    expect(page.get_by_role("alert")).to_have_count(0)
    held[0].abort()
    page.wait_for_timeout(300)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Til den anden")
    read_anew(page, "Udkastvej 1")
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Til den første")


def test_a_typing_error_is_found_before_anything_is_sent(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(**SMALL)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    come_back(page, portal, "0000-0000-0000-0000-0001")
    expect(page.locator("#code-error")).to_have_text("Fejl: Der er en tastefejl i koden. Tjek den, og prøv igen.")
    expect(page.locator("[data-summary]")).to_be_focused()
    check(page, "a typing error")
    page.locator("[data-summary] a").click()
    expect(page.get_by_label("Din kode")).to_be_focused()
    assert page.title().startswith("Fejl:")
    assert posts == []
    page.get_by_label("Din kode").fill("0000-0000-0000-0000-0000")
    page.get_by_role("button", name="Åbn samtalen").click()
    expect(page.locator("#code-error")).to_contain_text("kan ikke finde en besked med den kode")


def test_leaving_without_the_code_asks_once_and_the_quick_exit_never(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    asked: list[str] = []

    def sent_report() -> Page:
        page = new_page(leaves=False)
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        fill_in(page, portal)
        send(page)
        return page

    page = sent_report()
    page.get_by_role("link", name="Færdig").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("[data-code]")).to_be_visible()
    page.get_by_role("link", name="Færdig").click()
    page.wait_for_url(f"{portal.url}/")
    assert asked == ["beforeunload"]
    page = sent_report()
    page.get_by_label("Jeg har skrevet koden ned").check(force=True)
    page.get_by_role("link", name="Færdig").click()
    page.wait_for_url(f"{portal.url}/")
    page = sent_report()
    page.context.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="Vejret"))
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    assert asked == ["beforeunload"]


def test_the_printed_slip_holds_the_code_and_no_word_about_the_concern(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    code = send(page)
    page.emulate_media(media="print")
    visible = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((e) => getComputedStyle(e).visibility === "visible" && e.children.length === 0 && e.checkVisibility())
          .map((e) => e.textContent.trim()).filter(Boolean)"""
    )
    assert visible[0] == "Kode:"
    assert "".join(visible[1:]) == code


def test_what_a_browser_prints_around_a_page_does_not_stand_on_the_slip(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    code = send(page)
    with_date_and_address = page.context.new_cdp_session(page).send("Page.printToPDF", {"displayHeaderFooter": True})
    paper = PdfReader(BytesIO(base64.b64decode(with_date_and_address["data"])))
    printed = "".join(sheet.extract_text() for sheet in paper.pages)
    assert len(paper.pages) == 1
    assert re.sub(r"[\s-]", "", printed) == f"Kode:{code.replace('-', '')}"


def test_an_idle_lock_keeps_the_reply_that_was_being_written(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    reporter = new_page()
    fill_in(reporter, portal, where="Ventevej 5")
    send(reporter)
    page = new_page()
    clock = Running(page)
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(page, "Ventevej 5")
    page.get_by_label("Svar", exact=True).fill("Et langt svar")
    clock.on(16 * 60_000)
    expect(page.get_by_text("fordi der ikke skete noget")).to_be_visible()
    assert "Et langt svar" not in page.content()
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(advisors["Rådgiver 1"])
    page.get_by_role("button", name="Lås op").click()
    clock.on(1_000)
    expect(page.get_by_role("heading", name="Ventevej 5")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Et langt svar")


def test_every_state_of_the_conversation_is_accessible(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    reporter = new_page(**SMALL)
    fill_in(reporter, fresh_portal, where="Eksempelvej 12")
    code = send(reporter)
    reporter.get_by_label("Jeg har skrevet koden ned").check(force=True)
    check(reporter, "code")
    reporter.goto(f"{fresh_portal.url}/return")
    check(reporter, "return")
    reporter.get_by_role("button", name="Åbn samtalen").click()
    check(reporter, "return, typing error")
    advisor = new_page(**SMALL)
    unlock(advisor, fresh_portal, "Rådgiver 1", passphrase)
    open_case(advisor, "Eksempelvej 12")
    advisor.get_by_role("button", name="Send svar").click()
    check(advisor, "reply, missing")
    reply(advisor, QUESTION, question=True)
    check(advisor, "replied")
    come_back(reporter, fresh_portal, code)
    expect(reporter.locator(".entry.question")).to_be_visible()
    check(reporter, "conversation")
    reporter.get_by_role("button", name="Send").click()
    check(reporter, "message, missing")


def test_the_keyboard_alone_leads_from_code_to_sent_message(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    reporter = new_page()
    fill_in(reporter, portal)
    code = send(reporter)
    page = new_page()
    page.goto(f"{portal.url}/return")
    page.get_by_label("Din kode").focus()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Din samtale med rådgiverne")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Skriv til rådgiverne")).to_be_focused()
    page.keyboard.type("Mere")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible()
