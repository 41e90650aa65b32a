"""What an advisor signs who writes a case down, as the browser has it."""

import json
from typing import Any

import pytest

from crypto import origin_message
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/origins.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS)
def test_the_message_is_that_of_the_vectors(vector: dict[str, Any]) -> None:
    message = origin_message("https://bekymret.example", "a" * 32, "0" * 31 + "1", vector["body"])
    assert message.decode() == vector["message"]


def test_another_case_site_advisor_or_word_makes_another_message() -> None:
    body = {"form": "neighbour", "answers": {"where": "Eksempelvej 12"}}
    messages = {
        origin_message("https://a.example", "a", "1", body),
        origin_message("https://b.example", "a", "1", body),
        origin_message("https://a.example", "b", "1", body),
        origin_message("https://a.example", "a", "2", body),
        origin_message("https://a.example", "a", "1", body | {"form": "eviction"}),
    }
    assert len(messages) == 5
