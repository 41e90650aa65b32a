"""Days as the advisors work them, in Denmark."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

_FRIDAY = 4
_CLOSED = ((12, 24), (12, 31))
"""No public holidays, but nobody reads then."""

PRESSING_DAYS = 3
"""A deadline that is at most so many working days away is one for today."""


def next_reading_day(day: date, away_until: str = "") -> date:
    """Return the working day on which what came on `day` is read at the latest.

    `away_until` is the ISO day on which the advisors read again, if they are away; empty if they are not.
    """
    usual = working_days_after(day, 1)
    return max(usual, date.fromisoformat(away_until)) if away_until else usual


def working_days_after(day: date, count: int) -> date:
    """Return the day that is `count` working days, Monday to Friday but no holidays, after `day`."""
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() > _FRIDAY or day in _holidays(day.year):
            day += timedelta(days=1)
    return day


def holidays_between(years: Iterable[int]) -> list[str]:
    """Return the ISO days of some years, for the browser, that are no working days though they are from Monday to
    Friday.
    """
    return sorted(each.isoformat() for year in years for each in _holidays(year) if each.weekday() <= _FRIDAY)


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # an eighth of a second, which no command has to wait for

    return frozenset(country_holidays("DK", years=year)) | {date(year, month, day) for month, day in _CLOSED}
