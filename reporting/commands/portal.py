"""`flask --app app portal …`: the portal key, and the list of whom is sealed to that it signs."""

import sys
import tomllib
from datetime import date
from pathlib import Path

import click
from flask import Blueprint, current_app

from crypto import Recipient, RecipientsList, from_text, portal_fingerprint
from crypto.written import as_code
from reporting import current
from reporting.authority import NotOurRecipients
from reporting.settings import CannotStart
from reporting.store import Advisor, RowsChanged

from . import ceremony
from .advisor import print_invitations
from .demo_key import DEMO_KEY
from .page_hashes import changed_pages

_SHOWN = 5

COST = (
    "Whoever takes this machine over can then also take the key, and with it have reports sealed to himself. "
    "Better: make and keep it on another machine (tools/portal_key.py), and use draft, sign and publish."
)

_GROUPS = 4
"""80 bits: fewer can be ground by whoever chooses a key afterwards."""

bp = Blueprint("portal", __name__, cli_group="portal")
bp.cli.short_help = "The portal key and the signed list of advisors."


@bp.cli.command("init")
@click.argument("key")
def init(key: str) -> None:
    """Take the public half of the portal KEY into the configuration. The other half stays elsewhere."""
    known = current_app.config["PORTAL_KEY"]
    raw = from_text(key)
    if raw is None:
        raise click.ClickException(
            "That is no public key: 43 characters, as `python tools/portal_key.py new` prints it."
        )
    if known and known != key:
        raise click.ClickException(
            "There is another portal key already. docs/replacing.md says what to do if it is lost."
        )
    if not known:
        write_key(Path(current_app.instance_path), key)
    click.echo(f"The portal's fingerprint: {portal_fingerprint(raw)}")
    click.echo("Put it on the posters. Next: flask advisor invite NAME, for each advisor.")


@bp.cli.command("draft")
@click.option("--without", multiple=True, metavar="NAME", help="Leave out somebody who is enrolled.")
@click.option("--dismissed", is_flag=True, help="For cause: what is still on its way by an older list is refused, too.")
@click.option("--site", "sites", multiple=True, help="A further origin at which the portal is reached.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; a little over a year unless given.")
def draft(without: tuple[str, ...], dismissed: bool, sites: tuple[str, ...], until: date | None) -> None:
    """Write the list of all who are enrolled, for the portal key to sign."""
    last = date.fromisoformat(until.isoformat()[:10]) if until else None
    said = ceremony.draft(ceremony.Wishes(without, dismissed, sites, until=last))
    _show(said)
    folder = Path(current_app.instance_path) / "draft"
    click.echo(f"\nWritten to {folder}. Where the key is:  python portal_key.py sign KEYFILE {folder}")
    click.echo("Bring the .sig files back into that folder, then:  flask portal publish")


@bp.cli.command("sign")
@click.option("--key", "file", type=click.Path(path_type=Path), required=True, help="The secret half, on a stick.")
def sign(file: Path) -> None:
    """Sign the draft on this machine. The key should not stay here."""
    ceremony.sign_draft(ceremony.read_secret(file))
    click.echo("Signed. Next: flask portal publish. Take the key away.")


@bp.cli.command("publish")
def publish() -> None:
    """Take the signed draft into use: exactly the advisors on it are sealed to from now on."""
    said = _publish()
    click.echo(f"List {said.n} is in use until {said.last_day}, for {len(said.voices)} advisors.")
    click.echo("Each advisor who was there before signs in once, so that earlier cases open to the new one.")


@bp.cli.command("confirm")
@click.option("--without", multiple=True, metavar="NAME", help="Leave out somebody who is enrolled.")
@click.option("--dismissed", is_flag=True, help="For cause: what is still on its way by an older list is refused, too.")
@click.option("--site", "sites", multiple=True, help="A further origin at which the portal is reached.")
@click.option("--key", "file", type=click.Path(path_type=Path), help="The secret half of the portal key.")
@click.option("--key-on-this-machine", "accepted", is_flag=True, help=COST)
def confirm(
    without: tuple[str, ...], dismissed: bool, sites: tuple[str, ...], file: Path | None, accepted: bool
) -> None:
    """Draft, sign and publish in one, where the portal key may be on this machine."""
    demo = Path(current_app.instance_path) / DEMO_KEY
    if not accepted and not demo.exists():
        raise click.ClickException(f"With --key-on-this-machine only. {COST}")
    seed = ceremony.read_secret(file or demo)
    listed = ceremony.to_be_listed(without)
    for each in listed:
        _compare(each)
    _show(ceremony.draft(ceremony.Wishes(without, dismissed, sites)))
    ceremony.sign_draft(seed)
    said = _publish()
    click.echo(f"List {said.n} is in use until {said.last_day}.")


