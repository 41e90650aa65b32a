import contextlib
import json
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
