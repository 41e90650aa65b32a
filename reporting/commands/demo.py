"""`make demo`: a portal to try, with two enrolled advisors and sealed sample cases, in an instance of its own."""

import os
import secrets
import shutil
import time
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from app import INSTANCE, ROOT, create_app, serve
from crypto import Identity, seal_with_passphrase
from reporting.calendar import today
from reporting.commands.samples import CONFIG, PAGE, REPORTS
from reporting.current import current_recipients, roster, store
from reporting.envelopes.acceptance import seal_report
from reporting.public.forms import ReportForm
from reporting.questions import NEIGHBOUR

DEMO = ROOT / ".demo"
ADVISORS = ("Rådgiver 1", "Rådgiver 2")


def main() -> None:
    """Make the instance anew, print how to sign in, serve."""
    os.environ[INSTANCE] = str(DEMO)
    shutil.rmtree(DEMO, ignore_errors=True)
    (DEMO / "pages").mkdir(parents=True)
    (DEMO / "config.toml").write_text(CONFIG, "utf-8")
    (DEMO / "pages/om-os.md").write_text(PAGE, "utf-8")
    app = create_app()
    with app.test_request_context():
        passphrases = {name: _enrol(name) for name in ADVISORS}
        for age, answers in REPORTS:
            _report(age, answers)
    url = f"http://localhost:{app.config['PORT']}"
    print(f"\n  The portal:   {url}\n  The inbox:    {url}/inbox\n")
    for name, passphrase in passphrases.items():
        print(f"  {name}    passphrase: {passphrase}")
    print("\n  A demo: invented people, keys made here. Stop it with Ctrl-C.\n", flush=True)
    serve()


def _enrol(name: str) -> str:
    identity = Identity.generate()
    passphrase = " ".join(secrets.token_hex(2) for _ in range(5))  # 80 bits
    token = roster().invite(name, int(time.time()))
    slot = seal_with_passphrase(str(identity).encode(), passphrase)
    roster().enrol(token, str(identity.recipient), slot, int(time.time()), today().isoformat())
    return passphrase


def _report(age: int, answers: dict[str, str | list[str]]) -> None:
    form = ReportForm(NEIGHBOUR, MultiDict(answers))
    assert form.validate(), form.errors  # noqa: S101 - a broken sample is a broken demo
    day = today() - timedelta(days=age)
    submission, _code = seal_report(form, current_recipients(), day, "da")
    store().add_case(submission, day.isoformat())


if __name__ == "__main__":
    main()
