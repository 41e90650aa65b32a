"""The inbox: one page, the same for everybody, and its JSON of envelopes for signed-in advisors only."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from crypto import HASH_LENGTH, SHARED, Recipient, RecipientError, is_case_id
from reporting import current
from reporting.authority import NotOurRecipients
from reporting.envelopes.acceptance import MAX_BODY, MAX_REPLY, accept_envelope, read_case
from reporting.envelopes.frames import NotAcceptable, longest_report, read_reply, read_report
from reporting.envelopes.recipients import as_told, count_for, full, place_taken, refuse
from reporting.mailing import read_settled
from reporting.store import CaseExists, CaseFull, FoundCase, PlaceTaken, StoredEnvelope
from reporting.web.requests import accepts_up_to, as_base64, sent_bytes, sent_frame, sent_text

from . import blueprint, open_to_strangers
from .casefiles import as_versions

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

bp = blueprint("cases")


@bp.get("/inbox")
@open_to_strangers
def inbox() -> str:
    """Show the page that unlocks and reads. It holds no data: what it shows it asks for once somebody signed in."""
    return render_template("advisors/inbox.html")


@bp.get("/inbox/lists")
def lists() -> ResponseReturnValue:
    """Return every signed list, for the browser to check with the key in the advisor's slot, and what day it is
    here.
    """
    try:
        known = current.authority().lists()
        reason = None
        current.sealing()
    except NotOurRecipients as refused:
        known, reason = known if refused.reason != "signature" else {}, refused.reason
    told = [{"list": each.list, "signature": each.signature} for _, (_, each) in sorted(known.items())]
    names = {each.id: each.name for each in current.roster().list_advisors() if each.recipient}
    return jsonify(lists=told, closed=reason, names=names, **as_told())


@bp.get("/inbox/state")
def state() -> ResponseReturnValue:
    """Return what tells a browser which cases have changed, and nothing at all if none has."""
    states = {
        each.id: [each.places, each.read_seq, each.versions, each.purge_day] for each in current.cases().list_states()
    }
    team, tally = (current.casefiles().count_versions(each) for each in SHARED)
    told = {"absence": current.absence().reading_day, "mail": read_settled(Path(current_app.instance_path)).failing}
    response = jsonify(cases=states, team=team, tally=tally, today=current.today().isoformat(), **told)
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/inbox/cases")
@accepts_up_to(longest_report(0))
def write_down() -> ResponseReturnValue:
    """Store a case that an advisor wrote down: a call, or somebody who came in.

    :raise 400: it is not what it must be, or sealed to others than the advisors; nothing is stored.
    """
    try:
        sent = read_report(sent_frame(), 0)
        current.cases().add_case(read_case(sent, count_for(sent.n)), current.today().isoformat())
    except NotAcceptable as refusal:
        return refuse(refusal)
    except CaseExists as known:
        if not known.same_reporter:
            return refuse(NotAcceptable("case"))
    return jsonify(case=sent.case.hex()), 201


@bp.post("/inbox/absence")
def absence() -> ResponseReturnValue:
    """Tell everybody on which day the advisors read again; an empty day takes that down.

    :raise 400: not a day.
    """
    day = sent_text("day")
    if day and not _DAY.fullmatch(day):
        abort(400)
    current.absence().put_up(day)
    return "", 204


@bp.get("/inbox/cases/<case>")
def case(case: str) -> ResponseReturnValue:
    """Return one case's envelopes in the order of its conversation.

    :raise 404: there is no such case.
    """
    found = _find(case)
    versions = as_versions(current.casefiles().list_versions(case))
    return jsonify(**_as_json(found, current.cases().list_envelopes(case)), versions=versions, **as_told())


@bp.post("/inbox/cases/<case>/read")
def read(case: str) -> ResponseReturnValue:
    """Note that everything up to place `seq` has been opened, and what shows it; the reporter then sees "read".

    :raise 400: no such place, or no mark.
    :raise 404: there is no such case.
    """
    _find(case)
    sent = request.get_json()
    seq = sent.get("seq") if isinstance(sent, dict) else None
    mark = sent_bytes("mark")
    if type(seq) is not int or not 0 <= seq < current.cases().next_seq(case) or len(mark) != HASH_LENGTH:
        abort(400)
    current.cases().mark_read(case, seq, mark)
    return "", 204


@bp.post("/inbox/cases/<case>/replies")
@accepts_up_to(MAX_BODY)
def reply(case: str) -> ResponseReturnValue:
    """Store a reply that the browser sealed to the reporter's receipt and all advisors.

    :raise 400: not sealed to as many, or not a padded document; the answer says who the advisors are today.
    :raise 404: there is no such case.
    :raise 409: another message came first, and the browser looks what; or the conversation takes no more.
    """
    _find(case)
    try:
        sent = read_reply(sent_frame())
        new = accept_envelope(sent.envelope, count_for(sent.n) + 1, sent.n)
        if len(sent.envelope) > MAX_REPLY:
            raise NotAcceptable("envelope")
        current.cases().add_envelope(case, sent.seq, "advisor", new)
    except NotAcceptable as refusal:
        return refuse(refusal)
    except PlaceTaken:
        return place_taken()
    except CaseFull:
        return full()
    return jsonify(seq=sent.seq), 201


def as_place(each: StoredEnvelope) -> dict[str, Any]:
    """Return a place as the inbox gets it."""
    return {
        "seq": each.seq,
        "by": each.by,
        "hash": as_base64(each.payload_hash),
        "tag": as_base64(each.tag) if each.tag else None,
        "envelope": as_base64(each.envelope) if each.envelope else None,
    }


def recipient_text(raw: bytes) -> str | None:
    """Return a receipt's recipient as text; None for bytes that somebody changed in the database: the case can be read,
    but not answered."""
    try:
        return str(Recipient(raw))
    except RecipientError:
        return None


def _as_json(found: FoundCase, places: Iterable[StoredEnvelope]) -> dict[str, Any]:
    return {
        "case": found.id,
        "day": found.day,
        "purge_day": found.purge_day,
        "reply_to": recipient_text(found.reply_to),
        "read": {"seq": found.read_seq, "mark": as_base64(found.read_mark)} if found.read_mark else None,
        "places": [as_place(each) for each in places],
    }


def _find(case: str) -> FoundCase:
    found = current.cases().find_case(case) if is_case_id(case) else None
    if not found:
        abort(404)
    return found
