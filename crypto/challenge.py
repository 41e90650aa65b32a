"""Signing in: whoever can unseal the challenge is the advisor, and never hands out what was inside.

What is sealed has a label and one length, so that no other envelope can be passed off as a challenge; what is answered
is a one-way value of it. Format: `docs/formats.md`; vectors: `tests/vectors/challenge.json`.
"""

import hmac
import secrets

from .age import seal, unseal
from .errors import DocumentError
from .keys import Identity, Recipient

NONCE_LENGTH = 32
ANSWER_LENGTH = 32

_LABEL = b"bekymret sign-in v2\n"


def make_challenge(recipient: Recipient) -> tuple[bytes, bytes]:
    """Return something sealed to `recipient`, and the answer that only they can give."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return seal(_LABEL + nonce, [recipient]), answer_to(nonce)


def answer_challenge(challenge: bytes, identity: Identity) -> bytes:
    """Return the answer to a challenge.

    :raise NoMatch: sealed to somebody else.
    :raise EnvelopeError: not a sound age file.
    :raise DocumentError: something else was sealed: no answer is given to that.
    """
    inside = unseal(challenge, identity)
    if len(inside) != len(_LABEL) + NONCE_LENGTH or not inside.startswith(_LABEL):
        raise DocumentError("not a challenge")
    return answer_to(inside[len(_LABEL) :])


def answer_to(nonce: bytes) -> bytes:
    """Return the answer that follows from a challenge's nonce."""
    return hmac.digest(nonce, _LABEL + b"answer", "sha256")
