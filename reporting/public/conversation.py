"""Come back with a receipt code. With JavaScript only the locator arrives here; without, the code itself, for as long
as the request takes. A wrong code and a right one get answers of the same size after the same time."""

import json
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from crypto import Document, Receipt, ReceiptError, build_document, group, open_code, parse_code, seal
from reporting import current
from reporting.envelopes.acceptance import MAX_BODY, check_envelope, check_sealed_to, read_locator
from reporting.envelopes.frames import MessageFrame, NotAcceptable, read_message
from reporting.envelopes.reading import Entry, read_entries, state_of
from reporting.envelopes.recipients import NOBODY, as_told, full, place_taken, refuse
from reporting.questions import MAX_MESSAGE
from reporting.store import CaseFull, FoundCase, PlaceTaken
from reporting.web.errors import LOSSES, failure_of, retry_after, show_error, status_of, wants_json
from reporting.web.languages import current_language
from reporting.web.limits import count
from reporting.web.requests import accepts_up_to, as_base64, sent_frame, was_not_read

from . import blueprint
from .forms import MessageForm

LOOKUP_SECONDS = 0.025
"""Every look-up takes this long, whatever it found: several times what the slowest needs."""

ANSWER_BLOCK = 64 * 1024
"""Answers to look-ups are padded to a multiple of this many bytes."""

_NOWHERE = FoundCase("0" * 32, b"", -1)
"""Stands for a case that is not there, so that a wrong code makes the same work as a right one."""

_ATTEMPTS = 3

P = ParamSpec("P")

bp = blueprint("conversation")


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
def conversation() -> str:
    """Ask for the receipt code."""
    return _ask()


@bp.post("/return")
@takes_the_same_time
def show() -> ResponseReturnValue:
    """Without JavaScript: show the conversation that a code leads to.

    :raise 422: a typing error, or a code that leads nowhere; what was typed stays.
    """
    typed = request.form.get("code", "")
    try:
        code = parse_code(typed)
    except ReceiptError:
        count("refused")
        return _ask(typed, _("conversation.typing_error")), 422
    count("look-up")
    receipt = open_code(code)
    found = current.cases().find_by_locator(receipt.locator)
    entries = _read(found or _NOWHERE, receipt)
    if not found:
        return _ask(typed, _("conversation.unknown")), 422
    return _show(code, entries, found.read_seq)


@bp.post("/return/lookup")
@takes_the_same_time
def look_up() -> ResponseReturnValue:
    """With JavaScript: return the sealed conversation at a locator, or as many bytes that say there is none.

    :raise 400: not a locator.
    """
    try:
        locator = read_locator(request.form.get("locator", ""))
    except NotAcceptable as refusal:
        count("refused")
        return jsonify(error=refusal.reason), 400
    count("look-up")
    found = current.cases().find_by_locator(locator)
    case = found or _NOWHERE
    envelopes = current.cases().list_envelopes(case.id)
    answer = {
        "found": found is not None,
        "case": case.id,
        "read_seq": case.read_seq,
        "envelopes": [{"seq": seq, "envelope": as_base64(each)} for seq, each in envelopes],
    }
    return current_app.response_class(_pad(answer), mimetype="application/json")


@bp.post("/return/message")
@accepts_up_to(MAX_BODY)
def add() -> ResponseReturnValue:
    """Without JavaScript: seal a reporter's message and add it to their case.

    :raise 409: the conversation takes no more; what was typed stays.
    :raise 422: a code that leads nowhere, no message, or too long a one; what was typed stays.
    """
    typed, form = request.form.get("code", ""), MessageForm(request.form)
    try:
        code = parse_code(typed)
    except ReceiptError:
        count("refused")
        return _ask(typed, _("conversation.typing_error")), 422
    count("look-up")
    receipt = open_code(code)
    found = current.cases().find_by_locator(receipt.locator)
    if not found:
        return _ask(code, _("conversation.unknown")), 422
    text = form.text.data or ""
    if not form.validate():
        return _show_again(found, receipt, code, text, str(form.text.errors[0])), 422
    if not current.recipients():
        return _failed(503)
    count("message")
    try:
        _seal_message(found, text)
    except CaseFull:
        return _show_again(found, receipt, code, text, _("js.failed.full")), 409
    return _show(code, _read(found, receipt), found.read_seq, sent=True)


@bp.post("/return/message/sealed")
@accepts_up_to(MAX_BODY)
def add_sealed() -> ResponseReturnValue:
    """Add a reporter's message that was sealed in the browser to their case.

    :raise 400: it is not what it must be, or sealed to others than the advisors; nothing is stored.
    :raise 409: something came to its place first, or the conversation takes no more.
    """
    try:
        _store_message(read_message(sent_frame()))
    except NotAcceptable as refusal:
        count("refused")
        return refuse(refusal)
    except PlaceTaken as taken:
        return place_taken(taken.next_seq)
    except CaseFull:
        return full()
    return jsonify(ok=True), 201


def keep_what_was_written(error: Exception) -> ResponseReturnValue:
    """Answer a failed plain message or look-up with the page as it was, so that nobody has to write it again."""
    status = status_of(error)
    if wants_json() or was_not_read() or request.method != "POST":
        return show_error(status)
    return _failed(status)


for loss in LOSSES:
    bp.register_error_handler(loss, keep_what_was_written)


def _store_message(sent: MessageFrame) -> None:
    recipients = current.recipients()
    check_sealed_to(sent.sealed_to, recipients)
    check_envelope(sent.envelope, len(recipients))
    count("look-up")
    found = current.cases().find_by_locator(sent.locator)
    if not found:
        raise NotAcceptable("locator")
    count("message")
    current.cases().add_envelope(found.id, sent.seq, sent.envelope)


def _seal_message(found: FoundCase, text: str) -> None:
    """Seal a message for the next place, again for the one after if a reply came meanwhile.

    :raise PlaceTaken: that happened `_ATTEMPTS` times.
    """
    seq, day = current.cases().next_seq(found.id), current.today().isoformat()
    for attempts_left in reversed(range(_ATTEMPTS)):
        document = Document("message", found.id, seq, "reporter", day, current_language(), {"text": text})
        try:
            return current.cases().add_envelope(found.id, seq, seal(build_document(document), current.recipients()))
        except PlaceTaken as taken:
            if not attempts_left:
                raise
            seq = taken.next_seq


def _show_again(found: FoundCase, receipt: Receipt, code: str, text: str, problem: str) -> str:
    return _show(code, _read(found, receipt), found.read_seq, text=text, problem=problem)


def _read(found: FoundCase, receipt: Receipt) -> list[Entry]:
    return read_entries(current.cases().list_envelopes(found.id), found.id, receipt.identity)


def _failed(status: int) -> ResponseReturnValue:
    try:
        code, text = parse_code(request.form.get("code", "")), request.form.get("text")
    except (ReceiptError, HTTPException):
        return show_error(status)
    failure = failure_of(status)
    page = _ask(group(code), failure=failure) if text is None else _show(code, [], -1, text=text, failure=failure)
    return page, status, retry_after(status)


def _pad(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer).encode()
    return text + b" " * (-len(text) % ANSWER_BLOCK)


def _ask(typed: str = "", problem: str = "", failure: str = "") -> str:
    return _page(typed=typed, problem=problem, failure=failure)


def _show(
    code: str,
    entries: Sequence[Entry],
    read_seq: int,
    *,
    text: str = "",
    problem: str = "",
    sent: bool = False,
    failure: str = "",
) -> str:
    state = "" if failure else state_of(list(entries), read_seq)
    shown = {"code": code, "entries": entries, "state": state}
    return _page(**shown, text=text, message_problem=problem, sent=sent, failure=failure)


def _page(*, failure: str, **shown: Any) -> str:
    sealing = (NOBODY if failure else as_told()) | {"language": current_language(), "max_message": MAX_MESSAGE}
    return render_template("public/conversation.html", sealing=sealing, failure=failure, **shown)
