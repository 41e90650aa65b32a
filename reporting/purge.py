"""What is due goes: from the database, from its log, and, by the list that is kept of it, from whatever is restored.

`purged.log` beside the database holds a line for each case, its random id and the day. It is written first: a case that
stands in it and is still there goes with the next run, or when a copy is restored.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reporting.clock import LastRun
from reporting.store import Purging

LOG = "purged.log"
LAST_RUN = "purged.last"


@dataclass(frozen=True, slots=True)
class Purged:
    """What came of it. `is_pending`: it is gone, but still in the log, because somebody is reading."""

    cases: int
    places: int
    is_pending: bool


def purge_due(purging: Purging, instance: Path, today: date, *, is_confirmed: bool = False) -> Purged:
    """Delete what is due today.

    :raise ClockJumped: too long after the last run, or before it, and nobody has confirmed the day.
    """
    last = LastRun(instance / LAST_RUN)
    if not is_confirmed:
        last.check(today)
    day = today.isoformat()
    due = purging.find_due(day)
    _log(instance, due.cases, day)
    purging.purge_cases(due.cases)
    purging.purge_places(day)
    last.note(today)
    return Purged(len(due.cases), due.places, not purging.is_wiped(thoroughly=True))


def purge_case(purging: Purging, instance: Path, case: str, today: date) -> bool:
    """Delete one case at once if it is due today. Return whether it is in no file any more, which PostgreSQL's are only
    at night.
    """
    _log(instance, (case,), today.isoformat())
    purging.purge_cases((case,))
    return purging.is_wiped()


def purged_before(instance: Path) -> frozenset[str]:
    """Return the id of every case that was ever purged here."""
    file = instance / LOG
    lines = file.read_text("ascii").splitlines() if file.exists() else []
    return frozenset(line.partition(" ")[0] for line in lines)


def _log(instance: Path, cases: Iterable[str], day: str) -> None:
    lines = "".join(f"{case} {day}\n" for case in cases)
    if not lines:
        return
    descriptor = os.open(instance / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
