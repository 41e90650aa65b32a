"""`flask --app app intake …`: who may send cases in by a program, and cases from a table."""

from pathlib import Path

import click
from flask import Blueprint

from crypto.written import COLUMNS, ENCODINGS, Delivery, NotADelivery, Row, TableError, from_row, read_table
from reporting import current
from reporting.authority import NotOurRecipients
from reporting.machines.intake import checked, once, seal_delivery
from reporting.store import IntakeTaken, Once, OtherContent, in_one_form

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
@click.option("--encoding", type=click.Choice(ENCODINGS), default=ENCODINGS[0], help="What the file is written in.")
def from_csv(name: str, file: Path, encoding: str) -> None:
    """Take the cases in FILE, from NAME: one a line, the first line names the columns, parted by , ; or tabs.

    Columns are `organisation`, `key` (what tells a case from every other; may be left out) and the questions:
    `where`, `deadline` (YYYY-MM-DD), `hearing` (YYYY-MM-DD HH:MM), `arrears` and `rent` (23412.50), `name`,
    `case_stage`, `municipality_told` (yes, no), `case_phone`, `case_reference`, `story`. All lines are looked at first;
    if one is wrong, none is taken. The same file twice makes no second case.
    """
    name = in_one_form(name)
    if name not in dict(current.intakes().list_intakes()):
        raise click.ClickException(f"There is no intake called {name}: flask intake add.")
    try:
        rows = read_table(file.read_bytes(), COLUMNS, encoding)
        new = _take(name, rows)
    except (TableError, _WrongLines) as why:
        raise click.ClickException(f"Nothing taken from {file}:\n  {why}") from None
    except NotOurRecipients as refused:
        raise click.ClickException(
            f"Nothing taken from {file}: the form is closed, because nobody can be sealed to ({refused.reason}). See "
            "`flask portal check`."
        ) from None
    click.echo(f"{new} cases taken, {len(rows) - new} were here already. Delete {file} when you have seen them.")


class _WrongLines(Exception):
    """Lines that can't be taken, each by its number."""


def _take(name: str, rows: list[Row]) -> int:
    """Return how many cases were new.

    :raise _WrongLines: nothing was taken.
    """
    deliveries = _checked(name, rows)
    cases = [(seal_delivery(name, delivery), once) for delivery, once in deliveries]
    try:
        return current.intakes().add_cases(cases, current.today().isoformat())
    except OtherContent as other:  # delivered in the moment since they were looked at
        raise _WrongLines(f"line {rows[other.at].line}: {_OTHER}") from None


def _checked(name: str, rows: list[Row]) -> list[tuple[Delivery, Once]]:
    """:raise _WrongLines: any can't be taken."""
    deliveries, wrong = [], []
    contents: dict[bytes, bytes] = {}
    for row in rows:
        try:
            delivery = checked(from_row(row.cells))
        except NotADelivery as refused:
            wrong.append(f"line {row.line}: {refused}")
            continue
        given = sorted((column, cell) for column, cell in row.cells.items() if column != "key")
        what = once(name, row.cells.get("key", "") or repr(given), delivery)
        if contents.setdefault(what.key_hash, what.content_hash) != what.content_hash or current.intakes().is_other(
            what
        ):
            wrong.append(f"line {row.line}: {_OTHER}")
        deliveries.append((delivery, what))
    if wrong:
        raise _WrongLines("\n  ".join(wrong))
    return deliveries


_OTHER = "another case stands, or has come in, under this key."
