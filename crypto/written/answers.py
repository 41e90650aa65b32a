"""What an answer can't be, and what day three fields say. `static/js/crypto/written/answers.ts` has the same rules;
`tests/vectors/answers.json` holds both to them.

Only what can't be a number or an address is questioned, not what must be one: a person knows better than a pattern.
"""

import re
from datetime import date

from .text import in_digits, phone_numbers, tidy_line

# ddmmyy-xxxx with or without a hyphen or space: a Danish personal number, or something that looks like one.
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)", re.ASCII)
_EMAIL = re.compile(r"[^@\s\ufeff]+@[^@\s\ufeff]+\.[^@\s\ufeff.]+")
_ENTANGLED = re.compile(r"[0-9]\+|[0-9]{16}")
"""A + behind a digit, or more digits in a row than any number has (E.164: 15)."""
_SHORTEST = 6
_EARLIEST = "1900"
"""Before that it is a slip of the hand."""
_CENTURY = 2000
"""What two digits of a year leave out."""


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
    typed = [_digits(part) for part in (day, month, year)]
    if not any(typed):
        return ""
    if not all(re.fullmatch("[0-9]{1,4}", part) for part in typed):
        return "-"
    d, m, y = map(int, typed)
    full_year = y if y >= 100 else y + _CENTURY
    return f"{full_year:04}-{m:02}-{d:02}"


def _digits(part: str) -> str:
    return in_digits(tidy_line(part)).removesuffix(".")


def _is_phone(text: str) -> bool:
    is_long_enough = any(len(number.lstrip("+")) >= _SHORTEST for number in phone_numbers(text))
    return is_long_enough and not _ENTANGLED.search(in_digits(text))


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
