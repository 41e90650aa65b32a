"""Who may import whom, over every file however deep. Each rule is shown to catch its fault, planted in a copy."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.imports import Floors, browser_imports, circles, climbs, module_name, python_imports, syntax_nodes

FLOORS: Floors = (
    ("app",),
    ("reporting.commands",),
    ("reporting.public", "reporting.advisors", "reporting.machines"),
    ("reporting.submissions",),
    ("reporting.envelopes", "reporting.web"),
    ("reporting.current",),
    ("reporting.authority", "reporting.purge", "reporting.backup", "reporting.mailing", "reporting.mail"),
    ("reporting.store", "reporting.questions", "reporting.settings", "reporting.calendar", "reporting.clock"),
    ("crypto",),
    ("crypto.written",),
)
PYTHON = ("app.py", "reporting", "crypto")
ENTRIES = tuple(f"public/{name}.ts" for name in ("public", "start", "report", "confirmation", "conversation")) + tuple(
    f"advisors/{name}.ts" for name in ("inbox", "enrol", "worker", "photo-worker")
)
BROWSER_FLOORS: Floors = (
    ENTRIES,
    ("public", "advisors/desk"),
    ("advisors/desk/list", "advisors/desk/case", "advisors/desk/pages"),
    ("advisors/desk/parts",),
    ("advisors/cases",),
    ("advisors/session",),
    ("advisors/keys",),
    ("advisors/logic",),
    ("web",),
    ("crypto",),
)
SIDES: Floors = (ENTRIES, ("public", "advisors"), ("web",), ("crypto",))
"""What strangers load and what advisors load have nothing of each other's."""

OF_CRYPTO = sys.stdlib_module_names | {"crypto", "cryptography"}
STEPS = "reporting/store/migrations/steps.py"
"""The one file that imports by names: the numbered steps beside it."""

PACKAGES = {
    "crypto/": ("age-encryption", "@noble/", "@scure/"),
    "advisors/desk/": ("lit", "qr", "@tanstack/lit-virtual"),
}
TYPE = {
    "script": re.compile(r"^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)", re.MULTILINE),
    "python": re.compile(r"^class (\w+)", re.MULTILINE),
}
DEFINED = re.compile(r'customElements\.define\("([a-z-]+)"')
TAG = re.compile(r"<([a-z]+-[a-z-]+)[\s.>]")
AWAY = re.compile(r":raise [^:]+: *(see (there|above|`)|ditto|$)", re.IGNORECASE | re.MULTILINE)
NOTE = re.compile(r"(?:(?<=\s)|^)(see|See)?\s*\[Note: ([^\]]+)\](.{5})")
WEAK = re.compile(r"Math\.random|^\s*(import|from) random\b", re.MULTILINE)


def browser_climbs(root: Path) -> list[str]:
    imports = browser_imports(root)
    return sorted({*climbs(imports, BROWSER_FLOORS), *climbs(imports, SIDES)})


def foreign_to_crypto(root: Path) -> list[str]:
    """What crypto/ imports besides `cryptography` and the standard library."""
    imports = python_imports(root, "crypto")
    return [f"{each.place}: {each.target}" for each in imports if each.target.split(".")[0] not in OF_CRYPTO]


def defined_twice(root: Path) -> list[str]:
    """The types that have more than one definition in the product: of scripts, and of Python."""
    found: dict[tuple[str, str], list[str]] = {}
    scripts = [file for file in (root / "static/js").rglob("*.ts") if not file.name.endswith(".d.ts")]
    python = [file for folder in ("reporting", "crypto") for file in (root / folder).rglob("*.py")]
    for kind, files in (("script", scripts), ("python", [root / "app.py", *python])):
        for file in files:
            for name in TYPE[kind].findall(file.read_text("utf-8")):
                found.setdefault((kind, name), []).append(str(file.relative_to(root)))
    return [f"{name}: {', '.join(sorted(files))}" for (_, name), files in found.items() if len(files) > 1]


