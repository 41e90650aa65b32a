"""The report form of each door, and what comes back from it: sealed in the browser, or plain and sealed here."""

from collections.abc import Sequence
from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from reporting import current
from reporting.calendar import PRESSING_DAYS, next_reading_day, working_days_after
from reporting.envelopes.acceptance import MAX_BODY, read_case
from reporting.envelopes.frames import NotAcceptable, longest_report, read_report
from reporting.envelopes.recipients import NOBODY, as_told, count_for, must_seal, refuse
from reporting.questions import BY_ID, NEIGHBOUR, QUESTION_SETS
from reporting.store import CaseExists, Unavailable
from reporting.submissions.arrival import report_body, seal_report
from reporting.submissions.forms import ReportForm
from reporting.submissions.organisations import is_organisation
from reporting.submissions.photos import MAX_PHOTOS, MAX_UPLOAD
from reporting.web.assets import asset
from reporting.web.errors import LOSSES, failure_of, retry_after, show_error, status_of, wants_json
from reporting.web.headers import allow_policy
from reporting.web.languages import current_language, read_on
from reporting.web.limits import count, count_for_all
from reporting.web.requests import accepts_up_to, sent_frame, was_not_read

from . import blueprint
from .confirmation import Confirmation, hand_over

MAX_WITH_PHOTOS = MAX_BODY + MAX_PHOTOS * (MAX_UPLOAD + 1024)
"""Longest accepted body in bytes where photos may come along as they were taken, in memory like everything else."""

OUTBOX_POLICY = "bekymret-outbox"
"""The Trusted Types policy that lets the caretakers' page start its service worker, and nothing else."""

OUTBOX_WORKER = "/report/staff/outbox.js"

bp = blueprint("report")


def _longest(door: str = NEIGHBOUR.id) -> int:
    return MAX_WITH_PHOTOS if BY_ID[door].takes_photos else MAX_BODY


SHORT = frozenset({"/report/sealed", "/report/staff/sealed"})
"""The paths of requests that wait for nothing but their commit."""

_LONG = {
    **{f"/report/{each.id}": MAX_WITH_PHOTOS for each in QUESTION_SETS if each.takes_photos},
    "/report/staff/sealed": longest_report(MAX_PHOTOS),
}


def longest_body(path: str) -> int:
    """Return the longest body in bytes that is worth reading for a path; 0 where nothing long may come."""
    return _LONG.get(path, 0)


@bp.get("/report")
@bp.get("/report/<any(staff, own):door>")
@bp.get("/o/<organisation>/report")
@bp.get("/o/<organisation>/<any(staff, own):door>")
def report(door: str = NEIGHBOUR.id, organisation: str = "") -> ResponseReturnValue:
    """Show the questions of one door, or that the portal is not open yet.

    :raise 404: no such organisation.
    """
    organisation = organisation or request.args.get("o", "")
    if organisation and not is_organisation(organisation):
        abort(404)
    if not current.recipients():
        return render_template("public/closed.html")
    return _show_form(ReportForm(BY_ID[door]), organisation)


@bp.get(OUTBOX_WORKER)
def outbox_worker() -> ResponseReturnValue:
    """Return the caretakers' service worker from where its scope holds no page of ours."""
    return asset("outbox-worker.js")


@bp.post("/report")
@bp.post("/report/<any(staff, own):door>")
@accepts_up_to(_longest, fields=MAX_BODY)
def submit(door: str = NEIGHBOUR.id) -> ResponseReturnValue:
    """Seal and store one report that came as a plain form.

    :raise 503: it could not be written; nothing is acknowledged.
    """
    if not current.recipients():
        return render_template("public/closed.html"), 503
    question_set = BY_ID[door]
    form, organisation = ReportForm(question_set, _sent()), _sent_organisation()
    if not form.validate():
        count("refused")
        return _show_form(form, organisation), 422
    like_cpr = form.like_cpr()
    if like_cpr and not request.form.get("cpr_seen"):
        return _show_form(form.with_photos_again(), organisation, like_cpr=like_cpr), 422
    count("report")
    _count_for_all(is_exempt=question_set.takes_photos)
    if not form.rewrite_photos():
        return _show_form(form, organisation), 422
    answers = form.answers()
    body = report_body(question_set.id, organisation, answers, form.trap)
    case, code = seal_report(body, form.photos, must_seal(), current.today(), current_language())
    urgent, pressing = question_set.is_urgent(answers), question_set.is_pressing(answers, _pressing_until())
    token, once = hand_over(Confirmation(code, question_set.id, urgent, pressing))
    current.cases().add_case(case, current.today().isoformat(), once)
    return redirect(url_for("confirmation.confirmation", token=token), 303)


