"""The sealed document: what stands inside an envelope.

UTF-8 JSON, padded with trailing spaces to a multiple of 4 096 bytes, so that its length tells little:
{"v": 1, "type": …, "case": <32 hex>, "seq": 0, "from": …, "day": "2026-11-22", "language": "da", "body": {…}}

`case`, `seq` and `from` are inside so that whoever can write to the database can't move an envelope to another
case or repeat one: whoever unseals compares them with where the envelope was found.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from .errors import DocumentError

VERSION = 1
BLOCK = 4096
MAX_LENGTH = 16 * BLOCK
"""Longest padded document in bytes: a story of 10 000 characters in any script fits, photos are files of their own."""

MAX_DEPTH = 8
"""How deep lists and objects may stand in each other: twice what any of ours do."""

DocumentType = Literal["report", "message", "reply", "file"]
Sender = Literal["reporter", "advisor"]

_CASE = re.compile(r"[0-9a-f]{32}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_KEYS = ["v", "type", "case", "seq", "from", "day", "language", "body"]


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed document's fields. `day` is an ISO date, `seq` its place in the case's conversation."""

    type: DocumentType
    case: str
    seq: int
    sender: Sender
    day: str
    language: str
    body: dict[str, Any]


def build_document(document: Document) -> bytes:
    """Return the padded bytes to seal.

    :raise DocumentError: a field that `check_document` would refuse, or more than 65 536 bytes.
    """
    ordered = {"v": VERSION} | {key: getattr(document, "sender" if key == "from" else key) for key in _KEYS[1:]}
    try:
        text = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except ValueError:  # half a surrogate pair, or a number that JSON does not have
        raise DocumentError("can't be written as JSON") from None
    padded = text + b" " * (-len(text) % BLOCK)
    check_document(padded)
    return padded


def check_document(padded: bytes) -> Document:
    """Read unsealed bytes.

    :raise DocumentError: not a sealed document of this version.
    """
    if not padded or len(padded) % BLOCK or len(padded) > MAX_LENGTH:
        raise DocumentError("wrong length")
    text = padded.rstrip(b" ")
    if len(padded) - len(text) >= BLOCK:
        raise DocumentError("more padding than needed")
    if text[:1] != b"{" or text[-1:] != b"}":  # JSON itself would allow other blanks around it
        raise DocumentError("something beside the document")
    try:
        fields = json.loads(text.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise DocumentError("not JSON") from None
    if not isinstance(fields, dict) or list(fields) != _KEYS:
        raise DocumentError("wrong fields")
    if not _is_sound(fields):
        raise DocumentError("wrong value")
    del fields["v"]
    return Document(sender=fields.pop("from"), **fields)


def is_case_id(text: str) -> bool:
    """Whether a text is a case id: 32 hex digits, in lower case."""
    return _CASE.fullmatch(text) is not None


def is_padded_length(length: int) -> bool:
    """Whether a plaintext of this many bytes can be a sealed document."""
    return 0 < length <= MAX_LENGTH and length % BLOCK == 0


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
        and _is_day(fields["day"])
        and isinstance(fields["body"], dict)
        and not _is_deeper(fields["body"], MAX_DEPTH)
    )


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_deeper(value: object, depth: int) -> bool:
    """Whether lists and objects stand in each other more than `depth` deep."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(each, depth - 1) for each in inner)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields


def _refuse(constant: str) -> None:
    raise ValueError(constant)
