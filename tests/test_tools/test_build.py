"""Anybody can build the published source and hold it against what a portal serves."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.support import ROOT

BUILDER = ["node_modules/esbuild", "node_modules/@esbuild"]


def build_in(folder: Path) -> str:
    """Build a copy of the source in a folder of its own; return the hashes."""
    shutil.copytree(ROOT / "static", folder / "static", ignore=shutil.ignore_patterns("build"))
    (folder / "crypto/written").mkdir(parents=True)
    shutil.copy(ROOT / "crypto/written/text.json", folder / "crypto/written")
    for file in ("package.json", "package-lock.json", "tsconfig.json"):
        shutil.copy(ROOT / file, folder)
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path in [path for path, said in lock.items() if path and not said.get("dev")] + BUILDER:
        shutil.copytree(ROOT / path, folder / path, symlinks=True, dirs_exist_ok=True)
    subprocess.run([ROOT / ".venv/bin/node", "static/build.mjs"], cwd=folder, check=True, capture_output=True)
    return (folder / "static/build/hashes.txt").read_text()


def test_two_builds_in_two_folders_are_the_same_to_the_bit(tmp_path: Path) -> None:
    here = (ROOT / "static/build/hashes.txt").read_text()
    assert build_in(tmp_path / "one") == here
    assert build_in(tmp_path / "another" / "much deeper") == here


def test_every_file_that_is_served_is_among_the_hashes() -> None:
    hashed = {line.split(" ", 1)[1] for line in (ROOT / "static/build/hashes.txt").read_text().splitlines()}
    served = {
        file.name for file in (ROOT / "static/build").iterdir() if file.suffix in (".js", ".css", ".svg", ".json")
    }
    assert hashed == served
