"""What we ask for ourselves and what comes along are told apart, and nothing is asked for that nobody uses."""

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.support import ROOT
from tests.support.imports import python_imports

# Used without an import of ours: chosen by psycopg, by sqlite-utils, and the data behind zoneinfo.
UNSEEN = {"psycopg-binary", "pysqlite3", "tzdata"}
# Imported by the limits package for `redis://`, and by our tests.
BY_NAME = {"redis"}


def asked_for(file: Path) -> set[str]:
    """The names under the heading that says so."""
    section = file.read_text("utf-8").partition("# Asked for by our own")[2].partition("\n\n")[0]
    return {normal(name) for name in re.findall(r"^([\w-]+)==", section, re.MULTILINE)}


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def imported() -> set[str]:
    ours = {"app", "reporting", "crypto"}
    roots = {each.target.partition(".")[0] for each in python_imports(ROOT, "app.py", "reporting", "crypto")}
    found = packages_distributions()
    return {normal(found[root][0]) for root in roots - ours - sys.stdlib_module_names}


def test_what_the_portal_imports_is_asked_for_and_nothing_else_is() -> None:
    assert asked_for(ROOT / "requirements.txt") - UNSEEN - BY_NAME == imported()


def test_every_requirement_has_one_version() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-mutants.txt"):
        lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] not in "#-"]
        assert lines
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
        assert len({normal(line.partition("==")[0]) for line in lines}) == len(lines)
