"""Tables of cases with a fault in each: every row is taken as it was written, or none, and the line is named."""

import csv
import random  # noqa: TID251 - to make the same tables in every run
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from flask import Flask

from crypto.written import tidy
from tests.support import IS_FULL
from tests.support.cast import Advisor, read_case, sql

COUNT = 1_000 if IS_FULL else 150
SEED = 23
CHANCE = random.Random(SEED)  # noqa: S311 - no secret
NAMES = ("key", "where", "deadline", "name", "story")
STORIES = ("kort", 'hun sagde "ja"', "en\nto\r\ntre", "a,b;c\td", "Ærø 😀 العربية", "")


@dataclass
class Table:
    """Rows as they are meant, the text that somebody writes of them, and the line that has to be named; 0 for none."""

    rows: list[list[str]]
    names: list[str] = field(default_factory=lambda: list(NAMES))
    delimiter: str = ","
    line: int = 0

    def line_of(self, at: int) -> int:
        """On which line a row begins."""
        above = StringIO(newline="")
        csv.writer(above, delimiter=self.delimiter, lineterminator="\n").writerows([self.names, *self.rows[:at]])
        return above.getvalue().replace("\r\n", "\n").count("\n") + 1

    def written(self) -> str:
        out = StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows([self.names, *self.rows])
        return out.getvalue()


def draw(number: int) -> Table:
    rows = [
        [f"T{number}-{at}", f"Prøvegade {number}, {at}. tv", "2027-01-05", f"Lejer {at}", CHANCE.choice(STORIES)]
        for at in range(CHANCE.randrange(1, 5))
    ]
    return Table(rows, delimiter=CHANCE.choice(",;\t"))


def in_cell(column: int, value: str) -> Callable[[Table], str]:
    def spoil(table: Table) -> str:
        at = CHANCE.randrange(len(table.rows))
        table.line, table.rows[at][column] = table.line_of(at), value
        return table.written()

    return spoil


def in_text(change: Callable[[str, str], str]) -> Callable[[Table], str]:
    """Change what stands in one cell after it was written, as somebody does who writes tables by hand."""

    def spoil(table: Table) -> str:
        at = CHANCE.randrange(len(table.rows))
        table.rows[at][3] = "STED"
        table.line = table.line_of(at)
        return table.written().replace("STED", change("STED", table.delimiter))

    return spoil


def twice_the_same_key(table: Table) -> str:
    table.rows.append([table.rows[0][0], "Et andet sted 1", *table.rows[0][2:]])
    table.line = table.line_of(len(table.rows) - 1)
    return table.written()


def without_a_cell(table: Table) -> str:
    at = CHANCE.randrange(len(table.rows))
    table.line, table.rows[at][3:] = table.line_of(at), ["STED"]
    return table.written()


def in_names(change: Callable[[list[str]], list[str]]) -> Callable[[Table], str]:
    def spoil(table: Table) -> str:
        table.line, table.names = 1, change(table.names)
        return table.written()

    return spoil


FAULTS: dict[str, Callable[[Table], str]] = {
    "none": Table.written,
    "none, with lines of nothing": lambda table: "\n" + table.written() + f"\n{table.delimiter * 4}\n",
    "a day as Danes write it": in_cell(2, "05-01-2027"),
    "a day of a program": in_cell(2, "0001-01-01"),
    "no address": in_cell(1, "\u200b"),
    "too long a name": in_cell(3, "x" * 201),
    "a quote that is never closed": in_text(lambda text, _: f'"{text}'),
    "text behind a quote": in_text(lambda text, _: f'"{text}" mere'),
    "a cell more": in_text(lambda text, delimiter: f"{text}{delimiter}mere"),
    "a cell less": without_a_cell,
    "a byte 0": in_text(lambda text, _: f"{text}\0"),
    "a letter of another encoding": in_text(lambda text, _: f"{text}\udce6"),
    "a key twice": twice_the_same_key,
    "a name that nobody asks for": in_names(lambda names: [*names[:4], "frist"]),
    "a name twice": in_names(lambda names: [*names[:4], "name"]),
}


def test_a_table_is_taken_as_it_was_written_or_not_at_all_and_the_line_is_named(
    app: Flask, advisor: Advisor, tmp_path: Path
) -> None:
    app.test_cli_runner().invoke(args=["intake", "add", "Advokat Eksempel"])
    file, taken = tmp_path / "sager.csv", 0
    for number in range(COUNT):
        fault = list(FAULTS)[number % len(FAULTS)]
        table = draw(number)
        text = FAULTS[fault](table)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        before = {case for (case,) in sql(app, "SELECT id FROM cases")}
        done = app.test_cli_runner().invoke(args=["intake", "csv", "Advokat Eksempel", str(file)])
        new = [case for (case,) in sql(app, "SELECT id FROM cases") if case not in before]
        told = f"seed {SEED}, table {number}, {fault}: {text!r}: {done.output}"
        if table.line:
            assert (done.exit_code, new) == (1, []), told
            assert f"line {table.line}: " in done.output, told
            continue
        assert done.exit_code == 0, told
        sealed = [answers(app, case.hex(), advisor) for case in new]
        wanted = [dict(zip(NAMES[1:], map(tidy, row[1:]), strict=True)) for row in table.rows]
        wanted = [{name: row[name] for name in ("where", "name", "deadline", "story") if row[name]} for row in wanted]
        assert sorted(sealed, key=str) == sorted(wanted, key=str), told
        taken += len(new)
    assert sql(app, "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM intake_keys)") == [(taken, taken)]
    print(f"\n{COUNT} tables, {taken} cases taken; of all others nothing")


def answers(app: Flask, case: str, advisor: Advisor) -> dict[str, str]:
    (report,) = read_case(app, case, advisor).items
    assert report.document
    found: dict[str, str] = report.document.body["answers"]
    return found
