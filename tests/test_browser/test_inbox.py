"""The inbox in a real browser: keys in memory only, whatever was written shown as text, tampering flagged."""

import json
import re
import secrets
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect
from sqlite_utils.utils import sqlite3

from crypto import (
    Identity,
    Receipt,
    Recipient,
    Sealed,
    Thread,
    follow,
    generate_code,
    open_code,
    payload_hash,
    recipients_digest,
    seal,
    tag,
    to_text,
    transcript,
)
from crypto.talk import mac
from tests.support.journey import STORY, WHERE, Running, fill_in, open_case, send, shown_answer, unlock, unlock_here
from tests.support.portal import Portal
from tests.test_browser.conftest import NewPage

TODAY = date.today().isoformat()  # noqa: DTZ011 - the portal's own
NAUGHTY = [
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "\"><svg onload='window.hit = 1'>",
    "javascript:window.hit=1",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "' OR 1=1; DROP TABLE cases; --",
    "\u202egnp.exe\u202c \u2066skjult\u2069 \u0000 \ufeff",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "﷽" * 20,
    "https://elsewhere.example/?q=1",
    "q.where.label",
    "__proto__",
    "constructor",
]


_ENVELOPES = 'envelopes (case_id, seq, envelope, "by", payload_hash, tag, sealed_n)'
_REPLACE = "UPDATE blobs SET content = ? WHERE number = (SELECT envelope FROM envelopes WHERE case_id = ?)"


class Tampered:
    """One portal with one advisor, and a database that a stranger can write to."""

    def __init__(self, portal: Portal, page: Page) -> None:
        self.portal = portal
        self.passphrase = portal.admit("Rådgiver 1")
        self._db = sqlite3.connect(portal.instance / "bekymret.db", isolation_level=None)
        (text,) = self._db.execute("SELECT recipient FROM advisors").fetchone()
        self.recipient = Recipient.parse(text)

    def begin(self, receipt: Receipt) -> Thread:
        """What seals in a case as its reporter does."""
        return Thread(receipt.case, receipt.talk, [self.recipient], TODAY, "da")

    def add(self, body: dict[str, object], receipt: Receipt | None = None, sealed: Sealed | None = None) -> Receipt:
        """A case of a reporter who writes whatever they like."""
        receipt = receipt or open_code(generate_code())
        sealed = sealed or self.begin(receipt).report(body, receipt)
        reply_to = self._add_blob(bytes(receipt.identity.recipient))
        row = (bytes.fromhex(receipt.case), TODAY, receipt.locator, reply_to)
        self.write("INSERT INTO cases (id, day, locator_hash, reply_to) VALUES (?, ?, ?, ?)", *row)
        self.add_envelope(receipt.case, 0, sealed)
        return receipt

    def add_envelope(self, case: str, seq: int, sealed: Sealed) -> None:
        row = (bytes.fromhex(case), seq, self._add_blob(sealed.envelope), sealed.payload_hash, sealed.tag)
        self.write(f"INSERT INTO {_ENVELOPES} VALUES (?, ?, ?, 'reporter', ?, ?, 1)", *row)

    def _add_blob(self, content: bytes) -> int:
        number = secrets.randbits(62)
        self.write("INSERT INTO blobs VALUES (?, ?)", number, content)
        return number

    def envelope(self, case: str) -> bytes:
        query = "SELECT content FROM blobs JOIN envelopes ON number = envelope WHERE case_id = ?"
        ((content,),) = self._db.execute(query, (bytes.fromhex(case),)).fetchall()
        return bytes(content)

    def write(self, query: str, *arguments: object) -> None:
        self._db.execute(query, arguments)


@pytest.fixture
def tampered(fresh_portal: Portal, new_page: NewPage) -> Iterator[Tampered]:
    tampered = Tampered(fresh_portal, new_page())
    yield tampered
    tampered._db.close()


def answers(where: str, **others: object) -> dict[str, object]:
    return {"form": "neighbour", "answers": {"where": where, **others}}


