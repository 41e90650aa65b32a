"""A new header over the same payload. The browser makes and reads the same."""

import base64
import json

import pytest

from crypto import EnvelopeError, Identity, NoMatch, new_header, seal, unseal
from tests.support import ROOT
from tests.support.vectors import ADVISOR, COLLEAGUE, THIEF

VECTOR = {
    name: base64.b64decode(text)
    for name, text in json.loads((ROOT / "tests/vectors/reseal.json").read_text("utf-8")).items()
}


def test_the_vector_opens_for_whom_it_was_made_and_for_nobody_else() -> None:
    envelope = VECTOR["made"] + VECTOR["payload"]
    assert unseal(envelope, ADVISOR) == unseal(envelope, THIEF) == b"the same payload"
    with pytest.raises(NoMatch):
        unseal(envelope, COLLEAGUE)


def test_who_can_not_open_a_header_can_not_make_a_new_one() -> None:
    with pytest.raises(NoMatch):
        new_header(VECTOR["header"], Identity.generate(), [THIEF.recipient])


def test_what_is_no_header_or_was_changed_is_refused() -> None:
    flipped = bytearray(VECTOR["header"])
    flipped[-3] ^= 1
    for wrong in (VECTOR["header"] + b"x", VECTOR["header"][:-1], b"", bytes(flipped)):
        with pytest.raises(EnvelopeError):
            new_header(wrong, ADVISOR, [THIEF.recipient])


def test_a_new_header_does_not_open_another_payload() -> None:
    other = seal(b"another payload", [ADVISOR.recipient])
    with pytest.raises(EnvelopeError):
        unseal(VECTOR["made"] + other[-len(VECTOR["payload"]) :], ADVISOR)
