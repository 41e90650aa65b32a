"""Whoever watches a portal from outside is told of one changed byte, and of who is sealed to."""

import datetime as dt
import http.server
import json
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crypto import Identity, portal_fingerprint, sign, to_text, verifying_key
from reporting.store import Absence, Engine
from tests.support import ROOT
from tests.support.portal import Portal
from tests.support.signed import KEY, SEED
from tools.watch import BLOCK, fingerprint_of

FINGERPRINT = portal_fingerprint(KEY)
Change = Callable[[str, bytes], bytes]


class Wire:
    """Between the watcher and the portal: passes on what it is asked, changed or not."""

    def __init__(self, portal: Portal) -> None:
        self.change: Change = lambda _, body: body
        self.asked: list[tuple[str, str]] = []
        self.headers: list[str] = []
        wire = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wire.asked.append((self.path, self.headers["User-Agent"]))
                wire.headers = list(self.headers)
                with urllib.request.urlopen(portal.url + self.path, timeout=10) as answer:  # noqa: S310 - our own
                    body = wire.change(self.path, answer.read())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", portal.relay_port), Handler)
        self.url = f"http://localhost:{portal.relay_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("watched")
    portal = Portal(folder)
    portal.start()
    portal.enrol("Rådgiver 1", "Rådgiver 2")
    key = folder / "key"
    key.write_text(f"bekymret portal key {to_text(SEED)}\n")
    draft_and_publish(portal, key)
    yield portal
    portal.stop()


def draft_and_publish(portal: Portal, key: Path) -> None:
    portal.command("portal", "draft")
    portal.command("portal", "sign", "--key", str(key))
    portal.command("portal", "publish")


@pytest.fixture
def wire(portal: Portal) -> Iterator[Wire]:
    wire = Wire(portal)
    yield wire
    wire.close()


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    return tmp_path / "seen"


