"""What comes of opening an envelope where it was found. The browser reads the same vectors."""

import base64
import json
from typing import Any

import pytest

from crypto import Identity, open_at
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/places.json").read_text("utf-8"))
IDENTITY = Identity.parse(VECTORS["identity"])


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_vectors_that_the_browser_reads_too(vector: dict[str, Any]) -> None:
    envelope = None if vector["envelope"] is None else base64.b64decode(VECTORS["envelopes"][vector["envelope"]])
    if vector["flip"] is not None and envelope:
        envelope = envelope[: vector["flip"]] + bytes([envelope[vector["flip"]] ^ 1]) + envelope[vector["flip"] + 1 :]
    opened = open_at(envelope, vector["case"], vector["seq"], IDENTITY)
    assert opened.state == vector["state"]
    assert (opened.document is not None) is (vector["state"] == "open")
    assert opened.content == (base64.b64decode(vector["content"]) if vector["content"] else None)
