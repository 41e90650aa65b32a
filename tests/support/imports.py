"""Who imports whom, read from syntax trees: every file however deep, relative imports, imports inside functions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.node import run_node

# A floor may use every floor below it, never its neighbours. The longest name that fits says where a module lives.
Floors = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Import:
    """One import: which module (or browser file), at which place, imports what."""

    module: str
    place: str
    target: str


def python_imports(root: Path, *folders: str) -> list[Import]:
    """Return every import in the Python files of `folders` (or single files) below `root`."""
    files = [file for folder in folders for file in _python_files(root / folder)]
    modules = {module_name(root, file) for file in files}
    return [found for file in files for found in _imports_of(root, file, modules)]


def module_name(root: Path, file: Path) -> str:
    """Return the dotted name of a Python file; a package has the name of its folder."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def browser_imports(root: Path, *, types: bool = True) -> list[Import]:
    """Return every import in `static/js`, static and dynamic; files are named from there (`crypto/age.ts`).

    Whoever imports a type depends on where it stands, but nothing of it runs: without `types` only what runs is told.
    """
    folder = root / "static/js"
    found = []
    for file, syntax in browser_syntax(root).items():
        for target in syntax["imports"] + (syntax["types"] if types else []):
            if target.endswith(".json"):
                continue  # a table, no module
            resolved = (folder / file).parent / target
            name = str(resolved.resolve().relative_to(folder.resolve())) if target.startswith(".") else target
            found.append(Import(file, file, name))
    return found


def browser_syntax(root: Path) -> dict[str, dict[str, Any]]:
    """Return what stands in every script of `static/js`: its imports (of types apart), texts, sentences."""
    folder = root / "static/js"
    sources = {str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.ts"))}
    new = sorted(set(sources.values()) - _READ.keys())
    if new:
        _READ.update(zip(new, run_node("tools/syntax.ts", new), strict=True))
    return {file: _READ[source] for file, source in sources.items()}


_READ: dict[str, dict[str, Any]] = {}
"""What was read before, by source: a copy with one fault is the same in every other file."""


def climbs(imports: list[Import], floors: Floors) -> list[str]:
    """Say which imports lead upwards or sideways, or come from a file that has no floor."""
    complaints = []
    for found in imports:
        here, there = _floor(found.module, floors), _floor(found.target, floors)
        if here is None:
            complaints.append(f"{found.place}: {found.module} has no floor")
        elif there is not None and here[1] != there[1] and there[0] <= here[0]:
            complaints.append(f"{found.place}: {found.module} imports {found.target}")
    return complaints


def circles(imports: list[Import]) -> list[list[str]]:
    """Return every way that leads from a module back to itself, once each, as a sorted list of its modules."""
    arrows: dict[str, set[str]] = {}
    for found in imports:
        arrows.setdefault(found.module, set()).add(found.target)
    reached = {module: _reachable(module, arrows) for module in arrows}
    knots = {frozenset(other for other in reached[one] if one in reached.get(other, ())) for one in arrows}
    return [sorted(knot) for knot in knots if knot]


def _reachable(start: str, arrows: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(arrows.get(start, ()))
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += arrows.get(module, ())
    return seen


def _floor(module: str, floors: Floors) -> tuple[int, str] | None:
    fitting = [
        (len(room), number, room)
        for number, rooms in enumerate(floors)
        for room in rooms
        if module == room or module.startswith((f"{room}.", f"{room}/"))
    ]
    return (max(fitting)[1], max(fitting)[2]) if fitting else None


@cache
def syntax_nodes(source: str) -> tuple[ast.AST, ...]:
    """Return every node of some Python's syntax tree. Kept: a copy with one fault is the same in every other file."""
    return tuple(ast.walk(ast.parse(source)))


def _python_files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _imports_of(root: Path, file: Path, modules: set[str]) -> Iterator[Import]:
    module = module_name(root, file)
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    for node in syntax_nodes(file.read_text("utf-8")):
        for target in _targets(node, package, modules):
            if target != module:
                yield Import(module, f"{file.relative_to(root)}:{node.lineno}", target)  # type: ignore[attr-defined]


def _targets(node: ast.AST, package: list[str], modules: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        return [whole if (whole := f"{base}.{alias.name}") in modules else base for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "importlib.import_module",
        "import_module",
        "__import__",
    ):
        return [str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)]
    return []