def test_swapped_damaged_moved_and_missing_envelopes_are_flagged_and_the_rest_open(
    tampered: Tampered, new_page: NewPage
) -> None:
    cases = {kind: tampered.add(answers(f"Eksempelvej {kind}")).case for kind in ("a", "b", "c", "d", "e", "f", "g")}
    raw = {kind: bytes.fromhex(case) for kind, case in cases.items()}
    sealed = {kind: tampered.envelope(case) for kind, case in cases.items()}
    tampered.write(_REPLACE, sealed["b"], raw["a"])
    flipped = bytearray(sealed["c"])
    flipped[-1] ^= 1
    tampered.write(_REPLACE, bytes(flipped), raw["c"])
    tampered.write(_REPLACE, sealed["d"][:500], raw["d"])
    tampered.write("DELETE FROM envelopes WHERE case_id = ?", raw["e"])
    strange = seal(b" " * 4096, [Identity.generate().recipient])
    tampered.write(_REPLACE, strange, raw["f"])
    tampered.write("UPDATE cases SET day = '2019-01-01' WHERE id = ?", raw["g"])
    page = new_page()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    words = {
        "a": "Ligger det forkerte sted",
        "c": "Beskadiget",
        "d": "Beskadiget",
        "e": "Mangler",
        "f": "Lukket for dig",
    }
    for kind, word in words.items():
        expect(page.locator(f"a.case[href='#{cases[kind]}']")).to_contain_text(word)
    expect(page.locator(f"a.case[href='#{cases['b']}']")).to_contain_text("Eksempelvej b")
    expect(page.locator(f"a.case[href='#{cases['g']}']")).to_contain_text("Forkert dag Eksempelvej g")
    for kind in words:
        page.goto(f"{tampered.portal.url}/inbox#{cases[kind]}")
        if kind != "e":
            expect(page.locator(".flagged")).to_be_visible()
        expect(page.locator(".entry-box")).to_have_count(0)
    page.goto(f"{tampered.portal.url}/inbox#{cases['g']}")
    expect(page.locator(".entry-box .mark")).to_contain_text("nogen har ændret dagen")


def test_a_replayed_report_is_flagged_in_its_second_place(tampered: Tampered, new_page: NewPage) -> None:
    receipt = open_code(generate_code())
    report = tampered.begin(receipt).report(answers("Eksempelvej 1"), receipt)
    tampered.add({}, receipt, report)
    tampered.add_envelope(receipt.case, 1, report)
    page = new_page()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    open_case(page, "Eksempelvej 1")
    expect(page.locator(".entry-box")).to_have_count(1)
    expect(page.locator(".flagged")).to_contain_text("Nogen har flyttet den")


def test_a_message_that_was_read_and_then_deleted_is_named_at_the_next_unlocking(
    tampered: Tampered, new_page: NewPage
) -> None:
    receipt = open_code(generate_code())
    thread = tampered.begin(receipt)
    tampered.add({}, receipt, thread.report(answers("Eksempelvej 1"), receipt))
    tampered.add_envelope(receipt.case, 1, thread.message("Mere"))
    page = new_page()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    open_case(page, "Eksempelvej 1")
    expect(page.locator(".entry-box.message")).to_have_count(1)
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    tampered.write("DELETE FROM envelopes WHERE seq = 1")
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    expect(page.locator("[data-last]")).to_contain_text("1 sager")
    expect(page.locator("[data-ledger]")).to_contain_text("Disse sager er gået tilbage")
    expect(page.locator("[data-ledger]")).to_contain_text(receipt.case[:8])


