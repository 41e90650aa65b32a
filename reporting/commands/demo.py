"""`flask --app app demo`: fills an empty instance with two enrolled advisors and sealed sample cases."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import click
from flask import Blueprint, current_app
from werkzeug.datastructures import MultiDict

from crypto import Identity, to_text, verifying_key, wrap_identity
from reporting import current
from reporting.questions import NEIGHBOUR
from reporting.settings import INSTANCE, load_settings
from reporting.store import NewKeys
from reporting.submissions.arrival import report_body, seal_report
from reporting.submissions.forms import ReportForm

from . import ceremony
from .demo_key import DEMO_KEY
from .portal import write_key
from .samples import ADVISORS, CONFIG, OWN_PAGES, REPORTS

bp = Blueprint("demo", __name__, cli_group=None)


@bp.cli.command("demo")
def demo() -> None:
    """Fill an empty instance with invented advisors and reports, and say how to sign in."""
    instance = Path(current_app.instance_path)
    _check_that_it_is_empty(instance)
    seed = secrets.token_bytes(32)
    (instance / "pages").mkdir()
    url = f"http://localhost:{current_app.config['PORT']}"
    (instance / "config.toml").write_text(f'url = "{url}"\n{CONFIG}', "utf-8")
    for name, text in OWN_PAGES.items():
        (instance / f"pages/{name}.md").write_text(text, "utf-8")
    (instance / DEMO_KEY).write_text(to_text(seed) + "\n", "utf-8")
    write_key(instance, to_text(verifying_key(seed)))
    load_settings(current_app, None)  # with the organisations and the key, for the pages that are signed
    current.open_store(current_app)
    passphrases = {name: _enrol(name, verifying_key(seed)) for name in ADVISORS}
    oldest = current.today() - timedelta(days=max(age for age, _ in REPORTS))
    ceremony.draft(ceremony.Wishes(sites=(url.replace("localhost", "127.0.0.1"),), since=oldest))
    ceremony.sign_draft(seed)
    ceremony.publish()
    with current_app.test_request_context():
        for age, answers in REPORTS:
            _report(age, answers)
    click.echo(f"\n  The portal:   {url}\n  An organisation's own links: {url}/o/eksempelboligen for residents,")
    click.echo(f"                {url}/o/eksempelboligen/staff for caretakers\n  The inbox:    {url}/inbox\n")
    for name, passphrase in passphrases.items():
        click.echo(f"  {name}    passphrase: {passphrase}")
    click.echo(
        "\n  A demo: invented people; their keys and the portal key were made here and mean nothing.\n"
        "  Replace an advisor: flask --app app advisor retire | invite, then flask --app app portal confirm\n"
        f"  (with BEKYMRET_INSTANCE={instance}). Stop it with Ctrl-C.\n"
    )


def _check_that_it_is_empty(instance: Path) -> None:
    """Refuse whatever could be somebody's real installation.

    :raise click.ClickException: no instance was named, or something is in it.
    """
    if INSTANCE not in os.environ:
        raise click.ClickException(f"Name an empty folder for the demo: {INSTANCE}=… flask --app app demo")
    if current.roster().list_advisors() or any((instance / name).exists() for name in ("config.toml", "pages")):
        raise click.ClickException("Somebody has set this instance up already. A demo needs an empty one of its own.")
    if current.roster().max_advisors < len(ADVISORS):
        raise click.ClickException(f"The demo has {len(ADVISORS)} advisors; max_advisors allows fewer.")


def _enrol(name: str, portal_key: bytes) -> str:
    identity = Identity.generate()
    passphrase = " ".join(secrets.token_hex(2) for _ in range(5))  # 80 bits
    token = current.roster().invite(name, current.now())
    keys = NewKeys(
        str(identity.recipient),
        to_text(verifying_key(identity.voice_seed)),
        wrap_identity(identity, portal_key, passphrase),
    )
    current.roster().enrol(token, keys, current.now(), current.today().isoformat())
    return passphrase


def _report(age: int, answers: dict[str, str | list[str]]) -> None:
    form = ReportForm(NEIGHBOUR, MultiDict(answers))
    assert form.validate(), form.errors  # noqa: S101 - a broken sample is a broken demo
    day = current.today() - timedelta(days=age)
    case, _code = seal_report(report_body(NEIGHBOUR.id, "", form.answers()), (), current.sealing(), day, "da")
    current.cases().add_case(case, day.isoformat())
