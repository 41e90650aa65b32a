"""What people type and paste is read as they meant it, in a real browser: codes, addresses, names, numbers; and what
they wrote is not handed to whoever translates pages."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import come_back, fill_in, open_case, send, send_plain, unlock
from tests.support.office import Office
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

WIDE = {"viewport": {"width": 1280, "height": 900}}
ARABIC, PERSIAN = (
    str.maketrans("0123456789", "".join(chr(zero + value) for value in range(10))) for zero in (0x660, 0x6F0)
)
UKRAINIAN = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
OUTSIDE = """() => { const found = [];
    const walk = (node) => {
        if (node.nodeType === 3) found.push(node.data);
        else if (node.getAttribute?.("translate") !== "no" && !["SCRIPT", "STYLE"].includes(node.nodeName))
            for (const each of [...node.childNodes]) walk(each);
    };
    walk(document.body);
    return found.join("\\n"); }"""
"""What a browser's translator takes of a page."""


@pytest.fixture
def office(fresh_portal: Portal) -> Office:
    return Office(fresh_portal)


def paste(page: Page, text: str) -> None:
    page.get_by_label("Din kode").focus()
    page.keyboard.insert_text(text)
    page.get_by_role("button", name="Åbn samtalen").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_opens_however_a_chat_or_a_keyboard_has_written_it(
    javascript: bool, office: Office, new_page: NewPage
) -> None:
    case = office.write({"danger": "no", "where": "Eksempelvej 12", "signs": ["mail"]})
    code = office.codes[case]
    grouped = "-".join(code[at : at + 4] for at in range(0, 20, 4))
    written = (
        f"[12:30] Nabo: kode: »{grouped.replace('-', '–')}«. \u200e",
        grouped.translate(ARABIC).replace("-", " "),
        grouped.lower().translate(PERSIAN),
        grouped.translate(UKRAINIAN),
    )
    for each in written:
        page = new_page(java_script_enabled=javascript)
        page.goto(f"{office.portal.url}/return")
        paste(page, each)
        expect(page.get_by_role("heading", name="Din samtale med rådgiverne")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_group_of_a_code_that_can_not_be_right_is_named(
    javascript: bool, office: Office, new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=javascript)
    page.goto(f"{office.portal.url}/return")
    paste(page, "TTTF-BY0Q-T9AT-VUAF-2PJ3")
    expect(page.locator("#code-error")).to_contain_text("Der er noget galt i gruppe 4.")
    expect(page.get_by_label("Din kode")).to_have_value("TTTF-BY0Q-T9AT-VUAF-2PJ3")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_people_wrote_and_their_code_are_not_handed_to_a_translator(
    javascript: bool, office: Office, new_page: NewPage
) -> None:
    page, story, where = new_page(java_script_enabled=javascript), "HEMMELIGT-4711", "Eksempelvej 4712"
    if javascript:
        fill_in(page, office.portal, story=f"{story} " + "x" * 700, where=where)
        expect(page.get_by_text(where)).to_be_visible()
        assert "4711" not in page.evaluate(OUTSIDE)
        assert "4712" not in page.evaluate(OUTSIDE)
        code = send(page)
    else:
        code = send_plain(page, office.portal, story=story, where=where)
    seen = page.evaluate(OUTSIDE).replace(" ", "").replace("\n", "")
    assert code.replace("-", "")[:8] not in seen.replace("-", "")
    assert code[:4] not in seen
    unlock(reader := new_page(**WIDE), office.portal, "Rådgiver 1", PASSPHRASE)
    open_case(reader, where)
    reader.get_by_label("Svar", exact=True).fill("SVAR-4713")
    reader.get_by_role("button", name="Send svar").click()
    expect(reader.get_by_text("Svaret er sendt")).to_be_visible()
    come_back(page, office.portal, code)
    expect(page.get_by_text("SVAR-4713")).to_be_visible(timeout=15_000)
    assert "4713" not in page.evaluate(OUTSIDE)


def test_a_case_is_found_by_a_number_by_later_words_by_choices_and_by_its_owner(
    office: Office, new_page: NewPage
) -> None:
    answers: dict[str, object] = {"danger": "no", "where": "Ærøvej 14, 3. th", "signs": ["mail"], "contact": "yes"}
    case = office.write(answers | {"contact_details": "+45 12 34 56 78", "story": "O’Brien fra Aabenraa"})
    office.add_message(case, "Nu ligger der også aviser i opgangen")
    office.write({"danger": "no", "where": "Prøvegade 3", "signs": ["clutter"], "story": "noget andet"})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    rows = page.locator("ul.cases a.case")
    expect(rows).to_have_count(2)
    typed = ("12345678", "12 34 56 78", "004512345678", "åbenrå", "o'brien", "AEROEVEJ 14", "14 3th", "posten hober")
    for each in (*typed, "aviser opgangen"):
        page.locator("#search").fill(each)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Ærøvej 14, 3. th")
    page.locator("#search").fill("12345679")
    expect(rows).to_have_count(0)
    page.reload()
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)  # now from the card
    page.locator("#search").fill("aviser")
    expect(rows).to_have_count(1)


