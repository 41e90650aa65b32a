"""Which sentences the code asks the catalogues for, read from the syntax trees of Python, templates and scripts."""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from crypto.written import KINDS
from reporting.questions import ALL_SETS, QUESTION_SETS
from reporting.settings.table import NUMBERS
from reporting.submissions.forms import DAY_PARTS
from reporting.web.errors import PLAIN
from tests.support.imports import browser_imports, browser_syntax, syntax_nodes

_KEY = re.compile(r"[a-z]+(\.[a-z0-9_*]+)+")
_FILES = (".html", ".css", ".js", ".svg")


@dataclass
class Uses:
    """What some code asks for: whole keys, and keys that are put together, with `*` for what is filled in."""

    whole: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)

    def take(self, parts: list[str], families: set[str], *, is_asked_for: bool = False) -> None:
        """Note a text: its fixed parts, with a place to fill in between each two.

        Whatever is passed to the function that says sentences is asked for; any other text only if it looks so.
        """
        text = "*".join(parts)
        looks_so = parts[0].partition(".")[0] in families and _KEY.fullmatch(text) and not text.endswith(_FILES)
        if is_asked_for or looks_so:
            (self.patterns if len(parts) > 1 else self.whole).add(text)


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
    _read_scripts(found, browser_syntax(root).values(), families)
    return found


DOORS = ("neighbour", "own", "staff", "return")
FLAGS = ("back", "closed", "damaged", "forged", "former", "purge")
ENTRIES = ("mine", "reply", "question", "damaged", "forged", "replaced", "missing")


def composed(root: Path) -> dict[str, set[str]]:
    """Return every key that the code puts together, by its pattern. Where the parts come from is written down here."""
    listed = _lists(root)
    questions = [question for each in ALL_SETS for question in each.questions]
    forms, doors = [each.id for each in ALL_SETS], [each.id for each in QUESTION_SETS]
    steps = [step for each in QUESTION_SETS for step in each.steps]
    parts: dict[str, Iterable[object]] = {
        "door.*.title": doors,
        "door.*.intro": doors,
        "door.*.short": forms,
        "receipt.next_*": doors,
        "step.*": steps,
        "day.*": DAY_PARTS,
        "signs.*": [group for question in questions for group, _ in question.groups if group],
        "start.*": DOORS,
        "start.*_hint": DOORS,
        "q.*.label": [question.id for question in questions],
        "q.*.hint": [question.id for question in questions],
        "q.*.missing": [question.id for question in questions],
        "status.*.title": PLAIN,
        "status.*.text": PLAIN,
        "error.*": KINDS,
        "number.*": [id_ for id_, _ in NUMBERS if id_ != "emergency"],
        "conversation.state_*": ("flagged", "question", "read", "received"),
        "conversation.entry_*": ENTRIES,
        "conversation.text_*": ENTRIES,
        "js.failed.*": (
            *(
                "seal",
                "too_long",
                "offline",
                "slow",
                "too_many",
                "unavailable",
                "full",
                "keep",
                "list",
                "clock",
                "refused",
            ),
        ),
        "js.figures.of_*": (*listed("DIMENSIONS"), "signs"),
        "js.figures.choose_*": ("year", "group"),
        "js.figures.sum_*": ("closed", "open", "averted", "amount", "saved"),
        "js.figures.contact_*": listed("CONTACTS"),
        "js.passkey.not_*": ("cancelled", "no_prf", "passkey"),
        "js.inbox.danger_*": [choice for question in questions for choice in question.urgent],
        "js.inbox.state_*": ("closed", "damaged", "misplaced", "missing", "forged"),
        "js.inbox.explain_*": ("closed", "damaged", "misplaced", "missing", "forged", "changed", "removed"),
        "js.inbox.file_*": FLAGS,
        "js.inbox.file_*_short": FLAGS,
        "js.inbox.level_*": listed("LEVELS"),
        "js.inbox.step_*": (*listed("CHANNELS"), "none", "triage"),
        "js.inbox.result_*": listed("RESULTS"),
        "js.inbox.outcome_*": (*listed("OUTCOMES"), "missing"),
        "js.inbox.*_missing": ("next", "outcome"),
        "js.inbox.group_*": listed("CHIPS"),
        "js.inbox.by_*": ("level", "kind", "organisation"),
        "js.inbox.new_*": ("report", "answer"),
        "js.inbox.clash_*": listed("DECISIONS"),
        "js.inbox.key_*": listed("KEYS_OF_OURS"),
        "js.inbox.log_*": ("linked", "unlinked"),
        "js.inbox.way_*": listed("WAYS"),
        "js.inbox.distrust_*": ("list", "mine", "date", "closed", "older", "clock"),
        "js.inbox.ledger_*": ("back", "unreadable"),
        "js.inbox.not_*": (
            "cancelled",
            "no_prf",
            "passkey",
            "removed",
            "wrong",
            "list_changed",
            "too_many",
            "offline",
            "expired",
            "other_key",
            "failed",
        ),
    }
    keys = {pattern: {pattern.replace("*", str(part)) for part in filled} for pattern, filled in parts.items()}
    keys["q.*.*"] = {f"q.{question.id}.{choice}" for question in questions for choice in question.choices}
    keys["q.*.*.note"] = {f"{key}.note" for key in keys["q.*.*"]}
    return keys


