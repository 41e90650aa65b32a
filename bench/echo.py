"""The yardstick: a bare Flask form that answers with what it was sent, on the same server with the same workers."""

import sys

from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces


def create_app() -> Flask:
    """Return an application that only says back what it is sent."""
    app = Flask(__name__)

    @app.post("/report")
    def echo() -> str:
        return request.form["story"]

    return app


if __name__ == "__main__":
    port, workers, threads = map(int, sys.argv[1:])
    Granian(
        "bench.echo:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        port=port,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_access=False,
    ).serve()