def test_a_write_in_the_background_that_fails_locks_nothing(tampered: Tampered, new_page: NewPage) -> None:
    tampered.add(answers("Eksempelvej 1"))
    page = new_page()
    page.route("**/inbox/ledgers", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    with page.expect_event("requestfailed"):
        unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible()
    page.unroute("**/inbox/ledgers")
    with page.expect_request(lambda request: request.url.endswith("/inbox/ledgers") and request.method == "POST"):
        page.get_by_role("button", name="Hent nye").click()


def test_what_the_ledger_names_is_looked_at_case_by_case_before_anything_is_written_again(
    tampered: Tampered, new_page: NewPage
) -> None:
    gone, back = open_code(generate_code()), open_code(generate_code())
    threads = {receipt.case: tampered.begin(receipt) for receipt in (gone, back)}
    for receipt in (gone, back):
        thread = threads[receipt.case]
        tampered.add({}, receipt, thread.report(answers(f"Eksempelvej {'1' if receipt is gone else '2'}"), receipt))
    tampered.add_envelope(back.case, 1, threads[back.case].message("Mere"))
    page = new_page()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    expect(page.locator("[data-group=open] .count")).to_have_text("2")
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    tampered.write(f"DELETE FROM envelopes WHERE seq = 1 OR case_id = x'{gone.case}'")
    tampered.write(f"DELETE FROM cases WHERE id = x'{gone.case}'")
    written: list[str] = []
    page.on("request", lambda request: written.append(request.url) if request.method == "POST" else None)
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    ledger = page.locator("[data-ledger]")
    expect(ledger.get_by_role("button", name="Jeg har set det")).to_have_count(2)
    page.goto(f"{tampered.portal.url}/inbox#away")
    expect(page.locator("[data-held]").first).to_contain_text("Lige nu kan intet gemmes her.")
    expect(page.get_by_role("button", name="Skriv det på forsiden")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("link", name="Til listen").click()
    ledger.get_by_role("button", name=f"Jeg har set det ({gone.case[:8]})").click()
    expect(ledger).not_to_contain_text(gone.case[:8])
    expect(ledger).to_contain_text(back.case[:8])
    expect(ledger.get_by_role("button")).to_be_focused()
    assert [url for url in written if "/unlock" not in url] == []
    with page.expect_request("**/inbox/ledgers"):
        ledger.get_by_role("button", name=f"Jeg har set det ({back.case[:8]})").click()
    expect(ledger).to_have_count(0)
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_focused()
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    expect(page.locator("[data-last]")).to_contain_text("1 sager")
    expect(ledger).to_have_count(0)


def test_whatever_a_reporter_writes_is_shown_as_text_and_does_nothing(tampered: Tampered, new_page: NewPage) -> None:
    naughty = []
    for text in NAUGHTY:
        body = {"form": text, "answers": {"where": text, "signs": [text, "mail"], text or "x": text, "story": [[text]]}}
        naughty.append((tampered.add(json.loads(json.dumps(body))).case, text))
    odd = [{"form": 7, "answers": [1, {"a": None}]}, {"answers": "x", "form": {"__proto__": 1}}]
    others = [tampered.add(dict(body)).case for body in odd]
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    expect(page.locator("[data-group=open] .count")).to_have_text(str(len(NAUGHTY) + 2))
    for case, text in naughty:
        page.goto(f"{tampered.portal.url}/inbox#{case}")
        expect(page.locator(".entry-box")).to_have_count(1)
        assert shown_answer(page, "Hvor bor personen?") == text
    for case in others:
        page.goto(f"{tampered.portal.url}/inbox#{case}")
        expect(page.locator(".entry-box")).to_have_count(1)
    assert page.evaluate("window.hit") is None
    assert page.title() == "Indbakke"
    assert all(url.startswith(tampered.portal.url) for url in asked)


def test_a_report_that_is_nested_too_deep_to_be_handed_over_is_flagged_and_the_rest_opens(
    tampered: Tampered, new_page: NewPage
) -> None:
    receipt = open_code(generate_code())
    deep = "[" * 1_900 + "]" * 1_900
    body = f'{{"answers":{deep},"talk":"{to_text(receipt.talk)}","reply_to":"{"0" * 64}","files":0}}'
    head = f'{{"v":2,"type":"report","case":"{receipt.case}","seq":0,"from":"reporter","day":"{TODAY}","language":"da",'
    to = recipients_digest([tampered.recipient])
    text = f'{head}"to":"{to}","after":"{to_text(transcript(receipt.case))}","body":{body}}}'.encode()
    whole = text[:-1] + b',"mac":"' + mac(receipt.talk, text).encode() + b'"}'
    envelope = seal(whole + b" " * (-len(whole) % 4096), [tampered.recipient])
    digest = payload_hash(envelope)
    state = follow(transcript(receipt.case), digest)
    tampered.add({}, receipt, Sealed(envelope, digest, tag(receipt.talk, state)))
    tampered.add(answers("Eksempelvej 2"))
    page = new_page()
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    expect(page.locator("a.case")).to_have_count(2)
    expect(page.locator("a.case", has_text="Eksempelvej 2")).to_have_count(1)


def test_locking_while_cases_are_on_their_way_ends_that_and_the_next_unlocking_is_as_ever(
    tampered: Tampered, new_page: NewPage
) -> None:
    tampered.add(answers("Eksempelvej 1"))
    page = new_page()
    held: list[Route] = []
    page.route("**/inbox/rows", lambda route: held.append(route), times=1)
    page.goto(f"{tampered.portal.url}/inbox")
    page.get_by_label("Navn").fill("Rådgiver 1")
    page.get_by_label("Adgangssætning").fill(tampered.passphrase)
    with page.expect_request(lambda request: request.url.endswith("/inbox/rows")):
        page.get_by_role("button", name="Lås op").click()
    page.get_by_role("button", name="Lås", exact=True).click(timeout=15_000)
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    assert len(held) == 1
    unlock_here(page, "Rådgiver 1", tampered.passphrase)
    for route in held:
        route.continue_()  # what was asked for in the session before comes now, or never
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_have_count(1)
    expect(page.locator("[role=alert]")).to_have_count(0)


def test_a_case_whose_view_does_not_come_says_so_and_the_list_is_still_there(
    tampered: Tampered, new_page: NewPage
) -> None:
    tampered.add(answers("Eksempelvej 1"))
    page = new_page()
    page.route("**/static/case-page-*.js", lambda route: route.abort())
    unlock(page, tampered.portal, "Rådgiver 1", tampered.passphrase)
    page.locator("a.case", has_text="Eksempelvej 1").click()
    expect(page.get_by_role("alert")).to_contain_text("forbindelse")
    page.go_back()
    expect(page.locator("a.case", has_text="Eksempelvej 1")).to_be_visible()


def test_locking_forgets_everything_that_was_open(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    reporter = new_page()
    fill_in(reporter, portal)
    send(reporter)
    page = new_page()
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(page, WHERE)
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    assert "SENTINEL" not in page.content()
    page.wait_for_timeout(300)
    assert page.context.cookies() == []
    stored = page.evaluate("[Object.values(localStorage), sessionStorage.length, document.cookie, history.state]")
    assert stored[1:] == [0, "", None]
    assert [
        re.fullmatch(r'\{"number":\d+,"hash":"[0-9a-f]{64}","n":\d+\}', each) is not None for each in stored[0]
    ] == [True]
    page.go_back()
    page.wait_for_timeout(300)
    assert "SENTINEL" not in page.content()


def test_loading_the_page_again_locks_it(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    stored = page.evaluate("(async () => [sessionStorage.length, (await indexedDB.databases()).length])()")
    assert stored == [0, 0]
    page.reload()
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()


def test_a_quarter_of_an_hour_of_silence_locks_after_a_warning(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    clock = Running(page)
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    clock.on(13 * 60_000 + 10_000)
    expect(page.get_by_text("Indbakken låser om 2 minutter.")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.get_by_text("Indbakken låser om 2 minutter.")).to_have_count(0)
    clock.on(15 * 60_000 + 10_000)
    expect(page.get_by_text("fordi der ikke skete noget")).to_be_visible()
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_words(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    for name, secret in (("Rådgiver 1", "kalo brismu tega bolu fany stika"), ("Fremmed", advisors["Rådgiver 1"])):
        page.goto(f"{portal.url}/inbox")
        page.get_by_label("Navn").fill(name)
        page.get_by_label("Adgangssætning").fill(secret)
        page.get_by_role("button", name="Lås op").click()
        expect(page.locator("#problem")).to_have_text(
            "Fejl: Navn og adgangssætning passer ikke sammen.", timeout=15_000
        )
        expect(page.get_by_label("Navn")).to_have_value(name)


def test_a_session_that_ended_on_the_server_locks_the_page(fresh_portal: Portal, new_page: NewPage) -> None:
    passphrase = fresh_portal.admit("Rådgiver 1")
    page = new_page()
    unlock(page, fresh_portal, "Rådgiver 1", passphrase)
    fresh_portal.command("advisor", "retire", "Rådgiver 1")
    page.goto(f"{fresh_portal.url}/inbox#{'a' * 32}")
    expect(page.get_by_text("Du er logget ud.")).to_be_visible()


def test_a_view_that_arrives_late_does_not_push_away_what_was_opened_after_it(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    reporter = new_page()
    fill_in(reporter, portal, where="Langsomvej 1")
    send(reporter)
    page = new_page()
    unlock(page, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(page, "Langsomvej 1")
    address = page.url
    held: list[Route] = []
    page.route("**/visit-page-*.js", lambda route: held.append(route))
    page.goto(f"{address}/visit")
    page.goto(f"{address}/paper")
    expect(page.locator(".transcript")).to_contain_text("Langsomvej 1")
    held[0].continue_()
    page.evaluate("customElements.whenDefined('visit-page').then(() => true)")
    page.wait_for_timeout(200)
    expect(page.locator(".transcript")).to_contain_text("Langsomvej 1")
    page.go_back()
    expect(page.locator("visit-page h1")).to_have_text("Langsomvej 1")


def test_the_story_is_read_letter_by_letter(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    reporter = new_page()
    fill_in(reporter, portal, where="Letterstræde 1")
    send(reporter)
    page = new_page()
    unlock(page, portal, "Rådgiver 2", advisors["Rådgiver 2"])
    open_case(page, "Letterstræde 1")
    assert shown_answer(page, "Fortæl med dine egne ord") == STORY
    assert page.locator("inbox-app").get_attribute("translate") == "no"