def _lists(root: Path) -> Callable[[str], list[str]]:
    """Return what gives the texts that a constant of the inbox's scripts lists, by its name."""
    found = [syntax["lists"] for file, syntax in browser_syntax(root).items() if file.startswith("advisors/")]

    def listed(name: str) -> list[str]:
        (texts,) = [lists[name] for lists in found if name in lists]
        return list(texts)

    return listed


OPTIONAL = {"step.*", "q.*.hint", "q.*.missing", "q.*.*.note"}
"""Asked for only where there is one."""


def dead(root: Path) -> list[str]:
    """Say which sentences no code asks for."""
    asked = uses(root)
    put_together = {key for pattern, keys in composed(root).items() if pattern in asked.patterns for key in keys}
    return sorted(set(sentences(root, "da")) - asked.whole - put_together)


def unknown(root: Path) -> list[str]:
    """Say which keys the code asks for without there being a sentence, or puts together from who knows what."""
    asked, keys = uses(root), sentences(root, "da")
    known = composed(root)
    put_together = {key for pattern in asked.patterns - OPTIONAL for key in known.get(pattern, {pattern})}
    return sorted((asked.whole | put_together) - set(keys))


def not_handed_over(root: Path) -> list[str]:
    """Say which sentences a page's scripts ask for without the page's template handing them over."""
    complaints, syntax = [], browser_syntax(root)
    imports: dict[str, set[str]] = {}
    for each in browser_imports(root, types=False):
        imports.setdefault(each.module, set()).add(each.target)
    for template in (root / "templates").rglob("*.html"):
        scripts, prefixes = _scripts_and_prefixes(template)
        entries = [f"{folder}/{name.removesuffix('.js')}.ts" for name in scripts for folder in ("public", "advisors")]
        entries = [entry for entry in entries if entry in syntax]
        if len(entries) != len(scripts):
            complaints.append(f"{template.name}: a script that is not there")
        asked, reached = Uses(), {file for entry in entries for file in _reached(entry, imports)}
        _read_scripts(asked, [syntax[file] for file in reached if file in syntax], _families(root))
        for key in asked.whole | asked.patterns:
            if not key.startswith(tuple(prefixes)):
                complaints.append(f"{template.name}: {key}")
    return sorted(complaints)


def _families(root: Path) -> set[str]:
    return {key.partition(".")[0] for key in sentences(root, "da")}


def _read_python(found: Uses, file: Path, families: set[str]) -> None:
    everything = syntax_nodes(file.read_text("utf-8"))
    pieces = {id(piece) for node in everything if isinstance(node, ast.JoinedStr) for piece in node.values}
    calls = [node for node in everything if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "gettext")]
    asked = {id(call.args[0]) for call in calls if call.args}
    for node in everything:
        is_asked_for = id(node) in asked
        if id(node) not in pieces and isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.take([node.value], families, is_asked_for=is_asked_for)
        if isinstance(node, ast.JoinedStr):
            parts = _parts(node.values, lambda part: part.value if isinstance(part, ast.Constant) else None)
            found.take(parts, families, is_asked_for=is_asked_for)


def _read_template(found: Uses, file: Path, families: set[str]) -> None:
    tree = _template(file.read_text("utf-8"))
    calls = list(tree.find_all(nodes.Call))
    passed = [arg for call in calls if _called(call) in ("strings", "url_for") for arg in call.args]
    pieces = [piece for concat in tree.find_all(nodes.Concat) for piece in concat.nodes]
    skipped = {id(node) for node in (*passed, *pieces)}
    asked = {id(call.args[0]) for call in calls if _called(call) in ("_", "has_string") and call.args}
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in skipped:
            found.take([constant.value], families, is_asked_for=id(constant) in asked)
    for concat in tree.find_all(nodes.Concat):
        parts = _parts(concat.nodes, lambda part: part.value if isinstance(part, nodes.Const) else None)
        found.take(parts, families, is_asked_for=id(concat) in asked)


def _read_scripts(found: Uses, scripts: Iterable[dict[str, Any]], families: set[str]) -> None:
    for script in scripts:
        for parts in script["texts"]:
            found.take(parts, families)
        for parts in script["asked"]:
            found.take(parts, families, is_asked_for=True)


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
        if _called(call) == "own_script":
            scripts += texts
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
