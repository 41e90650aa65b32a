"""When advisors are told by e-mail that there is something new, and whether that works. What is told is never more than
that, whatever it is.

`mailing.json` beside the database holds the time for which this was settled last, marks of what was told, and since
when the mail server fails. It is no loss if it is lost: then they are told once more.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from reporting.calendar import working_days_after
from reporting.store import UnreadCase

FILE = "mailing.json"
RENEW_DAYS = 30
"""From so many days before the signed list ends, the mail says that something must be renewed."""

REMIND_DAYS = 7
"""How often it says so."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of the last time: which `slot` it was for, marks of what was `told`, when it last said that
    something must be `renewed`, since when mails have been `failing`, when it last said that cases are `waiting` to be
    deleted; ISO times and days, empty for never.
    """

    slot: str = ""
    told: tuple[str, ...] = ()
    renewed: str = ""
    failing: str = ""
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mail that is due, and what is settled once it was sent. `renew` is the last day of the list if that is near;
    `waits`: cases have waited long to be deleted, until somebody says that it is right.
    """

    renew: date | None
    waits: bool
    then: Settled


def read_settled(instance: Path) -> Settled:
    """Return what is known of the last time; nothing if the file is not there, or is none of ours."""
    try:
        found = json.loads((instance / FILE).read_text("utf-8"))
        return Settled(
            str(found["slot"]),
            tuple(map(str, found["told"])),
            str(found["renewed"]),
            str(found["failing"]),
            str(found.get("waiting", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Settled()


def write_settled(instance: Path, settled: Settled) -> None:
    """Remember it."""
    fresh = (instance / FILE).with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(settled)) + "\n", "utf-8")
    fresh.replace(instance / FILE)


def find_slot(now: datetime, times: Iterable[str]) -> str | None:
    """Return the latest of the day's fixed times that has come, as an ISO time; None before the first."""
    today = [datetime.combine(now.date(), time.fromisoformat(each), now.tzinfo) for each in times]
    come = [each for each in today if each <= now]
    return max(come).isoformat(timespec="minutes") if come else None


def find_mailing(
    settled: Settled,
    slot: str,
    unread: list[UnreadCase],
    today: date,
    *,
    ends: date | None,
    patience: int,
    waits: bool,
) -> Mailing | None:
    """Return the mail that is due for a slot; None if there is nothing to tell.

    Something came that was not told; or a new case has waited for `patience` working days; or the list `ends` soon; or
    cases have waited long to be deleted (`waits`), which is said once a day.
    """
    marks = tuple(sorted(map(_mark, unread)))
    is_new = not set(marks) <= set(settled.told)
    is_late = any(each.is_new and _is_late(each.day, today, patience) for each in unread)
    renew = ends if ends and _is_to_be_said(settled.renewed, today, ends) else None
    is_waiting = waits and settled.waiting != today.isoformat()
    if not (is_new or is_late or renew or is_waiting):
        return None
    renewed = today.isoformat() if renew else settled.renewed
    waiting = today.isoformat() if is_waiting else settled.waiting
    return Mailing(renew, is_waiting, Settled(slot, marks, renewed, "", waiting))


def nothing_to_tell(settled: Settled, slot: str) -> Settled:
    """Return what is settled when a slot came and there was nothing."""
    return replace(settled, slot=slot, failing="")


def not_sent(settled: Settled, now: datetime) -> Settled:
    """Return what is known when a mail could not be sent: since when, and that the slot is still open."""
    return replace(settled, failing=settled.failing or now.isoformat(timespec="minutes"))


def _is_late(day: str, today: date, patience: int) -> bool:
    try:
        return working_days_after(date.fromisoformat(day), patience) <= today
    except ValueError:  # whoever writes the database
        return True


def _is_to_be_said(renewed: str, today: date, ends: date) -> bool:
    is_near = today >= ends - timedelta(days=RENEW_DAYS)
    is_long_ago = not renewed or today >= date.fromisoformat(renewed) + timedelta(days=REMIND_DAYS)
    return is_near and is_long_ago


def _mark(case: UnreadCase) -> str:
    return hashlib.sha256(f"bekymret notice\n{case.id}\n{case.seq}".encode()).hexdigest()[:16]
