"""A conversation as its reporter reads it. The browser reads the same vectors."""

import json
from typing import Any

import pytest

from crypto import Document, Opened
from reporting.envelopes.reading import Entry, entry_of, state_of
from tests.support import ROOT
from tests.support.cast import CASE, DAY

VECTORS = json.loads((ROOT / "tests/vectors/conversations.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["entries"], ids=lambda vector: json.dumps(vector["opened"]))
def test_what_was_opened_is_shown_as_in_the_browser(vector: dict[str, Any]) -> None:
    opened = vector["opened"]
    document = None
    if opened["state"] == "open":
        document = Document(opened["type"], CASE, 1, "advisor", DAY, "da", opened["body"])
    assert entry_of(Opened(opened["state"], document)) == Entry(*vector["entry"])


@pytest.mark.parametrize(("kinds", "read_seq", "state"), VECTORS["states"])
def test_the_state_is_what_the_browser_says_too(kinds: list[str], read_seq: int, state: str) -> None:
    assert state_of([Entry(kind) for kind in kinds], read_seq) == state
