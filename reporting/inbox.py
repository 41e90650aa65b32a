"""The inbox: one page, the same for everybody, and its JSON of envelopes for signed-in advisors only."""

import base64
import re

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from .advisors import advisor_required
from .privacy import same_origin_only
from .questions import QUESTION_SETS
from .services import store

PAGE = 200
"""Cases per answer: about 2 MB, so that the first rows are there soon and ten thousand take fifty requests."""

_CASE = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
bp.before_request(same_origin_only)


@bp.get("")
def inbox() -> str:
    """Show the page that unlocks and reads. It holds no data: what it shows it asks for once somebody signed in."""
    questions = {each.id: [question.id for question in each.questions] for each in QUESTION_SETS}
    return render_template("inbox/inbox.html", questions=questions)


@bp.get("/cases")
@advisor_required
def cases() -> ResponseReturnValue:
    """Return a page of sealed reports, newest day first, from behind the case that the last page ended with."""
    before = _before(request.args.get("day"), request.args.get("case"))
    found = store().list_cases(before, PAGE)
    rows = [{"case": case.id, "day": case.day, "envelope": _encode(case.envelope)} for case in found]
    return jsonify(cases=rows, total=store().count_cases(), more=len(found) == PAGE)


@bp.get("/cases/<case>")
@advisor_required
def case(case: str) -> ResponseReturnValue:
    """Return one case's envelopes in the order of its conversation.

    :raise 404: there is no such case.
    """
    if not _CASE.fullmatch(case):
        abort(404)
    envelopes = store().list_envelopes(case)
    if not envelopes and not store().is_known(case):
        abort(404)
    return jsonify(envelopes=[{"seq": seq, "envelope": _encode(envelope)} for seq, envelope in envelopes])


def _encode(envelope: bytes | None) -> str | None:
    return base64.b64encode(envelope).decode() if envelope else None


def _before(day: str | None, case: str | None) -> tuple[str, str] | None:
    if day is None or case is None:
        return None
    if not _DAY.fullmatch(day) or not _CASE.fullmatch(case):
        abort(400)
    return day, case
