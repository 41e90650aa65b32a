"""Whoever signs sees what is signed: one file that needs nothing else of the project."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import Identity, from_text, is_signed, portal_fingerprint, to_text, verifying_key, write_list, write_pages
from reporting.store import Advisor
from tests.support import ROOT
from tests.support.signed import said_of
from tools.portal_key import CROCKFORD, Refused, fingerprint_of, from_groups, in_groups

TOOL = ROOT / "tools/portal_key.py"
SEED = bytes(range(32))
IDENTITIES = [Identity(bytes([number]) * 32) for number in (1, 2, 3)]


def run(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """As on a machine that has Python and `cryptography`, and no other file of ours."""
    command = [sys.executable, "-I", str(TOOL), *map(str, arguments)]
    return subprocess.run(command, cwd="/", input=typed, capture_output=True, text=True)


def row(number: int, name: str = "") -> Advisor:
    identity = IDENTITIES[number]
    voice = to_text(verifying_key(identity.voice_seed))
    name = name or f"Rådgiver {number + 1}"
    return Advisor(f"{number:032x}", name, "active", str(identity.recipient), voice, "2026-11-22")


def draft(folder: Path, *rows: Advisor, n: int = 1, pages: dict[str, bytes] | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "recipients.txt").write_text(write_list(said_of(rows, n)))
    served = pages or {"/?lang=da": b"start", "/static/report.js": b"script"}
    (folder / "pages.txt").write_text(write_pages(n, served.items()))
    told = [{"id": each.id, "name": each.name, "recipient": each.recipient, "voice": each.voice} for each in rows]
    (folder / "advisors.txt").write_text("".join(json.dumps(each) + "\n" for each in told))
    return folder


def groups(*rows: Advisor, count: int = 4) -> str:
    """What advisors read out on the telephone."""
    shown = [IDENTITIES[int(each.id, 16)].recipient.fingerprint for each in rows]
    return "".join(f"{' '.join(each.split('-')[:count]).lower()}\n" for each in shown)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(f"bekymret portal key {to_text(SEED)}\n")
    return file


def signatures(folder: Path) -> list[bool]:
    found = []
    for name in ("recipients", "pages"):
        signature = (folder / f"{name}.sig").read_text().strip()
        raw = __import__("base64").urlsafe_b64decode(signature + "==")
        found.append(is_signed(verifying_key(SEED), raw, (folder / f"{name}.txt").read_bytes()))
    return found


def test_a_key_is_made_with_its_paper_for_its_owner_only_and_never_over_another(tmp_path: Path) -> None:
    file, paper = tmp_path / "key", tmp_path / "paper"
    made = run("new", file, paper)
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == paper.stat().st_mode & 0o777 == 0o600
    seed = from_text(file.read_text().split()[-1])
    assert seed
    assert portal_fingerprint(verifying_key(seed)) in made.stdout
    assert to_text(verifying_key(seed)) in made.stdout
    refused = run("new", file, tmp_path / "another paper")
    assert (refused.returncode, "is there already" in refused.stderr) == (1, True)
    _, _, written, _, _ = paper.read_text().split("\n", 4)
    again = run("recover", tmp_path / "again", typed=written.lower().replace("-", " ") + "\n")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again").read_text() == file.read_text()
    assert portal_fingerprint(verifying_key(seed)) in again.stdout


@given(seed=st.binary(min_size=32, max_size=32), place=st.integers(0, 55), letter=st.sampled_from(CROCKFORD))
def test_every_typing_error_on_the_paper_is_seen(seed: bytes, place: int, letter: str) -> None:
    written = in_groups(seed)
    assert from_groups(f" {written.lower()} ") == seed
    letters = written.replace("-", "")
    wrong = letters[:place] + letter + letters[place + 1 :]
    if wrong != letters:
        with pytest.raises(Refused):
            from_groups(wrong)


def test_the_fingerprint_is_that_of_the_portal() -> None:
    assert fingerprint_of(b"a key") == portal_fingerprint(b"a key")


def test_what_is_compared_is_signed_and_what_changed_since_is_told(key: Path, tmp_path: Path) -> None:
    one, two = row(0), row(1)
    first = draft(tmp_path / "draft", one, two)
    done = run("sign", key, first, typed=groups(one, two) + "yes\n")
    assert done.returncode == 0, done.stderr
    assert signatures(first) == [True, True]
    assert "all of it is new" in done.stdout
    for each in (one, two):
        before, _, after = done.stdout.partition(f"Call {each.name} ")
        fingerprint = IDENTITIES[int(each.id, 16)].recipient.fingerprint
        assert fingerprint not in before  # nobody copies it from the screen
        assert fingerprint in after
    three = row(2)
    again = draft(tmp_path / "draft", row(0, "Rådgiver Ny"), three, n=2, pages={"/?lang=da": b"start 2", "/112": b"x"})
    told = run("sign", key, again, typed=groups(one, three) + "yes\n").stdout
    assert "LEAVES:   Rådgiver 2" in told
    assert "NEW:      Rådgiver 3" in told
    assert "CHANGED:  Rådgiver 1, now Rådgiver Ny" in told
    for line in ("changed: /?lang=da", "new: /112", "gone: /static/report.js"):
        assert line in told
    older = draft(tmp_path / "older", one, n=1)
    refused = run("sign", key, older, typed=groups(one) + "yes\n")
    assert (refused.returncode, "was signed before" in refused.stderr) == (1, True)


def test_nothing_is_cut_however_long_it_is(key: Path, tmp_path: Path) -> None:
    pages = {f"/page/{number:04}?lang=da": b"x" for number in range(500)}
    done = run("sign", key, draft(tmp_path / "draft", row(0), pages=pages), typed=groups(row(0)) + "yes\n")
    assert all(path in done.stdout for path in pages)


def bend(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


OTHER = str(IDENTITIES[2].recipient)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("advisors.txt", str(IDENTITIES[0].recipient), OTHER),
        ("advisors.txt", "R\\u00e5dgiver 1", "R\\u00e5dgiver 9"),
        ("advisors.txt", to_text(verifying_key(IDENTITIES[0].voice_seed)), to_text(bytes(32))),
        ("advisors.txt", '{"id"', '{"idea"'),
        ("recipients.txt", "\nto ", "\nto 0"),
        ("recipients.txt", f"voice {0:032x}", f"voice {7:032x}"),
        ("pages.txt", "n 1", "n 2"),
        ("pages.txt", "bekymret pages v1", "bekymret pages v2"),
    ],
)
def test_a_draft_that_does_not_fit_together_is_refused(
    name: str, old: str, new: str, key: Path, tmp_path: Path
) -> None:
    folder = draft(tmp_path / "draft", row(0), row(1))
    bend(folder, name, old, new)
    done = run("sign", key, folder, typed=groups(row(0), row(1)) + "yes\n")
    assert (done.returncode, done.stderr.startswith("Nothing was signed:")) == (1, True)
    assert not list(folder.glob("*.sig"))


WRONG = (groups(row(0), count=3), groups(row(1)), "\n")


@pytest.mark.parametrize("typed", ["", "no\n", *(f"{each}yes\n" for each in WRONG), groups(row(0)) + "no\n"])
def test_who_compares_less_or_says_no_signs_nothing(typed: str, key: Path, tmp_path: Path) -> None:
    folder = draft(tmp_path / "draft", row(0))
    done = run("sign", key, folder, typed=typed)
    assert (done.returncode, done.stderr.startswith("Nothing was signed: ")) == (1, True)
    assert not list(folder.glob("*.sig"))


def test_scripts_that_the_release_does_not_build_are_named_and_refused(key: Path, tmp_path: Path) -> None:
    folder, release = draft(tmp_path / "draft", row(0)), tmp_path / "hashes.txt"
    release.write_text(f"{hashlib.sha256(b'script').hexdigest()} report.js\n")
    done = run("sign", key, folder, release, typed=groups(row(0)) + "yes\n")
    assert (done.returncode, "All 1 scripts and styles are the release's." in done.stdout) == (0, True)
    release.write_text(f"{'0' * 64} report.js\n{'1' * 64} staff.js\n")
    refused = run("sign", key, folder, release, typed=groups(row(0)) + "yes\n")
    assert (refused.returncode, "/static/report.js, /static/staff.js" in refused.stderr) == (1, True)
