"""Cases that programs send in: the lawyers' evictions, sealed by them or, over TLS, sealed here on arrival."""

import hashlib
import hmac
import json
import re
from typing import Any

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from reporting import current
from reporting.authority import NotOurRecipients
from reporting.envelopes.acceptance import MAX_BODY, read_case
from reporting.envelopes.frames import NotAcceptable, longest_report, read_report
from reporting.envelopes.recipients import count_for
from reporting.questions import EVICTION
from reporting.store import CaseExists, Once, OtherContent
from reporting.submissions.arrival import report_body, seal_report
from reporting.submissions.forms import DAY_PARTS, ReportForm
from reporting.submissions.organisations import is_organisation
from reporting.web.limits import count
from reporting.web.requests import accepts_up_to

from . import blueprint

LANGUAGE = "da"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{20,100})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

bp = blueprint("intake")


class NotTaken(Exception):
    """Why a case was not taken, as a sentence for whoever wrote the program."""


@bp.post("/intake")
@accepts_up_to(max(longest_report(0), MAX_BODY))
def take() -> ResponseReturnValue:
    """Take one case, in the frame that browsers send or as JSON. The same delivery again is no second case.

    :raise 400: not what it must be; the answer says what is wrong, and nothing is stored.
    :raise 401: no such token.
    :raise 409: something else was delivered under this key.
    :raise 503: nobody may be sealed to now.
    """
    name = _sender()
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        return _refuse("Send an Idempotency-Key: 1 to 200 characters that tell this case from every other.")
    try:
        is_new = _take_frame(name, key) if request.mimetype == "application/octet-stream" else _take_json(name, key)
    except NotTaken as refused:
        return _refuse(str(refused))
    except OtherContent:
        return jsonify(error="key", sentence="Another case has come in under this Idempotency-Key."), 409
    return jsonify(taken=True, new=is_new), 201 if is_new else 200


def take_plain(name: str, key: str, sent: object, *, is_trial: bool = False) -> bool:
    """Check a case that came as it is, seal it and store it. Return whether it is new.

    `key` tells it from every other of the intake `name`. A trial only checks.

    :raise NotTaken: something is wrong with it.
    :raise OtherContent: another case has come in under this key.
    :raise 503: nobody may be sealed to now.
    """
    organisation, answers = _checked(sent)
    if is_trial:
        return True
    try:
        sealing = current.sealing()
    except NotOurRecipients:
        raise ServiceUnavailable from None
    body = report_body(EVICTION.id, organisation, answers) | {"origin": "intake", "from": name, "answerable": False}
    case, _forgotten = seal_report(body, (), sealing, current.today(), LANGUAGE)
    content = json.dumps([organisation, answers], sort_keys=True, ensure_ascii=False).encode()
    return current.intakes().add_case(case, current.today().isoformat(), _once(name, key, content))


def _take_json(name: str, key: str) -> bool:
    return take_plain(name, key, request.get_json(silent=True))


def _take_frame(name: str, key: str) -> bool:
    frame = request.get_data(cache=False)
    try:
        sent = read_report(frame, 0)
        new = read_case(sent, count_for(sent.n))
    except NotAcceptable as refusal:
        raise NotTaken(_SENTENCES.get(refusal.reason, f"The {refusal.reason} is not what it must be.")) from None
    try:
        return current.intakes().add_case(new, current.today().isoformat(), _once(name, key, frame))
    except CaseExists:
        raise NotTaken("This case has come in under another Idempotency-Key.") from None


_SENTENCES = {
    "frame": "This is no frame: see `python -m crypto seal`.",
    "recipients": "It is not sealed to today's advisors: fetch /recipients.json again, and seal anew.",
}


def _checked(sent: object) -> tuple[str, dict[str, str | list[str]]]:
    """Return organisation and answers.

    :raise NotTaken: an answer is missing or can't be; each by its name.
    """
    if not isinstance(sent, dict) or not isinstance(sent.get("answers"), dict):
        raise NotTaken('Send JSON: {"form": "eviction", "organisation": "…", "answers": {"where": "…", …}}.')
    if sent.get("form", EVICTION.id) != EVICTION.id:
        raise NotTaken(f"`form` can only be {EVICTION.id}.")
    organisation = sent.get("organisation") or ""
    if not isinstance(organisation, str) or (organisation and not is_organisation(organisation)):
        raise NotTaken("There is no such organisation.")
    form = ReportForm(EVICTION, _as_sent(sent["answers"]))
    with force_locale(LANGUAGE):
        is_sound = form.validate()
    if not is_sound:
        raise NotTaken("; ".join(f"`{id_}`: {sentence}" for id_, sentence in form.errors.items()))
    return organisation, form.answers()


def _as_sent(answers: dict[str, Any]) -> "MultiDict[str, Any]":
    """:raise NotTaken: an answer to no question, or none that is text."""
    known = {question.id for question in EVICTION.questions}
    if strange := sorted(set(answers) - known):
        raise NotTaken(f"Nobody asks for {', '.join(strange)}; known are {', '.join(sorted(known))}.")
    if not all(isinstance(value, str) for value in answers.values()):
        raise NotTaken("Every answer is a text; a day is written as 2026-11-24.")
    fields: dict[str, Any] = dict(answers)
    day = _DAY.fullmatch(fields.pop("deadline", ""))
    if "deadline" in answers and not day:
        raise NotTaken("`deadline`: a day is written as 2026-11-24.")
    if day:
        fields |= {f"deadline-{part}": value for part, value in zip(reversed(DAY_PARTS), day.groups(), strict=True)}
    return MultiDict(fields)


def _sender() -> str:
    """:raise 401: no such token."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    name = current.intakes().find(found[1]) if found else None
    if name is None:
        count("refused")
        abort(401)
    return name


def _once(name: str, key: str, content: bytes) -> Once:
    """Under the installation's secret, which is not in the database: nobody tries numbers of cases against what is
    there."""
    secret: bytes = current_app.config["SECRET_KEY"]
    told_apart = b"key\n" + name.encode() + b"\n" + key.encode()
    hashes = [hmac.digest(secret, b"bekymret intake v1\n" + part, hashlib.sha256) for part in (told_apart, content)]
    return Once(*hashes)


def _refuse(sentence: str) -> ResponseReturnValue:
    count("refused")
    return jsonify(error="case", sentence=sentence), 400
