"""An advisor's day in a real browser, two advisors at one case, and what a writer of the database can do to notes."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from crypto import Identity, to_text, unseal, unseal_with_passphrase
from tests.support.axe import check
from tests.support.journey import Running, come_back, unlock, unlock_here
from tests.support.office import TODAY, Office
from tests.support.portal import PASSPHRASE, Portal
from tests.support.relay import Relay
from tests.test_browser.conftest import NewPage

WIDE = {"viewport": {"width": 1280, "height": 900}}
HOME = "Eksempelvej 12, 2. tv."
REPORTS: list[dict[str, object]] = [
    {"where": HOME, "signs": ["not_seen", "mail"], "story": "Gardinerne er altid for"},
    {"where": "eksempelvej 12 2tv", "signs": ["clutter"]},
    {"where": "Prøvegade 3, st. th.", "danger": "maybe", "signs": ["violence"]},
    {"where": "Mønsterstræde 7", "signs": ["alcohol", "self_care"]},
    {"where": "Skabelonparken 40", "signs": ["lacks"], "contact": "yes", "contact_details": "12 34 56 78"},
]


@pytest.fixture
def office(fresh_portal: Portal) -> Office:
    return Office(fresh_portal)


def row(page: Page, text: str) -> Page:
    return page.locator("ul.cases a.case", has_text=text)  # type: ignore[return-value]


def to_list(page: Page) -> None:
    page.get_by_role("link", name="Til listen").click()
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator("[data-saved]")).to_have_text("Gemt.")


def test_an_advisors_day(office: Office, new_page: NewPage) -> None:
    for answers in REPORTS:
        office.write(answers)
    relay = Relay(office.portal)
    page = new_page(**WIDE)
    unlock(page, relay, "Rådgiver 1", PASSPHRASE)
    check(page, "list of new cases")
    assert [page.locator("a.case .level").nth(at).inner_text().split("\n")[0] for at in range(5)] == [
        *("Fare (forslag)", "I dag (forslag)", "Denne uge (forslag)", "Hold øje (forslag)", "Hold øje (forslag)")
    ]
    expect(page.locator("[data-group=new] .count")).to_have_text("5")

    # Five are assessed: two as proposed, one changed, and one whose home was reported twice is linked.
    row(page, "Prøvegade 3").click()
    page.get_by_label("Note", exact=True).fill("Ringet 112 selv. NOTE-4711")
    save(page)
    check(page, "case, assessed")
    to_list(page)
    expect(page.locator("a.case:focus")).to_contain_text("Prøvegade 3")  # back where one was
    row(page, HOME).first.click()
    for button, kind in (("Samme bolig", "linked"), ("Hører ikke sammen", ""), ("Foreslå dem igen", "proposed")):
        page.get_by_role("button", name=re.compile(f"^{button}")).click()
        for each in ("linked", "proposed"):
            expect(page.locator(f"[data-{each}]")).to_have_count(int(each == kind))
        expect(page.locator("[data-saved]")).to_have_text("Gemt.")
    page.get_by_role("button", name=re.compile("^Samme bolig")).click()
    expect(page.locator("[data-linked]")).to_have_count(1)
    expect(page.locator(".log")).to_contain_text("Samme bolig som sag")
    to_list(page)
    for text in ("Mønsterstræde 7", "Skabelonparken 40", "eksempelvej 12 2tv"):
        row(page, text).click()
        save(page)
        to_list(page)
    expect(page.locator("[data-group=new] .count")).to_have_text("0")
    expect(page.locator("[data-group=mine] .count")).to_have_text("5")

    # A call that nobody answered and a card in the door, in two clicks each.
    row(page, "Skabelonparken 40").click()
    expect(page.get_by_role("link", name="Ring", exact=True)).to_have_attribute("href", "tel:12345678")
    assert (
        page.get_by_role("link", name="SMS", exact=True)
        .get_attribute("href", timeout=1000)
        .startswith(  # type: ignore[union-attr]
            "sms:12345678?body=Hej."
        )
    )
    for channel, result in (("Ring", "no_answer"), ("Kort i døren", "message")):
        page.locator(".attempts").get_by_role("button", name=channel, exact=True).click()
        page.locator(f"[data-result={result}]").click()
        expect(page.locator("[data-saved]")).to_have_text("Gemt.")
        expect(page.locator("[data-result]")).to_have_count(0)
    expect(page.locator(".log li").nth(1)).to_contain_text("Kort i døren: lagt besked")
    expect(page.locator(".log li").nth(3)).to_contain_text("Ring: intet svar")

    # The card itself, in Arabic beside Danish; it says nothing of what it is about.
    page.get_by_role("link", name="Kort til døren").click()
    page.get_by_label("Sprog nummer to").select_option("ar")
    expect(page.locator(".door-card [dir=rtl]")).to_contain_text("نحن لسنا البلدية")
    check(page, "card for the door")
    assert not re.search("bekym|nabo|husleje|Skabelon", page.locator(".door-card").inner_text(), re.IGNORECASE)
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"
    page.get_by_role("link", name="Til sagen").click()

    # A reply is begun; meanwhile two more reports and an answer come in.
    page.get_by_label("Svar", exact=True).fill("Tak. Vi kigger på det")
    office.write({"where": "Nygade 1", "signs": ["mail"]})
    office.write({"where": "Nygade 2", "danger": "yes"})
    reporter = new_page()
    come_back(reporter, office.portal, next(code for case, code in office.codes.items() if case in page.url))
    reporter.get_by_label("Skriv til rådgiverne").fill("Hun har åbnet vinduet. SVAR-4712")
    reporter.get_by_role("button", name="Send").click()
    expect(reporter.get_by_text("Sendt. Rådgiverne har fået din besked.")).to_be_visible(timeout=15_000)
    to_list(page)
    expect(page.locator("[data-fetched]")).to_contain_text("2 nye siden")
    expect(row(page, "Nygade")).to_have_count(0)  # no row moves under the hand
    expect(row(page, "Skabelonparken 40")).to_contain_text("Nyt svar")
    page.get_by_role("button", name="Vis dem").click()
    expect(row(page, "Nygade")).to_have_count(2)
    expect(page.locator("a.case").first).to_contain_text("Nygade 2")

    # Locked, and back at the same case with the same words.
    row(page, "Skabelonparken 40").click()
    expect(page.locator(".entry-box.message")).to_contain_text("SVAR-4712")
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()
    assert "Vi kigger" not in page.content()
    expect(page.get_by_label("Navn")).to_have_value("Rådgiver 1")
    expect(page.get_by_label("Adgangssætning")).to_be_focused()
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    expect(page.get_by_role("heading", name="Skabelonparken 40")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Tak. Vi kigger på det")
    page.get_by_role("button", name="Send svar").click()
    expect(page.get_by_text("Svaret er sendt.")).to_be_visible(timeout=15_000)

    # Closed with an outcome, never without one.
    page.get_by_text("Luk sagen", exact=True).click()
    page.get_by_role("button", name="Luk sagen nu").click()
    expect(page.get_by_role("alert")).to_contain_text("Vælg, hvad der kom ud af det.")
    page.get_by_label("Hvad kom der ud af det?").select_option("referred")
    page.get_by_role("button", name="Luk sagen nu").click()
    expect(page.get_by_role("heading", name="Sagen er lukket")).to_be_visible()
    check(page, "closed case")
    to_list(page)
    expect(row(page, "Skabelonparken 40")).to_have_count(0)
    page.locator("[data-group=closed]").click()
    expect(row(page, "Skabelonparken 40")).to_contain_text("Henvist")
    assert page.url.endswith("/inbox#-closed")

    # Handed over for the holidays; the colleague confirms and has them among hers.
    page.get_by_role("link", name="Ferie og fravær").click()
    page.get_by_label("Første dag").fill(TODAY)
    page.get_by_label("Sidste dag").fill("2099-01-01")
    page.get_by_label("Besked på et par linjer").fill("Pas på Prøvegade. FERIE-4713")
    page.get_by_role("button", name="Overdrag mine sager").click()
    expect(page.locator("[data-handover]")).to_contain_text("Ikke bekræftet endnu")
    check(page, "absence")
    colleague = new_page(**WIDE)
    unlock(colleague, office.portal, "Rådgiver 2", PASSPHRASE)
    expect(colleague.locator("[data-stands-in]")).to_contain_text("Rådgiver 1 beder dig")
    expect(colleague.locator("[data-group=mine] .count")).to_have_text("4")
    colleague.get_by_role("link", name="Ferie og fravær").first.click()
    colleague.get_by_role("button", name="Det er i orden").click()
    expect(colleague.locator("[data-handover]")).to_contain_text("Bekræftet i dag")

    # Locked. Nothing of it is readable anywhere.
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    words = ("NOTE-4711", "SVAR-4712", "FERIE-4713", "Skabelonparken", "referred", "orange", "no_answer", "12 34 56 78")
    relay.close()
    for name, content in [*office.raw(), ("the wire", bytes(relay.sent))]:
        for word in words:
            assert word.encode() not in content, (name, word)


def test_two_advisors_at_one_case_lose_nothing_in_either_order(office: Office, new_page: NewPage) -> None:
    office.write(REPORTS[3])
    pages = [new_page(**WIDE), new_page(**WIDE)]
    for number, page in enumerate(pages, 1):
        unlock(page, office.portal, f"Rådgiver {number}", PASSPHRASE)
        row(page, "Mønsterstræde 7").click()
        expect(page.get_by_role("heading", name="Vurder sagen")).to_be_visible()
    one, other = pages
    one.get_by_label("Note", exact=True).fill("Første note")
    save(one)
    other.get_by_label("Note", exact=True).fill("Anden note")
    other.get_by_label("Fare", exact=True).check(force=True)
    other.get_by_role("button", name="Gem", exact=True).click()
    expect(other.locator("[data-clash]")).to_contain_text("Din kollega har gemt imens")
    expect(other.locator("[data-clash]")).to_contain_text("Kollegaens: Denne uge")
    check(other, "clash")
    while other.locator("[data-clash]").count():  # mine, wherever the two of us decided differently
        other.get_by_role("button", name="Mit:").first.click()
        other.wait_for_timeout(300)
    expect(other.locator("[data-saved]")).to_have_text("Gemt.")
    for text in ("Første note", "Anden note", "Niveau: Fare"):
        expect(other.locator(".log")).to_contain_text(text)
    # The other way round: what does not clash is brought together without a word.
    one.get_by_label("Note", exact=True).fill("Tredje note")
    save(one)
    for text in ("Første note", "Anden note", "Tredje note", "Niveau: Fare"):
        expect(one.locator(".log")).to_contain_text(text)
    expect(one.get_by_label("Fare", exact=True)).to_be_checked()


def test_notes_that_were_forged_played_again_or_rolled_back_are_flagged(office: Office, new_page: NewPage) -> None:
    case = bytes.fromhex(office.write(REPORTS[3]))
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, "Mønsterstræde 7").click()
    save(page)
    page.get_by_label("Note", exact=True).fill("Det nyeste")
    save(page)
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    query = "SELECT version, payload_hash, envelope, sealed_n FROM casefiles WHERE case_id = ? ORDER BY version"
    kept = office.sql(query, case)
    attacks = {
        "Noter gået tilbage": [("DELETE FROM casefiles WHERE case_id = ? AND version = 2", case)],
        "Noter forfalsket": [("INSERT INTO casefiles VALUES (?, 3, ?, ?, 1)", case, kept[0][1], kept[0][2])],
        "Noter beskadiget": [("UPDATE casefiles SET envelope = 0 WHERE case_id = ? AND version = 2", case)],
    }
    for said, statements in attacks.items():
        for query, *arguments in statements:
            office.sql(query, *arguments)
        unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
        if said == "Noter beskadiget":  # the list has a card, so it is seen when the notes are asked for
            row(page, "Mønsterstræde 7").click()
            expect(page.locator(".flagged")).to_contain_text("beskadiget")
            page.locator("a[data-back]").click()
        expect(row(page, "Mønsterstræde 7")).to_contain_text(said)
        office.sql("DELETE FROM casefiles WHERE case_id = ?", case)
        for version, digest, envelope, n in kept:
            office.sql("INSERT INTO casefiles VALUES (?, ?, ?, ?, ?)", case, version, digest, envelope, n)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("a.case .mark")).to_have_count(0)


def test_when_a_colleague_has_left_the_remaining_one_signs_what_she_has_seen_and_nothing_else(
    office: Office, new_page: NewPage
) -> None:
    seen, unseen = (bytes.fromhex(office.write(answers)) for answers in (REPORTS[3], REPORTS[2]))
    stays, leaves = new_page(**WIDE), new_page(**WIDE)
    unlock(leaves, office.portal, "Rådgiver 2", PASSPHRASE)
    row(leaves, "Mønsterstræde 7").click()
    leaves.get_by_label("Note", exact=True).fill("Fra min kollega")
    save(leaves)
    unlock(stays, office.portal, "Rådgiver 1", PASSPHRASE)
    stays.get_by_role("button", name="Lås", exact=True).click()
    expect(stays.get_by_text("Du har låst indbakken.")).to_be_visible()
    to_list(leaves)
    row(leaves, "Prøvegade 3").click()
    save(leaves)
    office.portal.publish("Rådgiver 2")
    unlock_here(stays, "Rådgiver 1", PASSPHRASE)
    expect(row(stays, "Prøvegade 3")).to_contain_text("Noter ikke bekræftet")
    expect(row(stays, "Mønsterstræde 7").locator(".mark")).to_have_count(0)
    versions = "SELECT version, sealed_n FROM casefiles WHERE case_id = ? ORDER BY version"
    for _ in range(50):
        if len(office.sql(versions, seen)) > 1:
            break
        stays.wait_for_timeout(200)
    assert office.sql(versions, seen) == [(1, 1), (2, 2)]
    assert office.sql(versions, unseen) == [(1, 1)]
    row(stays, "Mønsterstræde 7").click()
    expect(stays.locator(".log")).to_contain_text("Fra min kollega")
    to_list(stays)
    row(stays, "Prøvegade 3").click()
    expect(stays.locator(".flagged")).to_contain_text("Gemmer du, bekræfter du dem.")
    stays.get_by_label("Note", exact=True).fill("Set efter")
    save(stays)
    expect(stays.locator(".flagged")).to_have_count(0)


def test_a_call_is_written_down_with_a_code_and_a_lawyers_case_can_not_be_answered(
    office: Office, new_page: NewPage
) -> None:
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.get_by_role("link", name="Skriv en sag ned").click()
    page.get_by_role("button", name="Gem sagen").click()
    expect(page.get_by_role("alert")).to_contain_text("Mangler: Hvor bor personen?")
    check(page, "case to write down")
    page.get_by_label("Hvor bor personen?").fill("Ringevej 7")
    page.get_by_label("Giv den, der ringede eller kom, en kode").check(force=True)
    page.get_by_role("button", name="Gem sagen").click()
    code = page.locator("[data-code]").inner_text(timeout=15_000)
    page.get_by_role("link", name="Åbn sagen").click()
    expect(page.locator(".entry-box")).to_contain_text("· skrevet ned af Rådgiver 1")
    expect(page.get_by_role("button", name="Send svar")).to_be_visible()
    reporter = new_page()
    come_back(reporter, office.portal, code)
    expect(reporter.get_by_role("heading", name="Din besked")).to_be_visible(timeout=15_000)
    page.goto(f"{office.portal.url}/inbox")
    unlock_here(page, "Rådgiver 1", PASSPHRASE)
    page.get_by_role("link", name="Skriv en sag ned").click()
    expect(page.get_by_role("heading", name="Skriv en sag ned")).to_be_visible()
    page.get_by_label("Form", exact=True).select_option("eviction")
    page.get_by_label("Hvor bor personen?").fill("Ringevej 8")
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    assert "Ringevej 8" not in page.content()
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    expect(page.get_by_label("Hvor bor personen?")).to_have_value("Ringevej 8", timeout=15_000)
    page.get_by_label("Hvilken frist står der i brevet?").fill(TODAY)
    page.get_by_role("button", name="Gem sagen").click()
    page.get_by_role("link", name="Åbn sagen").click()
    expect(page.get_by_text("Der kan ikke svares på denne besked.")).to_be_visible()
    expect(page.get_by_label("I dag (forslag)")).to_be_checked()


@pytest.mark.parametrize("claim", ["intake", "an advisor's id", "an advisor's id and a signature", "constructor"])
def test_what_a_report_says_of_where_it_comes_from_is_shown_as_a_claim(
    claim: str, office: Office, new_page: NewPage
) -> None:
    ((advisor,),) = office.sql("SELECT id FROM advisors WHERE name = 'Rådgiver 1'")
    told: dict[str, object] = {"origin": claim if claim in ("intake", "constructor") else str(advisor)}
    if "signature" in claim:
        told["voice"] = to_text(bytes(64))
    office.write(REPORTS[0], organisation="constructor", **told)
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, HOME).click()
    expect(page.locator(".entry-box")).to_contain_text("siger, at det er skrevet ned af en rådgiver")
    expect(page.locator(".entry-box")).not_to_contain_text("skrevet ned af Rådgiver")
    page.get_by_role("link", name="Til listen").click()
    expect(row(page, HOME)).not_to_contain_text("function")


def test_a_closed_case_that_was_none_is_deleted_at_once_and_its_colleague_hears_no_alarm(
    office: Office, new_page: NewPage
) -> None:
    office.write(REPORTS[1])
    office.write(REPORTS[3])
    colleague = new_page(**WIDE)
    unlock(colleague, office.portal, "Rådgiver 2", PASSPHRASE)
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, "eksempelvej 12 2tv").click()
    page.get_by_text("Luk sagen", exact=True).click()
    page.get_by_label("Hvad kom der ud af det?").select_option("unfounded")
    page.get_by_role("button", name="Luk sagen nu").click()
    page.get_by_role("button", name="Slet sagen nu").click()
    page.get_by_role("button", name="Slet for altid").click()
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible(timeout=15_000)
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]
    colleague.get_by_role("button", name="Hent nye").click()
    expect(colleague.locator("ul.cases a.case")).to_have_count(1)
    expect(colleague.locator("[data-ledger]")).to_have_count(0)
    colleague.get_by_role("button", name="Lås", exact=True).click()
    expect(colleague.get_by_text("Du har låst indbakken.")).to_be_visible()
    unlock_here(colleague, "Rådgiver 2", PASSPHRASE)
    expect(colleague.locator("[data-last]")).to_be_visible()
    expect(colleague.locator("[data-ledger]")).to_have_count(0)


def test_what_programs_filled_in_is_deleted_together_after_a_question(office: Office, new_page: NewPage) -> None:
    office.write(REPORTS[0])
    for _ in range(3):
        office.write(REPORTS[1], trap="https://spam.example")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.get_by_text("Måske spam: 3").click()
    page.get_by_role("button", name="Det er spam: slet alle 3").click()
    page.get_by_role("button", name="Fortryd").click()
    assert office.sql("SELECT count(*) FROM cases") == [(4,)]
    page.get_by_role("button", name="Det er spam: slet alle 3").click()
    page.get_by_role("button", name="Slet for altid").click()
    expect(page.locator(".spam")).to_have_count(0, timeout=15_000)
    expect(page.locator("[data-group=closed] .count")).to_have_text("0")
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]


def test_the_day_can_be_worked_with_the_keyboard_alone(office: Office, new_page: NewPage) -> None:
    for answers in REPORTS[:3]:
        office.write(answers)
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Næste sag")
    check(page, "sheet of keys")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("a.case")).to_have_count(3)
    expect(page.locator("[data-fetched]")).not_to_be_empty()  # nothing moves any more
    page.keyboard.press("j")
    expect(page.locator("a.case:focus")).to_contain_text("Prøvegade 3")
    page.keyboard.press("j")
    expect(page.locator("a.case:focus")).to_contain_text(HOME)
    page.keyboard.press("Enter")
    expect(page.locator("h1:focus")).to_have_text(HOME)
    expect(page.get_by_role("heading", name="Vurder sagen")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("Tastet nu")  # and none of its letters acts
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved]")).to_have_text("Gemt.")
    page.locator("h1").focus()
    page.keyboard.press("u")
    expect(page.locator("a.case:focus")).to_contain_text(HOME)
    page.keyboard.press("?")
    page.get_by_label("Brug genvejstaster").uncheck(force=True)
    page.keyboard.press("Escape")
    page.locator("h1").focus()
    page.keyboard.press("j")
    expect(page.locator("h1")).to_be_focused()  # switched off, a letter does nothing
    page.get_by_role("button", name="Genvejstaster").click()
    page.get_by_label("Brug genvejstaster").check(force=True)
    page.keyboard.press("Escape")
    page.locator("h1").focus()
    page.keyboard.press("/")
    page.keyboard.type("tastet")
    expect(page.locator("ul.cases a.case")).to_have_count(1)


def test_a_case_is_saved_for_a_recipient_and_not_for_a_classical_one(office: Office, new_page: NewPage) -> None:
    office.write(REPORTS[0])
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, HOME).click()
    page.get_by_role("link", name="Gem eller udskriv sagen").click()
    expect(page.locator(".transcript")).to_contain_text("Gardinerne er altid for")
    check(page, "case on paper")
    page.get_by_label("Modtager, som begynder med").fill("age1" + "q" * 58)
    page.get_by_role("button", name="Gem til modtageren").click()
    expect(page.get_by_role("alert")).to_contain_text("kvantecomputer")
    municipality = Identity.generate()
    page.get_by_label("Modtager, som begynder med").fill(str(municipality.recipient))
    with page.expect_download() as download:
        page.get_by_role("button", name="Gem til modtageren").click()
    assert download.value.suggested_filename == "sag.html.age"

    opened = unseal(download.value.path().read_bytes(), municipality).decode()
    assert "Gardinerne er altid for" in opened
    with page.expect_download() as download:
        page.get_by_role("button", name="Gem med seks nye ord").click()
    words = page.locator("[data-words]").inner_text()
    assert unseal_with_passphrase(download.value.path().read_bytes(), words).decode() == opened


def test_two_tabs_live_side_by_side_and_what_is_new_comes_by_itself(office: Office, new_page: NewPage) -> None:
    office.write(REPORTS[0])
    one = new_page(**WIDE)
    clock = Running(one)
    other = one.context.new_page()
    asked: list[tuple[str, str]] = []

    def note(request: Request) -> None:
        asked.append((request.url.partition(office.portal.url)[2], request.headers.get("x-automatic", "")))

    for page in (one, other):
        page.on("request", note)
        unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(one, HOME).click()
    one.get_by_label("Svar", exact=True).fill("Et udkast")
    for _ in range(2):  # 24 minutes without a touch here, but not there
        clock.on(12 * 60_000)
        other.keyboard.press("Shift")
        other.wait_for_timeout(200)
    expect(one.get_by_label("Svar", exact=True)).to_have_value("Et udkast")
    expect(other.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible()
    asked.clear()
    office.write(REPORTS[2])
    clock.on(2 * 60_000 + 1000)
    expect(other.locator("[data-fetched]")).to_contain_text("1 ny siden")
    assert any(path.startswith("/inbox/rows?only=") for path, _ in asked)
    assert {mark for _, mark in asked} == {"1"}  # nobody asked for it, so nothing of it keeps a session alive
    # A lock that one sees coming, at the foot of whatever is on the screen.
    clock.on(11 * 60_000 + 10_000)
    expect(one.locator(".lock-soon")).to_be_in_viewport()
    expect(one.get_by_role("button", name="Bliv logget ind")).to_be_visible()
    one.mouse.move(300, 300)  # on the way to the button is enough
    expect(one.locator(".lock-soon")).to_have_count(0)
    other.get_by_role("button", name="Lås", exact=True).click()
    expect(one.get_by_text("Du har låst indbakken i en anden fane.")).to_be_visible()
    assert "Et udkast" not in one.content()


def test_standard_replies_are_shared_and_a_closed_case_can_be_kept_or_opened_again(
    office: Office, new_page: NewPage
) -> None:
    office.write(REPORTS[3])
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, "Mønsterstræde 7").click()
    page.get_by_role("button", name="Ret standardsvar").click()
    page.get_by_role("button", name="Et svar til").click()
    page.get_by_label("Navn").fill("Tak")
    page.get_by_label("Tekst").fill("Tak, fordi du skrev. STANDARD-4714")
    check(page, "standard replies")
    page.locator("standard-replies").get_by_role("button", name="Gem").click()
    expect(page.locator("#standard option")).to_have_count(2)
    page.get_by_label("Svar", exact=True).fill("Kære nabo")
    page.get_by_label("Sæt et standardsvar ind").select_option("Tak")
    expect(page.get_by_label("Svar", exact=True)).to_have_value("Kære nabo\n\nTak, fordi du skrev. STANDARD-4714")
    page.get_by_text("Luk sagen", exact=True).click()
    page.get_by_label("Hvad kom der ud af det?").select_option("helped")
    page.get_by_role("button", name="Luk sagen nu").click()
    expect(page.locator("[data-saved]")).to_have_text("Gemt.")
    purge = office.sql("SELECT purge_day FROM cases")
    page.get_by_text("Behold sagen længere").click()
    page.get_by_role("button", name="6 måneder mere").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv, hvorfor")
    page.get_by_label("Hvorfor?").fill("Klage i gang")
    page.get_by_role("button", name="6 måneder mere").click()
    expect(page.locator(".log")).to_contain_text("Klage i gang")
    assert office.sql("SELECT purge_day FROM cases") > purge
    page.get_by_role("button", name="Åbn sagen igen").click()
    expect(page.locator(".log")).to_contain_text("Åbnet igen")
    assert office.sql("SELECT purge_day FROM cases") == [(None,)]
    page.get_by_role("link", name="Besøg: kun denne sag").click()
    check(page, "visit")
    page.get_by_label("Note", exact=True).fill("Ingen lukkede op")
    page.locator("[data-result=no_answer]").click()
    expect(page.locator(".log li").first).to_contain_text("Næste: Besøg")
    colleague = new_page(**WIDE)
    unlock(colleague, office.portal, "Rådgiver 2", PASSPHRASE)
    row(colleague, "Mønsterstræde 7").click()
    expect(colleague.locator("#standard option")).to_have_count(2)
    expect(colleague.locator(".log")).to_contain_text("Ingen lukkede op")
    assert all(b"STANDARD-4714" not in content for _, content in office.raw())


def test_a_visit_locks_sooner_than_the_desk(office: Office, new_page: NewPage) -> None:
    office.write(REPORTS[3])
    page = new_page()
    clock = Running(page)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    row(page, "Mønsterstræde 7").click()
    page.get_by_role("link", name="Besøg: kun denne sag").click()
    expect(page.get_by_text("Hvad kom der ud af besøget?")).to_be_visible()
    page.get_by_label("Note", exact=True).fill("Hun lukkede op")
    clock.on(5 * 60_000 + 10_000)
    expect(page.get_by_role("heading", name="Indbakken er låst")).to_be_visible()
    assert "Mønsterstræde" not in page.content()
    page.get_by_label("Adgangssætning").fill(PASSPHRASE)
    page.get_by_role("button", name="Lås op").click()
    clock.on(1_000)
    expect(page.get_by_label("Note", exact=True)).to_have_value("Hun lukkede op", timeout=15_000)


def test_what_could_not_be_fetched_is_fetched_the_next_time(office: Office, new_page: NewPage) -> None:
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("[data-fetched]")).to_contain_text("Hentet kl.")
    page.route("**/inbox/rows?only=*", lambda route: route.abort())
    office.write(REPORTS[0])
    page.get_by_role("button", name="Hent nye").click()
    expect(page.locator("[data-fetched]")).to_contain_text("Vi kan ikke hente nyt lige nu")
    page.unroute("**/inbox/rows?only=*")
    page.get_by_role("button", name="Hent nye").click()
    expect(row(page, HOME)).to_have_count(1)


def test_a_forged_day_deletes_nothing_and_is_put_right_and_what_waits_is_shown(
    office: Office, new_page: NewPage
) -> None:
    closed, open_ = office.write(REPORTS[0]), office.write(REPORTS[3])
    office.note(closed, closed=TODAY, outcome="helped", purge="2030-06-01")
    office.sql("UPDATE cases SET purge_day = '2026-01-01'")
    assert "0 cases deleted" in office.portal.command("purge")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.get_by_text("Slettes for tidligt")).to_have_count(0, timeout=15_000)
    days = dict(office.sql("SELECT hex(id), purge_day FROM cases"))
    assert days == {closed.upper(): "2030-06-01", open_.upper(): None}
    many = [office.write(REPORTS[3]) for _ in range(21)]
    for case in many:
        office.note(case, closed=TODAY, outcome="helped", purge=TODAY)
    assert "20 cases deleted" in office.portal.command("purge")
    page.reload()
    unlock_here(page, "Rådgiver 1", PASSPHRASE)
    waits = page.locator("[data-purge-waits]")
    expect(waits).to_contain_text("fordi det er mange på én gang: 1")
    waits.get_by_role("link", name="Mønsterstræde 7").click()
    expect(page.get_by_role("heading", name="Mønsterstræde 7")).to_be_visible()
