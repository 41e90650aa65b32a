"""ListCards and the key that they are under. The browser writes and reads the same bytes."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import (
    Binding,
    DocumentError,
    EnvelopeError,
    build_team_key,
    is_file_length,
    open_card,
    open_team_key,
    seal_card,
    verifying_key,
)
from tests.support import ROOT

VECTOR = json.loads((ROOT / "tests/vectors/cards.json").read_text("utf-8"))
PLAINTEXT = base64.b64decode(VECTOR["plaintext"])
VOICE = bytes.fromhex(VECTOR["voice"])
KEY = bytes.fromhex(VECTOR["key"])
STATE, HEAD, SIDES = (bytes.fromhex(VECTOR[name]) for name in ("state", "head", "sides"))
BOUND = Binding("card", VECTOR["site"], VECTOR["n"], VECTOR["case"], STATE, HEAD, SIDES)
CARD = base64.b64decode(VECTOR["card"]["sealed"])


def test_the_vector_says_what_it_says_in_the_browser() -> None:
    team = open_team_key(PLAINTEXT, VOICE)
    assert (team.site, team.n, team.writer, team.key) == (VECTOR["site"], VECTOR["n"], VECTOR["writer"], KEY)
    assert build_team_key(team, bytes(range(32))) == PLAINTEXT
    assert is_file_length(len(PLAINTEXT))
    for part in ("card", "text"):
        sealed = base64.b64decode(VECTOR[part]["sealed"])
        assert open_card(sealed, replace(BOUND, part=part), KEY) == VECTOR[part]["content"]


@given(st.integers(0, len(PLAINTEXT.rstrip(b"\0")) - 1), st.integers(1, 255))
def test_a_key_in_which_a_byte_was_changed_is_refused(place: int, change: int) -> None:
    changed = bytearray(PLAINTEXT)
    changed[place] ^= change
    with pytest.raises(DocumentError):
        open_team_key(bytes(changed), VOICE)


@pytest.mark.parametrize("wrong", [b"", PLAINTEXT[:4096], bytes(4224)])
def test_what_is_no_key_or_by_another_voice_is_refused(wrong: bytes) -> None:
    with pytest.raises(DocumentError):
        open_team_key(wrong, VOICE)
    with pytest.raises(DocumentError):
        open_team_key(PLAINTEXT, verifying_key(bytes(32)))


@pytest.mark.parametrize(
    "change",
    [
        {"part": "text"},
        {"site": "https://other.example"},
        {"n": 8},
        {"case": "0" * 32},
        {"state": HEAD},
        {"head": STATE},
        {"state": STATE[:-1] + b"\0"},
    ],
)
def test_a_card_opens_for_the_state_that_it_was_made_for_and_no_other(change: dict[str, object]) -> None:
    with pytest.raises(EnvelopeError):
        open_card(CARD, replace(BOUND, **change), KEY)  # type: ignore[arg-type]
    with pytest.raises(EnvelopeError):
        open_card(CARD, BOUND, bytes(32))


@given(st.text(max_size=3000))
def test_whatever_is_on_a_card_comes_back_and_fills_whole_blocks(text: str) -> None:
    content = {"text": text.encode("utf-8", "ignore").decode()}
    card = seal_card(content, BOUND, KEY)
    assert open_card(card, BOUND, KEY) == content
    assert (len(card) - 28) % 1024 == 0


@given(st.binary(max_size=2200))
def test_no_bytes_pass_for_a_card(junk: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_card(junk, BOUND, KEY)
