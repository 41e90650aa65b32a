"""The signed list: exactly what is written down, or nothing. The browser reads the same vectors."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import (
    ListError,
    RecipientsList,
    Voice,
    from_text,
    open_list,
    portal_fingerprint,
    read_list,
    recipients_digest,
    sign,
    texts_digest,
    to_text,
    verifying_key,
    voice_digest,
    write_list,
)
from crypto.recipients_list import signature_bytes
from tests.support import ROOT
from tests.support.vectors import ADVISOR, COLLEAGUE

VECTOR = json.loads((ROOT / "tests/vectors/recipients-v1.json").read_text("utf-8"))
KEY = from_text(VECTOR["key"]) or b""
SAID = read_list(VECTOR["text"])


def test_the_vector_is_read_and_signed_as_it_says() -> None:
    said = open_list(VECTOR["text"], VECTOR["signature"], KEY)
    assert (said.n, said.accept, said.first_day, said.last_day) == (7, 5, "2026-11-23", "2027-12-23")
    assert said.sites == ("https://bekymret.example", "http://exampleonionaddress.onion")
    assert said.to == texts_digest(advisor["recipient"] for advisor in VECTOR["advisors"])
    for voice, advisor in zip(said.voices, VECTOR["advisors"], strict=True):
        assert voice.advisor == advisor["id"]
        assert voice.digest == voice_digest(advisor["id"], advisor["recipient"], advisor["name"])
    seed = bytes(range(32))
    assert verifying_key(seed) == KEY
    assert to_text(sign(seed, VECTOR["text"].encode())) == VECTOR["signature"]
    assert write_list(said) == VECTOR["text"]


@pytest.mark.parametrize("name", VECTOR["refused"])
def test_what_the_vector_says_is_refused_is(name: str) -> None:
    with pytest.raises(ListError):
        open_list(VECTOR["refused"][name], VECTOR["signature"], KEY)


def changed(**changes: object) -> RecipientsList:
    fields = {name: getattr(SAID, name) for name in RecipientsList.__slots__}
    return RecipientsList(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 0},
        {"n": 10**9},
        {"accept": 8},
        {"accept": 0},
        {"first_day": "2026-11-31"},
        {"last_day": "2027-02-29"},
        {"last_day": "2027-12-24"},
        {"last_day": "2026-11-22"},
        {"sites": ()},
        {"sites": ("https://bekymret.example", "https://bekymret.example")},
        {"sites": ("https://bekymret.example/",)},
        {"sites": ("https://Bekymret.example",)},
        {"sites": ("ftp://bekymret.example",)},
        {"voices": ()},
        {"voices": SAID.voices[::-1]},
        {"voices": SAID.voices[:1] * 2},
        {"voices": (Voice("0" * 31 + "G", KEY, "0" * 64),)},
        {"to": "0" * 63},
    ],
    ids=str,
)
def test_a_list_that_contradicts_itself_is_neither_written_nor_read(changes: dict[str, object]) -> None:
    with pytest.raises(ListError):
        write_list(changed(**changes))


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-31", "2027-02-28"), ("2026-11-23", "2026-11-23"), ("2026-12-01", "2028-01-01")],
)
def test_a_list_holds_thirteen_months_at_most(first: str, last: str) -> None:
    assert read_list(write_list(changed(first_day=first, last_day=last))).last_day == last


def test_a_day_more_at_either_end_is_allowed_and_no_more() -> None:
    days = ("2026-11-21", "2026-11-22", "2026-11-23", "2027-12-23", "2027-12-24", "2027-12-25")
    assert [SAID.holds_on(date.fromisoformat(day)) for day in days] == [False, True, True, True, True, False]


def test_a_voice_is_bound_to_name_and_key_however_the_name_is_composed() -> None:
    composed = voice_digest("1", "age1pq1x", "R\u00e5dgiver")
    assert composed == voice_digest("1", "age1pq1x", "Ra\u030adgiver")
    others = [("2", "age1pq1x", "Rådgiver"), ("1", "age1pq1y", "Rådgiver"), ("1", "age1pq1x", "rådgiver")]
    assert composed not in [voice_digest(*other) for other in others]


def test_the_digest_is_the_same_for_recipients_and_for_their_texts() -> None:
    both = [ADVISOR.recipient, COLLEAGUE.recipient]
    assert recipients_digest(both) == texts_digest(map(str, both[::-1]))


def test_a_portal_is_compared_by_six_groups_of_four() -> None:
    assert len(portal_fingerprint(KEY)) == 29
    assert portal_fingerprint(KEY) != portal_fingerprint(bytes(32))


def test_a_signature_as_text_has_one_form() -> None:
    text = VECTOR["signature"]
    for wrong in (text[:-1], text + "A", text[:-1] + "B", "", "=" * 86, text.replace("-", "+")):
        assert signature_bytes(wrong) == b""


@given(st.integers(0, len(VECTOR["text"]) - 1), st.characters(codec="utf-8"))
def test_a_list_with_another_letter_is_never_believed(place: int, letter: str) -> None:
    text = VECTOR["text"][:place] + letter + VECTOR["text"][place + 1 :]
    if text != VECTOR["text"]:
        with pytest.raises(ListError):
            open_list(text, VECTOR["signature"], KEY)


@given(st.text(max_size=400))
def test_any_text_is_a_list_or_a_clear_error(text: str) -> None:
    with pytest.raises(ListError):
        read_list(text)
