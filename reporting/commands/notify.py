"""`flask --app app notify`: tells the advisors by e-mail that there is something new. A timer calls it all the time."""

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from babel.dates import format_date
from flask import Blueprint, current_app
from flask_babel import force_locale, gettext

from reporting import current
from reporting.authority import NotOurRecipients
from reporting.mail import MailServer, NotSent
from reporting.mailing import find_mailing, find_slot, not_sent, nothing_to_tell, read_settled, write_settled
from reporting.purge import waits_long

from .purge import PENDING

bp = Blueprint("notify", __name__, cli_group=None)


@bp.cli.command("notify")
def notify() -> None:
    """Send the mail of the last fixed time, if that has not happened and there is something to tell."""
    server = MailServer.of(current_app.config)
    if server is None:
        raise click.ClickException("`mail_server`, `mail_from` and `mail_to` are not all set: no mail can be sent.")
    instance, now = Path(current_app.instance_path), datetime.now(ZoneInfo(current_app.config["TIMEZONE"]))
    settled, slot = read_settled(instance), find_slot(now, current_app.config["MAIL_TIMES"])
    if not slot or settled.slot == slot:
        click.echo("It is not time.")
        return
    patience = current_app.config["MAIL_AFTER_WORKDAYS"]
    unread, waits = current.cases().list_unread(), waits_long(current.cases(), current.purging(), instance, now.date())
    mailing = find_mailing(settled, slot, unread, now.date(), ends=_list_ends(), patience=patience, waits=waits)
    if not mailing:
        write_settled(instance, nothing_to_tell(settled, slot))
        click.echo("There is nothing to tell.")
        return
    with force_locale("da"):
        body = gettext("mail.body")
        if mailing.renew:
            day = format_date(mailing.renew, "d. MMMM y", locale="da")
            body += "\n\n" + gettext("mail.renew", day=day)
        if mailing.waits:
            body += "\n\n" + gettext("mail.waits")
        subject, end = gettext("mail.subject"), gettext("mail.no_answer")
    try:
        found = server.send(current_app.config["MAIL_TO"], subject, f"{body}\n\n{end}\n")
    except NotSent as error:
        write_settled(instance, not_sent(settled, now))
        click.echo(f"Not sent ({error.reason}). It is tried again the next time.", err=True)
        sys.exit(PENDING)
    # Whoever got it is not told again every few minutes because somebody else's address is wrong; but it is shown.
    wrong = [f"Number {number} of `mail_to`: {why}." for number, why in enumerate(found.values(), 1) if why]
    write_settled(instance, not_sent(mailing.then, now) if wrong else mailing.then)
    click.echo(f"Sent to {len(found) - len(wrong)}." + (f" {len(wrong)} not taken." if wrong else ""))
    for sentence in wrong:
        click.echo(sentence, err=True)


def _list_ends() -> date | None:
    """Return the last day of the signed list; None if there is none that can be believed."""
    try:
        lists = current.authority().lists()
    except NotOurRecipients:
        return None
    return date.fromisoformat(lists[max(lists)][0].last_day) if lists else None
