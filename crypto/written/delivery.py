"""A case that a program sends in: what may stand in it, whichever way it comes.

`FIELDS` are the questions of the form `eviction`. Every way has the same checks: `POST /intake`, `flask intake csv` and
`python -m crypto seal`, which seals what the portal can't look into any more. What is wrong is said in English: whoever
reads it writes programs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from .answers import implausible
from .text import amount_of, tidy_answer, tidy_line

FORM = "eviction"
NOT_ANSWERS = ("key", "organisation")
"""Columns of a table that are no answers: what tells a case from every other, and whose tenant it is about."""

_MOST_DAYS = 5 * 366
"""Further away, either way, no deadline is meant: programs write 0001-01-01, 1900-01-01 or 9999-12-31 for none."""

Kind = Literal["choice", "line", "text", "phone", "date", "amount", "moment"]


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: `limit` counts characters. An `amount` is in kroner, with two digits of øre; a `moment` a day and a
    time of day where the home is."""

    id: str
    kind: Kind
    limit: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False


FIELDS = (
    Field("where", "text", 500, required=True),
    Field("name", "line", 200),
    Field("case_stage", "choice", choices=("notice", "terminated", "court", "bailiff")),
    Field("deadline", "date", required=True),
    Field("hearing", "moment"),
    Field("arrears", "amount", 20),
    Field("rent", "amount", 20),
    Field("municipality_told", "choice", choices=("yes", "no")),
    Field("case_phone", "phone", 40),
    Field("case_reference", "line", 100),
    Field("story", "text", 10_000),
)
_BY_ID = {field.id: field for field in FIELDS}
COLUMNS = frozenset(_BY_ID) | frozenset(NOT_ANSWERS)
"""What the columns of a table of cases may be called."""


class NotADelivery(Exception):
    """Why a case can't be taken, for whoever wrote the program: every answer that is wrong, by its name."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A case as it is sealed: `organisation` is a slug, or empty; `answers` in one form, by field."""

    organisation: str
    answers: Mapping[str, str]


def read_delivery(sent: object, today: date) -> Delivery:
    """Return what was sent: `{"form": "eviction", "organisation": "…", "answers": {"where": "…", …}}`.

    :param sent: what JSON was read into, or made of a row.
    :raise NotADelivery: an answer is wrong, missing or unknown.
    """
    if not isinstance(sent, dict) or not isinstance(sent.get("answers"), dict):
        raise NotADelivery(f'Send JSON: {{"form": "{FORM}", "organisation": "…", "answers": {{"where": "…", …}}}}.')
    if sent.get("form", FORM) != FORM:
        raise NotADelivery(f"`form` can only be {FORM}.")
    organisation = sent.get("organisation") or ""
    if not isinstance(organisation, str):
        raise NotADelivery("There is no such organisation.")
    given = sent["answers"]
    if strange := sorted(set(given) - set(_BY_ID)):
        raise NotADelivery(f"Nobody asks for {', '.join(strange)}; known are {', '.join(sorted(_BY_ID))}.")
    if not all(isinstance(value, str) for value in given.values()):
        raise NotADelivery("Every answer is a text; a day is written as 2026-11-24, an amount as 23412.50.")
    answers, wrong = {}, []
    for field in FIELDS:
        try:
            if answer := _read(field, given.get(field.id, ""), today):
                answers[field.id] = answer
        except ValueError as problem:
            wrong.append(f"`{field.id}`: {problem}")
    if wrong:
        raise NotADelivery("; ".join(wrong))
    return Delivery(tidy_line(organisation), answers)


def from_row(cells: Mapping[str, str]) -> dict[str, object]:
    """Return the row of a table as `read_delivery` reads it."""
    answers = {name: cell for name, cell in cells.items() if name not in NOT_ANSWERS}
    return {"form": FORM, "organisation": cells.get("organisation", ""), "answers": answers}


def _read(field: Field, sent: str, today: date) -> str:
    """:raise ValueError: it can't be an answer; says why."""
    answer = tidy_answer(field.kind, sent)
    if not answer:
        if field.required:
            raise ValueError("is missing.")
        return ""
    if field.limit and len(answer) > field.limit:
        raise ValueError(f"has {len(answer)} characters; {field.limit} is the most.")
    if field.choices and answer not in field.choices:
        raise ValueError(f"can be {', '.join(field.choices)}.")
    if implausible(field.kind, answer):
        raise ValueError(_SENTENCES[field.kind])
    return _FORMS[field.kind](answer, today) if field.kind in _FORMS else answer


def _day(answer: str, today: date) -> str:
    if abs(date.fromisoformat(answer) - today) > timedelta(days=_MOST_DAYS):
        raise ValueError(f"{answer} is years away. Leave out what has no day.")
    return answer


def _moment(answer: str, today: date) -> str:
    if not _MOMENT.fullmatch(answer):
        raise ValueError(_SENTENCES["moment"])
    try:
        read = datetime.fromisoformat(answer)
    except ValueError:
        raise ValueError(_SENTENCES["moment"]) from None
    _day(read.date().isoformat(), today)
    return read.isoformat("T", "minutes")


def _amount(answer: str, _: date) -> str:
    if not (amount := amount_of(answer)):
        raise ValueError(_SENTENCES["amount"])
    return amount


_MOMENT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:00)?")
_SENTENCES = {
    "date": "a day is written as 2026-11-24.",
    "moment": "a day and a time are written as 2026-11-24 10:30.",
    "amount": "an amount is written as 23412.50, in kroner.",
    "phone": "this can't be a phone number.",
}
_FORMS: dict[str, Callable[[str, date], str]] = {"date": _day, "moment": _moment, "amount": _amount}
