"""What belongs to this installation and request: its cases and advisors, whom we seal to, who asks, what time it is."""

import time
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, session

from crypto import Recipient
from reporting.settings import CannotStart
from reporting.store import Advisor, Cases, Engine, NewerSchema, Roster, SignIn, Transaction, Unavailable

DATABASE = "bekymret.db"
WRITES = "bekymret.writes"
"""Where a request's environment takes writes that are committed before its answer leaves."""


class TooManyRecipients(Exception):
    """More active advisors than the configuration allows."""


def open_store(app: Flask) -> None:
    """Open the installation's database for `app`.

    :raise CannotStart: it can't be opened or written, or belongs to a later version.
    """
    file = Path(app.instance_path) / DATABASE
    try:
        engine = Engine(file)
        roster = Roster(engine, app.config["MAX_ADVISORS"])
        cases = Cases(engine)
        cases.forget_expired(now())
    except (Unavailable, OSError) as error:
        raise CannotStart(f"The database {file} can't be used: {error}.") from None
    except NewerSchema:
        raise CannotStart(f"The database {file} was made by a later version of this program. Run that one.") from None
    app.extensions.update(engine=engine, cases=cases, roster=roster, sign_in=SignIn(engine, roster))


def cases() -> Cases:
    """The cases of this installation."""
    found: Cases = current_app.extensions["cases"]
    return found


def roster() -> Roster:
    """The advisors of this installation."""
    found: Roster = current_app.extensions["roster"]
    return found


def sign_in() -> SignIn:
    """Wrapped keys, challenges and sessions of this installation's advisors."""
    found: SignIn = current_app.extensions["sign_in"]
    return found


def recipients() -> list[Recipient]:
    """Return whom this request seals to: exactly the active advisors; empty while nobody has enrolled.

    Asked for once a request, so that what is checked, sealed and shown is about the same people.

    :raise TooManyRecipients: more than configured, which somebody must have put into the database.
    """
    if "recipients" not in g:
        active = roster().active_advisors()
        if len(active) > roster().max_advisors:
            raise TooManyRecipients
        g.recipients = [_parse(each.recipient or "") for each in active]
    found: list[Recipient] = g.recipients
    return found


def commit_before_answering() -> Callable[[Callable[[Transaction], None]], None] | None:
    """Return what takes a write that is committed before this request's answer leaves; None where nobody does that.

    If the write fails, the request is answered anew, and there it is None.
    """
    writes: list[Callable[[Transaction], None]] | None = request.environ.get(WRITES)
    return None if writes is None else writes.append


def advisor() -> Advisor | None:
    """Return the advisor who is signed in, if anybody is.

    :raise Unavailable: the database could not be asked.
    """
    if error := getattr(session, "unavailable", None):
        raise error
    return getattr(session, "advisor", None)


def now() -> int:
    """Return the time in Unix seconds."""
    return int(time.time())


def today() -> date:
    """Return the current day where the installation is."""
    return datetime.now(ZoneInfo(current_app.config["TIMEZONE"])).date()


# The same few texts on every report: parsing one costs as much as sealing to it.
_parse = lru_cache(maxsize=64)(Recipient.parse)
