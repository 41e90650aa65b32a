"""Days as the advisors work them."""

from datetime import date, timedelta

_FRIDAY = 4


def next_reading_day(day: date) -> date:
    """Return the working day, Monday to Friday, on which what came on `day` is read at the latest."""
    following = day + timedelta(days=1)
    while following.weekday() > _FRIDAY:
        following += timedelta(days=1)
    return following
