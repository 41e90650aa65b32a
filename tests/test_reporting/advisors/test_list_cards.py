"""The list as it is packed, the cards that browsers keep with us, and the key that the cards are under."""

import secrets

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crypto import Recipient, seal
from reporting.advisors import list_cards
from reporting.envelopes.frames import NotAcceptable, read_cards
from reporting.store import Retention
from tests.support.cast import Advisor, add_cases, any_envelope, frame, post_frame, publish, sign_in, sql, uint32
from tests.support.packed import UNREAD, read_rows

N = 2
"""The first list that names both advisors."""

CARD, TEXT = secrets.token_bytes(12 + 1024 + 16), secrets.token_bytes(12 + 2048 + 16)


def card_frame(n: int, *cases: str, card: bytes = CARD, text: bytes = TEXT) -> bytes:
    items = [bytes.fromhex(case) + uint32(len(card)) + uint32(len(text)) + card + text for case in cases]
    return frame(uint32(n), *items)


def key_frame(advisors: list[Advisor], n: int = N, list_n: int = N, to: list[Recipient] | None = None) -> bytes:
    envelope = seal(bytes(4352), to or [each.identity.recipient for each in advisors])
    return frame(uint32(list_n), uint32(n), envelopes=[(envelope, b"")])


@pytest.fixture
def inbox(app: Flask, advisors: list[Advisor]) -> FlaskClient:
    return sign_in(app, advisors[0])


def test_cases_come_portion_by_portion_open_ones_first_newest_first_each_once(
    app: Flask, inbox: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_cards, "FIRST", 2)
    monkeypatch.setattr(list_cards, "PORTION", 3)
    days = {day: add_cases(app, 4, day) for day in ("2026-11-20", "2026-11-22", "2026-11-21")}
    closed = sorted(days["2026-11-22"])[:2]
    for case in closed:
        sql(app, "UPDATE cases SET purge_day = '2027-01-01' WHERE id = ?", bytes.fromhex(case))
    rows, address = [], "/inbox/rows"
    while address:
        answer = inbox.get(address)
        assert answer.headers["X-Total"] == "12"
        rows += read_rows(answer.data)
        address = f"/inbox/rows?after={answer.headers['X-Next']}" if "X-Next" in answer.headers else ""
    assert [row.purge_day != "" for row in rows] == [False] * 10 + [True] * 2
    assert [row.day for row in rows[:10]] == sorted((row.day for row in rows[:10]), reverse=True)
    assert sorted(row.case for row in rows) == sorted(case for some in days.values() for case in some)
    assert {row.case for row in rows[10:]} == set(closed)


def test_a_row_says_what_the_server_knows_and_nothing_that_is_sealed(app: Flask, inbox: FlaskClient) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    (row,) = read_rows(inbox.get("/inbox/rows").data)
    assert (row.case, row.day, row.purge_day, row.read_seq) == (case, "2026-11-22", "", UNREAD)
    assert [(seq, by) for seq, by, _, _ in row.places] == [(0, 0)]
    assert (row.versions, row.rest) == ([], {"n": 0, "card": b""})
    (whole,) = read_rows(inbox.get(f"/inbox/rows?only={case}").data, whole=True)
    (stored,) = app.extensions["cases"].list_envelopes(case)
    assert (whole.rest["envelope"], whole.rest["file"]) == (stored.envelope, b"")


@pytest.mark.parametrize("column", ["day", "purge_day", "read_seq"])
def test_whatever_somebody_wrote_into_a_row_the_others_still_come(
    column: str, app: Flask, inbox: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_cards, "FIRST", 1)
    monkeypatch.setattr(list_cards, "PORTION", 1)
    changed, *others = sorted(add_cases(app, 3, "2026-11-22"))
    for value in [-1, 2**40] if column == "read_seq" else ["x/?&=%é" * 9, "", "."]:
        query = f"UPDATE cases SET {column} = ?, read_mark = x'01' WHERE id = ?"
        sql(app, query, value, bytes.fromhex(changed))
        assert set(others) <= set(list_all(inbox))


def list_all(inbox: FlaskClient) -> list[str]:
    """The ids of all rows, portion by portion."""
    found, address = [], "/inbox/rows"
    while address and len(found) < 5:
        answer = inbox.get(address)
        assert answer.status_code == 200
        found += [row.case for row in read_rows(answer.data)]
        address = f"/inbox/rows?after={answer.headers['X-Next']}" if "X-Next" in answer.headers else ""
    return found


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=2.2026-11-22." + "0" * 32,
        "only=",
        "only=x",
        "only=" + ",".join(["0" * 32] * (list_cards.MOST + 1)),
    ],
)
def test_a_malformed_place_in_the_list_is_a_400(query: str, inbox: FlaskClient) -> None:
    assert inbox.get(f"/inbox/rows?{query}").status_code == 400


def test_a_case_whose_report_was_deleted_is_still_listed(app: Flask, inbox: FlaskClient) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    sql(app, "DELETE FROM envelopes")
    (row,) = read_rows(inbox.get("/inbox/rows").data)
    assert (row.case, row.places) == (case, [])
    (whole,) = read_rows(inbox.get(f"/inbox/rows?only={case}").data, whole=True)
    assert (whole.places, whole.rest["envelope"]) == ([], b"")


