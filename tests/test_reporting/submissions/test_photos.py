"""Photos at the door and in the inbox: one rule for what a decoder is given."""

import json
from typing import Any

import pytest

from reporting.submissions.photo_decoder import has_few_scans
from tests.support import ROOT

VECTORS = json.loads((ROOT / "tests/vectors/photos.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_scans_are_counted_as_in_the_inbox(vector: dict[str, Any]) -> None:
    content = bytes.fromhex(vector["head"] + vector["repeat"] * vector["times"] + vector["tail"])
    assert has_few_scans(content) is vector["few_scans"]
