"""An advisor's ledger: what every case looked like, signed and sealed, so that nobody can turn the clock back unseen.

Lines of text, then a row of 88 bytes for each case, then the signature, then zeros up to a file's length.
`docs/formats.md` has them one by one; the browser writes them (`static/js/crypto/ledger.ts`), and this reads and
writes the same bytes.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from struct import Struct

from .document import is_day
from .errors import DocumentError
from .file import padme
from .signing import SIGNATURE_LENGTH, is_signed, sign

_NUMBER = r"[1-9][0-9]{0,8}"
_HEAD = re.compile(
    rf"bekymret ledger v1\nsite ([!-~]{{1,300}})\nn ({_NUMBER})\nwriter ([0-9a-f]{{32}})\nnumber ({_NUMBER})\n"
    rf"before ([0-9a-f]{{64}})\nday ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n"
    rf"((?:colleague [0-9a-f]{{32}} {_NUMBER} [0-9a-f]{{64}}\n)*)cases (0|{_NUMBER})\n",
    re.ASCII,
)
_LONGEST_HEAD = 8192
_ROW = Struct(">16sI32s32sI")
_SHORTEST = 4097  # as every sealed file
_EPOCH = date(1970, 1, 1)
_LAST_DAY = (date.max - _EPOCH).days


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One case: how many places it had, the transcript after them, the head of its case file, the day it is purged."""

    places: int
    state: bytes
    head: bytes
    purge: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One advisor's ledger. `number` counts in its writer's chain, `before` is the hex SHA-256 of the one before; of
    each colleague, the last number and hash that were seen.
    """

    site: str
    n: int
    writer: str
    number: int
    before: str
    day: str
    colleagues: tuple[tuple[str, int, str], ...]
    cases: Mapping[str, LedgerRow]


def build_ledger(ledger: Ledger, seed: bytes) -> bytes:
    """Return the bytes to seal, signed by the voice with this seed."""
    content = _write(ledger)
    signed = content + sign(seed, _statement(ledger, content))
    return signed.ljust(_padded(len(signed)), b"\0")


def open_ledger(plaintext: bytes, key: bytes) -> Ledger:
    """Read unsealed bytes that must be signed by this voice.

    :raise DocumentError: not a ledger, or signed by another.
    """
    found = _HEAD.match(plaintext[:_LONGEST_HEAD].decode("latin-1"))
    if not found or not is_day(found[6]):
        raise DocumentError("not a ledger")
    site, n, writer, number, before, day, colleagues, count = found.groups()
    end = found.end() + int(count) * _ROW.size
    if len(plaintext) != _padded(end + SIGNATURE_LENGTH):
        raise DocumentError("wrong length")
    seen = tuple((id_, int(each), hash_) for _, id_, each, hash_ in map(str.split, colleagues.splitlines()))
    ledger = Ledger(site, int(n), writer, int(number), before, day, seen, {})
    signature = plaintext[end : end + SIGNATURE_LENGTH]
    if not is_signed(key, signature, _statement(ledger, plaintext[:end])):
        raise DocumentError("not signed by this key")
    return replace(ledger, cases=dict(map(_read_row, _ROW.iter_unpack(plaintext[found.end() : end]))))


def _statement(ledger: Ledger, content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    lines = ("bekymret ledger v1", ledger.site, ledger.n, ledger.writer, "-", ledger.number, ledger.before, digest)
    return "\n".join(map(str, lines)).encode()


def _write(ledger: Ledger) -> bytes:
    seen = "".join(f"colleague {id_} {number} {digest}\n" for id_, number, digest in ledger.colleagues)
    head = (
        f"bekymret ledger v1\nsite {ledger.site}\nn {ledger.n}\nwriter {ledger.writer}\nnumber {ledger.number}\n"
        f"before {ledger.before}\nday {ledger.day}\n{seen}cases {len(ledger.cases)}\n"
    )
    return head.encode() + b"".join(_write_row(id_, row) for id_, row in sorted(ledger.cases.items()))


def _write_row(case: str, row: LedgerRow) -> bytes:
    purge = (date.fromisoformat(row.purge) - _EPOCH).days if row.purge else 0
    return _ROW.pack(bytes.fromhex(case), row.places, row.state, row.head, purge)


def _read_row(row: tuple[bytes, int, bytes, bytes, int]) -> tuple[str, LedgerRow]:
    case, places, state, head, purge = row
    if purge > _LAST_DAY:
        raise DocumentError("no such day")
    return case.hex(), LedgerRow(places, state, head, (_EPOCH + timedelta(purge)).isoformat() if purge else "")


def _padded(length: int) -> int:
    return padme(max(_SHORTEST, length))
