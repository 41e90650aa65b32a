"""What the advisors note about a case, sealed in the browser: versions of case files, and when a case goes."""

from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from crypto import SHARED, is_case_id, is_file_length
from reporting import current
from reporting.envelopes.acceptance import accept_envelope
from reporting.envelopes.frames import LONGEST_CASEFILE, NotAcceptable, read_casefile
from reporting.envelopes.recipients import count_for, refuse
from reporting.purge import purge_case
from reporting.store import CaseGone, Retention, StoredVersion, VersionTaken
from reporting.web.requests import accepts_up_to, as_base64, sent_frame

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
    :raise 409: its day has not come.
    """
    if not is_case_id(case) or not current.cases().find_case(case):
        abort(404)
    today = current.today()
    if not current.purging().is_due(case, today.isoformat()):
        return jsonify(error="day"), 409
    return jsonify(wiped=purge_case(current.purging(), Path(current_app.instance_path), case, today))


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


def _check(case: str) -> None:
    """:raise 404: neither a case nor the advisors' own."""
    if case not in SHARED and not (is_case_id(case) and current.cases().find_case(case)):
        abort(404)