def test_a_card_takes_the_place_of_the_one_before_and_nothing_of_that_stays(app: Flask, inbox: FlaskClient) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    assert post_frame(inbox, "/inbox/cards", card_frame(N, case, "f" * 32)).status_code == 204
    before = len(sql(app, "SELECT number FROM blobs"))
    second = secrets.token_bytes(len(CARD))
    assert post_frame(inbox, "/inbox/cards", card_frame(N, case, card=second)).status_code == 204
    assert len(sql(app, "SELECT number FROM blobs")) == before
    (row,) = read_rows(inbox.get("/inbox/rows").data)
    assert row.rest == {"n": N, "card": second}
    assert inbox.get("/inbox/texts").data == bytes.fromhex(case) + uint32(len(TEXT)) + TEXT


def test_a_card_goes_with_its_case_and_with_what_is_removed_from_it(app: Flask, inbox: FlaskClient) -> None:
    gone, shortened, other = sorted(add_cases(app, 3, "2026-11-22"))
    assert post_frame(inbox, "/inbox/cards", card_frame(N, gone, shortened, other)).status_code == 204
    app.extensions["purging"].purge_cases((gone,))
    app.extensions["purging"].purge_places([(shortened, 0)])
    rows = read_rows(inbox.get("/inbox/rows").data)
    assert {row.case: row.rest["n"] for row in rows} == {shortened: 0, other: N}
    assert len(sql(app, "SELECT number FROM blobs WHERE content IN (?, ?)", CARD, TEXT)) == 2


@pytest.mark.parametrize("length", [0, 28, 1051, 1053, 28 + 1023])
def test_what_has_not_the_length_of_a_card_is_refused(length: int, app: Flask, inbox: FlaskClient) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    for wrong in ({"card": bytes(length)}, {"text": bytes(length)}):
        assert post_frame(inbox, "/inbox/cards", card_frame(N, case, **wrong)).status_code == 400
    whole = card_frame(N, case)
    for cut in (whole[:-1], whole[:20], whole[:-2076]):
        assert post_frame(inbox, "/inbox/cards", cut).status_code == 400
    assert sql(app, "SELECT * FROM cards") == []


@given(st.binary(max_size=4096))
def test_no_bytes_make_the_reader_of_cards_fail(sent: bytes) -> None:
    try:
        read_cards(b"\x02" + sent)
    except NotAcceptable as refusal:
        assert refusal.reason == "frame"


def test_the_first_key_of_a_list_stays_and_the_next_lists_key_ends_what_was_under_it(
    app: Flask, inbox: FlaskClient, advisors: list[Advisor]
) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    assert inbox.get(f"/inbox/team-key?n={N}").status_code == 404
    first = key_frame(advisors)
    assert post_frame(inbox, "/inbox/team-key", first).status_code == 204
    assert post_frame(inbox, "/inbox/cards", card_frame(N, case)).status_code == 204
    assert post_frame(inbox, "/inbox/team-key", key_frame(advisors)).status_code == 409
    publish(app, advisors[1].name)
    alone = sign_in(app, advisors[0])
    # A page that was open meanwhile has the old key, which somebody who left knows.
    assert post_frame(alone, "/inbox/cards", card_frame(N, case)).status_code == 400
    assert post_frame(alone, "/inbox/team-key", key_frame(advisors[:1], list_n=3)).status_code == 400
    assert post_frame(alone, "/inbox/team-key", key_frame(advisors[:1], n=3, list_n=3)).status_code == 204
    assert [alone.get(f"/inbox/team-key?n={n}").status_code for n in (N, 3)] == [404, 200]
    assert sql(app, "SELECT * FROM cards") == []
    assert sql(app, "SELECT number FROM blobs WHERE content = ?", CARD) == []


def test_a_purge_leaves_the_cards_of_cases_whose_places_went_long_ago(app: Flask, inbox: FlaskClient) -> None:
    (case,) = add_cases(app, 1, "2026-11-22")
    purging, goes = app.extensions["purging"], Retention(None, (0,), "2026-11-23")
    app.extensions["casefiles"].write_next(case, 1, any_envelope(b"file"), goes)
    assert purging.find_due("2026-11-23").places == ((case, 0),)
    purging.purge_places([(case, 0)])
    assert post_frame(inbox, "/inbox/cards", card_frame(N, case)).status_code == 204
    assert purging.find_due("2026-11-24").places == ()
    assert len(sql(app, "SELECT * FROM cards")) == 1


def test_a_key_that_is_sealed_to_others_is_refused(app: Flask, inbox: FlaskClient, advisors: list[Advisor]) -> None:
    alone = key_frame(advisors, to=[advisors[0].identity.recipient])
    assert post_frame(inbox, "/inbox/team-key", alone).status_code == 400
    assert sql(app, "SELECT * FROM team_keys") == []
    assert inbox.get("/inbox/team-key?n=x").status_code == 400
