"""A frame is read whole and to the byte, or not at all. The browser writes the same bytes: tests/js/web."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.envelopes.frames import (
    LONGEST_LEDGER,
    MAX_ENVELOPE,
    MAX_FILE,
    MAX_LEDGER,
    NotAcceptable,
    SealFrame,
    Tagged,
    longest_report,
    read_ledger,
    read_message,
    read_reply,
    read_report,
    read_seals,
)
from tests.support import ROOT
from tests.support.cast import frame, uint32

HEAD = (b"c" * 16, b"l" * 32, b"r" * 1216, uint32(9), b"\x00")
TAG = b"t" * 32
PLACE = uint32(7)


def report(*envelopes: bytes, outbox: bytes = b"\x00") -> bytes:
    return frame(*HEAD[:4], outbox, envelopes=[(each, TAG) for each in envelopes])


VECTORS = json.loads((ROOT / "tests/vectors/frames.json").read_text("utf-8"))


def test_a_report_comes_out_as_it_went_in() -> None:
    found = read_report(report(b"report", b"", b"photo"), max_files=2)
    assert (found.case, found.locator, found.reply_to, found.n, found.outbox) == (*HEAD[:3], 9, False)
    assert found.envelopes == [Tagged(b"report", TAG), Tagged(b"", TAG), Tagged(b"photo", TAG)]
    assert read_report(report(b"report", outbox=b"\x01"), 2).outbox


def test_a_message_and_a_reply_come_out_as_they_went_in() -> None:
    message = read_message(frame(HEAD[1], HEAD[3], PLACE, envelopes=[(b"message", TAG)]))
    assert (message.locator, message.n, message.seq, message.sealed) == (HEAD[1], 9, 7, Tagged(b"message", TAG))
    reply = read_reply(frame(HEAD[3], PLACE, envelopes=[(b"reply", b"")]))
    assert (reply.n, reply.seq, reply.envelope) == (9, 7, b"reply")


def test_new_headers_come_out_as_they_went_in() -> None:
    sent = (
        b"\x02"
        + uint32(9)
        + b"".join(HEAD[0] + PLACE + b"o" * 32 + uint32(6) + each for each in (b"header", b"HEADER"))
    )
    n, seals = read_seals(sent)
    assert n == 9
    assert seals == [SealFrame(HEAD[0], 7, b"o" * 32, each) for each in (b"header", b"HEADER")]
    assert read_seals(b"\x02" + uint32(9)) == (9, [])
    for wrong in (sent[:-1], sent + b"x", sent[:40], b"\x01" + sent[1:]):
        with pytest.raises(NotAcceptable):
            read_seals(wrong)
    with pytest.raises(NotAcceptable):
        read_seals(b"\x02" + uint32(9) + HEAD[0] + PLACE + b"o" * 32 + uint32(65_537) + bytes(65_537))


def test_a_ledger_comes_out_as_it_went_in() -> None:
    assert read_ledger(frame(uint32(4), envelopes=[(b"ledger", b"")])) == (4, b"ledger")
    longest = frame(uint32(4), envelopes=[(bytes(MAX_LEDGER), b"")])
    assert len(longest) <= LONGEST_LEDGER
    assert read_ledger(longest)[0] == 4
    with pytest.raises(NotAcceptable):
        read_ledger(frame(uint32(4), envelopes=[(bytes(MAX_LEDGER + 1), b"")]))


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_are_read(name: str) -> None:
    vector = VECTORS[name]
    fields = [bytes.fromhex(each) for each in vector["fields"]]
    envelopes = [(bytes.fromhex(envelope), bytes.fromhex(tag)) for envelope, tag in vector["envelopes"]]
    assert frame(*fields, envelopes=envelopes).hex() == vector["frame"]
    read = {"report": lambda sent: read_report(sent, 2), "message": read_message, "reply": read_reply}[name.split()[0]]
    assert read(bytes.fromhex(vector["frame"]))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x02",
        report(),
        report(b"report")[:-1],
        report(b"report")[:-32],
        report(b"report") + b"x",
        b"\x01" + report(b"report")[1:],
        b"\x03" + report(b"report")[1:],
        report(b"report", outbox=b"\x02"),
        report(b"report", b"photo", b"photo", b"photo"),
        report(bytes(MAX_ENVELOPE + 1)),
        report(b"report", bytes(MAX_FILE + 1)),
        report() + b"\xff\xff\xff\xff",
    ],
    ids=lambda sent: f"{len(sent)} bytes, version {sent[:1].hex()}",
)
def test_what_is_not_exactly_a_report_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAcceptable) as caught:
        read_report(sent, max_files=2)
    assert caught.value.reason == "frame"


def test_a_place_has_nine_digits_at_most() -> None:
    with pytest.raises(NotAcceptable):
        read_reply(frame(HEAD[3], uint32(10**9), envelopes=[(b"reply", b"")]))
    assert read_reply(frame(HEAD[3], uint32(10**9 - 1), envelopes=[(b"reply", b"")])).seq == 10**9 - 1


def test_the_longest_report_is_just_as_long_as_said() -> None:
    longest = report(bytes(MAX_ENVELOPE), bytes(MAX_FILE), bytes(MAX_FILE))
    assert len(longest) == longest_report(2)
    assert len(read_report(longest, 2).envelopes) == 3


@given(sent=st.binary(max_size=1400), version=st.sampled_from([b"", b"\x02"]))
def test_any_bytes_are_a_frame_or_refused(sent: bytes, version: bytes) -> None:
    for read in (lambda raw: read_report(raw, 2), read_message, read_reply, read_seals, read_ledger):
        try:
            assert read(version + sent)
        except NotAcceptable:
            continue


@given(envelopes=st.lists(st.binary(max_size=50), min_size=1, max_size=3))
def test_whatever_is_framed_is_read_again(envelopes: list[bytes]) -> None:
    assert [each.envelope for each in read_report(report(*envelopes), 2).envelopes] == envelopes