def bare_tags(root: Path) -> list[str]:
    """Where a script writes the tag of a view that another file renders, so that nobody checks what it is given."""
    found = []
    scripts = {file: file.read_text("utf-8") for file in (root / "static/js").rglob("*.ts")}
    homes = {tag: file for file, text in scripts.items() for tag in DEFINED.findall(text)}
    for file, text in scripts.items():
        tags = {tag for tag in TAG.findall(text) if homes.get(tag) != file}
        found += [f"{file.relative_to(root)}: <{tag}>" for tag in sorted(tags)]
    return found


def pointing_away(root: Path) -> list[str]:
    """Docstrings that say of an outcome where it is told and not when it happens."""
    folders = ("reporting", "crypto", "tools", "bench")
    files = [root / "app.py", *(file for folder in folders for file in (root / folder).rglob("*.py"))]
    return [str(file.relative_to(root)) for file in files if AWAY.search(file.read_text("utf-8"))]


def loose_notes(root: Path) -> list[str]:
    """The notes that are named somewhere and told nowhere, or more than once, or never named."""
    told: Counter[str] = Counter()
    named: Counter[str] = Counter()
    files = [file for folder in ("reporting", "crypto") for file in (root / folder).rglob("*.py")]
    for file in [*files, *(root / "static/js").rglob("*.ts")]:
        text = " ".join(line.strip().lstrip("/*#").strip() for line in file.read_text("utf-8").splitlines())
        for before, name, after in NOTE.findall(text):
            is_told = before.lower() != "see" and not after.startswith((".", ",", ";", ")", " in `"))
            (told if is_told else named)[name] += 1
    return sorted(name for name in told | named if told[name] != 1 or not named[name])


def weak_randomness(root: Path) -> list[str]:
    product = [file for folder in ("crypto", "reporting") for file in (root / folder).rglob("*.py")]
    product += (root / "static/js").rglob("*.ts")
    return [str(file.relative_to(root)) for file in product if WEAK.search(file.read_text("utf-8"))]


def key_users(root: Path) -> list[str]:
    """What the store takes from crypto/ besides the hash under which a case is found, and how texts are read."""
    found = []
    for file in sorted((root / "reporting/store").rglob("*.py")):
        for node in syntax_nodes(file.read_text("utf-8")):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            of_crypto = isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "crypto"
            if isinstance(node, ast.ImportFrom) and node.module == "crypto.written":
                continue
            if (of_crypto and names != ["locator_hash"]) or any(name.partition(".")[0] == "crypto" for name in names):
                found.append(f"{file.relative_to(root)}: {', '.join(names)}")
    return found


def hidden_imports(root: Path) -> list[str]:
    """Who imports in a way that the other rules can't follow: by a name of run time, or a whole package of ours."""
    found = []
    for file in [root / "app.py", *(root / "reporting").rglob("*.py"), *(root / "crypto").rglob("*.py")]:
        name = str(file.relative_to(root))
        for node in syntax_nodes(file.read_text("utf-8")):
            whole = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            parts = {node.module} if isinstance(node, ast.ImportFrom) else set()
            by_name = "importlib" in whole | parts or (isinstance(node, ast.Name) and node.id == "__import__")
            if (by_name and name != STEPS) or whole & {"reporting", "crypto"}:
                found.append(name)
    return found


def foreign_packages(root: Path) -> list[str]:
    """Which packages the browser's folders import that they have no need to know."""
    found = []
    for each in browser_imports(root):
        if each.target.endswith(".ts"):
            continue
        allowed = next((names for folder, names in PACKAGES.items() if each.module.startswith(folder)), ())
        if not each.target.startswith(allowed or ("nothing",)):
            found.append(f"{each.module}: {each.target}")
    return found


def reaching_into_crypto(root: Path) -> list[str]:
    """Who outside crypto/ uses another name of it than the public ones."""
    imports = [each for each in python_imports(root, *PYTHON) if not each.module.startswith("crypto")]
    inside = [each for each in imports if each.target.startswith("crypto.") and each.target != "crypto.written"]
    return [f"{each.place}: {each.target}" for each in inside]


