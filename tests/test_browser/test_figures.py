"""The boards' figures in a real browser: counted here, kept when cases go, and nothing in them leads back to one."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from crypto import SHARED, TALLY, unseal
from tests.support.axe import check
from tests.support.journey import unlock
from tests.support.office import TODAY, Office
from tests.support.portal import PASSPHRASE, Portal
from tests.test_browser.conftest import NewPage

WIDE = {"viewport": {"width": 1280, "height": 900}}
NAMES = {"eksempelby": "Eksempelby Boligforening", "proeve": "Prøvegårdens Boliger", "": "Uden boligorganisation"}
ORGANISATIONS = (
    '[{"slug": "eksempelby", "name": "Eksempelby Boligforening"}, {"slug": "proeve", "name": "Prøvegårdens Boliger"}]'
)
DOORS = {"neighbour": "Nabo", "staff": "Ansat"}
LEVELS = {"orange": "I dag", "yellow": "Denne uge", "grey": "Hold øje"}
OUTCOMES = {"helped": "Hjælp i gang", "averted": "Udsættelse afværget", "evicted": "Udsat"}
YEAR = TODAY[:4]
# Organisation, form, sign, level, outcome: how many.
CLOSED = {
    ("eksempelby", "neighbour", "mail", "yellow", "helped"): 7,
    ("eksempelby", "staff", "mail", "orange", "averted"): 6,
    ("eksempelby", "staff", "clutter", "orange", "helped"): 2,
    ("proeve", "neighbour", "clutter", "yellow", "helped"): 6,
    ("proeve", "staff", "mail", "orange", "averted"): 5,
    ("proeve", "neighbour", "mail", "grey", "evicted"): 1,
    ("", "neighbour", "clutter", "yellow", "averted"): 2,
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    portal = Portal(tmp_path, ORGANISATIONS=ORGANISATIONS)
    portal.start()
    yield Office(portal)
    portal.stop()


def close_cases(office: Office, closed: dict[tuple[str, ...], int]) -> list[str]:
    """Have cases been closed in this year."""
    cases = []
    for (organisation, form, sign, level, outcome), count in closed.items():
        for _ in range(count):
            case = office.write({"where": "Eksempelvej 1", "signs": [sign]}, form=form, organisation=organisation)
            office.note(case, level=level, outcome=outcome, closed=TODAY, purge="2030-01-01")
            cases.append(case)
    return cases


def unlock_only(page: Page, name: str, secret: str) -> None:
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Adgangssætning").fill(secret)
    page.get_by_role("button", name="Lås op").click()


def open_figures(page: Page) -> None:
    page.get_by_role("link", name="Tal til bestyrelserne").click()
    expect(page.get_by_role("heading", name=f"Tal til bestyrelserne {YEAR}")).to_be_focused()


def shown(page: Page) -> dict[str, dict[str, str]]:
    """All tables, as a screen reader reads them."""
    tables = {}
    for figure in page.locator("[data-figure]").all():
        names = figure.locator("tbody th").all_inner_texts()
        counts = figure.locator("tbody td:not([aria-hidden])").all_inner_texts()
        tables[figure.get_by_role("heading").inner_text()] = {
            name.strip(): count.strip().partition("\n")[0] for name, count in zip(names, counts, strict=True)
        }
    return tables


def plain_counts(place: int, words: dict[str, str], organisation: str | None = None) -> dict[str, int]:
    """What somebody counts who goes through the cases one by one."""
    counts: Counter[str] = Counter()
    for fields, count in CLOSED.items():
        if organisation is None or fields[0] == organisation:
            counts[words[fields[place]]] += count
    return counts


def lines_in(office: Office) -> str:
    """The tally as an advisor's key opens it."""
    query = "SELECT content FROM casefiles JOIN blobs ON number = envelope WHERE case_id = ? ORDER BY version"
    raw = office.sql(query, bytes.fromhex(TALLY))[-1][0]
    return unseal(raw, office.identities[0]).decode(errors="replace")  # type: ignore[arg-type]


def wait_for_lines(office: Office, page: Page, count: int) -> str:
    for _ in range(100):
        if office.sql("SELECT 1 FROM casefiles WHERE case_id = ?", bytes.fromhex(TALLY)):
            text = lines_in(office)
            if text.count(f" {YEAR}-") == count:
                return text
        page.wait_for_timeout(100)
    raise AssertionError(text)