def test_two_blocks_and_two_estates_are_two_homes_and_two_spellings_are_one(office: Office, new_page: NewPage) -> None:
    for where in (
        "Blok 3, Skovvej 12, 1. tv",
        "Blok 4, Skovvej 12, 1. tv",
        "Gl. Prøvevej 5, 2. th",
        "Gammel Prøvevej 5 2th",
    ):
        office.write({"danger": "no", "where": where, "signs": ["mail"]})
    for estate in ("Skovparken", "Parkhusene"):
        office.write({"estate": estate, "where": "nr. 12, 2. tv", "signs": ["mail"]}, form="staff")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("ul.cases a.case")).to_have_count(6)
    together = page.locator("ul.cases a.case:has(.together)")
    expect(together).to_have_count(2)
    assert all("Prøvevej 5" in text for text in together.all_inner_texts())


def test_a_caretakers_case_says_estate_and_door_in_row_heading_visit_and_paper(
    office: Office, new_page: NewPage
) -> None:
    answers: dict[str, object] = {"estate": "Birkeparken", "where": "7, 1. th.", "signs": ["mail"], "call_me": "yes"}
    office.write(answers | {"call_me_phone": "87 65 43 21"}, form="staff")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.locator("ul.cases a.case", has_text="Birkeparken 7, 1. th.").click()
    expect(page.get_by_role("heading", name="Birkeparken 7, 1. th.")).to_be_visible()
    address = page.url
    page.goto(f"{address}/visit")
    expect(page.locator("visit-page h1")).to_have_text("Birkeparken 7, 1. th.")
    page.goto(f"{address}/paper")
    paper = page.locator(".transcript")
    expect(paper).to_contain_text("Birkeparken 7, 1. th.")
    expect(paper).not_to_contain_text("87 65 43 21")
    assert paper.locator(".text").first.evaluate("(each) => getComputedStyle(each).whiteSpace") == "pre-wrap"
    page.get_by_label("Tag med, hvordan den, der skrev, kan nås").check(force=True)
    expect(paper).to_contain_text("87 65 43 21")


def test_what_a_lawyer_sends_is_shown_in_words(office: Office, new_page: NewPage) -> None:
    answers = {"where": "Eksempelvej 12", "deadline": "2027-01-05", "arrears": "23412.50", "rent": "6840.00"}
    office.write(
        answers | {"hearing": "2027-01-06T10:30", "municipality_told": "yes"}, form="eviction", origin="intake"
    )
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    open_case(page, "Eksempelvej 12")
    box = page.locator(".entry-box")
    for text in ("23.412,50 kr.", "6.840,00 kr.", "onsdag den 6. januar 2027 kl. 10.30", "Er kommunen underrettet?"):
        expect(box).to_contain_text(text)


def test_danger_stands_first_and_below_it_what_nobody_has_read(office: Office, new_page: NewPage) -> None:
    late = office.write({"danger": "no", "where": "Senvej 1", "signs": ["mail"]})
    office.note(late, level="orange", next="2026-01-01", step="call")
    office.mark_read(late)
    red = office.write({"danger": "yes", "where": "Farevej 2", "signs": ["violence"]})
    office.mark_read(red)
    office.write({"danger": "no", "where": "Nyvej 3", "signs": ["mail"]})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("ul.cases a.case .where")).to_contain_text(["Farevej 2", "Nyvej 3", "Senvej 1"])


def test_a_name_and_six_words_open_the_inbox_as_hands_and_keyboards_write_them(
    office: Office, new_page: NewPage
) -> None:
    page = new_page(**WIDE)
    words = "\u200b" + PASSPHRASE.replace(" ", "–").upper() + "."
    unlock(page, office.portal, "rådgiver\u00a0 1\u200b", words, by_words=True)


def test_a_long_story_of_line_ends_leaves_the_rest_of_the_case_within_reach(office: Office, new_page: NewPage) -> None:
    office.write({"danger": "no", "where": "Lang vej 1", "story": "begyndelsen" + "\n" * 9_000 + "enden"})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    open_case(page, "Lang vej 1")
    assert page.evaluate("document.documentElement.scrollHeight") < 10_000
    page.get_by_text("Hele teksten").click()
    expect(page.locator(".entry-box details")).to_contain_text("enden")
