"""Where people come in: the doors, and whom to call when it is urgent."""

from flask import abort, render_template

from reporting import current
from reporting.submissions.organisations import is_organisation, organisation_name

from . import blueprint

bp = blueprint("start")


@bp.get("/")
@bp.get("/o/<organisation>")
def start(organisation: str = "") -> str:
    """Show the doors; a link of an organisation's own carries it into the sealed report.

    :raise 404: no such organisation.
    """
    if organisation and not is_organisation(organisation):
        abort(404)
    told = {"is_open": bool(current.recipients()), "away_until": current.away_until()}
    return render_template("public/start.html", organisation_name=organisation_name(organisation), **told)


@bp.get("/112")
def emergency() -> str:
    """Show whom to call when it is urgent."""
    return render_template("public/emergency.html")
