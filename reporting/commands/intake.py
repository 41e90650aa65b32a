"""`flask --app app intake …`: who may send cases in by a program, and cases from a table."""

import csv
from pathlib import Path

import click
from flask import Blueprint

from reporting import current
from reporting.machines.intake import NotTaken, take_plain
from reporting.store import IntakeTaken, OtherContent, in_one_form

MAX_NAME = 80

bp = Blueprint("intake_commands", __name__, cli_group="intake")
bp.cli.short_help = "Let programs send cases in, and take cases from a table."


@bp.cli.command("add")
@click.argument("name")
def add(name: str) -> None:
    """Print a token with which NAME may send cases to `POST /intake`. It is shown once."""
    name = in_one_form(name)
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise click.ClickException(f"A name has 1 to {MAX_NAME} characters that can be printed.")
    try:
        token = current.intakes().add(name, current.today().isoformat())
    except IntakeTaken:
        raise click.ClickException(f"There is an intake called {name}; remove it first.") from None
    click.echo(token)
    click.echo(f"Shown once. Give it to {name} on a safe way: Authorization: Bearer <token>.", err=True)


@bp.cli.command("list")
def list_() -> None:
    """Print every intake: day of adding, name."""
    for name, day in current.intakes().list_intakes():
        click.echo(f"{day}\t{name}")


@bp.cli.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """End NAME's token. Cases that came in stay."""
    if not current.intakes().remove(in_one_form(name)):
        raise click.ClickException(f"There is no intake called {name}.")
    click.echo(f"{name} can't send any more.")


@bp.cli.command("csv")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def from_csv(name: str, file: Path) -> None:
    """Take the cases in FILE, from NAME: UTF-8, one a line, the first line names the columns.

    Columns are `organisation`, `key` (what tells a case from every other; may be left out) and the questions:
    `where`, `deadline` (YYYY-MM-DD), `name`, `case_stage`, `case_phone`, `case_reference`, `story`. All lines are
    looked at first; if one is wrong, none is taken. The same file twice makes no second case.
    """
    name = in_one_form(name)
    if name not in dict(current.intakes().list_intakes()):
        raise click.ClickException(f"There is no intake called {name}: flask intake add.")
    try:
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file} can't be read: {error}.") from None
    if not rows:
        raise click.ClickException(f"{file} has no lines below the names of its columns.")
    _take(name, file, rows, is_trial=True)
    new = _take(name, file, rows, is_trial=False)
    click.echo(f"{new} cases taken, {len(rows) - new} were here already. Delete {file} when you have seen them.")


def _take(name: str, file: Path, rows: list[dict[str, str]], *, is_trial: bool) -> int:
    """:raise click.ClickException: lines that are wrong, each by its number; none of them is taken."""
    wrong, new = [], 0
    for number, row in enumerate(rows, 2):
        given = {column: value.strip() for column, value in row.items() if column and value and value.strip()}
        key = given.pop("key", "") or repr(sorted(given.items()))
        organisation = given.pop("organisation", "")
        sent = {"form": "eviction", "organisation": organisation, "answers": given}
        try:
            new += take_plain(name, key, sent, is_trial=is_trial)
        except NotTaken as refused:
            wrong.append(f"  line {number}: {refused}")
        except OtherContent:
            wrong.append(f"  line {number}: another case has come in under this key")
    if wrong:
        raise click.ClickException(f"Nothing taken from {file}:\n" + "\n".join(wrong))
    return new
