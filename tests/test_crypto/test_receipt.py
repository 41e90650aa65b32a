import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import ReceiptError, generate_code, group, locator_hash, open_code, parse_code
from crypto.crockford import ALPHABET

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/receipts.json").read_text())
codes = st.builds(lambda _: generate_code(), st.integers())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["code"])
def test_a_code_leads_to_the_same_place_as_in_the_browser(vector: dict[str, str]) -> None:
    receipt = open_code(parse_code(vector["typed"]))
    assert parse_code(vector["typed"]) == vector["code"]
    assert receipt.locator.hex() == vector["locator"]
    assert (receipt.talk.hex(), receipt.case) == (vector["talk"], vector["case"])
    assert receipt.identity.recipient.fingerprint == vector["fingerprint"]
    assert locator_hash(receipt.locator).hex() == vector["locator_hash"]


def test_codes_are_twenty_characters_and_never_repeat() -> None:
    seen = {generate_code() for _ in range(500)}
    assert len(seen) == 500
    assert {len(code) for code in seen} == {20}


def test_a_code_is_read_however_it_is_written() -> None:
    code = "0" + "1" * 18
    whole = next(code + last for last in ALPHABET if _is_code(code + last))
    for typed in (
        group(whole).lower(),
        " ".join(whole),
        whole.replace("0", "O").replace("1", "l"),
        whole.replace("1", "i") + "\n",
    ):
        assert parse_code(typed) == whole


CYRILLIC = str.maketrans("ABCEHKMPTXY3", "АВСЕНКМРТХУЗ")
GREEK = str.maketrans("ABEZHKMNPTXY", "ΑΒΕΖΗΚΜΝΡΤΧΥ")
ARABIC, PERSIAN, WIDE = (
    str.maketrans("0123456789", "".join(chr(zero + value) for value in range(10))) for zero in (0x660, 0x6F0, 0xFF10)
)
JOINED_BY = (
    *("", " ", "–", "—", "‐", "\u2011", "−", "\u00ad", "\u200b", "\u00a0", "\u202f", "\n", "\r\n", "\t"),
    *(".", "_", "/", ", ", "--", ":"),
)
AROUND = (
    *("Kode: {}", "{}.", "»{}«", "“{}”", "\u2066{}\u2069", "\u200e{}", "\ufeff{}", "{} (gem den)"),
    *("[12:30] Nabo: min kode er {}", "{} sendt kl. 12:30"),
)
SCRIPTS = (CYRILLIC, GREEK, ARABIC, PERSIAN, WIDE)
BY_HAND = (str.lower, lambda code: " ".join(code), lambda code: code.replace("0", "O").replace("1", "l"))


def mutilated(code: str) -> Iterator[str]:
    """One code in all the ways in which hands, keyboards, programs and scripts write it."""
    yield from (code.replace("-", each) for each in JOINED_BY)
    yield from (each.format(code) for each in AROUND)
    yield from (code.translate(each) for each in SCRIPTS)
    yield from (each(code) for each in BY_HAND)


@given(codes)
def test_every_code_opens_through_more_than_thirty_mutilations(code: str) -> None:
    all_ = list(mutilated(group(code)))
    assert len(all_) >= 30
    assert [parse_code(each) for each in all_] == [code] * len(all_)


@given(codes, st.integers(0, 4), st.sampled_from(["short", "long", "U", "æ", "ж"]))
def test_a_group_that_can_not_be_right_is_named_however_the_code_is_written(code: str, at: int, how: str) -> None:
    groups = group(code).split("-")
    groups[at] = {"short": groups[at][:3], "long": groups[at] + "7"}.get(how, how + groups[at][1:])
    for written in ("-".join(groups), " ".join(groups).lower(), "Kode: " + "–".join(groups) + "."):
        with pytest.raises(ReceiptError) as refused:
            parse_code(written)
        assert refused.value.group == at + 1


def test_a_label_is_never_taken_for_a_part_of_the_code() -> None:
    """Before a code whose last group is wrong, the label and the other groups can make another code that is right."""
    code = next(code for code in iter(generate_code, "") if _is_code("K0DE" + code[:16]))
    with pytest.raises(ReceiptError) as refused:
        parse_code(f"Kode: {group(code)[:-1]}U")
    assert refused.value.group == 5


@pytest.mark.parametrize(
    ("typed", "length", "group"),
    [("", 0, 0), ("· –", 0, 0), ("TTTF BY0Q", 8, 0), ("0" * 19, 19, 0), ("0" * 18 + "01", 20, 0)],
)
def test_what_can_not_be_told_is_not_guessed(typed: str, length: int, group: int) -> None:
    with pytest.raises(ReceiptError) as refused:
        parse_code(typed)
    assert (refused.value.length, refused.value.group) == (length, group)


@given(codes, st.integers(0, 19), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(code: str, place: int, character: str) -> None:
    if code[place] != character:
        with pytest.raises(ReceiptError):
            parse_code(code[:place] + character + code[place + 1 :])


@given(codes, st.integers(0, 19), st.integers(0, 19))
def test_every_two_swapped_characters_are_found(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    if "".join(letters) != code:
        with pytest.raises(ReceiptError):
            parse_code("".join(letters))


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_a_clear_error(typed: str) -> None:
    with contextlib.suppress(ReceiptError):
        assert len(parse_code(typed)) == 20


def _is_code(text: str) -> bool:
    try:
        return parse_code(text) == text
    except ReceiptError:
        return False
