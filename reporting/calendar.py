"""Days as the advisors live them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

_FRIDAY = 4


def today() -> date:
    """Return the current day where the installation is."""
    return datetime.now(ZoneInfo(current_app.config["TIMEZONE"])).date()


def next_reading_day(day: date) -> date:
    """Return the working day, Monday to Friday, on which what came on `day` is read at the latest."""
    following = day + timedelta(days=1)
    while following.weekday() > _FRIDAY:
        following += timedelta(days=1)
    return following
