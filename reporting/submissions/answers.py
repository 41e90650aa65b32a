"""What a person typed: made tidy, and seen to be what it can't be. No database, no page.

`static/js/web/tidy.js` and `static/js/public/report/plausible.js` have the same rules; `tests/vectors/answers.json`
holds both to them.
"""

import re
from datetime import date

# Control characters but tab and line end, and halves of surrogate pairs.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# What a browser's script calls blank: a byte order mark, too. No pattern: one that looks for blanks at the end starts
# anew at every blank on the way, and somebody sends a quarter of a million of them.
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff"

# ddmmyy-xxxx with or without a hyphen or space: a Danish personal number, or something that looks like one.
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)", re.ASCII)

# Not what a number or address must be, only what can't be one: a person knows better than a pattern.
_PHONE = re.compile(r"\+?[\d ().-]+")
_EMAIL = re.compile(r"[^@\s\ufeff]+@[^@\s\ufeff]+\.[^@\s\ufeff.]+")


# The digits of Arabic and Persian keyboards.
_DIGITS = {first + value: str(value) for first in (0x0660, 0x06F0) for value in range(10)}
_EARLIEST = "1900"
"""Before that it is a slip of the hand."""
_CENTURY = 2000
"""What two digits of a year leave out."""


def tidy(text: str | None) -> str:
    """Return what a person typed with Unix line ends, without control characters and outer blanks."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", text).strip(_BLANKS)


def looks_like_cpr(text: str) -> bool:
    """Whether a text holds something like a Danish personal number."""
    return _CPR.search(text) is not None


def implausible(kind: str, answer: str) -> str:
    """Return the catalogue's key of what is wrong with an answer to a question of this kind; empty if nothing is."""
    return f"error.{kind}" if answer and kind in _TELLS and not _TELLS[kind](answer) else ""


def day_of(day: str, month: str, year: str) -> str:
    """Return the ISO day of three fields, whose year may have two digits; empty if all are.

    What can't be a day comes back as a text that is none, for `implausible` to see.
    """
    typed = [part.translate(_DIGITS) for part in (day, month, year)]
    if not any(typed):
        return ""
    if not all(re.fullmatch("[0-9]{1,4}", part) for part in typed):
        return "-"
    d, m, y = map(int, typed)
    full_year = y if y >= 100 else y + _CENTURY
    return f"{full_year:04}-{m:02}-{d:02}"


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and 6 <= sum(character.isdecimal() for character in text) <= 15


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text >= _EARLIEST
    except ValueError:
        return False


_TELLS = {
    "phone": _is_phone,
    "email": _is_email,
    "reach": lambda text: _is_phone(text) or _is_email(text),
    "date": _is_date,
}

KINDS = frozenset(_TELLS)
"""The kinds of question whose answers can be seen to be wrong."""
