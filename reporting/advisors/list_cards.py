"""The inbox's list as the browser takes it, packed: what the server knows of every case, with the cards that browsers
made. docs/formats.md has the widths; `static/js/web/rows.ts` reads them.
"""

import re
from collections.abc import Iterable
from struct import Struct
from urllib.parse import quote

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from crypto import HASH_LENGTH, is_case_id, is_file_length
from reporting import current
from reporting.envelopes.acceptance import accept_envelope
from reporting.envelopes.frames import MAX_CARDS, NotAcceptable, read_cards, read_team_key
from reporting.envelopes.recipients import count_for, must_seal, refuse
from reporting.store import KeyTaken, ListedCase, NewCard, PackedCase
from reporting.store.list_cards import Cursor
from reporting.web.requests import accepts_up_to, as_base64, sent_frame

from . import blueprint

FIRST = 100
"""Cases of the first portion, so that there is something to look at soon."""

PORTION = 1_000
"""Cases of every other portion: about 1.3 MB."""

MOST = 200
"""Cases that can be asked for at once with their envelopes: about 1.5 MB."""

_UNREAD = 0xFFFF_FFFF
_MAX_UINT32 = 0xFFFF_FFFF
_HEAD = Struct(f">16s10s10sI{HASH_LENGTH}sHH")
_PLACE = Struct(f">IB{HASH_LENGTH}s{HASH_LENGTH}s")
_VERSION = Struct(f">II{HASH_LENGTH}s")
_CARD = Struct(">II")
_LENGTH = Struct(">I")
_TEXT = Struct(">16sI")
_SENDERS = {"reporter": 0, "advisor": 1}
_NOBODY = 2
_LONGEST_DAY = 40  # of whatever somebody wrote there
_AFTER = re.compile(r"([01])\.(.{0,40})\.([0-9a-f]{32})")

bp = blueprint("list_cards")


@bp.get("/inbox/rows")
def rows() -> Response:
    """Return a portion of the list, packed; or the cases that `only` names, with report and newest case file.

    :raise 400: not a place in the list, or no cases.
    """
    if "only" in request.args:
        return _some(request.args["only"].split(","))
    after = _after()
    limit = PORTION if after else FIRST
    found = current.list_cards().list_rows(after, limit)
    last = found[-1] if found else None
    place = (last.purge_day is not None, last.day, last.id) if last and len(found) == limit else None
    return _packed(map(_pack_card, found), place)


@bp.get("/inbox/texts")
def texts() -> Response:
    """Return a portion of what is searched, packed.

    :raise 400: not a place in the list.
    """
    found = current.list_cards().list_texts(_after(), PORTION)
    place = found[-1][0] if len(found) == PORTION else None
    return _packed((_TEXT.pack(bytes.fromhex(case), len(text)) + text for (_, _, case), text in found if text), place)


@bp.post("/inbox/cards")
@accepts_up_to(MAX_CARDS)
def keep() -> ResponseReturnValue:
    """Keep cards that a browser made.

    :raise 400: they are not what they must be; nothing is kept.
    """
    try:
        n, cards = read_cards(sent_frame())
        _check_number(n)
    except NotAcceptable as refusal:
        return refuse(refusal)
    current.list_cards().keep(n, [NewCard(case.hex(), card, text) for case, card, text in cards])
    return "", 204


@bp.get("/inbox/team-key")
def team_key() -> ResponseReturnValue:
    """Return the sealed key of the advisors whom list `n` was the first to name.

    :raise 400: not a number.
    :raise 404: there is none.
    """
    n = request.args.get("n", "")
    if not re.fullmatch(r"[0-9]{1,9}", n):
        abort(400)
    envelope = current.list_cards().team_key(int(n))
    if envelope is None:
        abort(404)
    return jsonify(envelope=as_base64(envelope))


@bp.post("/inbox/team-key")
@accepts_up_to(MAX_CARDS)
def add_team_key() -> ResponseReturnValue:
    """Keep the key that a browser made for the advisors of now.

    :raise 400: not sealed to exactly today's advisors; nothing is stored.
    :raise 409: they have one.
    """
    try:
        n, made_for, envelope = read_team_key(sent_frame())
        _check_number(made_for)
        accept_envelope(envelope, count_for(n), n, fits=is_file_length)
        current.list_cards().add_team_key(made_for, envelope)
    except NotAcceptable as refusal:
        return refuse(refusal)
    except KeyTaken:
        return jsonify(error="taken"), 409
    return "", 204


def _check_number(n: int) -> None:
    """Refuse what is for other advisors than those of now: somebody who left knows the key that it is under.

    :raise NotAcceptable: `recipients`.
    """
    if n != must_seal().recipients_n:
        raise NotAcceptable("recipients")


def _some(cases: list[str]) -> Response:
    if len(cases) > MOST or not all(map(is_case_id, cases)):
        abort(400)
    return _packed(map(_pack_whole, current.cases().list_some(cases)), None)


def _after() -> Cursor | None:
    text = request.args.get("after")
    if text is None:
        return None
    found = _AFTER.fullmatch(text)
    if not found:
        abort(400)
    return found[1] == "1", found[2], found[3]


def _packed(parts: Iterable[bytes], place: Cursor | None) -> Response:
    response = Response(b"".join(parts), mimetype="application/octet-stream")
    response.headers["X-Total"] = str(current.cases().count_cases())
    if place:
        goes, day, case = place
        response.headers["X-Next"] = f"{goes:d}.{quote(day[:_LONGEST_DAY])}.{case}"
    return response


# Whoever writes the database may have put anything anywhere: it is cut to its place here, and does not fit there.
def _pack(case: PackedCase) -> bytes:
    head = _HEAD.pack(
        bytes.fromhex(case.id),
        case.day.encode(errors="replace"),
        (case.purge_day or "").encode(errors="replace"),
        _number(case.read_seq) if case.read_mark else _UNREAD,
        case.read_mark or b"",
        len(case.places),
        len(case.versions),
    )
    places = (
        _PLACE.pack(_number(seq), _SENDERS.get(by, _NOBODY), hash_, tag or b"") for seq, by, hash_, tag in case.places
    )
    versions = (_VERSION.pack(_number(version), _number(n), hash_) for version, n, hash_ in case.versions)
    return b"".join([head, *places, *versions])


def _pack_card(case: PackedCase) -> bytes:
    return _pack(case) + _CARD.pack(_number(case.card_n), len(case.card)) + case.card


def _pack_whole(listed: ListedCase) -> bytes:
    found, versions = listed.found, current.casefiles().list_versions(listed.found.id, kept=1)
    report = next((place for place in listed.places if place.seq == 0), None)
    envelope = (report.envelope or b"") if report else b""
    newest = (versions[-1].envelope or b"") if versions else b""
    places = [(place.seq, place.by, place.payload_hash, place.tag) for place in listed.places]
    numbered = [(version.version, version.sealed_n, version.payload_hash) for version in versions]
    case = PackedCase(found.id, found.day, found.purge_day, found.read_seq, found.read_mark, places, numbered)
    packed = [_pack(case), _LENGTH.pack(len(envelope)), envelope, _LENGTH.pack(len(newest)), newest]
    return b"".join(packed)


def _number(value: int) -> int:
    return min(max(value, 0), _MAX_UINT32)