def loose_spaces(root: Path) -> list[str]:
    """Where a style sheet spaces things by a number that the tokens have a name for."""
    rule = re.compile(r"(?:margin|padding|gap)[\w-]*:[^;]*(?<![\w.-])-?(?:8|16|24|32|48)px")
    files = [file for file in (root / "static/css").rglob("*.css") if file.name != "tokens.css"]
    assert files
    return [str(file.relative_to(root)) for file in files if rule.search(file.read_text("utf-8"))]


COMPILED = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product's code in a place where faults can be planted."""
    for name in (*PYTHON, "static/js", "static/css"):
        source = ROOT / name
        target = tmp_path / name
        shutil.copytree(source, target, ignore=COMPILED) if source.is_dir() else shutil.copy(source, target)
    return tmp_path


def plant(root: Path, name: str, line: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text("utf-8") if file.exists() else "") + f"\n{line}\n", "utf-8")


def test_no_import_climbs() -> None:
    assert climbs(python_imports(ROOT, *PYTHON), FLOORS) == []


def test_no_import_goes_round_in_a_circle() -> None:
    assert circles(python_imports(ROOT, *PYTHON)) == []
    assert circles(browser_imports(ROOT)) == []


def test_crypto_imports_cryptography_and_the_standard_library_only() -> None:
    assert foreign_to_crypto(ROOT) == []


def test_everybody_else_uses_the_public_names_of_crypto_only() -> None:
    assert reaching_into_crypto(ROOT) == []


def test_no_import_climbs_in_the_browser() -> None:
    assert browser_climbs(ROOT) == []


def test_the_store_never_sees_a_key() -> None:
    assert key_users(ROOT) == []


def test_no_import_hides() -> None:
    assert hidden_imports(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "import reporting",
        "import crypto\ncrypto.age.unseal",
        "from importlib import import_module as load",
        "def later():\n    import importlib",
        "load = __import__",
    ],
)
def test_an_import_that_hides_is_seen(line: str, copy: Path) -> None:
    plant(copy, "reporting/web/deep/new.py", line)
    assert hidden_imports(copy) == ["reporting/web/deep/new.py"]


def test_the_browsers_folders_know_their_own_packages_only() -> None:
    assert foreign_packages(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("crypto/age.ts", 'import "lit";'),
        ("web/days.ts", 'import "lit";'),
        ("public/report/check.ts", 'import { html } from "lit";'),
        ("advisors/logic/answers.ts", 'import "lit";'),
        ("advisors/desk/case/report.ts", 'import "age-encryption";'),
        ("web/days.ts", "const later = (x: string) => import(x);"),
    ],
)
def test_a_package_that_a_folder_must_not_know_is_seen(file: str, line: str, copy: Path) -> None:
    plant(copy, f"static/js/{file}", line)
    (complaint,) = foreign_packages(copy)
    assert complaint.startswith(file)


def linted(name: str, script: str) -> str:
    """What the linter says of a script of that name in `static/js`."""
    command = ["node_modules/.bin/eslint", "--stdin", "--stdin-filename", f"static/js/{name}"]
    paths = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": paths}
    return subprocess.run(command, input=script, cwd=ROOT, env=environment, capture_output=True, text=True).stdout


@pytest.mark.parametrize("folder", ["crypto", "advisors/logic"])
def test_the_linter_refuses_a_page_and_a_network_where_there_must_be_none(folder: str) -> None:
    faults = 'fetch("/x");\ndocument.title = "";\nnew XMLHttpRequest();\nwindow.stop();\n'
    assert linted(f"{folder}/new.ts", faults).count("no-restricted-globals") == 4


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("export const drawn: number = Math.random();", "no-restricted-properties"),
        ('export const fill = (into: Element): string => (into.innerHTML = "");', "no-restricted-properties"),
        ('export const kept: string | null = localStorage.getItem("x");', "no-restricted-globals"),
        ('export const kept: string | null = window.localStorage.getItem("x");', "no-restricted-properties"),
        ('import { unsafeHTML } from "lit/directives/unsafe-html.js";', "no-restricted-imports"),
        ("export const run = (text: string): unknown => eval(text);", "no-eval"),
        ("export const read = (value: any): string => value;", "no-explicit-any"),
        ("// @ts-ignore\nexport const read = (value: string): number => value;", "ban-ts-comment"),
    ],
)
def test_the_linter_refuses_what_no_script_may_do(fault: str, rule: str) -> None:
    assert rule in linted("advisors/desk/new.ts", f"{fault}\n")


