"""Days as the advisors work them."""

from datetime import date, timedelta

_FRIDAY = 4


PRESSING_DAYS = 3
"""A deadline that is at most so many working days away is one for today."""


def next_reading_day(day: date) -> date:
    """Return the working day on which what came on `day` is read at the latest."""
    return working_days_after(day, 1)


def working_days_after(day: date, count: int) -> date:
    """Return the day that is `count` working days, Monday to Friday, after `day`."""
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() > _FRIDAY:
            day += timedelta(days=1)
    return day
