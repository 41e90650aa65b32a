"""A server, or a wire, that answers falsely between the true pages and the true portal: nothing leaves a browser that
anybody but the advisors could read. What it can do if it changes the page itself, docs/threats.md says.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, Route, expect

from crypto import (
    Document,
    Identity,
    SealError,
    Thread,
    build_document,
    open_code,
    parse_code,
    portal_fingerprint,
    seal,
    to_text,
    unseal,
    verifying_key,
)
from reporting.store import Engine, Roster
from tests.support.journey import fill_in, open_case, unlock
from tests.support.office import Office
from tests.support.portal import PASSPHRASE, Portal
from tests.support.signed import KEY, KEY_TEXT, SEED, said_of, signed
from tests.test_browser.conftest import NewPage

NAMES = ("Rådgiver 1", "Rådgiver 2")
HOME = "Eksempelvej 12"
THIEF = Identity.generate()
THIEFS_SEED = b"t" * 32
AGE = b"age-encryption.org/v1\n"


@dataclass
class Wire:
    """What a browser sends, and whether the thief can read any of it."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", self._keep)

    def _keep(self, request: Request) -> None:
        if request.method != "GET":
            self.sent.append((request.url, request.post_data_buffer or b""))

    def to(self, ending: str) -> list[bytes]:
        return [body for url, body in self.sent if url.endswith(ending)]

    def check(self) -> None:
        """No plaintext, and no envelope that opens with a key of the thief's."""
        for url, body in self.sent:
            for word in (b"SENTINEL", b"Eksempelvej", b"Gardinerne"):
                assert word not in body, url
            starts = [match.start() for match in re.finditer(re.escape(AGE), body)]
            for start, end in pairwise([*starts, len(body)]):
                assert not opens(body[start:end]), url


def opens(behind: bytes) -> bool:
    """Whether what begins here is an envelope for the thief, wherever it ends."""
    for end in (len(behind), len(behind) - 32, len(behind) - 36):
        try:
            unseal(behind[:end], THIEF)
        except SealError as error:
            if "not for this identity" not in str(error) and "no stanza" not in str(error):
                continue
        else:
            return True
    return False


def with_a_case(portal: Portal) -> Office:
    office = Office(portal)
    office.write({"where": HOME, "signs": ["not_seen"], "story": "Gardinerne er altid for"})
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A true portal with one case. The lies are told on the way, so what it keeps stays as it is."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.start()
    yield with_a_case(portal)
    portal.kill()


@pytest.fixture
def true_portal(office: Office) -> Portal:
    return office.portal


@pytest.fixture
def code(office: Office) -> str:
    """The code of its case's reporter."""
    (code,) = office.codes.values()
    return code


@pytest.fixture
def wire() -> Wire:
    return Wire()


def told(portal: Portal, extra: list[str], n: int = 2, seed: bytes = SEED, key: str = KEY_TEXT, **changes: Any) -> Any:
    """A list as a server tells it, of the true advisors and whoever else it likes."""
    engine = Engine(portal.database)
    rows = Roster(engine, 9).active_advisors()
    engine.close()
    texts = [each.recipient or "" for each in rows]
    said = said_of(rows, n, **{"sites": [portal.url], **changes})
    published = signed(said, seed=seed)
    return {"list": published.list, "signature": published.signature, "key": key, "texts": [*texts, *extra]}


def thiefs_list(portal: Portal, n: int, seed: bytes, key: str) -> Any:
    """A list that names the thief, signed by whatever key he has."""
    engine = Engine(portal.database)
    rows = Roster(engine, 9).active_advisors()
    engine.close()
    rows = [rows[0], replace(rows[1], recipient=str(THIEF.recipient))]
    published = signed(said_of(rows, n, [portal.url]), seed=seed)
    texts = [each.recipient for each in rows]
    return {"list": published.list, "signature": published.signature, "key": key, "texts": texts}


def put_in_place(found: Any) -> Any:
    """The true list, and the thief's text for one of the advisors'."""
    found["texts"][0] = str(THIEF.recipient)
    return found


