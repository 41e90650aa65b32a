"""Each advisor's signed ledger of what the cases looked like: sealed, and compared in the browsers."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from crypto import is_file_length
from reporting import current
from reporting.envelopes.acceptance import accept_envelope
from reporting.envelopes.frames import LONGEST_LEDGER, NotAcceptable, read_ledger
from reporting.envelopes.recipients import must_seal, refuse
from reporting.store import LedgerTaken
from reporting.web.requests import accepts_up_to, as_base64, sent_frame

from . import blueprint, me

PATH = "/inbox/ledgers"

bp = blueprint("ledgers")


@bp.get(PATH)
def ledgers() -> ResponseReturnValue:
    """Return the newest ledger of each advisor."""
    found = current.ledgers().list_ledgers()
    return jsonify(
        ledgers=[{"advisor": advisor, "number": number, "envelope": as_base64(each)} for advisor, number, each in found]
    )


@bp.post(PATH)
@accepts_up_to(LONGEST_LEDGER)
def write() -> ResponseReturnValue:
    """Put this advisor's next ledger in place of the one before.

    :raise 400: not sealed to exactly today's advisors; nothing is stored.
    :raise 409: another number comes next.
    """
    try:
        number, envelope = read_ledger(sent_frame())
        sealing = must_seal()
        accept_envelope(envelope, len(sealing.recipients), sealing.said.n, fits=is_file_length)
        current.ledgers().write_next(me(), number, envelope)
    except NotAcceptable as refusal:
        return refuse(refusal)
    except LedgerTaken:
        return jsonify(error="number"), 409
    return jsonify(number=number), 201
