"""Photos from caretakers, in a real browser: rewritten, sealed, shown."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from crypto import Identity, check_document, from_text, open_file, unseal
from reporting.store import Cases, Engine, ListCards
from tests.support import ROOT
from tests.support.axe import check
from tests.support.journey import next_screen, open_case, send, unlock
from tests.support.pictures import bare_traces, on_nothing, photo, png
from tests.support.portal import PASSPHRASE, Portal
from tests.support.relay import Relay
from tests.support.sentences import sentences
from tests.test_browser.conftest import NewPage

HOSTILE = "<img src=x onerror=alert(1)>\u202egpj.jpg"


def files(*contents: bytes) -> list[FilePayload]:
    return [{"name": HOSTILE, "mimeType": "image/jpeg", "buffer": content} for content in contents]


def fill_in_staff(page: Page, portal: Portal | Relay, uploads: list[FilePayload], language: str = "da") -> None:
    say = sentences(ROOT, language)
    page.goto(f"{portal.url}/report/staff?lang={language}")
    page.get_by_label(say["q.where.label"]).fill("Kældervej 9")
    page.get_by_label(say["q.signs.seen_inside"]).check(force=True)
    for number, upload in enumerate(uploads, 1):
        label = say["report.photo"] % {"number": number}
        page.get_by_label(label, exact=True).set_input_files(upload)


def sealed_pictures(portal: Portal, identity: Identity) -> list[bytes]:
    """What an advisor opens of the only case."""
    engine = Engine(portal.database)
    store = Cases(engine)
    (row,) = ListCards(engine).list_rows(None, 10)
    (case,) = store.list_some([row.id])
    talk = check_document(unseal(case.places[0].envelope or b"", identity), None).body["talk"]
    sealed = [each.envelope or b"" for each in store.list_envelopes(case.found.id)[1:]]
    engine.close()
    return [open_file(unseal(envelope, identity), from_text(talk))[1] for envelope in sealed]


@pytest.mark.parametrize(("javascript", "language"), [(True, "da"), (False, "da"), (False, "ar")])
def test_two_photos_arrive_as_pictures_only(
    javascript: bool, language: str, fresh_portal: Portal, new_page: NewPage
) -> None:
    (identity,) = fresh_portal.enrol("Rådgiver 1")
    relay = Relay(fresh_portal)
    page = new_page(java_script_enabled=javascript, viewport={"width": 320, "height": 640}, bypass_csp=True)
    fill_in_staff(page, relay, files(photo(), png((300, 200))), language)
    if javascript:
        next_screen(page)
        check(page, "check with photos")
    send(page, language)
    relay.close()
    if javascript:
        assert bare_traces(bytes(relay.sent)) == []
        assert b"onerror" not in relay.sent
    pictures = sealed_pictures(fresh_portal, identity)
    assert [Image.open(BytesIO(picture)).size for picture in pictures] == [(1024, 2048), (300, 200)]
    assert [bare_traces(picture) for picture in pictures] == [[], []]
    reader = new_page()
    unlock(reader, fresh_portal, "Rådgiver 1", PASSPHRASE)
    open_case(reader, "Kældervej 9")
    expect(reader.locator("canvas.photo")).to_have_count(2)
    expect(reader.locator("canvas.photo").first).to_be_hidden()  # until somebody asks
    for number in range(2):
        reader.get_by_role("button", name="Vis fotoet").first.click()
        expect(reader.locator("canvas.photo:visible")).to_have_count(number + 1)
    sizes = "all => all.map((canvas) => [canvas.width, canvas.height])"
    assert reader.locator("canvas.photo").evaluate_all(sizes) == [[1024, 2048], [300, 200]]
    shown = reader.get_by_role("img", name="Foto 1")
    colours = Image.open(BytesIO(shown.screenshot())).convert("RGB").getcolors(1 << 20)
    assert len(colours or range(99)) > 1  # a picture, and no empty frame
    assert "onerror" not in reader.content()
    for file in [*fresh_portal.instance.iterdir(), *fresh_portal.temporary.rglob("*"), fresh_portal.log]:
        if file.is_file():
            assert bare_traces(Path(file).read_bytes()) == []


def test_a_file_that_is_no_picture_is_explained_and_nothing_is_lost(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    fill_in_staff(page, portal, files(b"no picture at all"))
    expect(page.locator("#photos-error")).to_have_text(
        "Fejl: Vi kan ikke åbne et af billederne. Vælg et andet, helst JPEG, eller send uden."
    )
    check(page, "a picture that can't be opened")
    page.get_by_label("Billede 1", exact=True).set_input_files(files(png((30, 20))))
    expect(page.locator("#photos-error")).to_be_hidden()
    next_screen(page)
    expect(page.locator(".answers")).to_contain_text("Kældervej 9")
    assert posts == []
    send(page)


def test_what_is_transparent_arrives_on_white(fresh_portal: Portal, new_page: NewPage) -> None:
    (identity,) = fresh_portal.enrol("Rådgiver 1")
    page = new_page()
    fill_in_staff(page, fresh_portal, files(on_nothing("PNG"), on_nothing("WEBP")))
    next_screen(page)
    send(page)
    for picture in sealed_pictures(fresh_portal, identity):
        image = Image.open(BytesIO(picture))
        assert min(image.getpixel((5, 5))) > 225
        assert max(image.getpixel((40, 30))) < 30


def test_a_picture_that_is_gone_when_it_is_opened_is_to_be_chosen_again(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script("Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'))")
    fill_in_staff(page, portal, files(photo()))
    expect(page.locator("#photos-error")).to_have_text("Fejl: Billedet kunne ikke læses. Vælg det igen.")


def test_the_second_picture_joins_the_first_and_each_can_be_taken_back(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, bypass_csp=True)
    fill_in_staff(page, portal, files(photo(), png((300, 200))))
    expect(page.locator(".thumbnail canvas")).to_have_count(2)
    sizes = page.locator(".thumbnail canvas").evaluate_all("all => all.map((each) => [each.width, each.height])")
    assert sizes == [[48, 96], [96, 64]]
    check(page, "two pictures chosen")
    page.get_by_role("button", name="Fjern billede 1").click()
    expect(page.get_by_label("Billede 1", exact=True)).to_be_focused()
    next_screen(page)
    expect(page.locator(".answers > div", has_text="Billeder")).to_contain_text("Billede 2 er valgt")
    page.get_by_role("button", name="Ret Billeder").click()
    expect(page.locator(".thumbnail canvas")).to_have_count(1)
    next_screen(page)
    send(page)


def test_a_picture_that_is_far_too_large_is_told_when_it_is_chosen(
    portal: Portal, advisors: dict[str, str], new_page: NewPage
) -> None:
    page = new_page()
    fill_in_staff(page, portal, files(photo() + b"\0" * 16_000_000))
    expect(page.locator("#photos-error")).to_contain_text("mere end 15 MB")
