"""What is due goes: from the database, from its log, and, by the list that is kept of it, from whatever is restored.

`purged.log` beside the database holds a line for each case, its random id and the day. It is written first: a case that
stands in it and is still there goes with the next run, or when a copy is restored. `purged-places.log` holds those of
which only places went. They are what the brake counts: much at once waits until somebody has confirmed it.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from reporting.clock import LastRun
from reporting.store import Cases, Due, Purging

LOG = "purged.log"
PLACES_LOG = "purged-places.log"
LAST_RUN = "purged.last"

MOST = 20
"""So many cases may always go within `WINDOW_DAYS`."""

SHARE = 5
"""And a fifth of all, if that is more."""

WINDOW_DAYS = 7

LONG_DAYS = 14
"""What has waited for somebody's word so long is told of every day."""

_LINE = re.compile(rb"([0-9a-f]{32}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


class WaitsForWord(Exception):
    """More would go within a week than goes by itself."""


class NotSoMany(Exception):
    """What somebody confirmed is not what waits; `count` is how many cases do."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


@dataclass(frozen=True, slots=True)
class Purged:
    """What came of it. `waiting`: what was not deleted because it is much at once. `is_pending`: what is gone is still
    in the log, because somebody is reading.
    """

    cases: int
    places: int
    waiting: Due
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Braked:
    """What goes now, and what waits until somebody has confirmed it."""

    now: Due
    waiting: Due


def look(cases: Cases, purging: Purging, instance: Path, today: date) -> Braked:
    """Return what is due today, as far as it goes by itself, and the rest."""
    due, total = purging.find_due(today.isoformat()), cases.count_cases()
    goes = due.cases[: _room(instance / LOG, total, today)]
    of_places = set(due.cases_of_places[: _room(instance / PLACES_LOG, total, today)])
    now = Due(goes, tuple(each for each in due.places if each[0] in of_places))
    places = tuple(each for each in due.places if each[0] not in of_places)
    return Braked(now, Due(due.cases[len(goes) :], places))


def waits_long(cases: Cases, purging: Purging, instance: Path, today: date) -> bool:
    """Whether something has waited for somebody's word for `LONG_DAYS`."""
    waiting = look(cases, purging, instance, today).waiting
    if not waiting.count:
        return False
    old = purging.find_due((today - timedelta(days=LONG_DAYS)).isoformat())
    return bool(set(waiting.cases) & set(old.cases) or set(waiting.places) & set(old.places))


def purge_due(
    cases: Cases,
    purging: Purging,
    instance: Path,
    today: date,
    *,
    is_day_confirmed: bool = False,
    confirmed_count: int | None = None,
) -> Purged:
    """Delete what is due today. `confirmed_count` is how many cases somebody says may go besides those that go by
    themselves.

    :raise ClockJumped: too long after the last run, or before it, and nobody has confirmed the day.
    :raise NotSoMany: another number of cases waits.
    """
    last = LastRun(instance / LAST_RUN)
    if not is_day_confirmed:
        last.check(today)
    braked, day = look(cases, purging, instance, today), today.isoformat()
    if confirmed_count not in (None, braked.waiting.count):
        raise NotSoMany(braked.waiting.count)
    runs = [braked.now] if confirmed_count is None else [braked.now, braked.waiting]
    for due in runs:
        _log(instance / LOG, due.cases, day)
        _log(instance / PLACES_LOG, due.cases_of_places, day)
        purging.purge_cases(due.cases)
        purging.purge_places(due.places)
    last.note(today)
    gone, places = (sum(len(getattr(due, name)) for due in runs) for name in ("cases", "places"))
    waiting = braked.waiting if confirmed_count is None else Due((), ())
    return Purged(gone, places, waiting, not purging.is_wiped(thoroughly=True))


def purge_case(cases: Cases, purging: Purging, instance: Path, case: str, today: date) -> bool:
    """Delete one case at once if it is due today. Return whether it is in no file any more, which PostgreSQL's are only
    at night.

    :raise WaitsForWord: enough went within a week.
    """
    if not _room(instance / LOG, cases.count_cases(), today):
        raise WaitsForWord
    _log(instance / LOG, (case,), today.isoformat())
    purging.purge_cases((case,))
    return purging.is_wiped()


def read_log(content: bytes) -> dict[str, str]:
    """Return when each case was purged, by its id; lines that are none of ours are left out."""
    found = (_LINE.fullmatch(line) for line in content.splitlines())
    return {each[1].decode(): each[2].decode() for each in found if each}


def purged_before(instance: Path, name: str = LOG) -> dict[str, str]:
    """Return every case that was ever purged here, and the ISO day."""
    file = instance / name
    return read_log(file.read_bytes()) if file.exists() else {}


def _room(log: Path, total: int, today: date) -> int:
    """Return how many cases more may go today, given how many there are."""
    since = (today - timedelta(days=WINDOW_DAYS)).isoformat()
    gone = sum(day > since for day in purged_before(log.parent, log.name).values())
    return max(max(MOST, (total + gone) // SHARE) - gone, 0)


def _log(file: Path, cases: Iterable[str], day: str) -> None:
    lines = "".join(f"{case} {day}\n" for case in cases)
    if not lines:
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(lines)
        out.flush()
        os.fsync(out.fileno())