THIEFS_KEY = to_text(verifying_key(THIEFS_SEED))
FALSE_LISTS: dict[str, Callable[[Portal], Any]] = {
    "the thief beside the true list": lambda portal: told(portal, [str(THIEF.recipient)]),
    "the thief in a colleague's place": lambda portal: put_in_place(told(portal, [])),
    "a list by another key": lambda portal: thiefs_list(portal, 9, THIEFS_SEED, KEY_TEXT),
    "a list by another key, and that key": lambda portal: thiefs_list(portal, 9, THIEFS_SEED, THIEFS_KEY),
    "an older list": lambda portal: told(portal, [], n=1) | {"signature": "A" * 86},
    "no list": lambda _: None,
    "nonsense": lambda _: {"list": 7, "signature": None, "key": [], "texts": {}},
    "a list that has ended": lambda portal: told(portal, [], n=9, first_day="2025-01-01", last_day="2025-12-01"),
    "a list for another site": lambda portal: told(portal, [], n=9, sites=("https://elsewhere.example",)),
}


def alter(change: Callable[[dict[str, Any]], object]) -> Callable[[Route], None]:
    """Lets a true answer through, changed."""

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        if answer.status == 304:  # nothing that could be changed
            return route.fulfill(response=answer)
        found = answer.json()
        change(found)
        return route.fulfill(response=answer, json=found)

    return pass_on


def lock(page: Page) -> None:
    """Lock by hand, and wait until what is written with that is written."""
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()


