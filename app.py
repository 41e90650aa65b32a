"""The portal: `create_app` puts it together, `python app.py` serves it."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from reporting import current
from reporting.advisors import (
    casefiles,
    cases,
    enrolment,
    inbox_settings,
    ledgers,
    list_cards,
    passkeys,
    posters,
    reseal,
    sign_in,
)
from reporting.advisors.sessions import CookieSessions
from reporting.calendar import next_reading_day
from reporting.commands import advisor, backup, check, demo, intake, notify, portal, purge, store
from reporting.commands.page_hashes import watch_own_pages
from reporting.commands.serve import serve
from reporting.envelopes.frames import LONGEST_CASEFILE, LONGEST_LEDGER
from reporting.machines import health, signed
from reporting.machines import intake as intake_door
from reporting.public import confirmation, conversation, pages, report, start
from reporting.settings import INSTANCE, CannotStart, load_settings
from reporting.web import assets
from reporting.web.compression import compress
from reporting.web.errors import INTAKE, QuietFlask, handle_errors
from reporting.web.gateway import Bounds, Gateway
from reporting.web.headers import protect
from reporting.web.languages import speak
from reporting.web.limits import limit, sender_of
from reporting.web.quiet import keep_quiet
from reporting.web.requests import InMemoryRequest, csrf, refuse_unread
from reporting.web.sentences import say, say_as

ROOT = Path(__file__).parent

# One line a feature. Who may come in, and what every door of that kind must have, the feature's own blueprint says.
FEATURES = (
    *(start.bp, report.bp, confirmation.bp, conversation.bp, pages.bp),
    *(enrolment.bp, sign_in.bp, passkeys.bp, cases.bp, list_cards.bp, casefiles.bp, reseal.bp, ledgers.bp, posters.bp),
    inbox_settings.bp,
    *(signed.bp, health.bp, intake_door.bp, assets.bp),
    *(advisor.bp, portal.bp, demo.bp, intake.bp, purge.bp, backup.bp, notify.bp, check.bp, store.bp),
)


def create_app(config: Mapping[str, Any] | None = None) -> QuietFlask:
    """Return the portal for the instance folder that `BEKYMRET_INSTANCE` names (default: `instance/`).

    `config` overrides what the instance's `config.toml` and the environment say.

    :raise CannotStart: a setting is wrong, or the instance can't be used.
    """
    os.umask(0o077)  # what is written is for its owner's eyes, whoever starts this and however
    instance = Path(os.environ.get(INSTANCE, ROOT / "instance")).resolve()
    app = QuietFlask("bekymret", root_path=str(ROOT), instance_path=str(instance), static_folder=None)
    load_settings(app, config)
    app.request_class = InMemoryRequest
    app.session_interface = CookieSessions()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # a page in Arabic is a third shorter that way
    csrf.init_app(app)
    for attach in (refuse_unread, limit, protect, compress, speak, current.open_store, handle_errors):
        attach(app)
    app.jinja_env.globals.update(
        own_pages=pages.list_links,
        own_language=pages.own_language,
        portal_fingerprint=current.fingerprint,
        own_script=assets.own_script,
        say=say,
        say_as=say_as,
    )
    app.jinja_env.globals.update(was_open=signed.was_open)
    for feature in FEATURES:
        app.register_blueprint(feature)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def create_worker() -> Gateway:
    """Return the portal for one worker process of the server.

    Whoever comes back from the disk with the write lock in hand should not wait the usual 5 ms for its turn to run.
    """
    sys.setswitchinterval(0.0005)
    keep_quiet()
    app = create_app()
    with app.app_context():
        next_reading_day(current.today())  # whoever reports first should not wait for the table of holidays
    for template in app.jinja_env.list_templates(["html"]):
        app.jinja_env.get_template(template)  # of many who come at once each would compile all of the page
    sender = partial(sender_of, app.config["PROXIES"])
    # A store of counts that is asked over a network may keep its caller waiting.
    short = report.SHORT if app.config["RATELIMIT_STORAGE_URI"] == "memory://" else frozenset()
    unsized = {INTAKE: intake_door.LONGEST}
    bounds = Bounds(app.config["THREADS"], _longest_body, sender, short, unsized)
    watch_own_pages(app)
    return Gateway(app.wsgi_app, app.extensions["engine"], bounds)


def _longest_body(path: str) -> int:
    if path.startswith(casefiles.PATH):
        return LONGEST_CASEFILE
    return LONGEST_LEDGER if path == ledgers.PATH else report.longest_body(path)


if __name__ == "__main__":
    try:
        app = create_app()
        app.extensions["engine"].rest()  # workers are forks of this process: no thread may be half-way in one
        serve(app.config, ROOT, Path(app.instance_path))
    except CannotStart as why:
        sys.exit(f"bekymret: {why.format_message()}")
