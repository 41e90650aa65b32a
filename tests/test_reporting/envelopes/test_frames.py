"""A frame is read whole and to the byte, or not at all. The browser writes the same bytes: tests/js/web."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.envelopes.frames import (
    MAX_ENVELOPE,
    MAX_FILE,
    NotAcceptable,
    longest_report,
    read_message,
    read_reply,
    read_report,
)
from tests.support import ROOT
from tests.support.cast import frame

HEAD = (b"c" * 16, b"l" * 32, b"r" * 1216, b"s" * 32)
PLACE = (7).to_bytes(4, "big")
VECTORS = json.loads((ROOT / "tests/vectors/frames.json").read_text("utf-8"))


def test_a_report_comes_out_as_it_went_in() -> None:
    found = read_report(frame(*HEAD, envelopes=[b"report", b"", b"photo"]), max_files=2)
    assert (found.case, found.locator, found.reply_to, found.sealed_to) == HEAD
    assert found.envelopes == [b"report", b"", b"photo"]


def test_a_message_and_a_reply_come_out_as_they_went_in() -> None:
    message = read_message(frame(HEAD[1], HEAD[3], PLACE, envelopes=[b"message"]))
    assert (message.locator, message.sealed_to, message.seq, message.envelope) == (HEAD[1], HEAD[3], 7, b"message")
    reply = read_reply(frame(HEAD[3], PLACE, envelopes=[b"reply"]))
    assert (reply.sealed_to, reply.seq, reply.envelope) == (HEAD[3], 7, b"reply")


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_are_read(name: str) -> None:
    vector = VECTORS[name]
    fields, envelopes = ([bytes.fromhex(each) for each in vector[part]] for part in ("fields", "envelopes"))
    assert frame(*fields, envelopes=envelopes).hex() == vector["frame"]
    read = {"report": lambda sent: read_report(sent, 2), "message": read_message, "reply": read_reply}[name]
    assert read(bytes.fromhex(vector["frame"]))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x01",
        frame(*HEAD, envelopes=[]),
        frame(*HEAD, envelopes=[b"report"])[:-1],
        frame(*HEAD, envelopes=[b"report"]) + b"x",
        b"\x00" + frame(*HEAD, envelopes=[b"report"])[1:],
        b"\x02" + frame(*HEAD, envelopes=[b"report"])[1:],
        frame(*HEAD, envelopes=[b"report", b"photo", b"photo", b"photo"]),
        frame(*HEAD, envelopes=[bytes(MAX_ENVELOPE + 1)]),
        frame(*HEAD, envelopes=[b"report", bytes(MAX_FILE + 1)]),
        frame(*HEAD, envelopes=[]) + b"\xff\xff\xff\xff",
    ],
    ids=lambda sent: f"{len(sent)} bytes, version {sent[:1].hex()}",
)
def test_what_is_not_exactly_a_report_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAcceptable) as caught:
        read_report(sent, max_files=2)
    assert caught.value.reason == "frame"


def test_a_place_has_nine_digits_at_most() -> None:
    with pytest.raises(NotAcceptable):
        read_reply(frame(HEAD[3], (10**9).to_bytes(4, "big"), envelopes=[b"reply"]))
    assert read_reply(frame(HEAD[3], (10**9 - 1).to_bytes(4, "big"), envelopes=[b"reply"])).seq == 10**9 - 1


def test_the_longest_report_is_just_as_long_as_said() -> None:
    longest = frame(*HEAD, envelopes=[bytes(MAX_ENVELOPE), bytes(MAX_FILE), bytes(MAX_FILE)])
    assert len(longest) == longest_report(2)
    assert len(read_report(longest, 2).envelopes) == 3


@given(sent=st.binary(max_size=1400), version=st.sampled_from([b"", b"\x01"]))
def test_any_bytes_are_a_frame_or_refused(sent: bytes, version: bytes) -> None:
    for read in (lambda raw: read_report(raw, 2), read_message, read_reply):
        try:
            found = read(version + sent)
        except NotAcceptable:
            continue
        assert found.sealed_to


@given(envelopes=st.lists(st.binary(max_size=50), min_size=1, max_size=3))
def test_whatever_is_framed_is_read_again(envelopes: list[bytes]) -> None:
    assert read_report(frame(*HEAD, envelopes=envelopes), 2).envelopes == envelopes
