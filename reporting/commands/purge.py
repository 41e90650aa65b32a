"""`flask --app app purge`: what is due goes. A timer calls it every night."""

import sys
from datetime import timedelta
from pathlib import Path

import click
from flask import Blueprint, current_app

from reporting import current
from reporting.clock import PATIENCE_DAYS, ClockJumped
from reporting.purge import WINDOW_DAYS, NotSoMany, purge_due

PENDING = 75
"""The exit code of "not yet, try again": EX_TEMPFAIL of sysexits.h."""

INTAKE_KEY_DAYS = 90
"""How long a program's delivery is known again."""

bp = Blueprint("purge", __name__, cli_group=None)


@bp.cli.command("purge")
@click.option("--confirm-day", metavar="DAY", help="Say that today really is DAY (YYYY-MM-DD), after a long pause.")
@click.option("--confirm-count", type=click.IntRange(1), metavar="N", help="Say that N cases more may go at once.")
def purge(confirm_day: str | None, confirm_count: int | None) -> None:
    """Delete what is due: closed cases, and contact details a fortnight after closing.

    Only so much goes by itself within a week. The rest waits: the advisors see in the inbox which cases they are, and
    when they say that it is right, `--confirm-count` with `--confirm-day` deletes it.
    """
    today = current.today()
    if confirm_day and confirm_day != today.isoformat():
        raise click.ClickException(f"Today is {today} on this machine, not {confirm_day}. Nothing was deleted.")
    if confirm_count and not confirm_day:
        raise click.ClickException("--confirm-count needs --confirm-day. Nothing was deleted.")
    instance = Path(current_app.instance_path)
    try:
        done = purge_due(
            current.cases(),
            current.purging(),
            instance,
            today,
            is_day_confirmed=confirm_day is not None,
            confirmed_count=confirm_count,
        )
    except NotSoMany as refused:
        raise click.ClickException(f"{refused.count} cases wait, not {confirm_count}. Nothing was deleted.") from None
    except ClockJumped as jumped:
        raise click.ClickException(
            f"The last run was on {jumped.last}, and today is {today} on this machine: more than {PATIENCE_DAYS} days "
            f"on, or back. Nothing was deleted. If the clock is right: flask purge --confirm-day {today}"
        ) from None
    current.intakes().forget_keys((today - timedelta(days=INTAKE_KEY_DAYS)).isoformat())
    click.echo(f"{done.cases} cases deleted, and {done.places} messages of closed ones.")
    if waiting := done.waiting.count:
        click.echo(
            f"{waiting} cases wait: more would go within {WINDOW_DAYS} days than goes by itself. Ask the advisors, who "
            f"see in the inbox which they are, and then: flask purge --confirm-day {today} --confirm-count {waiting}",
            err=True,
        )
    if done.is_pending:
        click.echo("Pending: somebody is reading, so what was deleted is still in the log. Run it again.", err=True)
        sys.exit(PENDING)
