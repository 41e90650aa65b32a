import html
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crypto import (
    Identity,
    check_document,
    generate_code,
    open_code,
    open_list,
    parse_code,
    portal_fingerprint,
    seal,
    texts_digest,
    unseal,
)
from crypto.receipt import locator_hash
from tests.support.cast import (
    ANSWERS,
    CASE,
    CODE,
    STORY,
    Advisor,
    all_cases,
    enrol,
    frame,
    post_frame,
    post_sealed,
    report_frame,
    sealed_fields,
    sql,
    uint32,
)
from tests.support.signed import KEY, KEY_TEXT

PLAIN = {"danger": "no", "where": "Eksempelvej 12", "story": STORY}


def read_report(app: Flask, advisor: Advisor) -> dict[str, Any]:
    (case,) = all_cases(app)
    report = case.places[0]
    assert report.envelope
    document = check_document(unseal(report.envelope, advisor.identity), None)
    assert document.case == case.found.id
    return document.body


def test_the_start_page_says_who_we_are(client: FlaskClient, advisor: Advisor) -> None:
    page = client.get("/").text
    assert "Er du bekymret for en beboer?" in page
    assert "Vi er ikke kommunen." in page


def told(page: str) -> dict[str, Any]:
    """What a page tells its script of whom to seal to."""
    block = re.search(r'id="sealing">(.*?)</script>', page)
    assert block
    return dict(json.loads(block.group(1)))


def test_the_page_says_whom_to_seal_to_and_shows_that_it_is_signed(client: FlaskClient, advisor: Advisor) -> None:
    for path in ("/report", "/return"):
        recipients = told(client.get(path).text)["recipients"]
        assert recipients["texts"] == [str(advisor.identity.recipient)]
        assert recipients["key"] == KEY_TEXT
        assert open_list(recipients["list"], recipients["signature"], KEY).voices[0].advisor == advisor.id


def test_the_portals_fingerprint_stands_on_every_page(client: FlaskClient, advisor: Advisor) -> None:
    for path in ("/", "/report", "/return", "/112", "/nowhere"):
        assert portal_fingerprint(KEY) in client.get(path).text


def test_nobody_can_report_before_an_advisor_has_enrolled(app: Flask, client: FlaskClient) -> None:
    assert "Her kan du snart skrive til os" in client.get("/report").text
    assert client.post("/report", data=PLAIN).status_code == 503
    assert app.extensions["cases"].count_cases() == 0


