"""`flask --app app advisor …`: who may read."""

import click
from flask import Blueprint, current_app

from crypto import Recipient, from_text, portal_fingerprint
from reporting import current
from reporting.advisors.sign_in import MAX_NAME
from reporting.store import INVITATION_SECONDS, NameTaken, RosterFull, in_one_form

bp = Blueprint("advisor", __name__, cli_group="advisor")
bp.cli.short_help = "Invite, list and retire advisors."


@bp.cli.command("invite")
@click.argument("name")
def invite(name: str) -> None:
    """Print a one-time enrolment link for NAME, valid for 72 hours."""
    name = _checked(name)
    roster = current.roster()
    try:
        token = roster.invite(name, current.now())
    except NameTaken:
        raise click.ClickException(f"{name} is enrolled already; retire that advisor first.") from None
    except RosterFull:
        raise click.ClickException(
            f"{roster.max_advisors} are invited, or wait for a signed list, as many as max_advisors allows. "
            "Retire one first."
        ) from None
    click.echo(_link(token))
    click.echo(f"Valid once, for {INVITATION_SECONDS // 3600} hours. Give it to {name} on a safe way.", err=True)


def print_invitations() -> None:
    """Print an enrolment link for each advisor of a new installation."""
    roster = current.roster()
    hours = INVITATION_SECONDS // 3600
    click.echo(f"\n  One enrolment link each, valid once, for {hours} hours:\n")
    for number in range(1, roster.max_advisors + 1):
        name = f"Rådgiver {number}"
        click.echo(f"  {name}    {_link(roster.invite(name, current.now()))}")
    click.echo()


@bp.cli.command("list")
def list_() -> None:
    """Print every advisor: state, day of enrolment, fingerprint, name."""
    for advisor in current.roster().list_advisors():
        fingerprint = Recipient.parse(advisor.recipient).fingerprint if advisor.recipient else "-"
        click.echo(f"{advisor.status}\t{advisor.enrolled_day or '-'}\t{fingerprint}\t{advisor.name}")


@bp.cli.command("retire")
@click.argument("name")
def retire(name: str) -> None:
    """End NAME's access: nothing more is sealed to that key; slots and sessions are deleted."""
    if not current.roster().retire(name):
        raise click.ClickException(f"There is no advisor or invitation called {name}.")
    click.echo(f"{name} is retired. What was sealed before stays readable with that key for whoever keeps a copy.")
    if current.authority().last_number():
        click.echo("The form is closed until a list without that key is signed: flask portal draft, sign, publish.")


def _checked(name: str) -> str:
    """:raise click.ClickException: a name that nobody could sign in with, or no portal key that its link could name."""
    name = in_one_form(name)
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise click.ClickException(f"A name has 1 to {MAX_NAME} characters that can be printed.")
    if not current_app.config["PORTAL_KEY"]:
        raise click.ClickException("There is no portal key yet: flask portal init.")
    return name


def _link(token: str) -> str:
    """Return the link that an invited advisor opens. The token stands behind the #, so no server or log sees it; the
    portal's fingerprint tells the browser which key to believe."""
    key = from_text(current_app.config["PORTAL_KEY"]) or b""
    return f"{current_app.config['URL'].rstrip('/')}/enrol#{token}&p={portal_fingerprint(key)}"
