"""One guard on the clock for everything that deletes by date: whoever deletes notes the day, for the next time."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

PATIENCE_DAYS = 8
"""If the last run was longer ago than that, the clock may be what is wrong."""


class ClockJumped(Exception):
    """The last run was too long ago, or is still to come; `last` is its day."""

    def __init__(self, last: date) -> None:
        super().__init__()
        self.last = last


@dataclass(frozen=True, slots=True)
class LastRun:
    """The day of the last run, kept in a file."""

    file: Path

    @property
    def day(self) -> date | None:
        """The day; None if it never ran."""
        try:
            return date.fromisoformat(self.file.read_text("ascii").strip())
        except (FileNotFoundError, ValueError):
            return None

    def check(self, today: date) -> None:
        """Refuse a day on which nothing may be deleted.

        :raise ClockJumped: more than `PATIENCE_DAYS` after the last run, or before it.
        """
        last = self.day
        if last and not last <= today <= last + timedelta(days=PATIENCE_DAYS):
            raise ClockJumped(last)

    def note(self, today: date) -> None:
        """Write the day, whole or not at all."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{today.isoformat()}\n", "ascii")
        fresh.replace(self.file)
