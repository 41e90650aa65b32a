"""An advisor's ledger. The browser writes and reads the same bytes."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import DocumentError, Ledger, LedgerRow, build_ledger, is_file_length, open_ledger, verifying_key
from tests.support import ROOT

VECTOR = json.loads((ROOT / "tests/vectors/ledger.json").read_text("utf-8"))
KEY = bytes.fromhex(VECTOR["key"])
PLAINTEXT = base64.b64decode(VECTOR["plaintext"])
SEED = bytes(range(32))


def test_the_vector_says_what_it_says_in_the_browser() -> None:
    ledger = open_ledger(PLAINTEXT, KEY)
    assert ledger.number == VECTOR["number"]
    assert [list(each) for each in ledger.colleagues] == VECTOR["colleagues"]
    rows = {id_: [row.places, row.state.hex(), row.head.hex(), row.purge] for id_, row in ledger.cases.items()}
    assert rows == VECTOR["rows"]
    assert is_file_length(len(PLAINTEXT))


@given(st.integers(0, len(PLAINTEXT.rstrip(b"\0")) - 1), st.integers(1, 255))
def test_a_ledger_in_which_a_byte_was_changed_is_refused(place: int, change: int) -> None:
    changed = bytearray(PLAINTEXT)
    changed[place] ^= change
    with pytest.raises(DocumentError):
        open_ledger(bytes(changed), KEY)


def test_a_ledger_by_another_voice_is_refused() -> None:
    with pytest.raises(DocumentError):
        open_ledger(PLAINTEXT, verifying_key(SEED))


@given(st.dictionaries(st.binary(min_size=16, max_size=16), st.integers(0, 2**32 - 1), max_size=90))
def test_a_ledger_of_any_cases_comes_back_as_it_was(cases: dict[bytes, int]) -> None:
    rows = {id_.hex(): LedgerRow(places, bytes(32), bytes(32), "2027-01-01") for id_, places in cases.items()}
    ledger = Ledger("https://bekymret.example", 1, "1" * 32, 1, "0" * 64, "2026-11-22", (), dict(sorted(rows.items())))
    plaintext = build_ledger(ledger, SEED)
    assert open_ledger(plaintext, verifying_key(SEED)) == ledger
    assert is_file_length(len(plaintext))
    assert open_ledger(plaintext, verifying_key(SEED)) != replace(ledger, number=2)


@pytest.mark.parametrize("wrong", [b"", PLAINTEXT[:-1], PLAINTEXT + b"\0", PLAINTEXT[:4096], bytes(4352)])
def test_what_is_no_ledger_is_refused(wrong: bytes) -> None:
    with pytest.raises(DocumentError):
        open_ledger(wrong, KEY)
