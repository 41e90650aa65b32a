"""The report, end to end, in a real browser: with JavaScript and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crypto import inspect
from reporting.envelopes.frames import read_report
from tests.support.journey import (
    STORY,
    WHERE,
    fill_in,
    next_screen,
    open_case,
    send,
    send_plain,
    shown_answer,
    unlock,
)
from tests.support.portal import Portal
from tests.support.relay import Relay
from tests.test_browser.conftest import NewPage

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}")
SENTINELS = (b"SENTINEL-4711", b"SENTINEL-4712", "SENTINEL-4711".encode("utf-16-le"), b"U0VOVElORUw")


def read_as(page: Page, portal: Portal, name: str, passphrase: str, where: str) -> tuple[str, str]:
    unlock(page, portal, name, passphrase)
    open_case(page, where)
    return shown_answer(page, "Fortæl med dine egne ord"), shown_answer(page, "Hvor bor personen?")


def test_what_is_sealed_in_the_browser_is_read_by_both_advisors_and_nobody_else(
    portal: Portal, relay: Relay, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, relay)
    code = send(page)
    assert CODE.fullmatch(code)
    head, _, rest = bytes(relay.sent).partition(b"POST /report/sealed ")[2].partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: ([0-9]+)", head)
    assert length
    assert b"POST /report" not in rest
    (sealed,) = read_report(rest[: int(length.group(1))], max_files=0).envelopes
    assert [stanza.type for stanza in inspect(sealed.envelope).stanzas] == ["mlkem768x25519"] * 2
    for word in (*SENTINELS, b"Eksempelvej", b"gardin", code.encode(), code.replace("-", "").encode()):
        assert word not in relay.sent
    for name, passphrase in advisors.items():
        story, where = read_as(new_page(), portal, name, passphrase, WHERE)
        assert story == STORY
        assert where == WHERE


def test_without_javascript_both_advisors_read_the_same(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(java_script_enabled=False)
    where = "Prøvegade 3 SENTINEL-4712"
    page.goto(f"{portal.url}/report")
    expect(page.get_by_text("først låst, når den når frem til os")).to_be_visible()
    assert CODE.fullmatch(send_plain(page, portal, where=where))
    for name, passphrase in advisors.items():
        assert read_as(new_page(), portal, name, passphrase, where) == (STORY.replace("\r\n", "\n"), where)


def test_nobody_who_was_not_enrolled_can_read(fresh_portal: Portal, new_page: NewPage) -> None:
    first = fresh_portal.admit("Rådgiver 1")
    reporter = new_page()
    fill_in(reporter, fresh_portal)
    send(reporter)
    stranger = fresh_portal.admit("Rådgiver 2")
    late = new_page()
    unlock(late, fresh_portal, "Rådgiver 2", stranger)
    expect(late.locator("a.case")).to_contain_text("Lukket for dig")
    late.get_by_text("1 tidligere besked er lukket for dig").click()
    late.locator("a.case").click()
    expect(late.get_by_text("Den kom, før du blev rådgiver")).to_be_visible()
    assert "SENTINEL" not in late.content()
    early = new_page()
    unlock(early, fresh_portal, "Rådgiver 1", first)
    open_case(early, WHERE)


def test_a_page_that_was_open_when_an_advisor_joined_seals_to_both(fresh_portal: Portal, new_page: NewPage) -> None:
    fresh_portal.admit("Rådgiver 1")
    page = new_page()
    fill_in(page, fresh_portal)
    second = fresh_portal.admit("Rådgiver 2")
    send(page)
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 2", second)
    open_case(reader, WHERE)


@pytest.mark.parametrize("javascript", [True, False])
def test_no_byte_that_the_server_keeps_holds_a_word_of_it(
    javascript: bool, fresh_portal: Portal, new_page: NewPage
) -> None:
    fresh_portal.admit("Rådgiver 1")
    page = new_page(java_script_enabled=javascript)
    if javascript:
        fill_in(page, fresh_portal)
        code = send(page)
    else:
        code = send_plain(page, fresh_portal)
    fresh_portal.command("advisor", "list")
    folders = (fresh_portal.instance, fresh_portal.temporary, fresh_portal.log.parent)
    files = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    assert any(file.name == "bekymret.db" for file in files)
    words = (*SENTINELS, b"Eksempelvej", code.encode(), code.replace("-", "").encode())
    for file in files:
        content = Path(file).read_bytes()
        assert not [word for word in words if word in content], file


def test_back_steps_back_with_the_answers_intact(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    fill_in(page, portal)
    page.go_back()
    expect(page.get_by_role("heading", name="Lidt mere, hvis du vil")).to_be_focused()
    page.go_back()
    expect(page.get_by_label("Fortæl med dine egne ord")).to_have_value(STORY)
    page.go_back()
    expect(page.get_by_label("Hvor bor personen?")).to_have_value(WHERE)
    page.go_forward()
    expect(page.get_by_label("Posten hober sig op")).to_be_checked()


def test_an_answer_can_be_changed_from_the_last_screen(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal)
    page.get_by_role("button", name="Ret Hvor bor personen?").click()
    expect(page.get_by_label("Hvor bor personen?")).to_be_focused()
    page.get_by_label("Hvor bor personen?").fill("Mønsterstræde 7")
    next_screen(page)
    expect(page.get_by_role("heading", name="Tjek og send")).to_be_visible()
    expect(page.locator(".answers")).to_contain_text("Mønsterstræde 7")
    expect(page.locator(".answers")).to_contain_text("Ikke oplyst")


def test_what_is_missing_is_said_at_the_top_and_at_the_question(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{portal.url}/report")
    next_screen(page)
    expect(page.locator("[data-summary]")).to_be_focused()
    assert page.title().startswith("Fejl:")
    expect(page.locator("#danger-error")).to_have_text("Fejl: Svar på, om der er fare lige nu.")
    page.get_by_role("link", name="Fejl: Svar på").click()
    expect(page.locator("#danger-yes")).to_be_focused()
    page.get_by_label("Nej", exact=True).check(force=True)
    next_screen(page)
    assert not page.title().startswith("Fejl:")
    page.get_by_label("Hvor bor personen?").fill("x")
    next_screen(page)
    next_screen(page)
    expect(page.get_by_role("link", name="Sæt mindst ét kryds")).to_be_visible()


def test_danger_shows_112_before_anything_else(portal: Portal, advisors: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{portal.url}/report")
    page.get_by_label("Måske").check(force=True)
    next_screen(page)
    expect(page.get_by_role("heading", name="Ring 112 nu.")).to_be_focused()
    expect(page.get_by_role("link", name="Ring 112")).to_have_attribute("href", "tel:112")
    page.get_by_role("button", name="Jeg har ringet, eller det haster ikke").click()
    expect(page.get_by_label("Hvor bor personen?")).to_be_visible()


def test_a_story_of_ten_thousand_characters_arrives_and_a_longer_one_is_kept_and_explained(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    story = ("Æ🌧ع" * 3334)[:10_000]
    page = new_page()
    fill_in(page, portal, story=story, where="Skabelonparken 40")
    send(page)
    reader = new_page()
    unlock(reader, portal, "Rådgiver 1", advisors["Rådgiver 1"])
    open_case(reader, "Skabelonparken 40")
    assert shown_answer(reader, "Fortæl med dine egne ord") == story
    page.goto(f"{portal.url}/report")
    page.get_by_label("Nej", exact=True).check(force=True)
    next_screen(page)
    page.get_by_label("Hvor bor personen?").fill("x")
    next_screen(page)
    page.get_by_label("Fortæl med dine egne ord").fill(story + "x")
    next_screen(page)
    expect(page.locator("#story-error")).to_have_text("Fejl: Der er plads til 10.000 tegn. Du har skrevet 10.001.")
    expect(page.get_by_label("Fortæl med dine egne ord")).to_have_value(story + "x")


def test_a_number_like_a_cpr_is_warned_about_before_sending(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in(page, portal, story="Hun er født 010190-1234")
    expect(page.get_by_text("CPR-nummer under »Fortæl med dine egne ord«")).to_be_visible()
    send(page)


def test_the_keyboard_alone_leads_from_start_to_code(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.goto(portal.url)

    def tab_to(text: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "() => { const a = document.activeElement;"
                " return (a.labels?.[0]?.textContent || a.textContent || '').trim(); }"
            )
            if text in focused:
                return
        raise AssertionError(f"Tab never reached {text!r}")

    tab_to("Jeg er bekymret for en anden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    tab_to("Ja")
    page.keyboard.press("ArrowUp")  # the last of the three: Nej
    tab_to("Næste")
    page.keyboard.press("Enter")
    tab_to("Hvor bor personen?")
    page.keyboard.type("Eksempelvej 12")
    tab_to("Næste")
    page.keyboard.press("Enter")
    tab_to("Isolerer sig")
    page.keyboard.press("Space")
    for button in ("Næste", "Næste", "Send til rådgiverne"):
        tab_to(button)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tak. Vi har")).to_be_focused(timeout=15_000)
