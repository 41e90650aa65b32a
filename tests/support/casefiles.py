"""Case files as the advisors' browsers write them."""

from datetime import date
from typing import Any

from flask import Flask

from crypto import SHARED, CaseFile, build_casefile, casefile_chain, payload_hash, seal
from tests.support.cast import Advisor, frame, post_frame, sign_in, uint32
from tests.support.signed import SITE

STATE: dict[str, Any] = {
    **dict.fromkeys(("level", "owner", "step", "next", "closed", "outcome", "purge", "keep"), ""),
    **{name: [] for name in ("links", "apart", "log")},
    "removal": None,
}


def days(day: str | None) -> bytes:
    """A day as a frame has it."""
    return uint32((date.fromisoformat(day) - date(1970, 1, 1)).days if day else 0)


def casefile_frame(n: int, version: int, content: dict[str, Any], envelope: bytes) -> bytes:
    """What a browser posts."""
    removal = content.get("removal") or {}
    places = removal.get("places", [])
    head = [uint32(n), uint32(version), days(content.get("purge")), days(removal.get("day"))]
    return frame(*head, len(places).to_bytes(2, "big"), *(uint32(each) for each in places), envelopes=[(envelope, b"")])


def hashes_of(app: Flask, case: str) -> list[bytes]:
    """The payload hashes of a case file's versions."""
    return [each.payload_hash for each in app.extensions["casefiles"].list_versions(case)]


def chain_of(app: Flask, case: str) -> bytes:
    """What a ledger says of a case's file: what stands behind its newest version; zeros for none."""
    hashes = hashes_of(app, case)
    return casefile_chain(case, hashes)[-1] if hashes else bytes(32)


def write_casefile(app: Flask, advisors: list[Advisor], case: str, content: dict[str, Any], writer: int = 0) -> bytes:
    """Have an advisor write the next version; return its envelope."""
    to = [each.identity.recipient for each in advisors]
    hashes = hashes_of(app, case)
    version = len(hashes) + 1
    whole = content if case in SHARED else STATE | content
    before = casefile_chain(case, hashes)[-1].hex()
    n = app.extensions["authority"].last_number()
    casefile = CaseFile(SITE, n, advisors[writer].id, case, version, before, whole)
    envelope = seal(build_casefile(casefile, advisors[writer].identity.voice_seed), to)
    sent = casefile_frame(n, version, whole, envelope)
    answer = post_frame(sign_in(app, advisors[writer]), f"/inbox/casefiles/{case}", sent)
    assert answer.status_code == 201, answer.get_json()
    assert hashes_of(app, case)[-1] == payload_hash(envelope)
    return envelope