def answer_400(portal: Portal, false: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        recipients = FALSE_LISTS[false](portal)
        body = json.dumps({"error": "recipients", "recipients": recipients, "today": "2026-11-24", "max_recipients": 9})
        route.fulfill(status=400, body=body, content_type="application/json")

    return answer


@pytest.mark.parametrize("false", FALSE_LISTS)
def test_a_report_that_is_refused_with_a_false_list_is_not_sealed_to_it(
    false: str, true_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)
    fill_in(page, true_portal)
    page.route("**/report/sealed", answer_400(true_portal, false))
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_contain_text("Ring til os")
    expect(page.locator(".answers")).to_contain_text("SENTINEL-4711")
    assert len(wire.to("/report/sealed")) == 1
    wire.check()


def test_refusals_in_a_row_end_and_open_nothing(true_portal: Portal, wire: Wire, new_page: NewPage) -> None:
    page = new_page()
    wire.watch(page)
    fill_in(page, true_portal)

    def refuse(route: Route) -> None:
        body = json.dumps({"error": "recipients", "recipients": told(true_portal, [], n=1), "today": "2026-11-24"})
        route.fulfill(status=400, body=body, content_type="application/json")

    page.route("**/report/sealed", refuse)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_be_visible(timeout=15_000)
    assert 1 <= len(wire.to("/report/sealed")) <= 5
    wire.check()


def with_another_list(portal: Portal, *, whole: bool = False) -> Callable[[Route], None]:
    """The page's own list and key are the thief's; with `whole` what is known of the key, too."""

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        false = json.dumps(thiefs_list(portal, 9, THIEFS_SEED, THIEFS_KEY))
        body = re.sub(r'"recipients": \{.*?\]\}', lambda _: f'"recipients": {false}', answer.text(), flags=re.DOTALL)
        assert body != answer.text()
        if whole:
            body = body.replace(portal_fingerprint(KEY), portal_fingerprint(verifying_key(THIEFS_SEED)))
        route.fulfill(response=answer, body=body)

    return pass_on


def test_a_page_that_was_changed_itself_is_found_out_by_who_comes_from_the_poster(
    true_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)
    page.route(re.compile(r"/report$"), with_another_list(true_portal, whole=True))
    page.goto(f"{true_portal.url}/#p={portal_fingerprint(KEY)}")
    page.get_by_role("link", name="Jeg er bekymret for en anden").click()
    expect(page.locator("[data-distrust]")).to_contain_text("Ring til os")
    assert page.url.endswith(f"#p={portal_fingerprint(KEY)}")
    page.unroute(re.compile(r"/report$"))
    page.reload()
    expect(page.locator("[data-distrust]")).to_be_hidden()


def test_a_page_that_was_changed_itself_is_believed_by_who_has_nothing_to_compare_with(
    true_portal: Portal, new_page: NewPage
) -> None:
    """What remains possible, as docs/threats.md says: only the watcher sees it: what is signed must change, too."""
    page = new_page()
    page.route(re.compile(r"/report$"), with_another_list(true_portal, whole=True))
    bodies: list[bytes] = []
    page.route("**/report/sealed", lambda route: (bodies.append(route.request.post_data_buffer or b""), route.abort()))
    fill_in(page, true_portal)
    page.get_by_role("button", name="Send til rådgiverne").click()
    expect(page.locator("[data-failure]")).to_be_visible()
    assert opens(bodies[0][bodies[0].index(AGE) :])


@pytest.mark.parametrize("address", ["/report", "/return"])
def test_a_page_whose_list_alone_was_changed_is_believed_by_nobody(
    true_portal: Portal, new_page: NewPage, address: str
) -> None:
    """The list stands in a part that no signed hash holds; the fingerprint of its key in one that does."""
    page = new_page()
    page.route(re.compile(rf"{address}$"), with_another_list(true_portal))
    page.goto(f"{true_portal.url}{address}")
    expect(page.locator("[data-distrust]")).to_contain_text("Ring til os")


def test_no_stored_envelope_passes_for_a_challenge(
    true_portal: Portal, office: Office, wire: Wire, new_page: NewPage
) -> None:
    to = [office.identities[0].recipient]
    stranger = seal(b"x" * 52, to)
    document = Document("report", "0" * 32, 0, "reporter", "2026-11-22", "da", "0" * 64, to_text(bytes(32)), {})
    report = seal(build_document(document, bytes(32)), to)
    for false in (stranger, report, seal(bytes(32), to), seal(b"x" * 52, [THIEF.recipient])):
        page = new_page()
        wire.watch(page)

        text = base64.b64encode(false).decode()
        page.route("**/unlock/challenge", alter(partial(dict.update, challenge=text)))
        page.goto(f"{true_portal.url}/inbox")
        page.get_by_label("Navn").fill(NAMES[0])
        page.get_by_label("Adgangssætning").fill(PASSPHRASE)
        page.get_by_role("button", name="Lås op").click()
        expect(page.locator("#problem")).to_contain_text("Nogen kan have ændret listen over rådgivere", timeout=15_000)
        expect(page.get_by_label("Adgangssætning")).to_have_value("")
    assert wire.to("/unlock") == []


def _renumber(found: dict[str, Any]) -> None:
    found["lists"][-1]["list"] = found["lists"][-1]["list"].replace("n 1", "n 9")


LIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "the thief among the texts": lambda found: found["recipients"]["texts"].append(str(THIEF.recipient)),
    "the thief for a colleague": lambda found: found["recipients"]["texts"].__setitem__(0, str(THIEF.recipient)),
    "no list at all": lambda found: found["lists"].clear(),
    "a signature changed": lambda found: found["lists"][-1].__setitem__("signature", "A" * 86),
    "another number": _renumber,
}


@pytest.mark.parametrize("lie", LIES)
def test_an_inbox_that_is_told_a_false_list_says_so_in_red_and_answers_nobody(
    lie: str, true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)
    page.route("**/inbox/lists", alter(LIES[lie]))
    unlock(page, true_portal, NAMES[0], PASSPHRASE)
    expect(page.locator(".distrust")).to_contain_text("Ring til din kollega")
    open_case(page, "Eksempelvej 12")
    expect(page.get_by_label("Svar", exact=True)).to_have_count(0)
    assert wire.to("/inbox/ledgers") == []
    wire.check()


