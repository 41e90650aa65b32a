"""Cases that programs send in: the lawyers' evictions, sealed by them or, over TLS, sealed here on arrival."""

import hashlib
import hmac
import json
import re

from flask import abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from crypto.written import Delivery, NotADelivery, read_delivery
from reporting import current
from reporting.authority import NotOurRecipients
from reporting.envelopes.acceptance import MAX_BODY, read_case
from reporting.envelopes.frames import NotAcceptable, longest_report, read_report
from reporting.envelopes.recipients import count_for
from reporting.questions import EVICTION
from reporting.store import CaseExists, NewCase, Once, OtherContent
from reporting.submissions.arrival import report_body, seal_report
from reporting.submissions.organisations import is_organisation
from reporting.web.errors import INTAKE
from reporting.web.limits import count
from reporting.web.requests import accepts_up_to

from . import blueprint

LONGEST = max(longest_report(0), MAX_BODY)
"""Bytes of a body."""

LANGUAGE = "da"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_BEARER = re.compile(r"bearer +([A-Za-z0-9_-]{20,100})", re.IGNORECASE)
"""RFC 9110, 11.1: the scheme is compared without its case."""

bp = blueprint("intake")


@bp.post(INTAKE)
@accepts_up_to(LONGEST)
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
        return _refuse("Send an Idempotency-Key that tells this case from others: 1 to 200 signs of ASCII, no blanks.")
    try:
        is_new = _take_frame(name, key) if request.mimetype == "application/octet-stream" else _take_json(name, key)
    except NotADelivery as refused:
        return _refuse(str(refused))
    except OtherContent:
        return jsonify(error="key", sentence="Another case has come in under this Idempotency-Key."), 409
    return jsonify(taken=True, new=is_new), 201 if is_new else 200


def checked(sent: object) -> Delivery:
    """Return a case as it came, checked and in one form.

    :raise NotADelivery: something is wrong with it.
    """
    delivery = read_delivery(sent, current.today())
    if delivery.organisation and not is_organisation(delivery.organisation):
        raise NotADelivery(f"There is no such organisation as {delivery.organisation}.")
    return delivery


def seal_delivery(name: str, delivery: Delivery) -> NewCase:
    """Seal a case of the intake `name` on arrival.

    :raise NotOurRecipients: nobody may be sealed to now.
    """
    body = report_body(EVICTION.id, delivery.organisation, dict(delivery.answers))
    body |= {"origin": "intake", "from": name, "answerable": False}
    case, _forgotten = seal_report(body, (), current.sealing(), current.today(), LANGUAGE)
    return case


def once(name: str, key: str, delivery: Delivery) -> Once:
    """Return what tells a delivery of the intake `name` from every other, by its `key` and by what it is."""
    content = json.dumps([delivery.organisation, delivery.answers], sort_keys=True, ensure_ascii=False)
    return _once(name, key, content.encode())


def _take_json(name: str, key: str) -> bool:
    delivery = checked(request.get_json(silent=True))
    try:
        case = seal_delivery(name, delivery)
    except NotOurRecipients:
        raise ServiceUnavailable from None
    return current.intakes().add_case(case, current.today().isoformat(), once(name, key, delivery))


def _take_frame(name: str, key: str) -> bool:
    frame = request.get_data(cache=False)
    try:
        sent = read_report(frame, 0)
        new = read_case(sent, count_for(sent.n))
    except NotAcceptable as refusal:
        raise NotADelivery(_SENTENCES.get(refusal.reason, f"The {refusal.reason} is not what it must be.")) from None
    try:
        return current.intakes().add_case(new, current.today().isoformat(), _once(name, key, frame))
    except CaseExists:
        raise NotADelivery("This case has come in under another Idempotency-Key.") from None


_SENTENCES = {
    "frame": "This is no frame: see `python -m crypto seal`.",
    "recipients": "It is not sealed to today's advisors: fetch /recipients.json again, and seal anew.",
}


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
