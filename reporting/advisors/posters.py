"""Organisations' links, which can be closed. What is printed of them the inbox draws itself, from what is signed."""

from flask import abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from reporting import current
from reporting.submissions.organisations import is_organisation
from reporting.web.requests import sent_text

from . import blueprint

bp = blueprint("posters")


@bp.get("/inbox/posters")
def posters() -> ResponseReturnValue:
    """Return which organisations' links are closed."""
    known = [each["slug"] for each in current_app.config["ORGANISATIONS"]]
    return jsonify(closed=[slug for slug in known if slug in current.links().closed])


@bp.post("/inbox/posters/<slug>")
def close(slug: str) -> ResponseReturnValue:
    """Close an organisation's link that is misused, or open it again.

    :raise 400: neither `closed` nor `open`.
    :raise 404: no such organisation.
    """
    if not is_organisation(slug):
        abort(404)
    state = sent_text("state")
    if state not in ("closed", "open"):
        abort(400)
    current.links().set_closed(slug, closed=state == "closed")
    return "", 204
