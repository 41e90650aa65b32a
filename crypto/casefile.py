"""A version of a case file: what the advisors note about a case, signed by its writer inside the seal.

Lines of text, then JSON, then the signature, then zeros. Versions are numbered from 1; each names the chain of the
payloads before it, so none can be left out, put back or played again. `docs/formats.md` has the lines one by one; the
browser writes them (`static/js/crypto/casefile.ts`), and this reads and writes the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .errors import DocumentError
from .file import padme
from .signing import SIGNATURE_LENGTH, is_signed, sign
from .talk import follow

TEAM = "0" * 32
"""Stands where a case's id does for what belongs to the advisors and to no case."""
TALLY = "0" * 31 + "1"
"""The same for the tally of closed cases, which outlives them."""
SHARED = (TEAM, TALLY)

_BLOCK = 4096
_SHORTEST = 2 * _BLOCK
_START = b"bekymret casefile v1\n"
_NUMBER = r"[1-9][0-9]{0,8}"
_HEAD = re.compile(
    rf"bekymret casefile v1\nsite ([!-~]{{1,300}})\nn ({_NUMBER})\nwriter ([0-9a-f]{{32}})\ncase ([0-9a-f]{{32}})\n"
    rf"version ({_NUMBER})\nbefore ([0-9a-f]{{64}})\nlength ({_NUMBER})\n",
    re.ASCII,
)
_LONGEST_HEAD = 1024


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One version. `n` is the number of the list in use, `before` the chain in hex of the versions before it."""

    site: str
    n: int
    writer: str
    case: str
    version: int
    before: str
    content: dict[str, Any]


def casefile_chain(case: str, payload_hashes: Iterable[bytes]) -> list[bytes]:
    """Return what stands before the first version, and after each."""
    states = [hashlib.sha256(_START + bytes.fromhex(case)).digest()]
    for payload_hash in payload_hashes:
        states.append(follow(states[-1], payload_hash))
    return states


def build_casefile(casefile: CaseFile, seed: bytes) -> bytes:
    """Return the bytes to seal, signed by the voice with this seed."""
    content = _write(casefile)
    signed = content + sign(seed, _statement(casefile, content))
    return signed.ljust(_padded(len(signed)), b"\0")


def open_casefile(plaintext: bytes, key: bytes) -> CaseFile:
    """Read unsealed bytes that must be signed by this voice.

    :raise DocumentError: not a case file, or signed by another.
    """
    found = _HEAD.match(plaintext[:_LONGEST_HEAD].decode("latin-1"))
    if not found:
        raise DocumentError("not a case file")
    site, n, writer, case, version, before, length = found.groups()
    end = found.end() + int(length)
    if len(plaintext) != _padded(end + SIGNATURE_LENGTH):
        raise DocumentError("wrong length")
    casefile = CaseFile(site, int(n), writer, case, int(version), before, {})
    if not is_signed(key, plaintext[end : end + SIGNATURE_LENGTH], _statement(casefile, plaintext[:end])):
        raise DocumentError("not signed by this key")
    try:
        content = json.loads(plaintext[found.end() : end].decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise DocumentError("not JSON") from None
    return CaseFile(site, int(n), writer, case, int(version), before, content)


def _statement(casefile: CaseFile, content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    fields = (casefile.site, casefile.n, casefile.writer, casefile.case, casefile.version, casefile.before, digest)
    return "\n".join(["bekymret casefile v1", *map(str, fields)]).encode()


def _refuse(what: str) -> None:
    """JSON has no NaN and no Infinity, and the browser reads none."""
    raise ValueError(what)


def _write(casefile: CaseFile) -> bytes:
    body = json.dumps(casefile.content, ensure_ascii=False, separators=(",", ":")).encode()
    head = (
        f"bekymret casefile v1\nsite {casefile.site}\nn {casefile.n}\nwriter {casefile.writer}\ncase {casefile.case}\n"
        f"version {casefile.version}\nbefore {casefile.before}\nlength {len(body)}\n"
    )
    return head.encode() + body


def _padded(length: int) -> int:
    """Whole blocks, so that a word more or less does not show; from a quarter of a megabyte on, as files are."""
    return padme(max(_SHORTEST, -(-length // _BLOCK) * _BLOCK))
