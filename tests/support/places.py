"""Writes `tests/vectors/places.json`: envelopes, where each was found, and what must come of opening it there.

`python -m tests.support.places` makes them anew; sealing is random, so every run writes other bytes of the same kinds.
"""

import base64
import json
from typing import Any

from crypto import Document, Identity, build_document, build_file, seal
from tests.support import ROOT

FILE = ROOT / "tests/vectors/places.json"
_CASE, _OTHER = "0" * 31 + "1", "0" * 31 + "2"
_IDENTITY = Identity(bytes(range(32)))
_CONTENT = b"\xff\xd8 picture \xff\xd9"


def _document(kind: str, seq: int, sender: str, **body: Any) -> Document:
    return Document(kind, _CASE, seq, sender, "2026-11-22", "da", body)  # type: ignore[arg-type]


def _sealed() -> dict[str, bytes]:
    to_us, to_another = [_IDENTITY.recipient], [Identity(bytes(32)).recipient]
    report = build_document(_document("report", 0, "reporter", where="Eksempelvej 12"))
    photo = build_file(_document("file", 1, "reporter", length=len(_CONTENT)), _CONTENT)
    return {
        "report": seal(report, to_us),
        "report to another": seal(report, to_another),
        "report as an advisor": seal(build_document(_document("report", 0, "advisor")), to_us),
        "message": seal(build_document(_document("message", 2, "reporter", text="Mere")), to_us),
        "message as an advisor": seal(build_document(_document("message", 2, "advisor", text="Mere")), to_us),
        "reply": seal(build_document(_document("reply", 3, "advisor", text="Tak")), to_us),
        "reply as a reporter": seal(build_document(_document("reply", 3, "reporter", text="Tak")), to_us),
        "file": seal(photo, to_us),
        "file as an advisor": seal(build_file(_document("file", 1, "advisor", length=1), b"x"), to_us),
        "cut file": seal(photo[:-1], to_us),
        "no document": seal(b" " * 4096, to_us),
        "nothing inside": seal(b"", to_us),
    }


def _vectors() -> list[dict[str, Any]]:
    def found(envelope: str | None, seq: int, state: str, case: str = _CASE, flip: int | None = None) -> dict[str, Any]:
        name = f"{envelope or 'nothing'} at {seq} of {case[-1]}{', flipped' if flip else ''}: {state}"
        content = base64.b64encode(_CONTENT).decode() if state == "open" and envelope == "file" else None
        return {
            "name": name,
            "envelope": envelope,
            "case": case,
            "seq": seq,
            "flip": flip,
            "state": state,
            "content": content,
        }

    return [
        found("report", 0, "open"),
        found("message", 2, "open"),
        found("reply", 3, "open"),
        found("file", 1, "open"),
        found(None, 0, "missing"),
        found("report to another", 0, "closed"),
        *(found(kind, 4, "misplaced") for kind in ("report", "message", "reply", "file")),
        *(found(kind, seq, "misplaced", _OTHER) for kind, seq in (("report", 0), ("reply", 3), ("file", 1))),
        found("report as an advisor", 0, "misplaced"),
        found("message as an advisor", 2, "misplaced"),
        found("reply as a reporter", 3, "misplaced"),
        found("file as an advisor", 1, "misplaced"),
        found("cut file", 1, "damaged"),
        found("no document", 0, "damaged"),
        found("nothing inside", 0, "damaged"),
        found("report", 0, "damaged", flip=5),
        found("report", 0, "damaged", flip=3000),
    ]


if __name__ == "__main__":
    envelopes = {name: base64.b64encode(envelope).decode() for name, envelope in _sealed().items()}
    written = {"identity": str(_IDENTITY), "envelopes": envelopes, "vectors": _vectors()}
    FILE.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8")
