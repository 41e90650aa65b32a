"""The steps themselves, whatever carries them out."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement has found."""

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""

    def fetchall(self) -> list[Any]:
        """Return all rows."""


class Schema(Protocol):
    """What a step works on; it is written in SQLite's words, and PostgreSQL's side knows what they are there."""

    def execute(self, query: str, arguments: Sequence[object] = (), /) -> Rows:
        """Run one statement with `?` for its arguments."""


Step = Callable[[Schema], None]


def step_files() -> list[str]:
    """Return the names of the steps' files without their ending, such as `0001_first_report`, in order."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[0-9]*.py"))


def all_steps() -> dict[str, Step]:
    """Return all steps by the names under which they are recorded, in order."""
    # The recorded name has no number: it was there before the files were.
    return {name.partition("_")[2]: importlib.import_module(f"{__package__}.{name}").step for name in step_files()}
