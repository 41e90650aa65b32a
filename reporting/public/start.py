"""Where people come in: the doors, and whom to call when it is urgent."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from reporting import current
from reporting.submissions.organisations import is_organisation, organisation_name

from . import blueprint

bp = blueprint("start")


@bp.get("/")
@bp.get("/o/<organisation>")
def start(organisation: str = "") -> ResponseReturnValue:
    """Show the doors; a link of an organisation's own carries it into the sealed report. A closed one is the same page,
    and its script leads on to the door that is there for everybody.

    :raise 404: no such organisation.
    """
    if organisation and not is_organisation(organisation):
        abort(404)
    now = {"today": current.today().isoformat(), "away_until": current.away_until()}
    told = {"is_open": bool(current.recipients()), "now": now | {"closed": organisation in current.links().closed}}
    return render_template("public/start.html", organisation_name=organisation_name(organisation), **told)


@bp.get("/112")
def emergency() -> str:
    """Show whom to call when it is urgent."""
    return render_template("public/emergency.html")
