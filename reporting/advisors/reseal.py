"""New headers over the same payloads, after an advisor joined or left: made in the remaining advisor's browser."""

import hashlib
import re

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from crypto import EnvelopeError, inspect, inspect_header, is_case_id
from reporting import current
from reporting.envelopes.acceptance import MAX_BODY, MAX_REPLY, check_stanzas
from reporting.envelopes.frames import NotAcceptable, SealFrame, read_seals
from reporting.envelopes.recipients import must_seal, refuse
from reporting.store import NewSeal, OldSeal
from reporting.web.requests import accepts_up_to, as_base64, sent_frame

from . import blueprint, me
from .cases import recipient_text

PORTION = 100

_PLACE = re.compile(r"[0-9]{1,9}")

bp = blueprint("reseal")


@bp.get("/inbox/reseal")
def older() -> ResponseReturnValue:
    """Return headers that were made for others than today's advisors, from behind a case and place.

    A reply comes whole: what its reporter gets to open again, an advisor's browser must have looked at.

    :raise 400: not a place.
    :raise 503: nobody may be sealed to.
    """
    case, seq = request.args.get("case", "0" * 32), request.args.get("seq", "0")
    if not is_case_id(case) or not _PLACE.fullmatch(seq):
        abort(400)
    n = must_seal().recipients_n
    after = (case, int(seq) if "seq" in request.args else -1)
    found = current.headers().list_older(n, after, PORTION)
    items = [
        {
            "case": each.case,
            "seq": each.seq,
            "by": each.by,
            "header": as_base64(_header(each.envelope)),
            "envelope": as_base64(each.envelope) if _is_reply(each) else None,
            "reply_to": recipient_text(each.reply_to) if each.by == "advisor" else None,
        }
        for each in found
    ]
    return jsonify(items=items, left=current.headers().count_older(n), more=len(found) == PORTION)


@bp.post("/inbox/reseal")
@accepts_up_to(MAX_BODY)
def replace() -> ResponseReturnValue:
    """Put new headers before the payloads that are here. What has changed meanwhile stays as it is.

    :raise 400: not headers for exactly today's advisors; nothing is stored.
    """
    try:
        n, frames = read_seals(sent_frame())
        sealing = must_seal()
        if n != sealing.said.n:
            raise NotAcceptable("recipients")
        seals = [seal for frame in frames if (seal := _join(frame, len(sealing.recipients)))]
    except NotAcceptable as refusal:
        return refuse(refusal)
    current.headers().replace(seals, n, me(), current.today().isoformat())
    return jsonify(replaced=len(seals)), 201


@bp.get("/inbox/reseal/kept")
def kept() -> ResponseReturnValue:
    """Return where a colleague made a new header and nobody else has opened it yet."""
    current.headers().forget_old(current.today())
    return jsonify(places=current.headers().list_kept(me()))


@bp.post("/inbox/reseal/opened")
def opened() -> ResponseReturnValue:
    """Let go of the old headers of what this advisor has opened with the new ones.

    :raise 400: not places.
    """
    current.headers().confirm(_sent_places(), me())
    return "", 204


@bp.post("/inbox/reseal/back")
def back() -> ResponseReturnValue:
    """Put old headers back before what this advisor can't open with a colleague's new ones.

    :raise 400: not places.
    """
    for case, seq in _sent_places():
        current.headers().put_back(case, seq, me())
    return "", 204


def _join(frame: SealFrame, recipient_count: int) -> NewSeal | None:
    """Return the envelope with its new header; None if the one that is there is not the one that was replaced.

    :raise NotAcceptable: it is no header, or for another number of recipients.
    """
    case = frame.case.hex()
    found = current.headers().envelope_at(case, frame.seq)
    if found is None:
        return None
    by, envelope = found
    header = _header(envelope)
    if hashlib.sha256(header).digest() != frame.old:
        return None
    try:
        check_stanzas(inspect_header(frame.header), recipient_count + (by == "advisor"))
    except EnvelopeError:
        raise NotAcceptable("envelope") from None
    return NewSeal(case, frame.seq, header, frame.header + envelope[len(header) :])


def _is_reply(found: OldSeal) -> bool:
    """Whether it came from an advisor; what is longer than a reply can be is none."""
    return found.by == "advisor" and len(found.envelope) <= MAX_REPLY


def _header(envelope: bytes) -> bytes:
    """The header of an envelope; nothing for bytes that somebody changed in the database."""
    try:
        return envelope[: inspect(envelope).header_length]
    except EnvelopeError:
        return b""


def _sent_places() -> list[tuple[str, int]]:
    sent = request.get_json()
    places = sent.get("places") if isinstance(sent, dict) else None
    if not isinstance(places, list) or not all(_is_place(each) for each in places):
        abort(400)
    return [(case, seq) for case, seq in places]


def _is_place(sent: object) -> bool:
    if not isinstance(sent, list) or len(sent) != 2:
        return False
    case, seq = sent
    return isinstance(case, str) and is_case_id(case) and type(seq) is int and 0 <= seq < 10**9
