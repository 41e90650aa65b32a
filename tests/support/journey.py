"""What people do in the browser, step by step, as the tests tell it."""

from typing import Protocol
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

from tests.support import ROOT
from tests.support.portal import PASSPHRASE, SHEETS, Portal
from tests.support.sentences import sentences


class Place(Protocol):
    """Where people go: a portal, a wire to one, or what stands before several."""

    @property
    def url(self) -> str:
        """Its origin."""


STORY = "Gardinerne er altid for 🌧️👩‍👩‍👧 و الستائر مغلقة\n<script>document.title='ramt'</script> &amp; SENTINEL-4711"
WHERE = "Eksempelvej 12, 2. tv. SENTINEL-4712"


def enrol(page: Page, portal: Portal, name: str) -> str:
    """Become an advisor, on a newly signed list, and return the passphrase."""
    passphrase = follow(page, portal.invite(name))
    portal.publish()
    return passphrase


def follow(page: Page, link: str) -> str:
    """Follow an enrolment link to its end and return the passphrase."""
    page.goto(link)
    page.get_by_role("button", name="Lav min nøgle").click()
    passphrase = page.locator("[data-passphrase]").inner_text()
    page.get_by_role("button", name="Jeg har skrevet dem ned").click()
    page.get_by_label("De seks ord").fill(passphrase)
    page.get_by_role("button", name="Færdig").click()
    expect(page.get_by_role("heading", name="Nu er du klar")).to_be_visible(timeout=15_000)
    return passphrase


def unlock(page: Page, portal: Place, name: str, secret: str, *, by_words: bool = False) -> None:
    page.goto(f"{portal.url}/inbox")
    unlock_here(page, name, secret, by_words=by_words)


def unlock_here(page: Page, name: str, secret: str, *, by_words: bool = False) -> None:
    """Unlock the inbox that is on the screen already.

    Stretching the six words takes a second of the processor: whoever has a recovery sheet uses that, but `by_words`.
    """
    if secret == PASSPHRASE and not by_words:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        secret = SHEETS.get((origin, name), secret)
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Adgangssætning").fill(secret)
    page.get_by_role("button", name="Lås op").click()
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible(timeout=15_000)
    expect(page.locator("progress")).to_have_count(0, timeout=15_000)
    know_the_list(page)


def know_the_list(page: Page) -> None:
    """Say that the list is the one that an advisor knows, where this browser has never seen one."""
    page.locator("portal-check").evaluate("(check) => check.updateComplete")
    question = page.get_by_role("button", name="Ja, det passer")
    if question.is_visible():
        question.click()
        expect(page.locator("progress")).to_have_count(0, timeout=15_000)


class Running:
    """A clock that is moved by hand: not while something is on its way, which a leap of minutes would call stalled."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._on_their_way: set[Request] = set()
        browser = page.context  # all its tabs have one clock
        browser.clock.install()
        browser.on("request", self._left)
        browser.on("requestfinished", self._came)
        browser.on("requestfailed", self._came)

    def on(self, milliseconds: int) -> None:
        """Let time pass."""
        quiet = 0
        while quiet < 5:
            self._page.wait_for_timeout(50)
            quiet = 0 if self._on_their_way else quiet + 1
        self._page.context.clock.run_for(milliseconds)

    def _left(self, request: Request) -> None:
        self._on_their_way.add(request)

    def _came(self, request: Request) -> None:
        self._on_their_way.discard(request)


def next_screen(page: Page) -> None:
    page.get_by_role("button", name="Næste").click()


def fill_in(page: Page, portal: Place, story: str = STORY, where: str = WHERE) -> None:
    """Answer the neighbour's questions with JavaScript, up to the last screen."""
    page.goto(f"{portal.url}/report")
    page.get_by_label("Nej", exact=True).check(force=True)
    next_screen(page)
    page.get_by_label("Hvor bor personen?").fill(where)
    next_screen(page)
    page.get_by_label("Posten hober sig op").check(force=True)
    page.get_by_label("Fortæl med dine egne ord").fill(story)
    next_screen(page)
    next_screen(page)
    expect(page.get_by_role("heading", name="Tjek og send")).to_be_visible()


def send(page: Page, language: str = "da") -> str:
    """Send what is filled in and return the receipt code as shown."""
    say = sentences(ROOT, language)
    page.get_by_role("button", name=say["report.send"]).click()
    expect(page.get_by_role("heading", name=say["receipt.title"])).to_be_visible(timeout=15_000)
    return str(page.locator("[data-code] bdi").text_content())


def send_plain(page: Page, portal: Place, story: str = STORY, where: str = WHERE) -> str:
    """Report on one page without JavaScript and return the receipt code as shown."""
    page.goto(f"{portal.url}/report")
    page.get_by_label("Nej", exact=True).check(force=True)
    page.get_by_label("Hvor bor personen?").fill(where)
    page.get_by_label("Fortæl med dine egne ord").fill(story)
    return send(page)


def come_back(page: Page, portal: Place, code: str) -> None:
    """Open the conversation that a receipt code leads to."""
    page.goto(f"{portal.url}/return")
    page.get_by_label("Din kode").fill(code)
    page.get_by_role("button", name="Åbn samtalen").click()


def open_case(page: Page, text: str) -> None:
    """Open the newest case whose line in the list holds `text`; a long list has only some lines on the page."""
    page.locator("#search").fill(text)
    page.locator("a.case", has_text=text).first.click()
    expect(page.locator(".entry-box").first).to_be_visible()


def shown_answer(page: Page, question: str) -> str:
    """The answer to a question on a case's page, letter by letter."""
    row = page.locator(".answers > div", has=page.locator("dt", has_text=question))
    return str(row.locator("dd").evaluate("element => element.textContent"))
