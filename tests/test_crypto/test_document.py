import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import Document, DocumentError, ForgedError, is_case_id, is_padded_length, to_text
from crypto import build_document as build_with
from crypto import check_document as check_with
from crypto.talk import mac

TALK = bytes(range(32))
REPORT = Document(
    "report",
    "0123456789abcdef" * 2,
    0,
    "reporter",
    "2026-11-22",
    "da",
    "ab" * 32,
    to_text(bytes(32)),
    {"where": "Eksempelvej 12"},
)
FILE = json.loads((Path(__file__).parent.parent / "vectors/documents.json").read_text())


def build_document(document: Document) -> bytes:
    return build_with(document, TALK)


def check_document(padded: bytes) -> Document:
    return check_with(padded, TALK)


def authenticated(text: bytes) -> bytes:
    """Any text with a sound code at its end, so that nothing else is what it is refused for."""
    whole = text[:-1] + b',"mac":"' + mac(TALK, text).encode() + b'"}'
    return whole + b" " * (-len(whole) % 4096)


def padded(fields: object) -> bytes:
    return authenticated(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode())


FIELDS = json.loads(build_document(REPORT))
del FIELDS["mac"]


def test_a_document_comes_back_as_it_was() -> None:
    assert check_document(build_document(REPORT)) == REPORT


def test_length_tells_only_the_number_of_blocks() -> None:
    longer = dataclasses.replace(REPORT, body={"where": "x" * 3000})
    assert len(build_document(REPORT)) == len(build_document(longer)) == 4096


def test_a_full_story_in_any_script_fits() -> None:
    story = dataclasses.replace(REPORT, body={"story": "😟" * 10_000})
    assert check_document(build_document(story)) == story


def test_more_than_sixteen_blocks_are_refused() -> None:
    with pytest.raises(DocumentError):
        build_document(dataclasses.replace(REPORT, body={"story": "x" * 65_536}))


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(DocumentError):
        build_document(dataclasses.replace(REPORT, body={"story": "\ud83d"}))


@pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["name"])
def test_vectors_that_the_browser_reads_too(vector: dict[str, str]) -> None:
    raw = vector["text"].encode() + b" " * int(vector["padding"])
    if vector["sound"]:
        assert bytes.fromhex(FILE["talk"]) == TALK
        assert build_document(check_document(raw)) == raw
    else:
        with pytest.raises(DocumentError):
            check_document(raw)


def test_exactly_sixteen_blocks_and_no_padding_at_all_are_a_document() -> None:
    empty = len(build_document(dataclasses.replace(REPORT, body={"where": ""})).rstrip(b" "))
    for blocks in (1, 16):
        full = dataclasses.replace(REPORT, body={"where": "x" * (blocks * 4096 - empty)})
        assert len(build_document(full)) == blocks * 4096
        assert check_document(build_document(full)) == full


def test_a_document_that_fills_its_blocks_is_followed_by_nothing() -> None:
    empty = len(build_document(dataclasses.replace(REPORT, body={"where": ""})).rstrip(b" "))
    full = build_document(dataclasses.replace(REPORT, body={"where": "x" * (4096 - empty)}))
    with pytest.raises(DocumentError):
        check_document(full + b" " * 4096)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_have_is_refused_both_ways(number: float) -> None:
    odd = dataclasses.replace(REPORT, body={"where": number})
    with pytest.raises(DocumentError):
        build_document(odd)
    with pytest.raises(DocumentError):
        check_document(padded(FIELDS | {"body": {"where": number}}))


@pytest.mark.parametrize("seq", [0, 61, 62, 2**31 - 1])
def test_a_place_may_be_as_high_as_31_bits_hold(seq: int) -> None:
    assert check_document(padded(FIELDS | {"seq": seq})).seq == seq
    with pytest.raises(DocumentError):
        check_document(padded(FIELDS | {"seq": 2**31}))


@pytest.mark.parametrize("tail", [b"\t", b"\n", b"X", b"\xc2\xa0"])
def test_only_spaces_are_padding(tail: bytes) -> None:
    raw = build_document(REPORT)
    with pytest.raises(DocumentError):
        check_document(raw[: -len(tail)] + tail)


