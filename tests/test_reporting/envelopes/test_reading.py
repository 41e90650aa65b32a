"""A conversation as its reporter reads it. The browser reads the same vectors."""

import json
from typing import Any

import pytest

from crypto import Conversation, Document, Opened, read_mark, to_text
from reporting.envelopes.reading import Entry, entry_of, state_of
from reporting.store import FoundCase
from tests.support import ROOT
from tests.support.cast import CASE, DAY, RECEIPT

VECTORS = json.loads((ROOT / "tests/vectors/entries.json").read_text("utf-8"))
TRANSCRIPTS = tuple(bytes([number]) * 32 for number in range(5))


@pytest.mark.parametrize("vector", VECTORS["entries"], ids=lambda vector: json.dumps(vector["opened"]))
def test_what_was_opened_is_shown_as_in_the_browser(vector: dict[str, Any]) -> None:
    opened = vector["opened"]
    document = None
    if "body" in opened:
        document = Document("reply", CASE, 1, "advisor", DAY, "da", "0" * 64, to_text(bytes(32)), opened["body"])
    assert entry_of(Opened(1, opened["by"], opened["state"], document)) == Entry(*vector["entry"])


def state(kinds: list[str], seq: int, mark: bytes | None) -> str:
    conversation = Conversation((), TRANSCRIPTS[: len(kinds) + 1])
    return state_of(conversation, [Entry(kind) for kind in kinds], FoundCase(CASE, DAY, b"", seq, mark), RECEIPT)


@pytest.mark.parametrize(("kinds", "seq", "expected"), VECTORS["states"])
def test_the_state_is_what_the_browser_says_too(kinds: list[str], seq: int, expected: str) -> None:
    mark = read_mark(RECEIPT.talk, seq, TRANSCRIPTS[seq + 1]) if seq >= 0 else None
    assert state(kinds, seq, mark) == expected


def test_a_mark_that_proves_nothing_makes_nothing_read() -> None:
    assert state(["mine"], 0, bytes(32)) == "received"
    assert state(["mine"], 0, None) == "received"
