"""What the advisors note about a case, sealed in the browser: versions of case files, and when a case goes."""

from datetime import date
from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from crypto import SHARED, is_case_id, is_file_length
from reporting import current
from reporting.envelopes.acceptance import accept_envelope
from reporting.envelopes.frames import LONGEST_CASEFILE, MAX_SEQ, NotAcceptable, read_casefile
from reporting.envelopes.recipients import count_for, refuse
from reporting.purge import WaitsForWord, look, purge_case
from reporting.store import CaseGone, NotNewest, Retention, StoredVersion, VersionTaken
from reporting.web.requests import accepts_up_to, as_base64, sent_bytes, sent_frame

from . import blueprint

PATH = "/inbox/casefiles/"

bp = blueprint("casefiles")


@bp.get(PATH + "<case>")
def versions(case: str) -> ResponseReturnValue:
    """Return the versions of a case's file, the newest two with their envelopes.

    :raise 404: there is no such case.
    """
    _check(case)
    return jsonify(versions=as_versions(current.casefiles().list_versions(case)))


@bp.post(PATH + "<case>")
@accepts_up_to(LONGEST_CASEFILE)
def write(case: str) -> ResponseReturnValue:
    """Store the next version, and on which day the case, or some places of it, go.

    :raise 400: not sealed to exactly today's advisors; nothing is stored.
    :raise 404: there is no such case.
    :raise 409: another version comes next.
    """
    _check(case)
    try:
        sent = read_casefile(sent_frame())
        new = accept_envelope(sent.envelope, count_for(sent.n), sent.n, fits=is_file_length)
        retention = None if case in SHARED else Retention(sent.purge_day, sent.places, sent.places_day)
        current.casefiles().write_next(case, sent.version, new, retention)
    except NotAcceptable as refusal:
        return refuse(refusal)
    except VersionTaken:
        return jsonify(error="version"), 409
    except CaseGone:
        abort(404)
    return jsonify(version=sent.version), 201


@bp.post("/inbox/cases/<case>/purge")
def purge(case: str) -> ResponseReturnValue:
    """Delete a case whose day has come, without waiting for the night.

    :raise 404: there is no such case.
    :raise 409: its day has not come, or no advisor's file bears it out; or enough went within a week.
    """
    if not is_case_id(case) or not current.cases().find_case(case):
        abort(404)
    today = current.today()
    if not current.purging().is_due(case, today.isoformat()):
        return jsonify(error="day"), 409
    instance = Path(current_app.instance_path)
    try:
        return jsonify(wiped=purge_case(current.cases(), current.purging(), instance, case, today))
    except WaitsForWord:
        return jsonify(error="brake"), 409


@bp.get("/inbox/retention")
def retention() -> ResponseReturnValue:
    """Return the cases whose days have no mark of ours, and those that are due and wait, being many at once."""
    waiting = look(current.cases(), current.purging(), Path(current_app.instance_path), current.today()).waiting
    return jsonify(
        unmarked=current.purging().find_unmarked(), cases=waiting.cases, places=list(waiting.cases_of_places)
    )


@bp.post("/inbox/cases/<case>/retention")
def keep_until(case: str) -> ResponseReturnValue:
    """Write again when a case and places of it go, as a browser has read it in the newest version of its file.

    :raise 400: not days and places.
    :raise 404: there is no such case.
    :raise 409: another version is the newest.
    """
    if not is_case_id(case):
        abort(404)
    sent, newest = request.get_json(), sent_bytes("newest")
    try:
        days = Retention(_sent_day(sent, "purge_day"), _sent_places(sent), _sent_day(sent, "places_day"))
        current.casefiles().keep_until(case, newest, days)
    except CaseGone:
        abort(404)
    except NotNewest:
        return jsonify(error="version"), 409
    return "", 204


def as_versions(found: list[StoredVersion]) -> list[dict[str, Any]]:
    """Return versions as the inbox gets them."""
    return [
        {
            "version": each.version,
            "hash": as_base64(each.payload_hash),
            "n": each.sealed_n,
            "envelope": as_base64(each.envelope) if each.envelope else None,
        }
        for each in found
    ]


def _sent_day(sent: dict[str, Any], name: str) -> str | None:
    """:raise 400: neither an ISO day nor null."""
    try:
        return None if sent.get(name) is None else date.fromisoformat(sent[name]).isoformat()
    except (TypeError, ValueError):
        abort(400)


def _sent_places(sent: dict[str, Any]) -> tuple[int, ...]:
    """:raise 400: not a list of places."""
    places = sent.get("places")
    if not isinstance(places, list) or not all(type(seq) is int and 0 <= seq <= MAX_SEQ for seq in places):
        abort(400)
    return tuple(places)


def _check(case: str) -> None:
    """:raise 404: neither a case nor the advisors' own."""
    if case not in SHARED and not (is_case_id(case) and current.cases().find_case(case)):
        abort(404)
