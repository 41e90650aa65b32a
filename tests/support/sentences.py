"""Which sentences the code asks the catalogues for, read from the syntax trees of Python, templates and scripts."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.support.imports import browser_imports, syntax_nodes
from tests.support.node import run_node

_KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
_WORD = re.compile(r"[a-z0-9_]+")
_FILES = (".html", ".css", ".js", ".svg")
_GAP = "([a-z0-9_]+)"


@dataclass
class Uses:
    """What some code asks for: whole keys, keys with places to fill in, and the words that may fill them."""

    whole: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def asks_for(self, key: str) -> bool:
        """Whether the code names `key`, or a pattern that becomes it when filled with words that stand in the code."""
        if key in self.whole:
            return True
        found = (re.fullmatch(pattern, key) for pattern in self.patterns)
        return any(match and set(match.groups()) <= self.words for match in found)

    def take(self, parts: list[str], families: set[str]) -> None:
        """Note a text: its fixed parts, with a place to fill in between each two."""
        family, _, rest = parts[0].partition(".")
        if len(parts) == 1 and _WORD.fullmatch(parts[0]):
            self.words.add(parts[0])
        if family not in families or not (rest or len(parts) > 1):
            return
        if len(parts) == 1:
            if not parts[0].endswith(_FILES) and _KEY.fullmatch(parts[0]):
                self.whole.add(parts[0])
        elif "." in parts[0] and not any(" " in part for part in parts):
            self.patterns.add(_GAP.join(map(re.escape, parts)))


def read_catalogue(root: Path, language: str) -> Catalog:
    """Return the catalogue of a language."""
    with (root / f"translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file)


def sentences(root: Path, language: str) -> dict[str, str]:
    """Return every sentence of a language by its key."""
    return _sentences((root / f"translations/{language}/LC_MESSAGES/messages.po").read_text("utf-8"))


def uses(root: Path) -> Uses:
    """Return what all the code below `root` asks for."""
    found, families = Uses(), _families(root)
    for file in (root / "reporting").rglob("*.py"):
        _read_python(found, file, families)
    for file in (root / "templates").rglob("*.html"):
        _read_template(found, file, families)
    _read_scripts(found, _syntax(root).values(), families)
    return found


def dead(root: Path) -> list[str]:
    """Say which sentences no code asks for."""
    asked = uses(root)
    return sorted(key for key in sentences(root, "da") if not asked.asks_for(key))


def unknown(root: Path) -> list[str]:
    """Say which keys and patterns of keys the code asks for without there being a sentence."""
    asked, keys = uses(root), sentences(root, "da")
    unmatched = {each for each in asked.patterns if not any(re.fullmatch(each, key) for key in keys)}
    return sorted((asked.whole - set(keys)) | unmatched)


def not_handed_over(root: Path) -> list[str]:
    """Say which sentences a page's scripts ask for without the page's template handing them over."""
    complaints, syntax = [], _syntax(root)
    imports: dict[str, set[str]] = {}
    for each in browser_imports(root):
        imports.setdefault(each.module, set()).add(each.target)
    for template in (root / "templates").rglob("*.html"):
        scripts, prefixes = _scripts_and_prefixes(template)
        entries = [f"{folder}/{script}" for script in scripts for folder in ("public", "advisors")]
        entries = [entry for entry in entries if entry in syntax]
        if len(entries) != len(scripts):
            complaints.append(f"{template.name}: a script that is not there")
        asked, reached = Uses(), {file for entry in entries for file in _reached(entry, imports)}
        _read_scripts(asked, [syntax[file] for file in reached if file in syntax], _families(root))
        for key in asked.whole | {pattern.replace("\\", "").split("(")[0] for pattern in asked.patterns}:
            if not key.startswith(tuple(prefixes)):
                complaints.append(f"{template.name}: {key}")
    return sorted(complaints)


def _families(root: Path) -> set[str]:
    return {key.partition(".")[0] for key in sentences(root, "da")}


def _read_python(found: Uses, file: Path, families: set[str]) -> None:
    nodes_of = syntax_nodes(file.read_text("utf-8"))
    pieces = {id(piece) for node in nodes_of if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in nodes_of:
        if id(node) not in pieces and isinstance(node, ast.Constant) and isinstance(node.value, str | int):
            found.take([str(node.value)], families)
        if isinstance(node, ast.JoinedStr):
            found.take(
                _parts(node.values, lambda part: part.value if isinstance(part, ast.Constant) else None), families
            )


def _read_template(found: Uses, file: Path, families: set[str]) -> None:
    tree = _template(file.read_text("utf-8"))
    no_sentences = ("strings", "url_for")
    passed = [arg for call in tree.find_all(nodes.Call) if _called(call) in no_sentences for arg in call.args]
    pieces = [piece for concat in tree.find_all(nodes.Concat) for piece in concat.nodes]
    skipped = {id(node) for node in (*passed, *pieces)}
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in skipped:
            found.take([constant.value], families)
    for concat in tree.find_all(nodes.Concat):
        found.take(_parts(concat.nodes, lambda part: part.value if isinstance(part, nodes.Const) else None), families)


def _read_scripts(found: Uses, scripts: Iterable[dict[str, Any]], families: set[str]) -> None:
    for script in scripts:
        for parts in script["texts"]:
            found.take(parts, families)


def _parts(pieces: Iterable[Any], constant: Any) -> list[str]:
    parts = [""]
    for piece in pieces:
        text = constant(piece)
        if text is None:
            parts.append("")
        else:
            parts[-1] += str(text)
    return parts


def _scripts_and_prefixes(template: Path) -> tuple[list[str], list[str]]:
    scripts, prefixes = [], []
    for call in _template(template.read_text("utf-8")).find_all(nodes.Call):
        texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        if _called(call) == "strings":
            prefixes += texts
        for keyword in call.kwargs:
            name = keyword.value.value if isinstance(keyword.value, nodes.Const) else ""
            scripts += [name] if str(name).endswith(".js") else []
    return scripts, prefixes


@cache
def _template(source: str) -> nodes.Template:
    return Environment(autoescape=True).parse(source)


@cache
def _sentences(catalogue: str) -> dict[str, str]:
    messages = read_po(StringIO(catalogue))
    return {str(message.id): str(message.string) for message in messages if message.id}


def _called(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def _reached(script: str, imports: dict[str, set[str]]) -> set[str]:
    seen, waiting = set(), [script]
    while waiting:
        file = waiting.pop()
        if file not in seen:
            seen.add(file)
            waiting += imports.get(file, ())
    return seen


def _syntax(root: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = run_node("tools/syntax.mjs", str(root / "static/js"))
    return found