def test_a_plain_report_is_sealed_on_arrival_to_each_advisor(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    answer = client.post("/report", data=PLAIN, follow_redirects=True)
    assert answer.status_code == 200
    assert "Tak. Vi har fået din besked." in answer.text
    for advisor in advisors:
        body = read_report(app, advisor)
        assert body.keys() == {"origin", "form", "organisation", "answers", "talk", "reply_to", "files"}
        assert (body["origin"], body["form"], body["answers"], body["files"]) == ("reporter", "neighbour", ANSWERS, 0)


def test_the_receipt_code_leads_to_the_case(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    page = client.post("/report", data=PLAIN, follow_redirects=True).text
    shown = re.search(r'(?<=data-spelled dir="ltr">)[0-9A-Z ]{39}(?=<)', page)
    assert shown
    receipt = open_code(parse_code(shown.group()))
    row = sql(app, "SELECT locator_hash, content FROM cases JOIN blobs ON number = reply_to")[0]
    assert row == (locator_hash(receipt.locator), bytes(receipt.identity.recipient))


def test_the_code_is_shown_once_and_kept_nowhere(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    address = client.post("/report", data=PLAIN).headers["Location"]
    assert "Din kode" in client.get(address).text
    again = client.get(address)
    assert "Vi har allerede din besked" in again.text
    assert "Din kode" not in again.text
    rows = sql(app, "SELECT count(*) FROM shown_once")[0]
    assert rows == (0,)


def test_what_was_shown_once_is_in_no_file_afterwards_and_asking_for_the_head_takes_nothing(
    app: Flask, client: FlaskClient, instance: Path, advisors: list[Advisor]
) -> None:
    address = client.post("/report", data=PLAIN).headers["Location"]
    ((ciphertext,),) = sql(app, "SELECT ciphertext FROM shown_once")

    def is_kept() -> bool:
        return any(ciphertext in file.read_bytes() for file in instance.rglob("*") if file.is_file())

    assert is_kept()
    assert client.head(address).status_code in (200, 405)
    assert is_kept()
    assert "Din kode" in client.get(address).text
    deadline = time.monotonic() + 5
    while is_kept():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 42 + "B", "æøå", "%00", "A" * 5000])
def test_a_made_up_confirmation_shows_nothing(token: str, client: FlaskClient) -> None:
    assert "Din kode" not in client.get(f"/report/received/{token}").text


def test_a_form_that_is_sent_twice_is_two_cases_and_none_is_lost(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    for _ in range(2):
        assert "Din kode" in client.post("/report", data=PLAIN, follow_redirects=True).text
    assert app.extensions["cases"].count_cases() == 2


def test_what_was_written_stays_when_something_is_missing(client: FlaskClient, advisors: list[Advisor]) -> None:
    answer = client.post("/report", data={"story": STORY, "signs": "mail"})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Fejl:" in page
    assert "Fejl: Skriv, hvor personen bor." in page
    assert "Fejl: Svar på, om der er fare lige nu." in page
    assert STORY in page
    assert re.search(r'value="mail"[^>]*checked', page)
    assert client.post("/report", data={}).text.count("Sæt mindst ét kryds") >= 2


def test_a_story_that_is_too_long_is_shown_again_with_its_length(client: FlaskClient, advisors: list[Advisor]) -> None:
    story = "ø" * 10_001
    answer = client.post("/report", data=PLAIN | {"story": story})
    assert answer.status_code == 422
    assert "Der er plads til 10.000 tegn. Du har skrevet 10.001." in answer.text
    assert story in answer.text


def test_ten_thousand_characters_of_any_script_fit(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    story = "😟ع" * 5_000
    assert client.post("/report", data=PLAIN | {"story": story}).status_code == 303
    assert read_report(app, advisors[0])["answers"]["story"] == story


def test_a_number_like_a_cpr_is_warned_about_once_and_not_refused(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    report = PLAIN | {"story": "Hun er født 010190-1234."}
    warned = client.post("/report", data=report)
    assert warned.status_code == 422
    assert "CPR-nummer under »Fortæl med dine egne ord«" in warned.text
    assert 'name="cpr_seen" value="1"' in warned.text
    assert client.post("/report", data=report | {"cpr_seen": "1"}).status_code == 303


def test_danger_puts_112_above_the_thanks(client: FlaskClient, advisors: list[Advisor]) -> None:
    page = client.post("/report", data=PLAIN | {"danger": "maybe"}, follow_redirects=True).text
    assert page.index("Ring 112 nu") < page.index("Tak. Vi har")


def test_a_contact_that_was_taken_back_is_not_sealed(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    client.post("/report", data=PLAIN | {"contact": "no", "contact_details": "12 34 56 78"})
    assert "contact_details" not in read_report(app, advisors[0])["answers"]


def test_who_may_be_contacted_has_to_say_how(client: FlaskClient, advisors: list[Advisor]) -> None:
    answer = client.post("/report", data=PLAIN | {"contact": "yes"})
    assert answer.status_code == 422
    assert "Skriv et telefonnummer eller en e-mail" in answer.text


def test_a_choice_that_was_never_offered_is_refused(client: FlaskClient, advisors: list[Advisor]) -> None:
    for tampered in ({"danger": "../no"}, {"signs": ["mail", "x" * 5000]}, {"last_seen": "<b>"}):
        assert client.post("/report", data=PLAIN | tampered).status_code == 422


def test_a_sealed_report_is_stored_as_it_came(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    fields = sealed_fields([advisor.identity.recipient for advisor in advisors])
    answer = post_sealed(client, fields)
    assert answer.status_code == 201
    assert "read_on" in answer.get_json()
    (case,) = all_cases(app)
    assert (case.found.id, case.places[0].envelope, case.places[0].tag) == (CASE, fields["envelope"], fields["tag"])
    for advisor in advisors:
        assert read_report(app, advisor)["answers"]["story"] == STORY


def test_sending_again_after_a_lost_answer_is_the_same_case(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    fields = sealed_fields([advisor.identity.recipient for advisor in advisors])
    assert [post_sealed(client, dict(fields)).status_code for _ in range(3)] == [201, 201, 201]
    assert app.extensions["cases"].count_cases() == 1


def test_a_strangers_report_under_a_taken_case_id_is_refused(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    assert post_sealed(client, sealed_fields(recipients)).status_code == 201
    stranger = sealed_fields(recipients, generate_code(), case=bytes.fromhex(CASE))
    assert post_sealed(client, stranger).get_json()["error"] == "case"
    assert app.extensions["cases"].count_cases() == 1


def test_a_page_from_before_a_new_advisor_is_told_todays_keys(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    answer = post_sealed(client, sealed_fields([advisors[0].identity.recipient], n=1))
    assert answer.status_code == 400
    found = answer.get_json()
    assert found["error"] == "recipients"
    texts = sorted(str(advisor.identity.recipient) for advisor in advisors)
    assert sorted(found["recipients"]["texts"]) == texts
    said = open_list(found["recipients"]["list"], found["recipients"]["signature"], KEY)
    assert (said.n, said.to) == (2, texts_digest(texts))


def test_a_page_from_before_an_advisor_was_replaced_is_told_todays_keys(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    old = sealed_fields([advisor.identity.recipient for advisor in advisors])
    app.extensions["roster"].retire(advisors[1].name)
    enrol(app, "Rådgiver 3")
    assert post_sealed(client, old).get_json()["error"] == "recipients"
    assert app.extensions["cases"].count_cases() == 0


@pytest.mark.parametrize("path", ["/report", "/report/sealed", "/return/more", "/return/message/sealed"])
def test_an_advisor_who_is_on_no_signed_list_closes_the_portal(
    path: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    fields = sealed_fields([advisor.identity.recipient for advisor in advisors])
    assert post_sealed(client, fields).status_code == 201
    thief = str(Identity.generate().recipient)
    sql(app, f"UPDATE advisors SET recipient = '{thief}' WHERE name = 'Rådgiver 1'")
    time.sleep(0.06)  # until the portal asks again who they are
    assert "lukket lige nu" in client.get("/report").text
    assert thief not in client.get("/return").text
    if path.endswith("sealed"):
        message = frame(fields["locator"], uint32(2), uint32(1), envelopes=[(fields["envelope"], bytes(32))])
        sent = post_frame(client, path, message if "return" in path else report_frame(fields))
    else:
        sent = client.post(path, data=PLAIN | {"code": CODE, "text": "Det her må ikke gå tabt"})
    assert sent.status_code == 503
    assert app.extensions["cases"].count_cases() == 1
    assert len(app.extensions["cases"].list_envelopes(CASE)) == 1


def test_a_report_form_in_english_stays_in_english(client: FlaskClient, advisors: list[Advisor]) -> None:
    page = client.get("/report?lang=en").text
    assert '<html lang="en" dir="ltr" ' in page
    assert 'action="/report?lang=en"' in page
    assert "Error: Enter where the person lives." in client.post("/report?lang=en", data={}).text
    assert '<html lang="en"' in client.get("/report", headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="da"' in client.get("/report?lang=xx", headers={"Accept-Language": "fr"}).text


def test_the_operators_pages_are_linked_and_shown(instance: Path, client: FlaskClient, advisors: list[Advisor]) -> None:
    (instance / "pages").mkdir()
    (instance / "pages/om-os.md").write_text("# Om os\n\nVi er **to**.", "utf-8")
    assert '<a href="/page/om-os">Om os</a>' in client.get("/").text
    assert "<strong>to</strong>" in client.get("/page/om-os").text
    assert client.get("/page/nej").status_code == 404


@pytest.mark.parametrize("slug", ["..", "%2e%2e%2fsecret_key", "om-os.da", "Om-Os", "a" * 200])
def test_no_other_file_can_be_read_through_a_page(slug: str, client: FlaskClient, instance: Path) -> None:
    assert client.get(f"/page/{slug}", follow_redirects=True).status_code == 404


def test_an_unsealed_envelope_part_is_never_taken_for_sealed(
    app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    envelope = seal(b"x" * 4096, [advisors[0].identity.recipient])
    answer = post_sealed(client, sealed_fields([advisor.identity.recipient for advisor in advisors], envelope=envelope))
    assert answer.status_code == 400
    assert app.extensions["cases"].count_cases() == 0