def test_each_type_is_defined_once(copy: Path) -> None:
    assert defined_twice(ROOT) == []
    plant(copy, "static/js/advisors/desk/new.ts", "export interface ListedCase {\n  id: string;\n}")
    plant(copy, "reporting/new.py", "class Refusal(Exception):\n    pass")
    plant(copy, "crypto/new.py", "class Refusal(Exception):\n    pass")
    assert [complaint.partition(":")[0] for complaint in defined_twice(copy)] == ["ListedCase", "Refusal"]


def test_a_view_is_rendered_by_its_own_function_only(copy: Path) -> None:
    assert bare_tags(ROOT) == []
    plant(copy, "static/js/advisors/desk/new.ts", "export const view = html`<visit-page .row=${null}></visit-page>`;")
    assert bare_tags(copy) == ["static/js/advisors/desk/new.ts: <visit-page>"]


@pytest.mark.parametrize("outcome", ["see there.", "see `write`.", "See above", ""])
def test_a_docstring_says_when_something_is_raised(outcome: str, copy: Path) -> None:
    assert pointing_away(ROOT) == []
    plant(copy, "reporting/new.py", f'def new() -> None:\n    """Do.\n\n    :raise KeyError: {outcome}\n    """')
    assert pointing_away(copy) == ["reporting/new.py"]


def test_a_note_is_told_once_and_named_where_something_rests_on_it(copy: Path) -> None:
    assert loose_notes(ROOT) == []
    plant(copy, "static/js/advisors/desk/new.ts", "// See [Note: Never told].\nexport {};")
    plant(
        copy, "static/js/advisors/desk/another.ts", "// [Note: Never named] It is told, and nobody says so.\nexport {};"
    )
    assert loose_notes(copy) == ["Never named", "Never told"]


def test_nothing_is_drawn_from_a_weak_source() -> None:
    assert weak_randomness(ROOT) == []


def test_spaces_come_from_the_tokens(copy: Path) -> None:
    assert loose_spaces(ROOT) == []
    plant(copy, "static/css/public/deep/new.css", ".x { margin: 0 auto -16px; }")
    assert loose_spaces(copy) == ["static/css/public/deep/new.css"]


def test_the_browsers_crypto_has_no_name_that_the_servers_has_not(copy: Path) -> None:
    def unmatched(root: Path) -> set[str]:
        ours = {file.stem.replace("-", "_") for file in (root / "static/js/crypto").rglob("*.ts")}
        # Two are about what only browsers have: ML-KEM of their own, and passkeys.
        return ours - {file.stem for file in (root / "crypto").rglob("*.py")} - {"bytes", "native", "passkey"}

    assert unmatched(ROOT) == set()
    plant(copy, "static/js/crypto/novel.ts", "export {};")
    assert unmatched(copy) == {"novel"}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("reporting/submissions/forms.py", "from reporting.advisors import cases"),
        ("reporting/submissions/forms.py", "def later():\n    from reporting import advisors"),
        ("reporting/store/cases.py", "def later():\n    from ..web import errors"),
        ("reporting/store/cases.py", "from .. import current"),
        ("reporting/store/cases.py", "import importlib\nimportlib.import_module('reporting.public.report')"),
        ("reporting/store/deep/er/new.py", "from ....public.report import bp"),
        ("reporting/web/new.py", "from ..public import report"),
        ("reporting/web/new.py", "from reporting.envelopes import reading"),
        ("reporting/questions.py", "from .settings import SETTINGS"),
        ("reporting/advisors/new.py", "from app import create_app"),
        ("reporting/advisors/deep/new.py", "import reporting.commands.demo"),
        ("reporting/new.py", "import reporting.questions"),
        ("crypto/age.py", "from reporting import store"),
        ("crypto/deep/new.py", "from reporting.store import Store"),
    ],
)
def test_an_import_that_climbs_is_seen_wherever_it_stands(file: str, line: str, copy: Path) -> None:
    plant(copy, file, line)
    complaints = climbs(python_imports(copy, *PYTHON), FLOORS)
    assert len(complaints) == 1
    assert complaints[0].startswith(file)


