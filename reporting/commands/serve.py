"""Serves the portal until it is stopped."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from reporting.settings import CannotStart


def serve(config: Mapping[str, Any], root: Path) -> None:
    """Serve with granian until stopped. It writes no access log, so no address is ever on the disk.

    `root` holds `app.py`, whose `create_worker` each process calls.

    :raise CannotStart: the address can't be listened on.
    """
    _check_address(config["ADDRESS"], config["PORT"])
    Granian(
        "app:create_worker",
        factory=True,
        interface=Interfaces.WSGI,
        address=config["ADDRESS"],
        port=config["PORT"],
        workers=config["WORKERS"],
        blocking_threads=config["THREADS"],
        working_dir=root,
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def _check_address(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotStart(f"{address}, port {port}, can't be listened on: {error.strerror}.") from None