@pytest.mark.parametrize("false", ["the thief beside the true list", "a list by another key", "no list"])
def test_a_reply_that_is_refused_with_a_false_list_is_not_sealed_to_it(
    false: str, true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)
    unlock(page, true_portal, NAMES[0], PASSPHRASE)
    open_case(page, "Eksempelvej 12")
    page.route("**/replies", answer_400(true_portal, false))
    page.get_by_label("Svar", exact=True).fill("SENTINEL-9000 Hvornår?")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_role("alert").last).to_contain_text("listen over rådgivere kan ikke bekræftes")
    expect(page.get_by_label("Svar", exact=True)).to_have_value("SENTINEL-9000 Hvornår?")
    assert len(wire.to("/replies")) == 1
    wire.check()


def test_a_reply_goes_to_the_reporter_of_the_sealed_report_and_to_nobody_the_server_names(
    true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)

    page.route(
        re.compile(r"/inbox/cases/[0-9a-f]{32}$"), alter(lambda found: found.update(reply_to=str(THIEF.recipient)))
    )
    unlock(page, true_portal, NAMES[0], PASSPHRASE)
    open_case(page, "Eksempelvej 12")
    expect(page.get_by_text("Serveren nævner en anden modtager for svar")).to_be_visible()
    expect(page.get_by_label("Svar", exact=True)).to_have_count(0)
    wire.check()


def come_back(page: Page, portal: Portal, code: str) -> None:
    page.goto(f"{portal.url}/return")
    page.get_by_label("Din kode").fill(code)
    page.get_by_role("button", name="Åbn samtalen").click()


@pytest.mark.parametrize("false", ["the thief beside the true list", "a list by another key, and that key", "no list"])
def test_a_message_that_is_refused_with_a_false_list_is_not_sealed_to_it(
    false: str, true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)
    come_back(page, true_portal, code)
    page.route("**/return/message/sealed", answer_400(true_portal, false))
    page.get_by_label("Skriv til rådgiverne").fill("SENTINEL-9001 Han er faldet")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#text-error")).to_contain_text("Ring til os")
    expect(page.get_by_label("Skriv til rådgiverne")).to_have_value("SENTINEL-9001 Han er faldet")
    assert len(wire.to("/return/message/sealed")) == 1
    wire.check()


def test_the_answer_about_another_case_is_refused(
    true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    wire.watch(page)

    page.route("**/return/lookup", alter(lambda found: found.update(case="0" * 32)))
    come_back(page, true_portal, code)
    expect(page.locator("#code-error")).to_contain_text("Koden fører et forkert sted hen.")
    assert wire.to("/return/message/sealed") == []


def test_a_question_that_the_server_made_up_is_not_shown_and_said_to_be_not_ours(
    true_portal: Portal, code: str, wire: Wire, new_page: NewPage
) -> None:
    receipt = open_code(parse_code(code))
    page = new_page()
    wire.watch(page)

    def add(found: dict[str, Any]) -> None:
        thread = Thread(receipt.case, bytes(32), [THIEF.recipient], "2026-11-24", "da")
        thread.seq = 1
        forged = thread.reply("Skriv dit navn", receipt.identity.recipient, question=True)
        encoded = {"hash": base64.b64encode(forged.payload_hash).decode(), "tag": None}
        place = {"seq": 1, "by": "advisor", **encoded, "envelope": base64.b64encode(forged.envelope).decode()}
        found["places"].insert(0, place)

    page.route("**/return/lookup", alter(add))
    come_back(page, true_portal, code)
    expect(page.locator(".entry.forged")).to_contain_text("Denne besked er ikke fra rådgiverne.")
    expect(page.get_by_text("Skriv dit navn")).to_have_count(0)
    expect(page.locator("[data-flagged]")).to_be_visible()
    page.get_by_label("Skriv til rådgiverne").fill("Jeg hedder SENTINEL-7000")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#text-error")).to_contain_text("Der er ikke sendt noget endnu.")
    expect(page.get_by_label("Skriv til rådgiverne")).to_have_value("Jeg hedder SENTINEL-7000")
    assert wire.to("/return/message/sealed") == []
    wire.check()


def test_an_older_list_than_the_ledger_names_is_refused(fresh_portal: Portal, new_page: NewPage) -> None:
    with_a_case(fresh_portal).portal.publish()
    first = new_page()
    unlock(first, fresh_portal, NAMES[0], PASSPHRASE)
    first.get_by_role("button", name="Lås", exact=True).click()
    expect(first.get_by_text("Du har låst indbakken.")).to_be_visible()

    def forget_the_newest(found: dict[str, Any]) -> None:
        del found["lists"][1:]
        found["recipients"]["list"], found["recipients"]["signature"] = found["lists"][0].values()

    page = new_page()
    page.route("**/inbox/lists", alter(forget_the_newest))
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator(".distrust")).to_contain_text("ældre liste over rådgivere")


