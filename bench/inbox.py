"""The inbox of ten thousand cases in Chromium: how soon the first row is there, how soon all can be searched, how long
the page's own thread is busy in one go; at the very first opening, at the second one, and without the browser's ML-KEM.
"""

import itertools
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from crypto import Recipient, generate_code, open_code
from reporting.store import Engine, NewCase, NewEnvelope
from reporting.store.cases import NewCaseRows
from tests.support.browser import WINDOWED, launch
from tests.support.cast import begin, stored
from tests.support.journey import know_the_list
from tests.support.portal import PASSPHRASE, Portal

OPENINGS = {"first opening without ML-KEM": 45, "first opening": 10, "second opening": 2}
"""Seconds until all can be searched that the design allows."""

CASES = 10_000
LETTERS = 1_500
TODAY = time.strftime("%Y-%m-%d")
AT_ONCE = 500
SIGNS = ("mail", "not_seen", "low_use", "noise", "children")
WORDS = "gardinerne posten lyset trappen stille længe nabo bekymret altid aldrig døren igen".split()  # noqa: SIM905 - read as words

STORIES = [" ".join(secrets.choice(WORDS) for _ in range(300))[:LETTERS] for _ in range(97)]

# Notes when the identity was unwrapped, when a row is first there, when everything can be searched, and long tasks.
WATCH = """
  const marks = { tasks: [] };
  window.benchMarks = marks;
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        if (data?.result?.voice) marks.unwrapped ??= performance.now();
      });
    }
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) marks.tasks.push([startTime, duration]);
  }).observe({ type: "longtask" });
  setInterval(() => {
    const { casebook } = document.querySelector("work-desk") ?? {};
    if (!casebook) return;
    if (!marks.row && document.querySelector("a.case")) marks.row = performance.now();
    const isDone = casebook.texts.size === TOTAL && !casebook.progress && !casebook.searchable;
    if (isDone) marks.searchable ??= performance.now();
  }, 10);
"""
WITHOUT = """
  const real = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function (format, ...rest) {
    return format === "raw-seed" ? Promise.reject(new Error("no ML-KEM")) : real.call(this, format, ...rest);
  };
"""


def measure_inbox(folder: Path) -> dict[str, float]:
    """Return the figures of all openings, each in a browser of its own."""
    with portal_with_cases(folder, CASES) as portal, sync_playwright() as playwright:
        without, first, second = OPENINGS
        found = _open(playwright, portal, without, native=False)
        _forget_cards(portal)
        found |= _open(playwright, portal, first)
        return found | _open(playwright, portal, second, works=True)


@contextmanager
def portal_with_cases(folder: Path, count: int) -> Iterator[Portal]:
    """A running portal with two advisors and so many cases, a tenth of them with three messages."""
    portal = Portal(folder)
    portal.start()
    identities = portal.enrol("Rådgiver 1", "Rådgiver 2")
    recipients = sorted((identity.recipient for identity in identities), key=str)
    engine = Engine(portal.database)
    numbers = iter(range(count))
    while some := list(itertools.islice(numbers, AT_ONCE)):
        rows = [NewCaseRows(_case(number, recipients), TODAY, None) for number in some]
        engine.write(lambda transaction, rows=rows: [each(transaction) for each in rows])  # type: ignore[misc]
    engine.close()
    try:
        yield portal
    finally:
        portal.kill()


def _case(number: int, recipients: list[Recipient]) -> NewCase:
    receipt_code = generate_code()
    receipt, thread = open_code(receipt_code), begin(recipients, receipt_code, TODAY)
    story = STORIES[number % len(STORIES)]
    answers: dict[str, Any] = {
        "where": f"Eksempelvej {number // 40 + 1}, {number % 5}. {'tv' if number % 2 else 'th'}",
        "story": story,
    }
    answers |= {"signs": [SIGNS[number % len(SIGNS)]], "danger": "no"}
    sealed = [thread.report({"form": "neighbour", "answers": answers}, receipt)]
    if number % 10 == 0:
        sealed += [thread.message(f"Besked {each}") for each in range(3)]
    envelopes: tuple[NewEnvelope, ...] = tuple(stored(each, 1) for each in sealed)
    return NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), envelopes)


def _count_cards(portal: Portal) -> int:
    engine = Engine(portal.database)
    ((count,),) = engine.reading.rows("SELECT count(*) FROM cards")
    engine.close()
    return int(count)


def _forget_cards(portal: Portal) -> None:
    engine = Engine(portal.database)
    engine.write(lambda transaction: transaction.write("DELETE FROM cards"))
    engine.close()


def _open(
    playwright: Playwright, portal: Portal, name: str, *, native: bool = True, works: bool = False
) -> dict[str, float]:
    browser = launch(playwright, WINDOWED)
    context = browser.new_context(locale="da-DK", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH.replace("TOTAL", str(CASES)))
    if not native:
        page.route("**/static/worker.js", _without_ml_kem)
    page.goto(f"{portal.url}/inbox")
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    while not page.evaluate("window.benchMarks.searchable"):  # the policy lets no page wait for a function
        page.wait_for_timeout(100)
    marks: dict[str, Any] = page.evaluate("window.benchMarks")
    know_the_list(page)  # until then nothing is written, no card either
    while _count_cards(portal) < CASES:  # they are handed in once everything can be worked with
        page.wait_for_timeout(500)
    size = """performance.getEntriesByType("resource").filter(({ name }) => name.includes(PATH))
              .reduce((sum, { transferSize }) => sum + transferSize, 0)"""
    memory = context.new_cdp_session(page)
    memory.send("HeapProfiler.collectGarbage")
    heap = memory.send("Runtime.getHeapUsage")["usedSize"]
    found = {
        f"inbox, {name}: first row, s": (marks["row"] - marks["unwrapped"]) / 1000,
        f"inbox, {name}: all searchable, s": (marks["searchable"] - marks["unwrapped"]) / 1000,
        f"inbox, {name}: longest task, ms": _longest(marks["tasks"], marks["unwrapped"]),
        f"inbox, {name}: list, MB": page.evaluate(size.replace("PATH", '"/inbox/rows"')) / 1e6,
        f"inbox, {name}: texts, MB": page.evaluate(size.replace("PATH", '"/inbox/texts"')) / 1e6,
        f"inbox, {name}: page's heap, MB": heap / 1e6,
    }
    if works:
        found |= _work(page)
    browser.close()
    return found


def _work(page: Page) -> dict[str, float]:
    """Scroll, filter and search, and return the longest task in it."""
    page.wait_for_timeout(1000)
    since = page.evaluate("performance.now()")
    for _ in range(20):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(50)
    page.get_by_label("Søg").press_sequentially("gardinerne trappen")
    page.wait_for_timeout(300)
    page.locator("#by-level").select_option("yellow")
    page.wait_for_timeout(300)
    page.locator("[data-group=closed]").click()
    page.wait_for_timeout(300)
    page.locator("[data-group=open]").click()
    page.wait_for_timeout(500)
    return {
        "inbox, scrolled, filtered and searched: longest task, ms": _longest(
            page.evaluate("window.benchMarks.tasks"), since
        )
    }


def _longest(tasks: list[list[float]], since: float) -> float:
    """The browser reports tasks of 50 ms and more; without one it is less than that."""
    return max((duration for start, duration in tasks if start + duration > since), default=0.0)


def _without_ml_kem(route: Any) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=WITHOUT + response.text())
