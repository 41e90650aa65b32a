"""A version of a case file. The browser writes and reads the same bytes."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crypto import DocumentError, build_casefile, casefile_chain, is_file_length, open_casefile, verifying_key
from tests.support import ROOT

VECTOR = json.loads((ROOT / "tests/vectors/casefiles.json").read_text("utf-8"))
KEY = bytes.fromhex(VECTOR["key"])
PLAINTEXT = base64.b64decode(VECTOR["plaintext"])
SEED = bytes(range(32))


def test_the_vector_says_what_it_says_in_the_browser() -> None:
    found = open_casefile(PLAINTEXT, KEY)
    assert (found.case, found.version, found.before) == (VECTOR["case"], 3, VECTOR["chain"][2])
    assert found.content == VECTOR["content"]
    assert is_file_length(len(PLAINTEXT))
    hashes = [bytes.fromhex(each) for each in VECTOR["hashes"]]
    assert [state.hex() for state in casefile_chain(found.case, hashes)] == VECTOR["chain"]


@given(st.integers(0, len(PLAINTEXT.rstrip(b"\0")) - 1), st.integers(1, 255))
def test_one_in_which_a_byte_was_changed_is_refused(place: int, change: int) -> None:
    changed = bytearray(PLAINTEXT)
    changed[place] ^= change
    with pytest.raises(DocumentError):
        open_casefile(bytes(changed), KEY)


def test_one_by_another_voice_or_moved_to_another_place_is_refused() -> None:
    with pytest.raises(DocumentError):
        open_casefile(PLAINTEXT, verifying_key(SEED))
    found = open_casefile(PLAINTEXT, KEY)
    for change in ({"case": "1" * 32}, {"version": 4}, {"before": "1" * 64}, {"n": 8}, {"writer": "2" * 32}):
        assert build_casefile(replace(found, **change), SEED) != build_casefile(found, SEED)  # type: ignore[arg-type]


@given(st.text(max_size=200))
@example("æ" * 5000)
def test_whatever_is_noted_comes_back_and_fills_whole_blocks(text: str) -> None:
    found = replace(open_casefile(PLAINTEXT, KEY), content={"log": [{"text": text.encode("utf-8", "ignore").decode()}]})
    plaintext = build_casefile(found, SEED)
    assert open_casefile(plaintext, verifying_key(SEED)) == found
    assert is_file_length(len(plaintext))
    assert len(plaintext) % 4096 == 0
    assert len(plaintext) >= 8192


@pytest.mark.parametrize("wrong", [b"", PLAINTEXT[:-1], PLAINTEXT + b"\0", PLAINTEXT[:4096], bytes(8192)])
def test_what_is_none_is_refused(wrong: bytes) -> None:
    with pytest.raises(DocumentError):
        open_casefile(wrong, KEY)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_are_refused_as_in_the_browser(number: float) -> None:
    found = open_casefile(PLAINTEXT, KEY)
    signed = build_casefile(replace(found, content={"level": number}), SEED)
    with pytest.raises(DocumentError):
        open_casefile(signed, verifying_key(SEED))


@pytest.mark.parametrize("letter", ["\u00a0", "\u0085", "\u00e5", "\u2028", "\x7f"])
def test_a_site_holds_nothing_that_two_readers_could_take_for_different_things(letter: str) -> None:
    found = open_casefile(PLAINTEXT, KEY)
    odd = build_casefile(replace(found, site=f"http://a{letter}b"), SEED)
    with pytest.raises(DocumentError):
        open_casefile(odd, verifying_key(SEED))
