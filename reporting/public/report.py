"""The public side: start, report, confirmation. No cookie, no account, nothing kept but sealed envelopes."""

from typing import Any

from flask import Blueprint, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from crypto import Recipient, group
from reporting.calendar import next_reading_day, today
from reporting.current import current_recipients, roster, store
from reporting.envelopes.acceptance import NotAcceptable, check_sealed_to, read_sealed, seal_report
from reporting.public.confirmation import Confirmation, hand_over, take
from reporting.public.forms import ReportForm
from reporting.public.pages import read_page
from reporting.public.photos import MAX_PHOTOS, MAX_UPLOAD
from reporting.questions import BY_ID, NEIGHBOUR, STAFF, QuestionSet
from reporting.store.cases import CaseExists
from reporting.store.engine import Unavailable
from reporting.web.errors import retry_after, show_error, status_of, wants_json
from reporting.web.headers import accepts_up_to, limiter, same_origin_only
from reporting.web.languages import current_language, readable_day

MAX_REPORT = 256 * 1024
"""Longest accepted body in bytes: several times the longest story, so that a too long one gets a sentence."""

MAX_WITH_PHOTOS = MAX_REPORT + MAX_PHOTOS * (MAX_UPLOAD + 1024)
"""The same where two photos may come along as they were taken, in memory like everything else."""

_FAILURES = {429: "too_many", 500: "refused", 503: "unavailable"}

bp = Blueprint("concerns", __name__)
bp.before_request(same_origin_only)


@bp.get("/")
@bp.get("/o/<organisation>")
def start(organisation: str = "") -> str:
    """Show the doors; a link of an organisation's own carries it into the sealed report.

    :raise 404: no such organisation.
    """
    if organisation and organisation not in _organisations():
        abort(404)
    return render_template("public/start.html", is_open=bool(current_recipients()), organisation=organisation or None)


@bp.get("/112")
def emergency() -> str:
    """Show whom to call when it is urgent."""
    return render_template("public/emergency.html")


@bp.get("/page/<slug>")
def page(slug: str) -> str:
    """Show a text of the operator's.

    :raise 404: there is no such page.
    """
    return render_template("public/page.html", page=read_page(slug, current_language()))


@bp.get("/report")
@bp.get("/report/<any(staff, own):door>")
@bp.get("/o/<organisation>/<any(staff, own):door>")
def report(door: str = NEIGHBOUR.id, organisation: str = "") -> ResponseReturnValue:
    """Show the questions of one door, or that the portal is not open yet.

    :raise 404: no such organisation.
    """
    organisation = organisation or request.args.get("o", "")
    if organisation and organisation not in _organisations():
        abort(404)
    recipients = current_recipients()
    if not recipients:
        return render_template("public/closed.html")
    return _show_form(ReportForm(BY_ID[door]), recipients, organisation=organisation)


@bp.post("/report")
@bp.post("/report/<any(staff, own):door>")
@accepts_up_to(MAX_REPORT, staff=MAX_WITH_PHOTOS)
@limiter.limit("30 per hour")
def submit(door: str = NEIGHBOUR.id) -> ResponseReturnValue:
    """Store one envelope, sealed in the browser or here.

    :raise 400: it claims to be sealed and is not, or is sealed to others than the advisors; nothing is stored.
    :raise 503: it could not be written; nothing is acknowledged.
    """
    recipients = current_recipients()
    if not recipients:
        return render_template("public/closed.html"), 503
    if "envelope" in request.files or "envelope" in request.form:
        return _submit_sealed(recipients, MAX_PHOTOS if door == STAFF.id else 0)
    return _submit_plain(recipients, BY_ID[door])


@bp.get("/report/received/<token>")
def confirmation(token: str) -> str:
    """Thank and show the receipt code, once; later say that the message is there and the code was shown."""
    confirmation = take(token)
    if not confirmation:
        return render_template("public/received.html")
    code = group(confirmation.code)
    return render_template("public/confirmation.html", code=code, read_on=_reading_day(), confirmation=confirmation)


@bp.errorhandler(429)
@bp.errorhandler(500)
@bp.errorhandler(Unavailable)
def keep_what_was_written(error: Exception) -> ResponseReturnValue:
    """Answer a failed plain submission with the form as it was filled in, so that nobody has to write it again."""
    status = status_of(error)
    if request.endpoint != f"{bp.name}.{submit.__name__}" or wants_json():
        return show_error(status)
    request.max_content_length, request.max_form_memory_size = MAX_WITH_PHOTOS, MAX_REPORT
    try:
        request.form  # noqa: B018 - what can't even be read can't be shown again
    except HTTPException:
        return show_error(status)
    form = ReportForm(BY_ID[(request.view_args or {}).get("door", NEIGHBOUR.id)], request.form)
    page = _show_form(form, [], organisation=_sent_organisation(), failure=_FAILURES[status])
    return page, status, retry_after(status)


def _submit_sealed(recipients: list[Recipient], max_photos: int) -> ResponseReturnValue:
    upload, photos = request.files.get("envelope"), request.files.getlist("photo")
    try:
        if upload is None or len(photos) > max_photos:
            raise NotAcceptable("envelope")
        check_sealed_to(request.form, recipients)
        submission = read_sealed(request.form, upload, photos, recipients)
        store().add_case(submission, today().isoformat())
    except NotAcceptable as refusal:
        # A page that was open while an advisor joined or left seals to yesterday's keys: today's let it try again.
        keys = [str(recipient) for recipient in recipients]
        return jsonify(error=refusal.reason, recipients=keys, max_recipients=roster().max_advisors), 400
    except CaseExists as known:
        if not known.same_reporter:
            return jsonify(error="case"), 400
    return jsonify(read_on=next_reading_day(today()).isoformat()), 201


def _submit_plain(recipients: list[Recipient], question_set: QuestionSet) -> ResponseReturnValue:
    form = ReportForm(question_set, _sent())
    organisation = _sent_organisation()
    if not form.validate():
        return _show_form(form, recipients, organisation=organisation), 422
    if form.looks_like_cpr() and not request.form.get("cpr_seen"):
        return _show_form(form.with_photos_again(), recipients, organisation=organisation, cpr_warning=True), 422
    submission, code = seal_report(form, recipients, today(), current_language(), organisation)
    urgent = form.answers().get("danger") in ("yes", "maybe")
    token, once = hand_over(Confirmation(code, form.question_set.id, urgent))
    store().add_case(submission, today().isoformat(), once)
    return redirect(url_for(".confirmation", token=token), 303)


def _show_form(form: ReportForm, recipients: list[Recipient], *, organisation: str, **notices: bool | str) -> str:
    sealing = {
        "recipients": [str(recipient) for recipient in recipients],
        "maxRecipients": roster().max_advisors,
        "language": current_language(),
        "form": form.question_set.id,
        "organisation": organisation,
    }
    return render_template("public/report.html", form=form, sealing=sealing, **notices)


def _organisations() -> set[str]:
    return {organisation["slug"] for organisation in current_app.config["ORGANISATIONS"]}


def _sent() -> MultiDict[str, Any]:
    """Text where text is asked for and files where photos are, whatever kind of part each was sent as."""
    sent: MultiDict[str, Any] = MultiDict(request.form)
    sent.setlist("photos", request.files.getlist("photos"))
    return sent


def _sent_organisation() -> str:
    sent = request.form.get("organisation", "")
    return sent if sent in _organisations() else ""


def _reading_day() -> str:
    return readable_day(next_reading_day(today()))
