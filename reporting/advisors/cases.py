"""The inbox: one page, the same for everybody, and its JSON of envelopes for signed-in advisors only."""

import base64
import re

from flask import Blueprint, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from crypto import Recipient, RecipientError
from reporting.advisors.sign_in import advisor_required
from reporting.current import current_recipients, roster, store
from reporting.envelopes.acceptance import NotAcceptable, check_envelope, check_sealed_to
from reporting.questions import QUESTION_SETS
from reporting.store.cases import FoundCase, PlaceTaken
from reporting.web.headers import accepts_up_to, same_origin_only

PAGE = 200
"""Cases per answer: about 2 MB, so that the first rows are there soon and ten thousand take fifty requests."""

MAX_REPLY = 256 * 1024
"""Longest accepted reply in bytes, sealed."""

_CASE = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
bp.before_request(same_origin_only)


@bp.get("")
def inbox() -> str:
    """Show the page that unlocks and reads. It holds no data: what it shows it asks for once somebody signed in."""
    questions = {each.id: [question.id for question in each.questions] for each in QUESTION_SETS}
    organisations = {each["slug"]: each["name"] for each in current_app.config["ORGANISATIONS"]}
    return render_template("advisors/inbox.html", questions=questions, organisations=organisations)


@bp.get("/cases")
@advisor_required
def cases() -> ResponseReturnValue:
    """Return a page of sealed reports, newest day first, from behind the case that the last page ended with."""
    before = _before(request.args.get("day"), request.args.get("case"))
    found = store().list_cases(before, PAGE)
    rows = [
        {"case": case.id, "day": case.day, "envelope": _encode(case.envelope), "news": case.has_news} for case in found
    ]
    return jsonify(cases=rows, total=store().count_cases(), more=len(found) == PAGE)


@bp.get("/cases/<case>")
@advisor_required
def case(case: str) -> ResponseReturnValue:
    """Return one case's envelopes in the order of its conversation.

    :raise 404: there is no such case.
    """
    found = _find(case)
    envelopes = [{"seq": seq, "envelope": _encode(envelope)} for seq, envelope in store().list_envelopes(case)]
    return jsonify(
        envelopes=envelopes,
        read_seq=found.read_seq,
        reply_to=_recipient_text(found.reply_to),
        recipients=[str(recipient) for recipient in current_recipients()],
        max_recipients=roster().max_advisors,
    )


@bp.post("/cases/<case>/read")
@advisor_required
def read(case: str) -> ResponseReturnValue:
    """Note that everything up to place `seq` has been opened; the reporter then sees "read".

    :raise 400: no such place.
    :raise 404: there is no such case.
    """
    _find(case)
    seq = request.get_json().get("seq")
    if type(seq) is not int or not 0 <= seq < len(store().list_envelopes(case)):
        abort(400)
    store().mark_read(case, seq)
    return "", 204


@bp.post("/cases/<case>/replies")
@advisor_required
@accepts_up_to(MAX_REPLY)
def reply(case: str) -> ResponseReturnValue:
    """Store a reply that the browser sealed to the reporter's receipt and all advisors.

    :raise 400: not sealed to exactly as many, or not a padded document.
    :raise 404: there is no such case.
    :raise 409: another message came first; the answer says which place is free.
    """
    found = _find(case)
    try:
        recipients = [*current_recipients(), Recipient(found.reply_to)]
        check_sealed_to(request.form, recipients)
        seq = int(request.form.get("seq", ""))
        envelope = request.files["envelope"].read()
        check_envelope(envelope, len(recipients))
        store().add_envelope(case, seq, envelope)
    except (ValueError, NotAcceptable, RecipientError):
        abort(400)
    except PlaceTaken as taken:
        return jsonify(next_seq=taken.next_seq), 409
    return jsonify(seq=seq), 201


def _find(case: str) -> FoundCase:
    found = store().find_case(case) if _CASE.fullmatch(case) else None
    if not found:
        abort(404)
    return found


def _recipient_text(raw: bytes) -> str | None:
    """None for bytes that somebody changed in the database: the case can be read, but not answered."""
    try:
        return str(Recipient(raw))
    except RecipientError:
        return None


def _encode(envelope: bytes | None) -> str | None:
    return base64.b64encode(envelope).decode() if envelope else None


def _before(day: str | None, case: str | None) -> tuple[str, str] | None:
    if day is None or case is None:
        return None
    if not _DAY.fullmatch(day) or not _CASE.fullmatch(case):
        abort(400)
    return day, case
