"""Serves the portal until it is stopped."""

import re
import resource
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from reporting.settings import CannotStart

HEADER_SECONDS = 15
"""How long a request's head may take, and a connection be idle."""

HEADER_BYTES = 32 * 1024
"""How long a request's head may be."""

CONNECTIONS = 4096
"""How many connections each process keeps open at once."""

OWN_PAGES = ("persondata", "tilgaengelighed")
"""The pages that an operator in Denmark needs; `deploy/pages/` has them to fill in."""

_TO_FILL_IN = re.compile(r"\[[^\]]+\](?!\()")  # but no link

END_SECONDS = 10
"""How long requests that are being answered get to end after SIGTERM."""


def serve(config: Mapping[str, Any], root: Path, instance: Path) -> None:
    """Serve with granian until stopped. It writes no access log, so no address is ever on the disk.

    `root` holds `app.py`, whose `create_worker` each process calls. What is missing in `instance` is said first.

    :raise CannotStart: the address can't be listened on.
    """
    _check_address(config["ADDRESS"], config["PORT"])
    for sentence in what_is_missing(config, instance / "pages"):
        click.echo(f"bekymret: {sentence}", err=True)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Granian(
        "app:create_worker",
        factory=True,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        address=config["ADDRESS"],
        port=config["PORT"],
        workers=config["WORKERS"],
        working_dir=root,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=1000 * HEADER_SECONDS, max_buffer_size=HEADER_BYTES),
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        workers_kill_timeout=END_SECONDS,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def what_is_missing(config: Mapping[str, Any], pages: Path) -> list[str]:
    """Return, in sentences for the operator, what people would look for on the public pages and not find.

    `pages` is the folder of the operator's own pages. Nothing of it keeps the portal from starting.
    """
    missing = []
    if not config["OPERATOR"]:
        missing.append("`operator` is not set: the start page does not say who the advisors work for.")
    if not config["PHONE"]:
        missing.append("`phone` is not set: pages that tell people to call you give no number.")
    for name in OWN_PAGES:
        page = pages / f"{name}.md"
        if not page.exists():
            missing.append(f"There is no page `{page.name}`. Fill in deploy/pages/{page.name} and put it into {pages}.")
        elif _TO_FILL_IN.search(page.read_text("utf-8")):
            missing.append(f"{page} still has [places to fill in].")
    return missing


def _check_address(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotStart(f"{address}, port {port}, can't be listened on: {error.strerror}.") from None