@bp.cli.command("check")
def check() -> None:
    """Say whether reports can come in, whom they are sealed to, and until when; exit with 1 if they can't."""
    try:
        sealing = current.sealing()
    except NotOurRecipients as why:
        click.echo(f"Closed: {_WHY[why.reason]}")
        sys.exit(1)
    click.echo(f"Open. Portal: {_own_fingerprint()}. Left to seal again: {_left(sealing.recipients_n)}.")
    _show(sealing.said)
    if changed := changed_pages(sealing.published.pages):
        click.echo(f"Not served as it was signed ({len(changed)}): {', '.join(changed[:_SHOWN])}")
        click.echo("If you changed a setting, a page or the version: draft, sign and publish anew.")
        sys.exit(1)


@bp.cli.command("begin")
def begin() -> None:
    """On a new installation lead through portal key and enrolment, or print the commands; later do nothing."""
    if not current_app.config["PORTAL_KEY"]:
        click.echo(
            "\n  This portal is closed until whom it seals to is signed. Once, on another machine:\n"
            "    python tools/portal_key.py new KEYFILE PAPER   prints the public key; keep KEYFILE on a stick\n"
            "  Then here:\n"
            "    flask --app app portal init PUBLICKEY         and start again"
        )
        if not sys.stdin.isatty():
            click.echo("\n  Until then it serves the page that says so.\n")
            return
        init.callback(click.prompt("\n  The public key"))  # type: ignore[misc]
        current_app.config["PORTAL_KEY"] = _key_from_config()
    statuses = {each.status for each in current.roster().list_advisors()}
    if not statuses:
        print_invitations()
    if "waiting" in statuses or not statuses:
        click.echo(
            "  When they have enrolled:\n"
            "    flask --app app portal draft, then sign, then publish     (flask --app app portal --help)\n"
        )


def write_key(instance: Path, key: str) -> None:
    """Put the public key on top of the configuration, where no table has begun yet."""
    file = instance / "config.toml"
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(f'portal_key = "{key}"\n{before}', "utf-8")


def _publish() -> RecipientsList:
    try:
        return ceremony.publish()
    except RowsChanged:
        raise CannotStart("The advisors are not those whom the draft was written for: draft anew.") from None


def _compare(advisor: Advisor) -> None:
    """Have the beginning of the fingerprint typed that stands on the advisor's own sheet, and not on this screen."""
    fingerprint = Recipient.parse(advisor.recipient or "").fingerprint
    typed = "".join(as_code(click.prompt(f"The first {_GROUPS} groups of the fingerprint on {advisor.name}'s sheet")))
    if typed != fingerprint.replace("-", "")[: 4 * _GROUPS]:
        raise click.ClickException(
            "That is another key than the one on the sheet. Nothing was signed. Call the advisor."
        )


def _show(said: RecipientsList) -> None:
    rows = {each.id: each for each in current.roster().list_advisors()}
    click.echo(f"List {said.n}, from {said.first_day} until {said.last_day}, for {', '.join(said.sites)}:")
    for voice in said.voices:
        row = rows[voice.advisor]
        click.echo(f"  {row.name}\t{Recipient.parse(row.recipient or '').fingerprint}")


def _own_fingerprint() -> str:
    return portal_fingerprint(from_text(current_app.config["PORTAL_KEY"]) or b"")


def _left(n: int) -> int:
    return current.headers().count_older(n)


def _key_from_config() -> str:
    return str(tomllib.loads((Path(current_app.instance_path) / "config.toml").read_text("utf-8"))["portal_key"])


_WHY = {
    "unsigned": "no list of advisors was signed yet.",
    "signature": "a list in the folder lists/ is not signed by the portal key.",
    "rollback": "the newest list is gone; an older one does not count.",
    "date": "the newest list has ended or not begun: draft, sign and publish a new one.",
    "site": "the newest list is for another address than `url` in the configuration.",
    "rows": "the advisors in the database are not those on the signed list. If somebody was retired, publish a new "
    "list; if not, somebody has written to the database.",
}
