"""What comes of opening what is stored of a case. The browser reads the same vectors."""

import base64
import json
from typing import Any

import pytest

from crypto import Conversation, Identity, Stored, open_code, read_as_advisor, read_as_reporter, read_mark
from tests.support import ROOT
from tests.support.vectors import ADVISOR, CODE, is_for_us, scenes

VECTORS = json.loads((ROOT / "tests/vectors/conversations.json").read_text("utf-8"))
RECEIPT = open_code(CODE)


def stored_of(vector: dict[str, Any]) -> list[Stored]:
    return [
        Stored(
            each["seq"],
            each["by"],
            bytes.fromhex(each["hash"]),
            bytes.fromhex(each["tag"]) if each["tag"] else None,
            base64.b64decode(each["envelope"]) if each["envelope"] else None,
        )
        for each in vector["stored"]
    ]


def for_reporter(stored: list[Stored]) -> list[Stored]:
    return [
        Stored(each.seq, each.by, each.payload_hash, each.tag, each.envelope if each.by == "advisor" else None)
        for each in stored
    ]


def seen(conversation: Conversation) -> list[list[object]]:
    return [
        [item.seq, item.by, item.state, item.document.type if item.document else None] for item in conversation.items
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_was_done_to_a_case_is_seen_as_in_the_browser(vector: dict[str, Any]) -> None:
    stored = stored_of(vector)
    by_advisor = read_as_advisor(ADVISOR, RECEIPT.case, stored, is_for_us)
    assert seen(by_advisor) == vector["advisor"]
    assert by_advisor.transcripts[-1].hex() == vector["transcript"]
    assert seen(read_as_reporter(RECEIPT, for_reporter(stored))) == vector["reporter"]


UNTOUCHED = {"as it was written", "report only", "tail deleted"}
"""What nobody can tell from a case that was not touched. A deleted tail is the ledger's."""

ADVISORS_ONLY = {
    "report only",
    "report flipped",
    "reply by who holds the code",
    "file where none belongs",
    "second report",
    "report whose receipt is another",
    "report to others",
    "report to us and a thief",
    "no document",
    "nothing inside",
}
"""What only the advisors can see: the reporter's own browser has done it, or it lies in what the reporter can't
open.
"""

REPORTER_ONLY = {"answer's hash changed"}
"""The advisors hash what is there themselves."""


@pytest.mark.parametrize(("name", "stored"), list(scenes()), ids=lambda each: each if isinstance(each, str) else "")
def test_whatever_is_done_to_a_case_is_flagged_to_who_reads_next(name: str, stored: list[Stored]) -> None:
    to_advisor = read_as_advisor(ADVISOR, RECEIPT.case, stored, is_for_us).is_sound
    to_reporter = read_as_reporter(RECEIPT, for_reporter(stored)).is_sound
    assert to_advisor is (name in (UNTOUCHED - ADVISORS_ONLY) | REPORTER_ONLY)
    assert to_reporter is (name in UNTOUCHED | ADVISORS_ONLY)


def test_a_stranger_opens_nothing_of_a_case() -> None:
    for _, stored in scenes():
        items = read_as_advisor(Identity.generate(), RECEIPT.case, stored, is_for_us).items
        assert not any(item.document for item in items)


def test_what_was_read_and_is_gone_is_missing() -> None:
    whole = for_reporter(next(stored for name, stored in scenes() if name == "as it was written"))
    assert read_as_reporter(RECEIPT, whole, len(whole) - 1).is_sound
    for kept in range(len(whole)):
        found = read_as_reporter(RECEIPT, whole[:kept], len(whole) - 1)
        assert [(item.seq, item.state) for item in found.items if item.state != "open"] == [(kept, "missing")]
        assert len(found.transcripts) == kept + 1


def test_files_that_the_report_says_to_have_and_that_are_gone_are_missing() -> None:
    whole = next(stored for name, stored in scenes() if name == "as it was written")
    found = read_as_advisor(ADVISOR, RECEIPT.case, whole[:1], is_for_us)
    assert [(item.seq, item.state) for item in found.items] == [(0, "open"), (1, "missing")]
    assert len(found.transcripts) == 2


def test_what_was_read_is_believed_at_its_place_only() -> None:
    whole = next(stored for name, stored in scenes() if name == "as it was written")
    found = read_as_reporter(RECEIPT, for_reporter(whole))
    mark = read_mark(RECEIPT.talk, 2, found.transcripts[3])
    assert found.is_read(RECEIPT.talk, 2, mark)
    for seq, wrong in ((1, mark), (3, mark), (2, bytes(32)), (-1, mark), (50_000_000, mark), (2, b"")):
        assert not found.is_read(RECEIPT.talk, seq, wrong)