def test_without_a_list_the_ledger_is_not_accused_as_well(fresh_portal: Portal, new_page: NewPage) -> None:
    with_a_case(fresh_portal)
    page = new_page()
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    lock(page)
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    page.route("**/inbox/lists", alter(LIES["no list at all"]))
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator(".distrust")).to_contain_text("Ring til din kollega")
    expect(page.get_by_text("Eksempelvej 12")).to_be_visible()
    expect(page.get_by_text("ældre journal")).to_have_count(0)


def test_a_clock_that_is_wrong_is_named_and_not_taken_for_an_attack(true_portal: Portal, new_page: NewPage) -> None:
    page = new_page()
    page.clock.install(time="2019-03-01T12:00:00")
    page.goto(f"{true_portal.url}/report")
    expect(page.locator("[data-distrust]")).to_contain_text("Uret på din telefon eller computer viser en forkert dato.")


def test_the_banner_warns_from_ninety_days_before_the_list_ends(fresh_portal: Portal, new_page: NewPage) -> None:
    fresh_portal.enrol(*NAMES)
    page = new_page()
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator("[data-ends]")).to_have_count(0)
    last = date.today() + timedelta(days=90)  # noqa: DTZ011
    fresh_portal.publish(last_day=last.isoformat())
    page.reload()
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator("[data-ends]")).to_contain_text("Om 90 dage udløber den underskrevne liste")
    expect(page.locator(".distrust")).to_have_count(0)


def test_after_the_recovery_sheet_nothing_is_sealed_to_a_list_that_nobody_has_compared(
    true_portal: Portal, office: Office, wire: Wire, new_page: NewPage
) -> None:
    """The sheet's first line alone: the server names its own key, and a list under it on which the thief stands."""
    page = new_page()
    wire.watch(page)
    false = [thiefs_list(true_portal, n, THIEFS_SEED, THIEFS_KEY) for n in (1, 2)]
    false[0] |= told(true_portal, [], n=1, seed=THIEFS_SEED, key=THIEFS_KEY)

    def lie(found: dict[str, Any]) -> None:
        found["lists"] = [{"list": each["list"], "signature": each["signature"]} for each in false]
        found["recipients"], found["closed"] = false[1], None

    page.route("**/inbox/lists", alter(lie))
    ((name,),) = office.sql("SELECT name FROM advisors WHERE status = 'active' ORDER BY id LIMIT 1")
    unlock(page, true_portal, str(name), str(office.identities[NAMES.index(str(name))]))  # whose place the thief leaves
    expect(page.locator("[data-unpinned]")).to_be_visible()
    page.locator("a.case").first.click()
    expect(page.get_by_text("Gardinerne er altid for").first).to_be_visible()
    page.wait_for_timeout(500)
    wire.check()
    written = [url for url, _ in wire.sent if not re.search(r"/unlock(/\w+)?$|/lock$", url)]
    assert written == []