def test_the_figures_are_a_plain_count_and_hide_what_is_under_five(office: Office, new_page: NewPage) -> None:
    close_cases(office, CLOSED)
    for number in range(6):
        office.write({"where": f"Eksempelvej {number}"}, organisation="eksempelby")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    open_figures(page)
    check(page, "figures")
    sums = {"closed": "29", "open": "6", "averted": "13", "amount": "50.000 kr.", "saved": "650.000 kr."}
    for name, count in sums.items():
        expect(page.locator(f"[data-sum={name}] dd")).to_have_text(count)
    tables = shown(page)
    assert tables["Hvem skrev"] == {"Nabo": "16", "Ansat": "13"} == as_text(plain_counts(1, DOORS))
    assert as_text(plain_counts(4, OUTCOMES)) == {"Hjælp i gang": "15", "Udsættelse afværget": "13", "Udsat": "1"}
    # One eviction is not shown: it stands with another.
    outcomes = tables["Hvad der kom ud af det"]
    assert list(outcomes.values()) == ["13", "16"]
    assert next(iter(outcomes)) == "Udsættelse afværget"
    others = next(name for name in outcomes if name.startswith("Øvrige: "))
    assert "Hjælp i gang" in others
    assert "Udsat" in others
    bars = page.locator("[data-figure=kind] .drawn div")
    expect(bars).to_have_count(2)
    neighbours, staff = (bar.bounding_box() for bar in bars.all())
    assert neighbours is not None
    assert staff is not None
    assert staff["width"] / neighbours["width"] == pytest.approx(13 / 16, abs=0.02)

    # By organisation: two without one are not shown, nor is the organisation that they stand with.
    choice = page.get_by_label("Boligorganisation")
    names = choice.locator("option").all_inner_texts()
    assert names == ["Alle", "Eksempelby Boligforening", "Øvrige: Prøvegårdens Boliger, Uden boligorganisation"]
    choice.select_option(label="Eksempelby Boligforening")
    counts = as_text(plain_counts(1, DOORS, "eksempelby"))
    assert shown(page)["Hvem skrev"] == counts == {"Nabo": "7", "Ansat": "8"}
    with page.expect_download() as saved:
        page.get_by_role("button", name="Hent som regneark (CSV)").click()
    text = Path(saved.value.path()).read_text("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head == ["År", "Boligorganisation", "Tal", "Svar", "Sager"]
    whole = {(group, figure, answer): count for _, group, figure, answer, count in rows}
    assert whole["Alle", "Lukkede sager", ""] == "29"
    for figure, counts_shown in shown(page).items():
        for answer, count in counts_shown.items():
            assert whole["Eksempelby Boligforening", figure, answer] == count
    assert whole["Eksempelby Boligforening", "Hvad der kom ud af det", "Udsættelse afværget"] == "6"
    expect(page.locator("[data-sum=saved] dd")).to_have_text("300.000 kr.")


def as_text(counts: dict[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}


def test_what_is_purged_still_counts_and_a_case_that_is_open_again_does_not(office: Office, new_page: NewPage) -> None:
    cases = close_cases(office, {("eksempelby", "neighbour", "mail", "yellow", "helped"): 6})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    text = wait_for_lines(office, page, 6)
    # Nothing in it leads back to a case, to a home or to a day.
    assert not [case for case in cases if case in text or case[:8] in text]
    assert "Eksempelvej" not in text
    assert TODAY not in text
    assert str(office.sql("SELECT * FROM casefiles WHERE case_id = ?", bytes.fromhex(TALLY))).count(cases[0]) == 0
    page.goto(f"{office.portal.url}/inbox#{cases[1]}")
    page.get_by_role("button", name="Åbn sagen igen").click()
    wait_for_lines(office, page, 5)
    page.get_by_text("Luk sagen", exact=True).click()
    page.get_by_label("Hvad kom der ud af det?").select_option("unfounded")
    page.get_by_role("button", name="Luk sagen nu").click()
    assert wait_for_lines(office, page, 6).count(" unfounded ") == 1
    page.get_by_role("button", name="Slet sagen nu").click()
    page.get_by_role("button", name="Slet for altid").click()
    expect(page.get_by_role("heading", name="Indbakke", exact=True)).to_be_visible()
    assert office.sql("SELECT count(*) FROM envelopes WHERE case_id = ?", bytes.fromhex(cases[1])) == [(0,)]
    page.reload()
    unlock(page, office.portal, "Rådgiver 2", PASSPHRASE)
    open_figures(page)
    expect(page.locator("[data-sum=closed] dd")).to_have_text("6")
    assert wait_for_lines(office, page, 6).count(" unfounded ") == 1


def test_two_who_close_at_the_same_time_are_both_counted(office: Office, new_page: NewPage) -> None:
    cases = [office.write({"where": f"Eksempelvej {number}"}) for number in range(2)]
    pages = [new_page(**WIDE), new_page(**WIDE)]
    for page, case, name in zip(pages, cases, ("Rådgiver 1", "Rådgiver 2"), strict=True):
        unlock(page, office.portal, name, PASSPHRASE)
        page.goto(f"{office.portal.url}/inbox#{case}")
        page.get_by_text("Luk sagen", exact=True).click()
        page.get_by_label("Hvad kom der ud af det?").select_option("helped")
    for page in pages:
        page.get_by_role("button", name="Luk sagen nu").click()
    wait_for_lines(office, pages[0], 2)


def test_what_is_deleted_at_once_because_a_program_wrote_it_is_no_case_that_was_closed(
    office: Office, new_page: NewPage
) -> None:
    close_cases(office, {("eksempelby", "neighbour", "mail", "yellow", "helped"): 1})
    office.write({"where": "Eksempelvej 2"}, trap="x")
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    wait_for_lines(office, page, 1)
    page.get_by_text("Måske spam: 1").click()
    page.get_by_role("button", name="Det er spam: slet alle 1").click()
    with page.expect_response("**/purge", timeout=15_000):
        page.get_by_role("button", name="Slet for altid").click()
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    page.wait_for_timeout(1000)
    wait_for_lines(office, page, 1)


def test_nothing_is_counted_before_all_cases_have_been_read(office: Office, new_page: NewPage) -> None:
    close_cases(office, {("eksempelby", "neighbour", "mail", "yellow", "helped"): 6})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    open_figures(page)
    held: list[Route] = []
    page.route("**/inbox/rows", lambda route: held.append(route), times=1)
    page.get_by_role("button", name="Lås", exact=True).click()
    with page.expect_request("**/inbox/rows"):
        unlock_only(page, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("figures-page")).to_contain_text("Vent et øjeblik")
    expect(page.locator("[data-sum], [data-few], figures-page select")).to_have_count(0)
    held[0].continue_()
    expect(page.locator("[data-sum=closed] dd")).to_have_text("6")


def test_an_older_tally_is_named_until_somebody_says_that_it_is_so(office: Office, new_page: NewPage) -> None:
    close_cases(office, {("eksempelby", "neighbour", "mail", "yellow", "helped"): 6})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    wait_for_lines(office, page, 6)
    page.get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_text("Du har låst indbakken.")).to_be_visible()
    office.sql("DELETE FROM casefiles WHERE case_id = ?", bytes.fromhex(TALLY))
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    expect(page.locator("[data-tally]")).to_have_text("Noget er galt med tallene til bestyrelserne")
    open_figures(page)
    expect(page.locator("[data-flag]")).to_contain_text("Noget er galt med de tal, der er gemt")
    check(page, "figures that went back")
    assert not office.sql("SELECT 1 FROM casefiles WHERE case_id = ?", bytes.fromhex(TALLY))
    page.get_by_role("button", name="Brug tallene, som de er nu").click()
    expect(page.locator("[data-flag]")).to_have_count(0)


def test_what_an_averted_eviction_saves_is_said_by_the_advisors(office: Office, new_page: NewPage) -> None:
    close_cases(office, {("eksempelby", "neighbour", "mail", "yellow", "averted"): 6})
    page = new_page(**WIDE)
    unlock(page, office.portal, "Rådgiver 1", PASSPHRASE)
    open_figures(page)
    expect(page.locator("[data-sum=saved] dd")).to_have_text("300.000 kr.")
    field = page.get_by_label("Kroner sparet for hver udsættelse")
    for wrong in ("mange", "-5", "1,5", "1.5", "5.0.0", ""):
        field.fill(wrong)
        page.get_by_role("button", name="Gem beløbet").click()
        expect(page.get_by_role("alert")).to_have_text("Skriv et beløb i hele kroner, fx 50000.")
        expect(field).to_be_focused()
    field.fill("80.000")
    page.get_by_role("button", name="Gem beløbet").click()
    expect(page.locator("[data-sum=saved] dd")).to_have_text("480.000 kr.")
    expect(page.locator("figures-page [role=status]")).to_have_text("Gemt.")
    expect(page.get_by_role("alert")).to_have_count(0)
    other = new_page(**WIDE)
    unlock(other, office.portal, "Rådgiver 2", PASSPHRASE)
    open_figures(other)
    expect(other.locator("[data-sum=saved] dd")).to_have_text("480.000 kr.")
    assert SHARED[1] == TALLY