def watch(url: str, seen: Path, *more: str, fingerprint: str = FINGERPRINT) -> tuple[int, str]:
    """As somebody outside would run it: one file, in a folder of its own."""
    tool = seen.parent / "watch.py"
    shutil.copy(ROOT / "tools/watch.py", tool)
    done = subprocess.run(
        [sys.executable, "-I", tool, url, fingerprint, "--seen", seen, *more],
        capture_output=True,
        text=True,
        cwd=seen.parent,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_portal_that_is_as_it_was_signed_is_said_to_be(wire: Wire, seen: Path) -> None:
    release = ("--release", str(ROOT / "static/build/hashes.txt"))
    assert watch(wire.url, seen, *release) == (0, f"{wire.url} is as signed.\n")
    asked = [path for path, _ in wire.asked]
    assert {"/report?lang=ar", "/return?lang=da", "/static/public.js", "/112?lang=da"} <= set(asked)
    assert asked != sorted(asked)
    assert all(agent.startswith("Mozilla/") for _, agent in wire.asked)
    assert watch(wire.url, seen, *release) == (0, f"{wire.url} is as signed.\n")


def in_the_block(name: str, change: Callable[[dict[str, Any]], object], at: str) -> Change:
    """What only a page's block says, changed."""

    def lie(asked: str, body: bytes) -> bytes:
        found = next((each for each in BLOCK.finditer(body) if each[2] == name.encode()), None)
        if asked != at or not found:
            return body
        said = json.loads(found[3])
        change(said)
        return body[: found.start(3)] + json.dumps(said).encode() + body[found.end(3) :]

    return lie


def thiefs(said: dict[str, Any]) -> None:
    """Another key, and a list under it."""
    key, text = to_text(verifying_key(bytes(32))), said["recipients"]["list"]
    said["recipients"] |= {"key": key, "signature": to_text(sign(bytes(32), text.encode()))}


LIES: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "another key": ("sealing", thiefs, "SEALS TO OTHERS"),
    "another advisor": ("sealing", lambda said: said["recipients"]["texts"].append("age1pq1"), "SEALS TO OTHERS"),
    "nobody": ("sealing", lambda said: said.update(recipients=None), "SEALS TO OTHERS"),
    "a word besides": ("sealing", lambda said: said.update(phone="70 10 10 10"), "SEALS TO OTHERS"),
    "another day": ("now", lambda said: said.update(today="2031-01-01"), "another day"),
    "another word": ("now", lambda said: said.update(phone="70 10 10 10"), "says more"),
    "a sentence for a day": ("now", lambda said: said.update(away_until="Skriv til 70 10 10 10"), "no day"),
    "an address for a yes": ("now", lambda said: said.update(closed="https://tyv.example"), "says more"),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("path", ["/report?lang=ar", "/return?lang=da"])
def test_a_page_whose_block_says_something_else_is_named(wire: Wire, seen: Path, lie: str, path: str) -> None:
    block, change, named = LIES[lie]
    wire.change = in_the_block(block, change, path)
    code, said = watch(wire.url, seen)
    assert code == 1
    assert named in said
    assert path in said
    assert len(said.splitlines()) == 1


def test_a_second_block_is_named(wire: Wire, seen: Path) -> None:
    def twice(asked: str, body: bytes) -> bytes:
        found = BLOCK.search(body)
        return body.replace(found[0], found[0] * 2) if found and asked == "/report?lang=da" else body

    wire.change = twice
    code, said = watch(wire.url, seen)
    assert code == 1
    assert "A page has 3 blocks" in said


def test_an_absence_and_a_closed_link_are_no_change(portal: Portal, wire: Wire, seen: Path) -> None:
    watch(wire.url, seen)
    engine = Engine(portal.database)
    Absence(engine).put_up((dt.date.today() + dt.timedelta(days=30)).isoformat())  # noqa: DTZ011
    time.sleep(1.1)  # the portal asks once a second
    try:
        assert b'"away_until":"2' in urllib.request.urlopen(portal.url).read().replace(b" ", b"")  # noqa: S310
        assert watch(wire.url, seen)[0] == 0
    finally:
        Absence(engine).put_up("")
        engine.close()


def test_it_comes_as_a_browser_does(wire: Wire, seen: Path) -> None:
    watch(wire.url, seen)
    assert {"Accept-Language", "Accept-Encoding", "Sec-Fetch-Mode", "Sec-Fetch-Site"} <= set(wire.headers)


@pytest.mark.parametrize("path", ["/static/public.js", "/report?lang=ar", "/inbox?lang=da", "/static/public.css"])
def test_one_changed_byte_is_named_and_shown(wire: Wire, seen: Path, path: str) -> None:
    watch(wire.url, seen)
    wire.change = lambda asked, body: body[:-3] + b"~" + body[-2:] if asked == path else body
    code, said = watch(wire.url, seen)
    assert code == 1
    assert said.startswith(f"NOT AS SIGNED: {path}\n  @@")
    assert said.count("NOT AS SIGNED") == 1
    assert "~" in said


def test_a_script_that_the_released_source_does_not_build_is_named(wire: Wire, seen: Path, tmp_path: Path) -> None:
    lines = (ROOT / "static/build/hashes.txt").read_text().splitlines()
    release = tmp_path / "hashes.txt"
    other = [f"{'0' * 64} public.js" if line.endswith(" public.js") else line for line in lines]
    release.write_text("\n".join(other) + "\n")
    found = watch(wire.url, seen, "--release", str(release))
    assert found == (1, "Not what the released source builds: /static/public.js\n")


def told(change: Callable[[dict[str, object]], object], path: str = "/recipients.json") -> Change:
    def apply(asked: str, body: bytes) -> bytes:
        if asked != path:
            return body
        found = json.loads(body)
        change(found)
        return json.dumps(found).encode()

    return apply


def test_another_key_is_refused_at_once(wire: Wire, seen: Path) -> None:
    wire.change = told(lambda found: found.update(key=to_text(bytes(32))))
    code, said = watch(wire.url, seen)
    assert code == 1
    assert "ANOTHER KEY" in said
    assert len(wire.asked) == 1


def test_somebody_else_who_is_sealed_to_is_named(wire: Wire, seen: Path) -> None:
    wire.change = told(lambda found: found.update(texts=[str(Identity.generate().recipient)]))
    code, said = watch(wire.url, seen)
    assert code == 1
    assert said.startswith("The portal SEALS TO OTHERS than those on the signed list.\n")
    assert "A page SEALS TO OTHERS than the portal tells everybody: /report?lang=da" in said


def test_a_changed_list_and_changed_hashes_are_not_signed(wire: Wire, seen: Path) -> None:
    wire.change = told(lambda found: found.update(list=str(found["list"]).replace("accept 1", "accept 2")))
    assert "NOT SIGNED" in watch(wire.url, seen)[1]
    wire.change = told(lambda found: found.update(pages=str(found["pages"]).replace("0", "1", 1)), "/pages.json")
    assert "The hashes of the pages are NOT SIGNED" in watch(wire.url, seen)[1]


def test_a_new_list_is_told_line_by_line_and_an_older_one_is_called_older(
    portal: Portal, wire: Wire, seen: Path, tmp_path: Path
) -> None:
    watch(wire.url, seen)
    old = {path: urllib.request.urlopen(portal.url + path).read() for path in ("/recipients.json", "/pages.json")}  # noqa: S310
    key = tmp_path / "key"
    key.write_text(f"bekymret portal key {to_text(SEED)}\n")
    draft_and_publish(portal, key)
    code, said = watch(wire.url, seen)
    assert code == 1
    assert "The signed list changed: - n " in said
    assert "The signed list changed: + n " in said
    assert "voice" not in said
    assert watch(wire.url, seen)[0] == 0
    wire.change = lambda asked, body: old.get(asked, body)
    code, said = watch(wire.url, seen)
    assert code == 1
    assert "The list is OLDER than the one seen last" in said


def test_a_portal_that_does_not_answer_is_not_called_changed(wire: Wire, seen: Path) -> None:
    wire.change = lambda *_: b"<h1>502</h1>"
    assert watch(wire.url, seen)[0] == 2
    assert watch("http://localhost:9", seen)[0] == 2


def test_the_watchers_fingerprint_is_the_posters() -> None:
    assert fingerprint_of(KEY) == FINGERPRINT
