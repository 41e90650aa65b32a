"""The inbox: one page, the same for everybody, and its JSON of envelopes for signed-in advisors only."""

import re

from flask import abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from crypto import Recipient, RecipientError, is_case_id
from reporting import current
from reporting.envelopes.acceptance import MAX_BODY, check_envelope, check_sealed_to
from reporting.envelopes.frames import NotAcceptable, read_reply
from reporting.envelopes.recipients import as_told, full, place_taken, refuse
from reporting.questions import MAX_MESSAGE, QUESTION_SETS
from reporting.store import CaseFull, FoundCase, PlaceTaken
from reporting.web.requests import accepts_up_to, as_base64, sent_frame

from . import blueprint, open_to_strangers

PORTION = 200
"""Cases per answer: about 2 MB, so that the first rows are there soon and ten thousand take fifty requests."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

bp = blueprint("cases")


@bp.get("/inbox")
@open_to_strangers
def inbox() -> str:
    """Show the page that unlocks and reads. It holds no data: what it shows it asks for once somebody signed in."""
    told = ("id", "choices", "urgent", "names_the_place", "says_what")
    questions = {
        each.id: [{name: getattr(question, name) for name in told} for question in each.questions]
        for each in QUESTION_SETS
    }
    organisations = {each["slug"]: each["name"] for each in current_app.config["ORGANISATIONS"]}
    words = {"questions": questions, "organisations": organisations, "max_message": MAX_MESSAGE}
    return render_template("advisors/inbox.html", words=words)


@bp.get("/inbox/cases")
def cases() -> ResponseReturnValue:
    """Return a portion of sealed reports, newest day first, from behind the case that the last one ended with.

    :raise 400: not a place in the list.
    """
    before = _before(request.args.get("day"), request.args.get("case"))
    found = current.cases().list_cases(before, PORTION)
    rows = [
        {
            "case": case.id,
            "day": case.day,
            "envelope": as_base64(case.envelope) if case.envelope else None,
            "news": case.has_news,
        }
        for case in found
    ]
    return jsonify(cases=rows, total=current.cases().count_cases(), more=len(found) == PORTION)


@bp.get("/inbox/cases/<case>")
def case(case: str) -> ResponseReturnValue:
    """Return one case's envelopes in the order of its conversation.

    :raise 404: there is no such case.
    """
    found = _find(case)
    envelopes = [{"seq": seq, "envelope": as_base64(each)} for seq, each in current.cases().list_envelopes(case)]
    return jsonify(envelopes=envelopes, read_seq=found.read_seq, reply_to=_recipient_text(found.reply_to), **as_told())


@bp.post("/inbox/cases/<case>/read")
def read(case: str) -> ResponseReturnValue:
    """Note that everything up to place `seq` has been opened; the reporter then sees "read".

    :raise 400: no such place.
    :raise 404: there is no such case.
    """
    _find(case)
    sent = request.get_json()
    seq = sent.get("seq") if isinstance(sent, dict) else None
    if type(seq) is not int or not 0 <= seq < current.cases().next_seq(case):
        abort(400)
    current.cases().mark_read(case, seq)
    return "", 204


@bp.post("/inbox/cases/<case>/replies")
@accepts_up_to(MAX_BODY)
def reply(case: str) -> ResponseReturnValue:
    """Store a reply that the browser sealed to the reporter's receipt and all advisors.

    :raise 400: not sealed to exactly these, or not a padded document; the answer says who the advisors are today.
    :raise 404: there is no such case.
    :raise 409: another message came first, and the answer says which place is free; or the conversation takes no more.
    """
    found = _find(case)
    try:
        sent, recipients = read_reply(sent_frame()), [*current.recipients(), _reporter(found)]
        check_sealed_to(sent.sealed_to, recipients)
        check_envelope(sent.envelope, len(recipients))
        current.cases().add_envelope(case, sent.seq, sent.envelope)
    except NotAcceptable as refusal:
        return refuse(refusal)
    except PlaceTaken as taken:
        return place_taken(taken.next_seq)
    except CaseFull:
        return full()
    return jsonify(seq=sent.seq), 201


def _find(case: str) -> FoundCase:
    found = current.cases().find_case(case) if is_case_id(case) else None
    if not found:
        abort(404)
    return found


def _reporter(found: FoundCase) -> Recipient:
    try:
        return Recipient(found.reply_to)
    except RecipientError:
        raise NotAcceptable("reply_to") from None


def _recipient_text(raw: bytes) -> str | None:
    """None for bytes that somebody changed in the database: the case can be read, but not answered."""
    try:
        return str(Recipient(raw))
    except RecipientError:
        return None


def _before(day: str | None, case: str | None) -> tuple[str, str] | None:
    if day is None or case is None:
        return None
    if not _DAY.fullmatch(day) or not is_case_id(case):
        abort(400)
    return day, case
