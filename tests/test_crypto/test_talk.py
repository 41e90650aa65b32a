"""What ties a conversation together, computed a second time from docs/formats.md with nothing but the standard
library.
"""

import base64
import hashlib
import hmac
import json

from crypto import (
    Identity,
    case_id,
    follow,
    from_text,
    open_code,
    read_mark,
    recipient_digest,
    tag,
    to_text,
    transcript,
    verifying_key,
)
from crypto.talk import mac
from tests.support import ROOT

VECTOR = json.loads((ROOT / "tests/vectors/talk.json").read_text("utf-8"))
TALK = bytes.fromhex(VECTOR["talk"])
HASHES = [bytes.fromhex(each) for each in VECTOR["hashes"]]


def test_a_code_gives_talk_and_case_as_in_the_browser() -> None:
    receipt = open_code(VECTOR["code"])
    assert receipt.talk.hex() == VECTOR["talk"]
    assert receipt.case == VECTOR["case"]
    digest = hashlib.sha256(_raw(str(receipt.identity.recipient))).digest()
    assert digest == recipient_digest(receipt.identity.recipient)
    by_hand = hashlib.sha256(b"bekymret case v3\n" + receipt.talk + digest).hexdigest()[:32]
    assert case_id(receipt.talk, digest) == by_hand == VECTOR["case"]


def _raw(recipient: str) -> bytes:
    """The 1 216 bytes of a recipient's Bech32 text, read by hand: five bits a letter, the last six letters check."""
    letters = recipient.rpartition("1")[2][:-6]
    bits = "".join(f"{'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.index(letter):05b}" for letter in letters)
    raw = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
    assert len(raw) == 1216
    return raw


def test_the_transcript_is_a_chain_of_hashes() -> None:
    state = hashlib.sha256(b"bekymret transcript v2\n" + bytes.fromhex(VECTOR["case"])).digest()
    assert state == transcript(VECTOR["case"])
    for each in HASHES:
        state = hashlib.sha256(state + each).digest()
    assert state == transcript(VECTOR["case"], HASHES)
    assert state == follow(transcript(VECTOR["case"], HASHES[:2]), HASHES[2])
    assert state.hex() == VECTOR["transcript"]


def test_codes_tags_and_marks_are_kept_apart_by_their_labels() -> None:
    state = bytes.fromhex(VECTOR["transcript"])

    def by_hand(label: bytes, text: bytes) -> bytes:
        return hmac.new(TALK, label + text, hashlib.sha256).digest()

    assert tag(TALK, state) == by_hand(b"bekymret mine v2\n", state)
    assert tag(TALK, state).hex() == VECTOR["tag"]
    assert read_mark(TALK, 2, state) == by_hand(b"bekymret read v2\n", bytes([0, 0, 0, 0, 0, 0, 0, 2]) + state)
    assert read_mark(TALK, 2, state).hex() == VECTOR["mark"]
    written = base64.urlsafe_b64encode(by_hand(b"bekymret talk v2\n", b"text")).rstrip(b"=").decode()
    assert mac(TALK, b"text") == written == VECTOR["mac"]


def test_a_key_as_text_has_one_form() -> None:
    text = to_text(TALK)
    assert from_text(text) == TALK
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(text[-1])
    spare = text[:-1] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last | 1]
    for wrong in (spare, text + "=", text[:-1], text + "A", "", None, 7, text.replace(text[0], "+", 1)):
        assert from_text(wrong) is None


def test_a_voice_follows_from_the_identity() -> None:
    assert verifying_key(Identity(bytes([1]) * 32).voice_seed).hex() == VECTOR["voice"]
