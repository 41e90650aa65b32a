"""Who may import whom: app → reporting → crypto; blueprints never import each other; page → components → lib."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLUEPRINTS = {"concerns", "advisors", "inbox"}
# The inbox borrows the guard of the advisors' door, which DESIGN places there.
ALLOWED = {("inbox", "advisors")}
SHARED = ("forms", "store", "questions", "privacy", "roster", "database", "submission", "services", "migrations")


def imports(file: Path) -> set[str]:
    """Absolute names, relative ones with their package put in front."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{file.parent.name}.{node.module or ''}" if node.level else str(node.module))
    return found


@pytest.mark.parametrize("file", sorted((ROOT / "crypto").glob("*.py")), ids=lambda file: file.name)
def test_crypto_knows_neither_flask_nor_the_portal(file: Path) -> None:
    roots = {name.split(".")[0] for name in imports(file)}
    assert not roots & {"flask", "werkzeug", "reporting", "app", "sqlite_utils", "flask_babel"}


@pytest.mark.parametrize("file", sorted((ROOT / "reporting").glob("*.py")), ids=lambda file: file.name)
def test_the_portal_does_not_import_the_application_and_only_it_imports_blueprints(file: Path) -> None:
    names = imports(file)
    assert "app" not in names
    for blueprint in BLUEPRINTS - {file.stem}:
        assert f"reporting.{blueprint}" not in names or (file.stem, blueprint) in ALLOWED


@pytest.mark.parametrize("name", SHARED)
def test_what_blueprints_share_knows_no_blueprint(name: str) -> None:
    assert not {f"reporting.{blueprint}" for blueprint in BLUEPRINTS} & imports(ROOT / f"reporting/{name}.py")


@pytest.mark.parametrize("name", ["store", "roster", "database", "migrations"])
def test_the_store_never_sees_a_key(name: str) -> None:
    text = (ROOT / f"reporting/{name}.py").read_text("utf-8")
    assert not re.search(r"\b(Identity|unseal|passphrase\(|seal\()", text)


@pytest.mark.parametrize("file", sorted((ROOT / "static/js/lib").glob("*.js")), ids=lambda file: file.name)
def test_the_browsers_library_knows_no_page(file: Path) -> None:
    for target in re.findall(r'from "([^"]+)"', file.read_text("utf-8")):
        assert not target.startswith("../")
        assert target != "lit"


@pytest.mark.parametrize("file", sorted((ROOT / "static/js/components").glob("*.js")), ids=lambda file: file.name)
def test_components_know_the_library_and_each_other_only(file: Path) -> None:
    for target in re.findall(r'from "(\.[^"]+)"', file.read_text("utf-8")):
        assert target.startswith(("../lib/", "./"))


def test_nothing_public_is_drawn_from_a_weak_source() -> None:
    product = [*ROOT.glob("crypto/*.py"), *ROOT.glob("reporting/*.py"), *ROOT.glob("static/js/**/*.js")]
    for file in product:
        assert not re.search(r"Math\.random|^import random|from random", file.read_text("utf-8"), re.MULTILINE)