@pytest.mark.parametrize("line", ["import flask_wtf", "from flask import g", "def f():\n    import werkzeug.http"])
@pytest.mark.parametrize("file", ["crypto/keys.py", "crypto/deep/new.py"])
def test_a_package_that_crypto_must_not_know_is_seen(file: str, line: str, copy: Path) -> None:
    plant(copy, file, line)
    (complaint,) = foreign_to_crypto(copy)
    assert complaint.startswith(file)


def test_a_circle_is_seen(copy: Path) -> None:
    plant(copy, "crypto/errors.py", "def later():\n    from .age import seal")
    (circle,) = circles(python_imports(copy, *PYTHON))
    assert {"crypto.errors", "crypto.age"} <= set(circle)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("crypto/age.ts", 'import "../web/days.ts";'),
        ("crypto/age.ts", 'const later = () => import("../public/report.ts");'),
        ("crypto/age.ts", "const later = () => import(`../public/report.ts`);"),
        ("crypto/deep/new.ts", 'export { find } from "../../web/page.ts";'),
        ("web/days.ts", 'import "../public/quick-exit.ts";'),
        ("web/days.ts", 'import "../advisors/session/api.ts";'),
        ("public/report/screens.ts", 'import "../report.ts";'),
        ("public/report/screens.ts", 'import "../../advisors/desk/case/report.ts";'),
        ("advisors/desk/work-desk.ts", 'import "../../public/quick-exit.ts";'),
        ("advisors/cases/casebook.ts", 'import "../desk/case/report.ts";'),
        ("advisors/logic/answers.ts", 'import "../session/api.ts";'),
        ("advisors/logic/answers.ts", 'import type { Api } from "../session/api.ts";'),
        ("advisors/keys/keyring.ts", 'import "../session/session.ts";'),
        ("advisors/desk/list/case-list.ts", 'import "../case/report.ts";'),
        ("new.ts", 'import "./web/days.ts";'),
    ],
)
def test_an_import_that_climbs_in_the_browser_is_seen(file: str, line: str, copy: Path) -> None:
    plant(copy, f"static/js/{file}", line)
    (complaint,) = browser_climbs(copy)
    assert complaint.startswith(file)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("crypto/deep/new.py", "import random"),
        ("reporting/new.py", "from random import choice"),
        ("static/js/a/b.ts", "Math.random()"),
    ],
)
def test_weak_randomness_is_seen(file: str, line: str, copy: Path) -> None:
    plant(copy, file, line)
    assert weak_randomness(copy) == [file]


def test_a_store_that_could_open_an_envelope_is_seen(copy: Path) -> None:
    for line in ("from crypto import unseal", "from crypto import locator_hash, read_as_advisor", "import crypto"):
        (copy / "reporting/store/deep/new.py").unlink(missing_ok=True)
        plant(copy, "reporting/store/deep/new.py", line)
        (complaint,) = key_users(copy)
        assert complaint.startswith("reporting/store/deep/new.py")


def test_reaching_behind_the_public_names_of_crypto_is_seen(copy: Path) -> None:
    plant(copy, "reporting/web/new.py", "def later():\n    from crypto import age")
    (complaint,) = reaching_into_crypto(copy)
    assert complaint.startswith("reporting/web/new.py")


def test_a_file_without_a_floor_is_seen(copy: Path) -> None:
    assert climbs(python_imports(copy, "crypto"), (("reporting",),))
    assert module_name(copy, copy / "crypto/__init__.py") == "crypto"
