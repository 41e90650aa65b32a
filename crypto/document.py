"""The sealed document: what stands inside an envelope.

UTF-8 JSON without blanks, padded with spaces to a multiple of 4 096 bytes, so that its length tells little; one line:

    {"v":2,"type":…,"case":<32 hex>,"seq":0,"from":…,"day":"2026-11-22","language":"da",
     "to":<64 hex>,"after":<43 base64url>,"body":{…},"mac":<43 base64url>}

`mac` stands over all before it, under the conversation's key, so nobody else can write one; `case`, `seq` and `from`
are inside it, so none can be moved or turned round; `after` is the transcript before it, so nothing before it can be
changed. There is one way of writing a document, and whatever is written in another is none.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeGuard, get_args

from . import talk as talks
from .errors import DocumentError, ForgedError

VERSION = 2
BLOCK = 4096
MAX_LENGTH = 16 * BLOCK
"""Longest padded document in bytes: a story of 10 000 characters in any script fits, photos are files of their own."""

MAX_DEPTH = 8
"""How deep lists and objects may stand in each other: twice what any of ours do."""

MAX_NUMBER = 2**53 - 1
"""Largest whole number, the largest that JavaScript can tell from its neighbours. There are no other numbers."""

DocumentType = Literal["report", "message", "reply", "file"]
Sender = Literal["reporter", "advisor"]

_CASE = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MAC = re.compile(rb',"mac":"([A-Za-z0-9_-]{43})"\}\Z')
_KEYS = ["v", "type", "case", "seq", "from", "day", "language", "to", "after", "body"]


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed document's fields.

    `day` is an ISO date, `seq` its place in the case's conversation, `to` the digest of the advisors it is for, `after`
    the transcript before it as base64url.
    """

    type: DocumentType
    case: str
    seq: int
    sender: Sender
    day: str
    language: str
    to: str
    after: str
    body: dict[str, Any]


def build_document(document: Document, talk: bytes) -> bytes:
    """Return the padded bytes to seal, authenticated under the conversation's key.

    :raise DocumentError: a field that `check_document` would refuse, or more than 65 536 bytes.
    """
    ordered = {"v": VERSION} | {key: getattr(document, "sender" if key == "from" else key) for key in _KEYS[1:]}
    text = _serialise(ordered)
    whole = text[:-1] + b',"mac":"' + talks.mac(talk, text).encode() + b'"}'
    padded = whole + b" " * (-len(whole) % BLOCK)
    check_document(padded, talk)
    return padded


def check_document(padded: bytes, talk: bytes | None) -> Document:
    """Read unsealed bytes that were written under the key `talk`; a report brings its own, so for one it may be None.

    :raise ForgedError: written under another key.
    :raise DocumentError: not a sealed document of this version.
    """
    text, mac = _split(padded)
    if talk is not None:
        _compare(talk, text, mac)
        return _parse(text)
    document = _parse(text)
    own = talk_of(document)
    if own is None:
        raise ForgedError("no key to compare with")
    _compare(own, text, mac)
    return document


def talk_of(report: Document) -> bytes | None:
    """Return the conversation's key that a report carries; None if it carries none."""
    return talks.from_text(report.body.get("talk")) if report.type == "report" else None


def is_case_id(text: str) -> bool:
    """Whether a text is a case id: 32 hex digits, in lower case."""
    return _CASE.fullmatch(text) is not None


def is_digest(value: object) -> TypeGuard[str]:
    """Whether a value is the text of a SHA-256: 64 hex digits, in lower case."""
    return _matches(_DIGEST, value)


def is_padded_length(length: int) -> bool:
    """Whether a plaintext of this many bytes can be a sealed document."""
    return 0 < length <= MAX_LENGTH and length % BLOCK == 0


def is_day(value: object) -> bool:
    """Whether a value is the text of an ISO day."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _split(padded: bytes) -> tuple[bytes, str]:
    """Return the text that the code stands over, and the code."""
    if not padded or len(padded) % BLOCK or len(padded) > MAX_LENGTH:
        raise DocumentError("wrong length")
    whole = padded.rstrip(b" ")
    if len(padded) - len(whole) >= BLOCK:
        raise DocumentError("more padding than needed")
    found = _MAC.search(whole)
    if not found:
        raise DocumentError("no code at its end")
    return whole[: found.start()] + b"}", found[1].decode()


def _compare(talk: bytes, text: bytes, mac: str) -> None:
    if not talks.is_same(talks.mac(talk, text), mac):
        raise ForgedError("not written in this conversation")


def _parse(text: bytes) -> Document:
    try:
        fields = json.loads(text.decode(), parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError):
        raise DocumentError("not JSON") from None
    if not isinstance(fields, dict) or list(fields) != _KEYS:
        raise DocumentError("wrong fields")
    # A key that stands twice, an escape that need not be: what is written back then differs.
    if not _is_sound(fields) or _serialise(fields) != text:
        raise DocumentError("wrong value")
    del fields["v"]
    return Document(sender=fields.pop("from"), **fields)


def _serialise(fields: dict[str, Any]) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, RecursionError):  # half a surrogate pair, or a number that JSON does not have
        raise DocumentError("can't be written as JSON") from None


def _is_sound(fields: dict[str, Any]) -> bool:
    return (
        fields["v"] == VERSION
        and type(fields["v"]) is int
        and fields["type"] in get_args(DocumentType)
        and fields["from"] in get_args(Sender)
        and type(fields["seq"]) is int
        and 0 <= fields["seq"] < 2**31
        and _matches(_CASE, fields["case"])
        and _matches(_LANGUAGE, fields["language"])
        and is_digest(fields["to"])
        and talks.from_text(fields["after"]) is not None
        and is_day(fields["day"])
        and isinstance(fields["body"], dict)
        and _is_plain(fields["body"], MAX_DEPTH)
    )


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_plain(value: object, depth: int) -> bool:
    """Whether lists and objects stand in each other at most `depth` deep, and every value has one way of being written.

    JavaScript sorts keys that are numbers before all others, so there are none.
    """
    if type(value) is int:
        return -MAX_NUMBER <= value <= MAX_NUMBER
    if isinstance(value, dict):
        keys_are_names = not any(key.isascii() and key.isdigit() for key in value)
        return depth > 0 and keys_are_names and all(_is_plain(each, depth - 1) for each in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    return value is None or isinstance(value, str | bool)


def _refuse(what: str) -> None:
    raise ValueError(what)