def test_a_browser_that_knew_a_newer_list_seals_nothing_under_an_older_one(
    fresh_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    """With an older ledger and an older list, both true, whoever left would be sealed to again."""
    with_a_case(fresh_portal)
    page = new_page()
    before: dict[str, Any] = {}
    page.on("response", lambda answer: before.setdefault(answer.url.removeprefix(fresh_portal.url), answer))
    unlock(page, fresh_portal, "Rådgiver 1", PASSPHRASE)
    then = before["/inbox/lists"].json()
    fresh_portal.publish("Rådgiver 2")
    unlock(page, fresh_portal, "Rådgiver 1", PASSPHRASE)
    lock(page)
    wire.watch(page)
    page.route("**/inbox/lists", lambda route: route.fulfill(json=then))
    page.route("**/inbox/ledgers", lambda route: route.fulfill(json={"ledgers": []}))
    unlock(page, fresh_portal, "Rådgiver 1", PASSPHRASE)
    expect(page.get_by_text("Serveren viser en ældre liste over rådgivere")).to_be_visible()
    page.wait_for_timeout(500)
    assert [url for url, _ in wire.sent if not re.search(r"/unlock(/\w+)?$|/lock$", url)] == []


def test_a_server_that_says_it_is_years_later_excuses_no_case_that_is_gone(
    fresh_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    office = with_a_case(fresh_portal)
    gone = office.write({"where": "Eksempelvej 14"})
    office.note(gone, closed=date.today().isoformat(), outcome="helped", purge="2030-06-01")  # noqa: DTZ011
    page = new_page()
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    lock(page)
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    for table in ("envelopes", "casefiles", "cards"):
        office.sql(f"DELETE FROM {table} WHERE case_id = ?", bytes.fromhex(gone))
    office.sql("DELETE FROM cases WHERE id = ?", bytes.fromhex(gone))
    for address in ("**/inbox/lists", "**/inbox/state"):
        page.route(address, alter(lambda found: found.update(today="2031-01-01")))
    wire.watch(page)
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator(".distrust")).to_contain_text("mere end en dag fra hinanden")
    expect(page.locator("[data-ledger]")).to_contain_text(gone[:8])
    assert [url for url, _ in wire.sent if not re.search(r"/unlock(/\w+)?$|/lock$", url)] == []


SENTENCES = "**/static/sentences.*.json"
FALSE_ANSWERS: dict[str, Callable[[Route], None]] = {
    "one other word": lambda route: answer(route, lambda text: text.replace("Send", "Call 70 10 10 10", 1)),
    "a form": lambda route: answer(route, lambda text: text.replace("Send", "<form action='/112'>", 1)),
    "another language": lambda route: route.continue_(url=route.request.url.replace(".en.", ".ar.")),
    "a page": lambda route: route.fulfill(body="<form action='/112'><button>Continue</button></form>"),
    "nothing": lambda route: route.fulfill(status=404),
    "no connection": lambda route: route.abort(),
    "a way to elsewhere": lambda route: route.fulfill(status=302, headers={"Location": "/static/sentences.ar.json"}),
}


def answer(route: Route, change: Callable[[str], str]) -> None:
    """Answer as the portal does, but for what is changed."""
    true = route.fetch()
    text = true.text()
    assert change(text) != text
    route.fulfill(response=true, body=change(text))


@pytest.mark.parametrize("lie", FALSE_ANSWERS)
def test_a_story_survives_every_false_answer_to_the_language_link_and_nothing_leaves(
    lie: str, true_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    page = new_page(leaves=False)
    fill_in(page, true_portal, story="SENTINEL-4711", where="Eksempelvej 12 SENTINEL-4712")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wire.watch(page)
    page.route(SENTENCES, FALSE_ANSWERS[lie])
    page.locator("[data-language-menu] summary").click()
    link = page.locator("[data-language-menu] a[data-language][hreflang=en]")
    before = page.locator("main").inner_html()
    link.click()
    expect(page.get_by_text("Det, du har skrevet, følger ikke med.")).to_be_visible()
    assert page.locator("main").inner_html() == before
    assert page.evaluate("[document.documentElement.lang, document.title]") == ["da", "Information"]
    assert {url.partition("/static/sentences.")[2] for url in asked} <= {"en.json", "ar.json"}
    page.unroute(SENTENCES)
    asking: list[str] = []

    def stay(dialog: Dialog) -> None:
        asking.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    link.click(no_wait_after=True)  # once more: the browser asks before what was written is lost
    page.wait_for_timeout(300)
    assert asking == ["beforeunload"], page.url
    wire.check()
    expect(page.locator("#story")).to_have_value("SENTINEL-4711")


def test_a_page_in_another_language_takes_text_and_nothing_else_and_no_form_of_it_is_submitted(
    true_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, true_portal, story="SENTINEL-4711", where="Eksempelvej 12 SENTINEL-4712")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wire.watch(page)
    elements = "[...document.querySelectorAll('form, a, input, textarea, button')].length"
    before = page.evaluate(elements)
    page.locator("[data-language-menu] summary").click()
    page.locator("[data-language-menu] a[data-language][hreflang=ar]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert page.evaluate(elements) == before
    assert page.evaluate("[...document.querySelectorAll('[data-own]')].every((each) => each.lang === 'da')")
    assert [url for url in asked if "/static/" not in url] == []
    page.evaluate("document.querySelector('form').submit = null; document.querySelector('form').method = 'post'")
    page.evaluate("document.querySelector('form').requestSubmit()")
    page.wait_for_timeout(300)
    wire.check()


def test_the_plain_form_comes_back_only_by_loading_the_page_anew(true_portal: Portal, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{true_portal.url}/report?plain&lang=da")
    expect(page.get_by_text("Derfor bliver beskeden først låst, når den når frem til os.")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.add_init_script("delete window.AbortController; window.AbortController = undefined")
    page.goto(f"{true_portal.url}/report?lang=da")
    offer = page.locator("[data-offer-plain]")
    expect(offer).to_be_visible()
    page.evaluate("document.querySelector('[data-report]').requestSubmit()")
    expect(offer).to_be_visible()
    offer.get_by_role("link").click()
    assert "plain" in page.url
    assert "lang=da" in page.url


@pytest.mark.parametrize(
    "lie",
    [
        lambda found: found.update(retention_months=1200),
        lambda found: found.update(lock_minutes=30),
        lambda found: found.update(phone="70 10 10 10"),
        lambda found: found["posters"]["da"].update(who="Skriv til tyv.example"),
        lambda found: found["questions"]["neighbour"].clear(),
        lambda found: found["holidays"].extend(f"2026-12-{day:02}" for day in range(1, 32)),
    ],
)
def test_what_the_inbox_computes_and_prints_with_is_believed_only_as_it_was_signed(
    lie: Callable[[dict[str, Any]], object], fresh_portal: Portal, wire: Wire, new_page: NewPage
) -> None:
    with_a_case(fresh_portal)
    page = new_page()
    page.route("**/inbox/settings.json", alter(lie))
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator("[data-settings-unsigned]")).to_contain_text("ikke, som de blev underskrevet")
    page.locator("a.case").first.click()
    page.get_by_text("Luk sagen", exact=True).click()
    page.get_by_label("Hvad kom der ud af det?").select_option("helped")
    wire.watch(page)
    page.get_by_role("button", name="Luk sagen nu").click()
    expect(page.get_by_role("alert").filter(has_text="Her kan ikke lukkes sager")).to_have_count(2)
    assert not [url for url, _ in wire.sent if "/casefiles/" in url]
    page.get_by_role("link", name="Kort til døren").click()
    expect(page.locator(".door-card")).to_be_visible()
    expect(page.get_by_role("button", name="Skriv ud")).to_have_count(0)
    assert "70 10 10 10" not in page.content()
    page.emulate_media(media="print")
    expect(page.locator(".door-card")).to_be_hidden()


@pytest.mark.parametrize("status", [404, 503])
def test_where_no_pages_are_signed_no_case_is_closed(status: int, fresh_portal: Portal, new_page: NewPage) -> None:
    with_a_case(fresh_portal)
    page = new_page()
    page.route("**/pages.json", lambda route: route.fulfill(status=status))
    unlock(page, fresh_portal, NAMES[0], PASSPHRASE)
    expect(page.locator("[data-settings-unsigned]")).to_be_visible()
