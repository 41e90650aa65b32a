"""Come back with a receipt code. With JavaScript only the locator arrives here; without, the code itself, for as long
as the request takes. A wrong code and a right one get answers of the same size after the same time."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from crypto import (
    Document,
    DocumentError,
    EnvelopeError,
    Identity,
    NoMatch,
    ReceiptError,
    build_document,
    check_document,
    group,
    open_code,
    parse_code,
    seal,
    unseal,
)
from reporting.calendar import today
from reporting.current import current_recipients, roster, store
from reporting.envelopes.acceptance import NotAcceptable, check_envelope, check_sealed_to, read_locator
from reporting.public.forms import MessageForm
from reporting.store.cases import FoundCase, PlaceTaken
from reporting.store.engine import Unavailable
from reporting.web.errors import retry_after, show_error, status_of, wants_json
from reporting.web.headers import accepts_up_to, limiter, same_origin_only
from reporting.web.languages import current_language

LOOKUP_SECONDS = 0.025
"""Every look-up takes this long, whatever it found: several times what the slowest needs."""

ANSWER_BLOCK = 64 * 1024
"""Answers to look-ups are padded to a multiple of this many bytes."""

MAX_MESSAGE = 256 * 1024
_UNKNOWN = "0" * 32
_ATTEMPTS = 3

P = ParamSpec("P")

bp = Blueprint("receipts", __name__)
bp.before_request(same_origin_only)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation as its reporter sees it: `mine`, `reply`, `question` or `damaged`."""

    kind: str
    day: str = ""
    text: str = ""


