"""`flask --app app demo`: fills an empty instance with two enrolled advisors and sealed sample cases."""

import secrets
from datetime import timedelta
from pathlib import Path

import click
from flask import Blueprint, current_app
from werkzeug.datastructures import MultiDict

from crypto import Identity, seal_with_passphrase
from reporting import current
from reporting.public.arrival import report_body, seal_report
from reporting.public.forms import ReportForm
from reporting.questions import NEIGHBOUR

from .samples import ADVISORS, CONFIG, OWN_PAGE, REPORTS

bp = Blueprint("demo", __name__, cli_group=None)


@bp.cli.command("demo")
def demo() -> None:
    """Fill an empty instance with invented advisors and reports, and say how to sign in."""
    if current.roster().list_advisors():
        raise click.ClickException("This instance has advisors already. A demo needs an empty one of its own.")
    instance = Path(current_app.instance_path)
    (instance / "pages").mkdir(exist_ok=True)
    (instance / "config.toml").write_text(CONFIG, "utf-8")
    (instance / "pages/om-os.md").write_text(OWN_PAGE, "utf-8")
    passphrases = {name: _enrol(name) for name in ADVISORS}
    with current_app.test_request_context():
        for age, answers in REPORTS:
            _report(age, answers)
    url = f"http://localhost:{current_app.config['PORT']}"
    click.echo(f"\n  The portal:   {url}\n  The inbox:    {url}/inbox\n")
    for name, passphrase in passphrases.items():
        click.echo(f"  {name}    passphrase: {passphrase}")
    click.echo("\n  A demo: invented people, keys made here. Stop it with Ctrl-C.\n")


def _enrol(name: str) -> str:
    identity = Identity.generate()
    passphrase = " ".join(secrets.token_hex(2) for _ in range(5))  # 80 bits
    token = current.roster().invite(name, current.now())
    slot = seal_with_passphrase(str(identity).encode(), passphrase)
    current.roster().enrol(token, str(identity.recipient), slot, current.now(), current.today().isoformat())
    return passphrase


def _report(age: int, answers: dict[str, str | list[str]]) -> None:
    form = ReportForm(NEIGHBOUR, MultiDict(answers))
    assert form.validate(), form.errors  # noqa: S101 - a broken sample is a broken demo
    day = current.today() - timedelta(days=age)
    case, _code = seal_report(report_body(NEIGHBOUR.id, "", form.answers()), (), current.recipients(), day, "da")
    current.cases().add_case(case, day.isoformat())
