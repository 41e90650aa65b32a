"""`flask --app app store copy`: a database moved to another engine, or to another server."""

from pathlib import Path

import click
from flask import Blueprint

from reporting.store import (
    Copied,
    Engine,
    NewerSchema,
    NotTheSame,
    OtherRows,
    StrangeSchema,
    Unavailable,
    Unfit,
    copy_database,
)

bp = Blueprint("store", __name__, cli_group="store")


@bp.cli.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy the database FROM into TO; each is a file or a `postgresql://…` address. Stop the portal first.

    Nothing is unsealed. A copy that was cut short goes on where it ended. In the end every row of both is read and
    compared. A password is better kept in a file that PGPASSFILE names than in an address, which others here can see.
    """
    if _place(target) == _place(source):
        raise click.ClickException("FROM and TO are the same.")
    if not source.startswith("postgres") and not Path(source).is_file():
        raise click.ClickException(f"There is no file {source}.")
    begun = _open(source, "FROM")
    try:
        other = _open(target, "TO")
        try:
            copy_database(begun, other, _tell)
        finally:
            other.close()
    except OtherRows as table:
        raise click.ClickException(
            f"TO holds rows in `{table}` that FROM does not: it is no copy that was begun from it. Name an empty one."
        ) from None
    except NotTheSame as table:
        raise click.ClickException(
            f"`{table}` differs. Is the portal stopped? Run this again; if that does not help, start anew."
        ) from None
    except Unavailable as why:
        raise click.ClickException(f"Cut short: {why}. Run it again, and it goes on.") from None
    finally:
        begun.close()
    click.echo("All rows are the same. Set `database` to TO, and start the portal.")


def _tell(copied: Copied) -> None:
    click.echo(f"{copied.table:<14}{copied.rows:>10} rows  {copied.digest[:16]}")


def _place(name: str) -> Path | str:
    return name if name.startswith(("postgresql://", "postgres://")) else Path(name).absolute()


def _open(name: str, which: str) -> Engine:
    """:raise click.ClickException: it can't be used, or is none of ours."""
    try:
        return Engine(_place(name))
    except (Unavailable, OSError, Unfit) as why:
        raise click.ClickException(f"{which} can't be used: {why}") from None
    except StrangeSchema:
        raise click.ClickException(f"{which} holds a table, index, trigger or view that is none of ours.") from None
    except NewerSchema:
        raise click.ClickException(f"{which} was made by a later version of this program.") from None
