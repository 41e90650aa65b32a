"""The list of whom a portal seals to, as the portal key signs it. `docs/formats.md` has it line by line.

One way of writing it, read by nothing but patterns: the browser's reader (`static/js/crypto/recipients-list.ts`) must
refuse exactly what this one refuses.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from . import talk as talks
from .document import is_day
from .errors import ListError
from .keys import fingerprint
from .signing import is_signed

MAX_LIST = 16 * 1024
"""Longest list in bytes: several times what twenty advisors need."""

MAX_MONTHS = 13
"""How long a list may hold."""

_TITLE = "bekymret recipients v1"
_NUMBER = r"[1-9][0-9]{0,8}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SITE = r"https?://[a-z0-9.-]{1,253}(?::[1-9][0-9]{0,4})?"
_LIST = re.compile(
    rf"{_TITLE}\n"
    rf"n ({_NUMBER})\n"
    rf"accept ({_NUMBER})\n"
    rf"from ({_DAY})\n"
    rf"until ({_DAY})\n"
    rf"((?:site {_SITE}\n)+)"
    r"((?:voice [0-9a-f]{32} [A-Za-z0-9_-]{43} [0-9a-f]{64}\n)+)"
    r"to ([0-9a-f]{64})\n"
)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Voice:
    """One advisor on the list: id (32 hex), the key of their signatures, what their name and recipient hash to."""

    advisor: str
    key: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class RecipientsList:
    """What a list says. Days are ISO days; `to` is the digest of the recipients' texts."""

    n: int
    accept: int
    first_day: str
    last_day: str
    sites: tuple[str, ...]
    voices: tuple[Voice, ...]
    to: str

    def holds_on(self, day: date) -> bool:
        """Whether it may be used on `day`, one day more at either end: clocks differ."""
        return date.fromisoformat(self.first_day) - _A_DAY <= day <= date.fromisoformat(self.last_day) + _A_DAY


def write_list(said: RecipientsList) -> str:
    """Return the text to sign.

    :raise ListError: it would not be read.
    """
    sites = "".join(f"site {site}\n" for site in said.sites)
    voices = "".join(f"voice {each.advisor} {talks.to_text(each.key)} {each.digest}\n" for each in said.voices)
    text = (
        f"{_TITLE}\nn {said.n}\naccept {said.accept}\nfrom {said.first_day}\nuntil {said.last_day}\n"
        f"{sites}{voices}to {said.to}\n"
    )
    if read_list(text) != said:
        raise ListError("not what was to be said")
    return text


def read_list(text: str) -> RecipientsList:
    """Read a list, signed or not.

    :raise ListError: not written as lists are.
    """
    found = _LIST.fullmatch(text) if len(text) <= MAX_LIST else None
    if not found:
        raise ListError("not a list of recipients")
    n, accept, first_day, last_day, sites, voices, to = found.groups()
    read = RecipientsList(
        int(n),
        int(accept),
        first_day,
        last_day,
        tuple(line.removeprefix("site ") for line in sites.splitlines()),
        tuple(_read_voice(line) for line in voices.splitlines()),
        to,
    )
    _check(read)
    return read


def open_list(text: str, signature: str, key: bytes) -> RecipientsList:
    """Read a list that must be signed by the portal key; `signature` is base64url.

    :raise ListError: not written as lists are, or not signed by this key.
    """
    read = read_list(text)
    if not is_signed(key, signature_bytes(signature), text.encode()):
        raise ListError("not signed by this key")
    return read


def voice_digest(advisor: str, recipient: str, name: str) -> str:
    """Return what binds an advisor's id, recipient's text and name together on the list."""
    said = f"{advisor}\n{recipient}\n{unicodedata.normalize('NFC', name)}"
    return hashlib.sha256(said.encode()).hexdigest()


def texts_digest(recipients: Iterable[str]) -> str:
    """Return the SHA-256, in hex, of recipients' texts, sorted and joined by line ends: the `to` of a list."""
    return hashlib.sha256("\n".join(sorted(recipients)).encode()).hexdigest()


def portal_fingerprint(key: bytes) -> str:
    """Return what a portal key is compared by: six groups of four characters, as for a recipient."""
    return fingerprint(key)


def signature_bytes(text: str) -> bytes:
    """Return the 64 bytes of a signature's one base64url form, and nothing for any other text."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{86}", text):
        return b""
    raw = talks.decode_text(text)
    return raw if talks.to_text(raw) == text else b""


def _read_voice(line: str) -> Voice:
    _, advisor, key, digest = line.split(" ")
    raw = talks.from_text(key)
    if raw is None:
        raise ListError("not a key")
    return Voice(advisor, raw, digest)


def _check(read: RecipientsList) -> None:
    ids = [voice.advisor for voice in read.voices]
    if read.accept > read.n or len(set(read.sites)) != len(read.sites) or sorted(set(ids)) != ids:
        raise ListError("contradicts itself")
    if not is_day(read.first_day) or not is_day(read.last_day):
        raise ListError("no such day")
    if not read.first_day <= read.last_day <= _months_later(read.first_day, MAX_MONTHS):
        raise ListError("holds too long, or never")


def _months_later(day: str, months: int) -> str:
    """Return the same day of a later month; it need not exist, days are compared as texts."""
    years, month = divmod(int(day[5:7]) - 1 + months, 12)
    return f"{int(day[:4]) + years:04}-{month + 1:02}{day[7:]}"
