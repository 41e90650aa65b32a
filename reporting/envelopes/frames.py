"""What a browser sends sealed: one small strict binary frame, written down in docs/formats.md.

A version byte, fields of fixed widths, then envelopes, each behind its length in four bytes, highest first. Nothing
may be missing, left over, or longer than its place allows, and lengths are checked before anything is cut out.
`static/js/web/frame.js` writes them; `tests/vectors/frames.json` holds both to the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

from crypto import LOCATOR_LENGTH, RECIPIENT_LENGTH

VERSION = 1
MAX_ENVELOPE = 256 * 1024
"""Longest envelope of a document in bytes."""

MAX_FILE = 5 * 1024 * 1024
"""Longest envelope of a file in bytes."""

_DIGEST = 32
_CASE = 16
_REPORT = Struct(f">B{_CASE}s{LOCATOR_LENGTH}s{RECIPIENT_LENGTH}s{_DIGEST}s")
_MESSAGE = Struct(f">B{LOCATOR_LENGTH}s{_DIGEST}sI")
_REPLY = Struct(f">B{_DIGEST}sI")
_LENGTH = Struct(">I")
_MAX_SEQ = 10**9 - 1


class NotAcceptable(Exception):
    """A submission that claims to be sealed and is not what it must be. `reason` is safe to tell and to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ReportFrame:
    """A report with its files: raw case id, locator, receipt's recipient, digest of whom it is sealed to."""

    case: bytes
    locator: bytes
    reply_to: bytes
    sealed_to: bytes
    envelopes: list[bytes]


@dataclass(frozen=True, slots=True)
class MessageFrame:
    """A reporter's message for place `seq` of the conversation that the locator leads to."""

    locator: bytes
    sealed_to: bytes
    seq: int
    envelope: bytes


@dataclass(frozen=True, slots=True)
class ReplyFrame:
    """An advisor's reply for place `seq`."""

    sealed_to: bytes
    seq: int
    envelope: bytes


def longest_report(max_files: int) -> int:
    """Return the length in bytes of the longest report with up to `max_files` files."""
    return _REPORT.size + _LENGTH.size + MAX_ENVELOPE + max_files * (_LENGTH.size + MAX_FILE)


def read_report(frame: bytes, max_files: int) -> ReportFrame:
    """Read a report with up to `max_files` files.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    case, locator, reply_to, sealed_to = _fields(frame, _REPORT)
    envelopes = _envelopes(frame, _REPORT.size, [MAX_ENVELOPE, *[MAX_FILE] * max_files])
    return ReportFrame(case, locator, reply_to, sealed_to, envelopes)


def read_message(frame: bytes) -> MessageFrame:
    """Read a message.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    locator, sealed_to, seq = _fields(frame, _MESSAGE)
    (envelope,) = _envelopes(frame, _MESSAGE.size, [MAX_ENVELOPE])
    return MessageFrame(locator, sealed_to, _place(seq), envelope)


def read_reply(frame: bytes) -> ReplyFrame:
    """Read a reply.

    :raise NotAcceptable: `frame`, if it is not exactly that.
    """
    sealed_to, seq = _fields(frame, _REPLY)
    (envelope,) = _envelopes(frame, _REPLY.size, [MAX_ENVELOPE])
    return ReplyFrame(sealed_to, _place(seq), envelope)


def _fields(frame: bytes, head: Struct) -> Sequence[Any]:
    if len(frame) < head.size:
        raise NotAcceptable("frame")
    version, *fields = head.unpack_from(frame)
    if version != VERSION:
        raise NotAcceptable("frame")
    return fields


def _envelopes(frame: bytes, start: int, longest: Sequence[int]) -> list[bytes]:
    """Cut out at least one envelope and at most as many as there are limits."""
    envelopes: list[bytes] = []
    while start < len(frame) or not envelopes:
        if len(envelopes) == len(longest) or len(frame) < start + _LENGTH.size:
            raise NotAcceptable("frame")
        (length,) = _LENGTH.unpack_from(frame, start)
        start += _LENGTH.size
        if length > longest[len(envelopes)] or len(frame) < start + length:
            raise NotAcceptable("frame")
        envelopes.append(frame[start : start + length])
        start += length
    return envelopes


def _place(seq: int) -> int:
    if seq > _MAX_SEQ:
        raise NotAcceptable("frame")
    return seq
