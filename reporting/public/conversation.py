"""Come back with a receipt code. With JavaScript only the locator arrives here; without, the code itself, for as long
as the request takes. A wrong code and a right one get answers of the same size after the same time."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ParamSpec

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from crypto import CODE_LENGTH, Conversation, Receipt, ReceiptError, group, open_code, parse_code, to_text
from reporting import current
from reporting.envelopes.acceptance import MAX_BODY, accept_envelope, read_locator
from reporting.envelopes.frames import MessageFrame, NotAcceptable, read_message
from reporting.envelopes.reading import Entry, entries_of, read_conversation, state_of
from reporting.envelopes.recipients import NOBODY, as_told, count_for, full, must_seal, place_taken, refuse
from reporting.questions import MAX_MESSAGE
from reporting.store import CaseFull, FoundCase, PlaceTaken, StoredEnvelope
from reporting.submissions.arrival import as_stored, begin_thread
from reporting.submissions.forms import MessageForm
from reporting.web.errors import LOSSES, failure_of, retry_after, show_error, status_of, wants_json
from reporting.web.languages import current_language
from reporting.web.limits import count, count_for_all
from reporting.web.requests import accepts_up_to, as_base64, sent_frame, was_not_read

from . import blueprint

LOOKUP_SECONDS = 0.025
"""Every look-up takes this long, whatever it found: several times what the slowest needs."""

ANSWER_LENGTH = 128 * 1024
"""Every answer to a look-up has this many bytes, and every page that a code asked for a multiple of it."""

_ROOM = ANSWER_LENGTH - 512
_NOWHERE = FoundCase("0" * 32, "", b"", -1, None)
"""Stands for a case that is not there, so that a wrong code makes the same work as a right one."""

_ATTEMPTS = 3
_HIGHEST = 10**9

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
def conversation() -> str:
    """Ask for the receipt code."""
    return _ask()


@bp.get("/return/more")
def conversation_again() -> str:
    """Ask for the receipt code: a language link on the answer to a message leads here."""
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
    except ReceiptError as wrong:
        count("refused")
        return _ask(typed, _typing_error(wrong)), 422
    count("look-up")
    receipt = open_code(code)
    found = current.cases().find_by_locator(receipt.locator)
    conversation = _read(found or _NOWHERE, receipt)
    if not found or found.id != receipt.case:
        return _ask(typed, _leads_nowhere(found)), 422
    return _show(code, conversation, found, receipt)


@bp.post("/return/lookup")
@takes_the_same_time
def look_up() -> ResponseReturnValue:
    """With JavaScript: return what is kept at a locator, or as many bytes that say there is nothing.

    The newest places come first; `before` asks for those that had no room.

    :raise 400: not a locator, or not a place.
    """
    try:
        locator, before = read_locator(request.form.get("locator", "")), _read_place(request.form.get("before"))
    except NotAcceptable as refusal:
        count("refused")
        return jsonify(error=refusal.reason), 400
    count("look-up")
    found = current.cases().find_by_locator(locator)
    case = found or _NOWHERE
    stored = [each for each in current.cases().list_for_reporter(case.id) if each.seq < before]
    places = list(_newest_that_fit(stored))
    answer = {
        "found": found is not None,
        "case": case.id,
        "read": {"seq": case.read_seq, "mark": as_base64(case.read_mark)} if case.read_mark else None,
        "places": places,
        "more": len(places) < len(stored),
    }
    return current_app.response_class(_pad(json.dumps(answer)), mimetype="application/json")


@bp.post("/return/more")
@accepts_up_to(MAX_BODY)
def add() -> ResponseReturnValue:
    """Without JavaScript: seal a reporter's message and add it to their case.

    :raise 409: the conversation takes no more; what was typed stays.
    :raise 422: a code that leads nowhere, no message, or too long a one; what was typed stays.
    """
    typed, form = request.form.get("code", ""), MessageForm(request.form)
    try:
        code = parse_code(typed)
    except ReceiptError as wrong:
        count("refused")
        return _ask(typed, _typing_error(wrong)), 422
    count("look-up")
    receipt = open_code(code)
    found = current.cases().find_by_locator(receipt.locator)
    if not found or found.id != receipt.case:
        return _ask(code, _leads_nowhere(found)), 422
    conversation, text = _read(found, receipt), form.text.data or ""
    if not form.validate():
        return _show(code, conversation, found, receipt, text=text, problem=str(form.text.errors[0])), 422
    must_seal()
    if not conversation.is_sound and request.form.get("seen") != _as_seen(conversation):
        return _show(code, conversation, found, receipt, text=text, problem=_("conversation.send_still")), 422
    _count_message()
    try:
        conversation = _seal_message(found, receipt, conversation, text)
    except CaseFull:
        return _show(code, conversation, found, receipt, text=text, problem=_("js.failed.full")), 409
    except _NotAsSeen as changed:
        return _show(code, changed.now, found, receipt, text=text, problem=_("conversation.send_still")), 409
    return _show(code, conversation, found, receipt, sent=True)


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
    except PlaceTaken:
        return place_taken()
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


class _NotAsSeen(Exception):
    """The conversation is not what the reporter saw any more, and something in it is flagged."""

    def __init__(self, now: Conversation) -> None:
        super().__init__()
        self.now = now


def _store_message(sent: MessageFrame) -> None:
    new = accept_envelope(sent.sealed.envelope, count_for(sent.n), sent.n, sent.sealed.tag)
    count("look-up")
    found = current.cases().find_by_locator(sent.locator)
    if not found:
        raise NotAcceptable("locator")
    _count_message()
    current.cases().add_envelope(found.id, sent.seq, "reporter", new)


def _count_message() -> None:
    count("message")
    count_for_all(request.content_length or 0)


def _seal_message(found: FoundCase, receipt: Receipt, conversation: Conversation, text: str) -> Conversation:
    """Seal a message for the next place, again for the one after if a reply came meanwhile; return the conversation
    with it.

    :raise PlaceTaken: that happened `_ATTEMPTS` times.
    :raise _NotAsSeen: what came meanwhile is not from the advisors.
    """
    for attempts_left in reversed(range(_ATTEMPTS)):
        sealing = must_seal()
        thread = begin_thread(receipt, sealing, current.today(), current_language())
        thread.state, thread.seq = conversation.transcripts[-1], len(conversation.transcripts) - 1
        seq = thread.seq
        try:
            current.cases().add_envelope(found.id, seq, "reporter", as_stored(thread.message(text), sealing))
        except PlaceTaken:
            if not attempts_left:
                raise
            conversation = _read(found, receipt)
            if not conversation.is_sound:
                raise _NotAsSeen(conversation) from None
        else:
            break
    return _read(found, receipt)


def _read(found: FoundCase, receipt: Receipt) -> Conversation:
    return read_conversation(current.cases().list_for_reporter(found.id), receipt, found)


def _as_seen(conversation: Conversation) -> str:
    """What a page carries so that the next one knows which state of things the reporter has seen."""
    return to_text(conversation.transcripts[-1])


def _typing_error(wrong: ReceiptError) -> str:
    """Say what is wrong with a code as precisely as can be told without looking it up."""
    if not wrong.length:
        return str(_("conversation.code_missing"))
    if wrong.group:
        return str(_("conversation.code_group", group=wrong.group))
    if wrong.length != CODE_LENGTH:
        return str(_("conversation.code_length", length=wrong.length))
    return str(_("conversation.typing_error"))


def _leads_nowhere(found: FoundCase | None) -> str:
    return str(_("conversation.other_case") if found else _("conversation.unknown"))


def _read_place(sent: str | None) -> int:
    if sent is None:
        return _HIGHEST
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 9):
        raise NotAcceptable("place")
    return int(sent)


def _newest_that_fit(stored: Sequence[StoredEnvelope]) -> Iterator[dict[str, Any]]:
    """Places as a reporter's browser gets them, newest first. The first one always comes, without its envelope if need
    be.
    """
    room = _ROOM
    for each in reversed(stored):
        place = {
            "seq": each.seq,
            "by": each.by,
            "hash": as_base64(each.payload_hash),
            "tag": as_base64(each.tag) if each.tag else None,
            "envelope": as_base64(each.envelope) if each.envelope else None,
        }
        length = len(json.dumps(place)) + 2
        if length > room and room == _ROOM:  # longer than anything that was accepted here
            place["envelope"] = None
            length = len(json.dumps(place)) + 2
        if length > room:
            return
        room -= length
        yield place


def _failed(status: int) -> ResponseReturnValue:
    try:
        code, text = parse_code(request.form.get("code", "")), request.form.get("text")
    except (ReceiptError, HTTPException):
        return show_error(status)
    failure = failure_of(status)
    if text is None:
        page = _page(typed=group(code), failure=failure)
    else:
        page = _page(code=code, entries=[], text=text, failure=failure)
    return page, status, retry_after(status)


def _pad(text: str) -> str:
    return text + " " * (-len(text.encode()) % ANSWER_LENGTH)


def _ask(typed: str = "", problem: str = "") -> str:
    return _page(typed=typed, problem=problem)


def _show(
    code: str,
    conversation: Conversation,
    found: FoundCase,
    receipt: Receipt,
    *,
    text: str = "",
    problem: str = "",
    sent: bool = False,
) -> str:
    entries: list[Entry] = entries_of(conversation)
    state = state_of(conversation, entries, found, receipt)
    seen = _as_seen(conversation)
    return _page(code=code, entries=entries, state=state, seen=seen, text=text, message_problem=problem, sent=sent)


def _page(*, failure: str = "", **shown: Any) -> str:
    shown |= {"page": {"language": current_language(), "max_message": MAX_MESSAGE}}
    shown |= {"now": {"today": current.today().isoformat()}}
    sealing = NOBODY if failure else {"recipients": as_told()["recipients"]}
    html = render_template("public/conversation.html", sealing=sealing, failure=failure, **shown)
    return _pad(html) if request.method == "POST" else html
