"""The portal: `create_app` puts it together, `python app.py` serves it."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask_wtf import CSRFProtect
from granian import Granian
from granian.constants import Interfaces
from werkzeug.middleware.proxy_fix import ProxyFix

from reporting import current
from reporting.advisors import cases, sign_in
from reporting.advisors.sessions import CookieSessions
from reporting.commands import advisor
from reporting.public import conversation, pages, report
from reporting.settings import load_settings
from reporting.web import assets, headers, languages
from reporting.web.errors import QuietFlask, handle_errors

ROOT = Path(__file__).parent
INSTANCE = "BEKYMRET_INSTANCE"


def create_app(config: Mapping[str, Any] | None = None) -> QuietFlask:
    """Return the portal for the instance folder that `BEKYMRET_INSTANCE` names (default: `instance/`).

    `config` overrides what the instance's `config.toml` and the environment say.
    """
    instance = Path(os.environ.get(INSTANCE, ROOT / "instance")).resolve()
    app = QuietFlask("bekymret", root_path=str(ROOT), instance_path=str(instance), static_folder=None)
    load_settings(app, config)
    app.session_interface = CookieSessions()
    headers.protect(app)
    csrf = CSRFProtect(app)
    # Public forms carry no ambient authority and signing in has no session yet: both refuse foreign origins instead.
    csrf.exempt(report.bp)
    csrf.exempt(conversation.bp)
    for view in (sign_in.check_invitation, sign_in.finish_enrolment, sign_in.challenge, sign_in.unlock):
        csrf.exempt(view)
    languages.speak(app)
    current.open_services(app)
    handle_errors(app)
    app.jinja_env.globals.update(list_pages=pages.list_pages)
    for blueprint in (report.bp, conversation.bp, sign_in.bp, cases.bp, assets.bp, advisor.bp):
        app.register_blueprint(blueprint)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def create_worker() -> QuietFlask:
    """Return the portal for one worker process of the server.

    Whoever comes back from the disk with the write lock in hand should not wait the usual 5 ms for its turn to run.
    """
    sys.setswitchinterval(0.0005)
    return create_app()


def serve() -> None:
    """Serve with granian until stopped. It writes no access log, so no address is ever on the disk."""
    config = create_app().config
    Granian(
        "app:create_worker",
        factory=True,
        interface=Interfaces.WSGI,
        address=config["ADDRESS"],
        port=config["PORT"],
        workers=config["WORKERS"],
        blocking_threads=config["THREADS"],
        working_dir=ROOT,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


if __name__ == "__main__":
    serve()
