"""`flask --app app check`: everything that is wrong with an installation, in sentences for whoever runs it."""

import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Blueprint, current_app

from reporting import current
from reporting.authority import NotOurRecipients
from reporting.backup import LAST_COPY, keys_of
from reporting.clock import LastRun
from reporting.mail import MailServer, NotSent
from reporting.mailing import read_settled
from reporting.purge import LAST_RUN, look
from reporting.web.limits import limiter

from .page_hashes import changed_pages
from .serve import what_is_missing

LIST_DAYS = 30
"""A list that ends sooner than that has to be renewed."""

PURGE_DAYS = 2
"""The nightly purge may be missed once."""

BACKUP_DAYS = 3
"""A copy is written every night; a night may fail."""

LEAST_FREE = 1_000_000_000
"""Bytes that must be free beside the database."""

bp = Blueprint("check", __name__, cli_group=None)


@bp.cli.command("check")
def check() -> None:
    """Say everything that is wrong with this installation; the exit code is 1 if anything is."""
    instance, today = Path(current_app.instance_path), current.today()
    wrong = [
        *what_is_missing(current_app.config, instance / "pages"),
        *_address(),
        *_permissions(instance),
        *_list(today),
        *_purge(instance, today),
        *_backup(instance, today),
        *_mail(instance),
        *_counts(),
        *_disk(instance),
        *_damage(),
        *current_app.extensions["engine"].find_risks(),
    ]
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        sys.exit(1)
    click.echo("Nothing is wrong.")


def _address() -> Iterator[str]:
    url = urlsplit(current_app.config["URL"])
    if url.scheme != "https" and not (url.hostname or "").endswith(".onion"):
        yield "`url` does not begin with https:// : what people write could be read on the way."
    if url.hostname not in current_app.config["HOSTS"]:
        yield f"`hosts` does not name {url.hostname}, the host of `url`: every request to it is refused."


def _permissions(instance: Path) -> Iterator[str]:
    for path in [instance, *sorted(instance.glob("*"))]:
        if path.name != "pages" and stat.S_IMODE(path.stat().st_mode) & 0o077 and path.is_dir() | path.is_file():
            yield f"{path} can be read by others on this machine: chmod go-rwx {path}"


def _list(today: date) -> Iterator[str]:
    try:
        said = current.sealing().said
    except NotOurRecipients as refused:
        yield f"The form is closed, because nobody can be sealed to: {refused.reason}. See `flask portal`."
        return
    if changed := changed_pages(current.sealing().published.pages):
        yield (
            f"{len(changed)} pages are not served as they were signed, such as {changed[0]}: if you changed a setting, "
            "a page or the version, draft, sign and publish anew; if not, somebody else did."
        )
    ends = date.fromisoformat(said.last_day)
    if ends <= today + timedelta(days=LIST_DAYS):
        yield f"The list of advisors ends on {ends}: draft, sign and publish the next one."


def _purge(instance: Path, today: date) -> Iterator[str]:
    try:
        last = date.fromisoformat((instance / LAST_RUN).read_text("ascii").strip())
    except (OSError, ValueError):
        yield "`flask purge` has never run: enable deploy/bekymret-purge.timer, or closed cases stay."
        return
    if last > today:
        yield f"`flask purge` ran on {last}, and this machine says that today is {today}: look at the clock."
    elif last < today - timedelta(days=PURGE_DAYS):
        yield f"`flask purge` ran last on {last}: closed cases stay longer than you say."
    if waiting := look(current.cases(), current.purging(), instance, today).waiting.count:
        yield f"{waiting} cases are to be deleted and wait for a word, being many at once: see `flask purge`."
    if unmarked := len(current.purging().find_unmarked()):
        yield (
            f"{unmarked} cases have a day to go that no advisor's browser wrote here. Nothing is deleted by it; the "
            "next unlock of the inbox puts it right. Unless this is just after an upgrade, somebody wrote the database."
        )


def _backup(instance: Path, today: date) -> Iterator[str]:
    config = current_app.config
    newest = LastRun(instance / LAST_COPY).day
    if newest is None:
        yield "There is no backup: enable deploy/bekymret-backup.timer."
    elif newest < today - timedelta(days=BACKUP_DAYS):
        yield f"The last copy is of {newest}: look at deploy/bekymret-backup.timer."
    elif newest > today:
        yield f"The last copy is of {newest}, and this machine says that today is {today}: look at the clock."
    if not config["BACKUP_KEYS"]:
        yield "`backup_keys` is not set: if this disk is lost, no copy opens any more."
    if not config["BACKUP_ROOT"]:
        yield "`backup_root` is not set: a restore needs the secret key of an advisor on the server."
    for folder in keys_of(instance, config["BACKUP_KEYS"]).differing():
        yield f"{folder} lacks a key of the copies that lies elsewhere: run `flask backup`, and look at that disk."


def _mail(instance: Path) -> Iterator[str]:
    server = MailServer.of(current_app.config)
    if not server:
        yield "`mail_server`, `mail_from` and `mail_to` are not all set: nobody is told that there is something new."
        return
    try:
        server.try_log_in()
    except NotSent as error:
        yield f"Mails can't be handed in: {error.reason}."
    if failing := read_settled(instance).failing:
        yield f"Mails have not gone out since {failing}: see `flask notify`."


def _counts() -> Iterator[str]:
    if limiter.enabled and not limiter.storage.check():
        yield "The store of `ratelimit_storage_uri` does not answer: each process counts by itself."


def _disk(instance: Path) -> Iterator[str]:
    free = shutil.disk_usage(instance).free
    if free < LEAST_FREE:
        yield f"Only {free // 1_000_000} MB are free beside the database."


def _damage() -> Iterator[str]:
    for found in current_app.extensions["engine"].find_damage():
        yield f"The database is damaged: {found}. Bring back a backup."
