"""Signing in gives away nothing that was sealed. The browser reads the same vectors."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from crypto import DocumentError, NoMatch, SealError, answer_challenge, make_challenge, unseal
from tests.support import ROOT
from tests.support.vectors import ADVISOR, THIEF

VECTORS = json.loads((ROOT / "tests/vectors/challenges.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_only_a_challenge_is_answered(vector: dict[str, Any]) -> None:
    challenge = base64.b64decode(vector["challenge"])
    if vector["answer"]:
        assert answer_challenge(challenge, ADVISOR).hex() == vector["answer"]
    else:
        with pytest.raises(SealError):
            answer_challenge(challenge, ADVISOR)


def test_the_answer_is_one_way_and_holds_nothing_of_what_was_sealed() -> None:
    challenge, answer = make_challenge(ADVISOR.recipient)
    inside = unseal(challenge, ADVISOR)
    assert len(inside) == 52
    assert inside.startswith(b"bekymret sign-in v2\n")
    nonce = inside[20:]
    assert answer == hmac.new(nonce, b"bekymret sign-in v2\nanswer", hashlib.sha256).digest()
    assert nonce not in answer


def test_what_is_no_challenge_and_what_is_for_others_are_told_apart() -> None:
    challenge, _ = make_challenge(ADVISOR.recipient)
    with pytest.raises(NoMatch):
        answer_challenge(challenge, THIEF)
    with pytest.raises(DocumentError):
        answer_challenge(base64.b64decode(VECTORS[1]["challenge"]), ADVISOR)
