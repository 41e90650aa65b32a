"""The whole way in Debian's Firefox, which has no ML-KEM of its own: the package's takes its place there."""

import shutil
from pathlib import Path

from crypto import unseal
from tests.support.node import run_node
from tests.support.office import Office
from tests.support.pictures import photo
from tests.support.portal import PASSPHRASE, Portal

STORY = "Gardinerne er altid for. العربية 🌧️"
ANSWER = "Tak. Vi ringer på i morgen."


def test_what_is_sealed_in_firefox_is_read_and_answered_in_firefox(fresh_portal: Portal) -> None:
    office = Office(fresh_portal)
    program = shutil.which("firefox-esr")
    assert program, "Firefox is missing: run `make test`, which installs it"
    asked = {"program": program, "url": fresh_portal.url, "story": STORY, "answer": ANSWER}
    seen = run_node("tools/firefox.ts", asked | {"name": "Rådgiver 1", "passphrase": PASSPHRASE})
    assert seen["version"].startswith("firefox/")
    assert not seen["hasKem"]  # or nothing shows the other way any more
    assert seen["complaints"] == []
    assert STORY in seen["entry"]
    assert ANSWER in seen["answered"]
    for (envelope,) in office.sql("SELECT content FROM envelopes JOIN blobs ON number = envelope"):
        for identity in office.identities:
            assert unseal(envelope, identity)  # type: ignore[arg-type]


def test_a_firefox_that_falsifies_what_is_drawn_is_noticed_and_told(fresh_portal: Portal, tmp_path: Path) -> None:
    fresh_portal.enrol("Rådgiver 1")
    (tmp_path / "foto.jpg").write_bytes(photo((600, 300)))
    asked = {"program": shutil.which("firefox-esr"), "url": fresh_portal.url, "file": str(tmp_path / "foto.jpg")}
    assert "laver om på billeder" in run_node("tools/firefox-photo.ts", asked)