def takes_the_same_time(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer no sooner than `LOOKUP_SECONDS` after the request began."""

    @wraps(view)
    def steady(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        deadline = time.monotonic() + LOOKUP_SECONDS
        answer = view(*args, **kwargs)
        time.sleep(max(0.0, deadline - time.monotonic()))
        return answer

    return steady


@bp.get("/return")
@bp.get("/return/message")  # where a language link on the answer to a message leads
def come_back() -> str:
    """Ask for the receipt code."""
    return _page()


@bp.post("/return")
@limiter.limit("30 per minute")
@takes_the_same_time
def show() -> ResponseReturnValue:
    """Without JavaScript: show the conversation that a code leads to.

    :raise 422: a typing error, or a code that leads nowhere; what was typed stays.
    """
    typed = request.form.get("code", "")
    try:
        code = parse_code(typed)
    except ReceiptError:
        return _page(typed=typed, problem=_("return.typing_error")), 422
    receipt = open_code(code)
    found = store().find_by_locator(receipt.locator)
    entries = _read(found, receipt.identity)
    if not found:
        return _page(typed=typed, problem=_("return.unknown")), 422
    return _page(code=code, entries=entries, read_seq=found.read_seq)


@bp.post("/return/lookup")
@limiter.limit("30 per minute")
@takes_the_same_time
def look_up() -> ResponseReturnValue:
    """With JavaScript: return the sealed conversation at a locator, or as many bytes that say there is none.

    :raise 400: not a locator.
    """
    try:
        found = store().find_by_locator(read_locator(request.form.get("locator", "")))
    except NotAcceptable as refusal:
        return jsonify(error=refusal.reason), 400
    envelopes = store().list_envelopes(found.id if found else _UNKNOWN)
    answer = {
        "found": found is not None,
        "case": found.id if found else _UNKNOWN,
        "read_seq": found.read_seq if found else -1,
        "envelopes": [{"seq": seq, "envelope": base64.b64encode(each).decode()} for seq, each in envelopes],
    }
    return current_app.response_class(_pad(answer), mimetype="application/json")


@bp.errorhandler(429)
@bp.errorhandler(500)
@bp.errorhandler(Unavailable)
def keep_what_was_written(error: Exception) -> ResponseReturnValue:
    """Answer a failed plain message or look-up with the page as it was, so that nobody has to write it again."""
    status = status_of(error)
    if wants_json() or request.method != "POST":
        return show_error(status)
    return _failed(status)


@bp.post("/return/message")
@accepts_up_to(MAX_MESSAGE)
@limiter.limit("30 per hour")
def add() -> ResponseReturnValue:
    """Add a reporter's message to their case, sealed in the browser or here."""
    if "envelope" in request.files:
        return _add_sealed()
    return _add_plain()


def _add_sealed() -> ResponseReturnValue:
    recipients = current_recipients()
    try:
        found = store().find_by_locator(read_locator(request.form.get("locator", "")))
        envelope = request.files["envelope"].read()
        check_sealed_to(request.form, recipients)
        check_envelope(envelope, len(recipients))
        if not found:
            raise NotAcceptable("locator")
        store().add_envelope(found.id, int(request.form.get("seq", "")), envelope)
    except ValueError:
        return jsonify(error="seq"), 400
    except NotAcceptable as refusal:
        keys = [str(recipient) for recipient in recipients]
        return jsonify(error=refusal.reason, recipients=keys, max_recipients=roster().max_advisors), 400
    except PlaceTaken as taken:
        return jsonify(error="seq", next_seq=taken.next_seq), 409
    return jsonify(ok=True), 201


def _add_plain() -> ResponseReturnValue:
    form = MessageForm(request.form)
    try:
        code = parse_code(request.form.get("code", ""))
    except ReceiptError:
        return _page(typed=request.form.get("code", ""), problem=_("return.typing_error")), 422
    receipt = open_code(code)
    found = store().find_by_locator(receipt.locator)
    if not found:
        return _page(typed=code, problem=_("return.unknown")), 422
    sound = form.validate()
    if sound and not current_recipients():
        return _failed(503)
    if sound:
        _seal_message(found, form.text.data or "")
    page = _page(
        code=code,
        entries=_read(found, receipt.identity),
        read_seq=found.read_seq,
        text="" if sound else form.text.data,
        message_problem="" if sound else str(form.text.errors[0]),
        sent=sound,
    )
    return page, 200 if sound else 422


def _seal_message(found: FoundCase, text: str) -> None:
    seq = len(store().list_envelopes(found.id))
    for attempt in range(_ATTEMPTS):
        document = Document(
            "message", found.id, seq, "reporter", today().isoformat(), current_language(), {"text": text}
        )
        try:
            return store().add_envelope(found.id, seq, seal(build_document(document), current_recipients()))
        except PlaceTaken as taken:  # a reply came meanwhile: seal for the next place
            if attempt == _ATTEMPTS - 1:
                raise
            seq = taken.next_seq


def _read(found: FoundCase | None, identity: Identity) -> list[Entry]:
    case = found.id if found else _UNKNOWN
    return [_open(envelope, case, seq, identity) for seq, envelope in store().list_envelopes(case)]


def _open(envelope: bytes, case: str, seq: int, identity: Identity) -> Entry:
    try:
        document = check_document(unseal(envelope, identity))
    except NoMatch:
        return Entry("mine")  # sealed to the advisors only: whoever finds the code can't read what was reported
    except (EnvelopeError, DocumentError):
        return Entry("damaged")
    if (document.type, document.case, document.seq, document.sender) != ("reply", case, seq, "advisor"):
        return Entry("damaged")
    kind = "question" if document.body.get("question") is True else "reply"
    return Entry(kind, document.day, str(document.body.get("text", "")))


def _state(entries: list[Entry], read_seq: int) -> str:
    """`question`, `read` or `received`: what the reporter is told, and never more."""
    last, kind = max(((seq, each.kind) for seq, each in enumerate(entries) if each.kind != "damaged"), default=(0, ""))
    if kind == "question":
        return "question"
    return "read" if kind == "reply" or last <= read_seq else "received"


def _failed(status: int) -> ResponseReturnValue:
    try:
        code, text = parse_code(request.form.get("code", "")), request.form.get("text")
    except (ReceiptError, HTTPException):
        return show_error(status)
    failure = {429: "too_many", 503: "unavailable"}.get(status, "refused")
    shown = {"typed": group(code)} if text is None else {"code": code, "entries": [], "text": text}
    return _page(failure=failure, read_seq=-1, **shown), status, retry_after(status)


def _pad(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer).encode()
    return text + b" " * (-len(text) % ANSWER_BLOCK)


def _page(**shown: Any) -> str:
    sealing = {
        "recipients": [str(recipient) for recipient in current_recipients()],
        "maxRecipients": roster().max_advisors,
        "language": current_language(),
    }
    return render_template("public/return.html", sealing=sealing, state=_state, **shown)
