"""Every error as a plain page in the person's language, or as JSON where a script asked.

The log gets the kind of error and where in the code it happened: no address, no path, no content.
"""

import logging
import traceback
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from .database import Unavailable

PLAIN = frozenset({400, 401, 403, 404, 405, 413, 429, 500, 503})
RETRY_AFTER = "30"


class QuietFlask(Flask):
    """A Flask that logs where an error happened and nothing of what was sent."""

    def log_exception(self, exc_info: Any) -> None:
        """Log the exception's type and its stack, without its message, the path or any value."""
        kind, _, trace = exc_info
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        self.logger.error("%s\n  %s", kind.__name__, "\n  ".join(places))


def handle_errors(app: Flask) -> None:
    """Attach the error pages."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(Unavailable, _show_unavailable)
    # Flask-WTF and Flask-Limiter say in their logs which request they refused, and whose.
    for name in ("flask-limiter", "flask_wtf.csrf"):
        logging.getLogger(name).disabled = True


def _show(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None and status not in PLAIN:
        return error.response  # a redirect of the router's
    if status not in PLAIN:
        status = 400 if status < 500 else 500
    if _wants_json():
        return jsonify(error=str(status)), status, _retry(status)
    return render_template("errors/error.html", status=status), status, _retry(status)


def _show_unavailable(error: Exception) -> ResponseReturnValue:
    logging.getLogger("bekymret").error("the database is unavailable: %s", type(error).__name__)
    if _wants_json():
        return jsonify(error="503"), 503, _retry(503)
    return render_template("errors/error.html", status=503), 503, _retry(503)


def _retry(status: int) -> dict[str, str]:
    return {"Retry-After": RETRY_AFTER} if status in (429, 503) else {}


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
