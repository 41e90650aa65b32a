"""What ties a conversation together: its key, its transcript, and what follows from both.

*talk* is a key of 32 bytes that the reporter has through the code and the advisors inside the sealed report; whoever
keeps the envelopes never has it. A conversation is authenticated by it and not by a signature, on purpose: nothing can
be shown to a third party as written by this reporter. `docs/formats.md` has all of it; `tests/vectors/talk.json`.
"""

import base64
import hashlib
import hmac
import re

TALK_LENGTH = 32
HASH_LENGTH = 32
NOTHING = bytes(HASH_LENGTH)
"""Stands in a transcript for the payload of an envelope that is not there."""

_CASE = b"bekymret case v3\n"
_TRANSCRIPT = b"bekymret transcript v2\n"
_MAC = b"bekymret talk v2\n"
_MINE = b"bekymret mine v2\n"
_READ = b"bekymret read v2\n"
_TEXT = re.compile(r"[A-Za-z0-9_-]{43}")


def case_id(talk: bytes, reply_to_digest: bytes) -> str:
    """Return the id, 32 hex digits, of the case with this key and this SHA-256 of the raw bytes of its `reply_to`."""
    return hashlib.sha256(_CASE + talk + reply_to_digest).digest()[:16].hex()


def transcript(case: str, payload_hashes: "list[bytes] | tuple[bytes, ...]" = ()) -> bytes:
    """Return T(i): what stands for a case's first i payloads, given the SHA-256 of each."""
    state = hashlib.sha256(_TRANSCRIPT + bytes.fromhex(case)).digest()
    for each in payload_hashes:
        state = follow(state, each)
    return state


def follow(state: bytes, payload_hash: bytes) -> bytes:
    """Return T(i+1), given T(i) and the SHA-256 of payload i."""
    return hashlib.sha256(state + payload_hash).digest()


def mac(talk: bytes, text: bytes) -> str:
    """Return what shows that a document's text was written by somebody in this conversation: 43 characters."""
    return to_text(hmac.digest(talk, _MAC + text, "sha256"))


def tag(talk: bytes, state: bytes) -> bytes:
    """Return what shows the reporter that the envelope with which the transcript became `state` is theirs."""
    return hmac.digest(talk, _MINE + state, "sha256")


def read_mark(talk: bytes, seq: int, state: bytes) -> bytes:
    """Return what shows that an advisor has opened everything up to `seq`; `state` is T(seq+1)."""
    return hmac.digest(talk, _READ + seq.to_bytes(8, "big") + state, "sha256")


def is_same(one: bytes | str, other: bytes | str) -> bool:
    """Compare two secrets of the same kind in a time that tells nothing."""
    return hmac.compare_digest(_raw(one), _raw(other))


def to_text(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_text(text: object) -> bytes | None:
    """Return the 32 bytes of their one base64url form; None for anything else."""
    if not isinstance(text, str) or not _TEXT.fullmatch(text):
        return None
    raw = decode_text(text)
    return raw if to_text(raw) == text else None


def decode_text(text: str) -> bytes:
    """Return the bytes of base64url without padding; spare bits count for nothing, so compare `to_text` of them."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _raw(secret: bytes | str) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret
