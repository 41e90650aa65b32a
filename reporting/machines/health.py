"""Whether the portal works, for a monitor. Says no more than anybody can see on the form."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from reporting import current
from reporting.authority import NotOurRecipients
from reporting.store import Unavailable

from . import blueprint

bp = blueprint("health")


@bp.get("/health")
def health() -> ResponseReturnValue:
    """Return whether the database can be asked, and whether there is a list of advisors to seal to.

    :raise 503: one of them is not so.
    """
    told = {"database": _database_answers(), "list": _list_holds()}
    return jsonify(told), 200 if all(told.values()) else 503


def _database_answers() -> bool:
    try:
        current.cases().count_cases()
    except Unavailable:
        return False
    return True


def _list_holds() -> bool:
    try:
        current.sealing()
    except (NotOurRecipients, Unavailable):
        return False
    return True
