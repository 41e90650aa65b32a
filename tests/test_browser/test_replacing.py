"""An advisor leaves and another comes: the one who stays has the browser seal everything again."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, Response, expect
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from crypto import Identity, SealError, generate_code, open_code, unseal
from reporting.store import Cases, Engine, NewCase, Roster
from tests.support import signed
from tests.support.cast import begin, stored
from tests.support.drills import figure, length
from tests.support.journey import unlock_here
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

STAYS, LEAVES, COMES = "Rådgiver 1", "Rådgiver 2", "Rådgiver 3"
CASES = length(100, 1000)
TODAY = time.strftime("%Y-%m-%d")


class Wire:
    """Counts what a page sends and gets while it seals again."""

    def __init__(self, page: Page) -> None:
        self.sent = self.got = self.posts = 0
        page.on("response", self._count)

    # Only what is told with the event: asking for more waits for ever if the page is left meanwhile.
    def _count(self, response: Response) -> None:
        if "/inbox/reseal" in response.url:
            self.sent += len(response.request.post_data_buffer or b"")
            self.got += int(response.headers.get("content-length", "0"))
            self.posts += response.request.method == "POST"


@pytest.fixture
def engine(fresh_portal: Portal) -> Iterator[Engine]:
    engine = Engine(fresh_portal.database)
    yield engine
    engine.close()


def fill(engine: Engine, identities: list[Identity]) -> None:
    """Cases of one report each, and in every tenth a reply and an answer."""
    to, cases = [each.recipient for each in identities], Cases(engine)
    for number in range(CASES):
        code = generate_code()
        receipt, thread = open_code(code), begin(to, code, TODAY)
        report = thread.report({"answers": {"where": f"Eksempelvej {number}", "story": "Gardinerne"}}, receipt)
        new = NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), (stored(report),))
        cases.add_case(new, TODAY)
        if number % 10 == 0:
            reply = thread.reply("Hvornår?", receipt.identity.recipient, question=True)
            cases.add_envelope(receipt.case, 1, "advisor", stored(reply))
            cases.add_envelope(receipt.case, 2, "reporter", stored(thread.message("I mandags")))


def opened_by(portal: Portal, identity: Identity) -> tuple[int, int]:
    """How many of all envelopes an identity opens, and how many there are."""
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        rows = db.execute("SELECT content FROM envelopes JOIN blobs ON number = envelope").fetchall()
    return sum(opens(bytes(content), identity) for (content,) in rows), len(rows)


def opens(envelope: bytes, identity: Identity) -> bool:
    try:
        unseal(envelope, identity)
    except SealError:
        return False
    return True


def damage_one(portal: Portal) -> None:
    """A header that nobody can open any more, before most others. Its case has no reply: nobody could say any more whom
    that is for, so it would not be sealed again, either."""
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        alone = "SELECT case_id FROM envelopes GROUP BY case_id HAVING count(*) = 1 ORDER BY case_id LIMIT 1"
        query = f"SELECT number, content FROM envelopes JOIN blobs ON number = envelope WHERE case_id = ({alone})"
        number, content = db.execute(query).fetchone()
        bent = bytes(content[:200]) + (b"B" if content[200:201] == b"A" else b"A") + bytes(content[201:])
        db.execute("UPDATE blobs SET content = ? WHERE number = ?", [bent, number])
        db.commit()


def damage_a_reply(portal: Portal) -> None:
    """A reply of which one bit is another: nobody can look any more whether it is one of that case."""
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        query = "SELECT number, content FROM envelopes JOIN blobs ON number = envelope WHERE \"by\" = 'advisor' LIMIT 1"
        number, content = db.execute(query).fetchone()
        bent = bytes(content[:-1]) + bytes([content[-1] ^ 1])
        db.execute("UPDATE blobs SET content = ? WHERE number = ?", [bent, number])
        db.commit()


def left(portal: Portal, n: int) -> int:
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        return int(db.execute("SELECT count(*) FROM envelopes WHERE sealed_n < ?", [n]).fetchone()[0])


def wait_until_left(page: Page, portal: Portal, most: int) -> None:
    """Let a page seal until at most so many are left, and not for ever."""
    ends = time.monotonic() + length(60, 300)
    while left(portal, 2) > most:
        assert time.monotonic() < ends, page.locator("main").inner_text()
        page.wait_for_timeout(20)


def test_everything_is_sealed_again_for_who_comes_and_nothing_new_for_who_left(
    fresh_portal: Portal, engine: Engine, new_page: NewPage
) -> None:
    stays, leaves = fresh_portal.enrol(STAYS, LEAVES)
    fill(engine, [stays, leaves])
    comes = Identity.generate()
    signed.enrol(Roster(engine, 20), COMES, comes, PASSPHRASE)
    fresh_portal.publish(LEAVES)
    assert opened_by(fresh_portal, comes)[0] == 0
    damage_one(fresh_portal)
    damage_a_reply(fresh_portal)
    total = left(fresh_portal, 2)
    assert total == CASES + 2 * (CASES // 10)

    first = new_page()
    wire, started = Wire(first), time.monotonic()
    first.goto(f"{fresh_portal.url}/inbox")
    first.get_by_label("Navn").fill(STAYS)
    first.get_by_label("Adgangssætning").fill(PASSPHRASE)
    first.get_by_role("button", name="Lås op").click()
    first.get_by_role("button", name="Ja, det passer").click()
    wait_until_left(first, fresh_portal, total * 2 // 3)
    first.context.close()  # the browser is gone half-way
    taken, half = time.monotonic() - started, left(fresh_portal, 2)
    assert 0 < half < total

    again = new_page()
    wire_again, started = Wire(again), time.monotonic()
    again.goto(f"{fresh_portal.url}/inbox")
    unlock_here(again, STAYS, PASSPHRASE)
    wait_until_left(again, fresh_portal, 2)
    taken += time.monotonic() - started
    expect(again.locator("#resealing")).to_have_count(0, timeout=15_000)
    expect(again.get_by_text("2 beskeder kunne ikke forsegles igen")).to_be_visible(timeout=15_000)
    expect(again.locator("[data-reseal-failed]").get_by_role("link")).to_have_count(2)

    sent, got = wire.sent + wire_again.sent, wire.got + wire_again.got
    figure(
        f"{CASES} cases, {total} envelopes sealed again",
        f"{taken:.1f} s, unlocking twice and reading included; interrupted with {half} left; "
        f"{sent / 1e6:.2f} MB sent, {got / 1e6:.2f} MB fetched, {wire.posts + wire_again.posts} posts",
    )
    assert sent < total * 4_000  # headers only
    assert opened_by(fresh_portal, comes) == (total - 2, total)
    assert opened_by(fresh_portal, stays) == (total - 2, total)
    assert opened_by(fresh_portal, leaves) == (0, total)


def put_in_a_replys_place(portal: Portal, case: str, victim: str) -> None:
    """What only SQL can do: the sealed report of one case stands where a reply of another would."""
    with closing(sqlite3.connect(portal.instance / "bekymret.db")) as db:
        report = "SELECT envelope FROM envelopes WHERE case_id = ? AND seq = 0"
        db.execute(
            f"INSERT INTO blobs SELECT 4711, content FROM blobs WHERE number = ({report})", [bytes.fromhex(victim)]
        )
        db.execute(
            """INSERT INTO envelopes (case_id, seq, envelope, "by", payload_hash, tag, sealed_n)
               SELECT ?, 1, 4711, 'advisor', payload_hash, NULL, 1 FROM envelopes WHERE case_id = ? AND seq = 0""",
            [bytes.fromhex(case), bytes.fromhex(victim)],
        )
        db.commit()


def test_what_somebody_put_in_a_replys_place_is_not_opened_for_that_reporter(
    fresh_portal: Portal, engine: Engine, new_page: NewPage
) -> None:
    stays, leaves = fresh_portal.enrol(STAYS, LEAVES)
    to, cases = [each.recipient for each in (stays, leaves)], Cases(engine)
    receipts = {}
    for name in ("thief", "victim"):
        code = generate_code()
        receipt, thread = open_code(code), begin(to, code, TODAY)
        report = thread.report({"answers": {"where": "Eksempelvej 12", "story": "Gardinerne"}}, receipt)
        new = NewCase(receipt.case, receipt.locator, bytes(receipt.identity.recipient), (stored(report),))
        cases.add_case(new, TODAY)
        receipts[name] = receipt
    reply = thread.reply("Hvornår?", receipts["victim"].identity.recipient, question=True)
    cases.add_envelope(receipts["victim"].case, 1, "advisor", stored(reply))
    put_in_a_replys_place(fresh_portal, receipts["thief"].case, receipts["victim"].case)
    signed.enrol(Roster(engine, 20), COMES, Identity.generate(), PASSPHRASE)
    fresh_portal.publish(LEAVES)

    advisor = new_page()
    advisor.goto(f"{fresh_portal.url}/inbox")
    unlock_here(advisor, STAYS, PASSPHRASE)
    wait_until_left(advisor, fresh_portal, 1)
    advisor.wait_for_timeout(500)
    assert opened_by(fresh_portal, receipts["thief"].identity)[0] == 0
    told = advisor.locator("[data-reseal-failed]")
    expect(told).to_contain_text("1 beskeder kunne ikke forsegles igen", timeout=15_000)
    expect(told.get_by_role("link", name=receipts["thief"].case[:8])).to_be_visible()
    assert opened_by(fresh_portal, receipts["victim"].identity)[0] == 1
    assert left(fresh_portal, 2) == 1
