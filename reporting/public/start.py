"""Where people come in: the doors, and whom to call when it is urgent."""

from flask import abort, render_template

from reporting import current

from . import blueprint
from .organisations import is_organisation, organisation_name

bp = blueprint("start")


@bp.get("/")
@bp.get("/o/<organisation>")
def start(organisation: str = "") -> str:
    """Show the doors; a link of an organisation's own carries it into the sealed report.

    :raise 404: no such organisation.
    """
    if organisation and not is_organisation(organisation):
        abort(404)
    is_open, name = bool(current.recipients()), organisation_name(organisation)
    return render_template("public/start.html", is_open=is_open, organisation_name=name)


@bp.get("/112")
def emergency() -> str:
    """Show whom to call when it is urgent."""
    return render_template("public/emergency.html")