@bp.post("/report/sealed")
@accepts_up_to(longest_report(0))
def submit_sealed() -> ResponseReturnValue:
    """Store one report that was sealed in the browser.

    :raise 400: it is not what it must be, or sealed to others than the advisors; nothing is stored.
    :raise 503: it could not be written; nothing is acknowledged.
    """
    return _store_sealed(0)


@bp.post("/report/staff/sealed")
@accepts_up_to(longest_report(MAX_PHOTOS))
def submit_sealed_with_photos() -> ResponseReturnValue:
    """Store one report with photos that was sealed in the browser; otherwise as `submit_sealed`."""
    return _store_sealed(MAX_PHOTOS)


def keep_what_was_written(error: Exception) -> ResponseReturnValue:
    """Answer a failed plain report with the form as it was filled in, so that nobody has to write it again."""
    status = status_of(error)
    if request.endpoint != f"{bp.name}.{submit.__name__}" or wants_json() or was_not_read():
        return show_error(status)
    request.max_content_length, request.max_form_memory_size = MAX_WITH_PHOTOS, MAX_BODY
    try:
        request.form  # noqa: B018 - what can't even be read can't be shown again
    except HTTPException:
        return show_error(status)
    form = ReportForm(BY_ID[(request.view_args or {}).get("door", NEIGHBOUR.id)], request.form)
    page = _show_form(form, _sent_organisation(), failure=failure_of(status))
    return page, status, retry_after(status)


for loss in LOSSES:
    bp.register_error_handler(loss, keep_what_was_written)


def _store_sealed(max_photos: int) -> ResponseReturnValue:
    try:
        sent = read_report(sent_frame(), max_photos)
        new = read_case(sent, count_for(sent.n, outbox=sent.outbox))
        count("report")
        _count_for_all(is_exempt=max_photos > 0)
        current.cases().add_case(new, current.today().isoformat(), commit=current.commit_before_answering())
    except NotAcceptable as refusal:
        count("refused")
        return refuse(refusal)
    except CaseExists as known:
        # The same reporter sends again because the answer was lost: the case is here, so that is a success.
        if not known.same_reporter:
            return refuse(NotAcceptable("case"))
    return jsonify(read_on=read_on(next_reading_day(current.today(), current.away_until()))), 201


def _count_for_all(*, is_exempt: bool) -> None:
    """Only the caretakers' door takes photos, and it stays open in a flood from the public."""
    if not is_exempt:
        count_for_all(request.content_length or 0, reports=1)


def _show_form(form: ReportForm, organisation: str, *, like_cpr: Sequence[str] = (), failure: str = "") -> str:
    sealing = NOBODY if failure else {"recipients": as_told()["recipients"]}
    if form.question_set.takes_photos:
        allow_policy(OUTBOX_POLICY)
    page = {"language": current_language(), "form": form.question_set.id, "organisation": organisation}
    now = {"today": current.today().isoformat(), "pressing_until": _pressing_until()}
    shown = {"page": page, "sealing": sealing, "now": now | {"closed": organisation in _closed_links()}}
    return render_template("public/report.html", form=form, like_cpr=like_cpr, failure=failure, **shown)


def _pressing_until() -> str:
    return working_days_after(current.today(), PRESSING_DAYS).isoformat()


def _sent() -> MultiDict[str, Any]:
    """Text where text is asked for and files where photos are, whatever kind of part each was sent as."""
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.setlist("photos", request.files.getlist("photos"))
    return sent


def _sent_organisation() -> str:
    sent = request.form.get("organisation", "")
    return sent if is_organisation(sent) and sent not in _closed_links() else ""


def _closed_links() -> frozenset[str]:
    """The links that are closed; none if that can't be told now: a page is there however the database is."""
    try:
        return current.links().closed
    except Unavailable:
        return frozenset()