def test_a_case_id_is_32_hex_digits_in_lower_case() -> None:
    assert is_case_id("0123456789abcdef" * 2)
    for wrong in ("", "0" * 31, "0" * 33, "0" * 32 + "\n", "A" * 32, "g" * 32):
        assert not is_case_id(wrong)


@pytest.mark.parametrize(
    ("length", "fits"),
    [
        (0, False),
        (1, False),
        (4095, False),
        (4096, True),
        (8192, True),
        (65_536, True),
        (69_632, False),
        (-4096, False),
    ],
)
def test_a_documents_length_is_one_to_sixteen_blocks(length: int, fits: bool) -> None:
    assert is_padded_length(length) is fits


@pytest.mark.parametrize(
    "change",
    [
        {"v": 1}, {"v": True}, {"v": "1"}, {"type": "gossip"}, {"type": None}, {"case": "0" * 31}, {"case": "G" * 32},
        {"case": "0" * 32 + "\n"}, {"seq": -1}, {"seq": 1.0}, {"seq": True}, {"seq": "0"}, {"from": "police"},
        {"from": ["advisor"]}, {"day": "2026-02-30"}, {"day": "20261122"}, {"day": 20261122}, {"language": "DA"},
        {"language": "../da"}, {"body": []}, {"body": None}, {"extra": 1},
        {"to": "AB" * 32}, {"to": "ab" * 31}, {"to": None}, {"after": "A" * 42 + "B"}, {"after": "A" * 42}, {"after":
        7},
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(DocumentError):
        check_document(padded(FIELDS | change))


@pytest.mark.parametrize("missing", sorted(FIELDS))
def test_a_missing_field_is_refused(missing: str) -> None:
    with pytest.raises(DocumentError):
        check_document(padded({key: value for key, value in FIELDS.items() if key != missing}))


def test_padding_is_spaces_up_to_the_block_and_no_more() -> None:
    raw = build_document(REPORT)
    for wrong in (raw[:-1], raw + b" ", raw + b" " * 4096, raw[:-1] + b"\n\n", raw[:-1] + b"\0", b"", b" " * 4096):
        with pytest.raises(DocumentError):
            check_document(wrong)


def test_a_key_that_stands_twice_is_refused() -> None:
    text = json.dumps(FIELDS, separators=(",", ":")).encode().replace(b'"seq":0', b'"seq":0,"seq":0')
    with pytest.raises(DocumentError):
        check_document(authenticated(text))


def test_a_document_of_another_conversation_is_forged_and_not_damaged() -> None:
    with pytest.raises(ForgedError):
        check_with(build_document(REPORT), bytes(32))


def test_a_report_brings_its_own_key_and_nothing_else_does() -> None:
    report = dataclasses.replace(REPORT, body={"talk": to_text(TALK)})
    assert check_with(build_document(report), None) == report
    for other in (dataclasses.replace(report, type="message"), dataclasses.replace(report, body={"talk": "x"})):
        with pytest.raises(ForgedError):
            check_with(build_document(other), None)
    with pytest.raises(ForgedError):
        check_with(build_with(report, bytes(32)), None)


def test_deeply_nested_json_is_refused_and_does_not_crash() -> None:
    with pytest.raises(DocumentError):
        check_document((b"[" * 30_000).ljust(32_768))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_clear_error(raw: bytes) -> None:
    with pytest.raises(DocumentError):
        check_document(raw.ljust(4096))


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=60), max_size=6))
def test_any_answers_round_trip(body: dict[str, str]) -> None:
    report = dataclasses.replace(REPORT, body=body)
    try:
        raw = build_document(report)
    except DocumentError:
        halves = any("\ud800" <= letter <= "\udfff" for text in [*body, *body.values()] for letter in text)
        assert halves or any(key.isascii() and key.isdigit() for key in body)
    else:
        assert check_document(raw) == report


def test_a_line_end_between_the_text_and_its_padding_is_refused_as_in_the_browser() -> None:
    text = build_document(REPORT).rstrip(b" ")
    with pytest.raises(DocumentError):
        check_document((text + b"\n").ljust(4096))
