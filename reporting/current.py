"""What belongs to this installation and request: its cases and advisors, whom we seal to, who asks, what time it is."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, session

from crypto import Recipient, from_text, portal_fingerprint
from reporting.authority import Authority, NotOurRecipients, Sealing
from reporting.settings import CannotStart
from reporting.store import (
    Absence,
    Advisor,
    Casefiles,
    Cases,
    Engine,
    Headers,
    Intakes,
    Ledgers,
    Links,
    ListCards,
    NewerSchema,
    Passkeys,
    Purging,
    Roster,
    SignIn,
    StrangeSchema,
    Transaction,
    Unavailable,
    Unfit,
)

DATABASE = "bekymret.db"
WRITES = "bekymret.writes"
"""Where a request's environment takes writes that are committed before its answer leaves."""


def open_store(app: Flask) -> None:
    """Open the installation's database for `app`.

    :raise CannotStart: it can't be opened or written, would break a promise, or belongs to a later version.
    """
    place = app.config["DATABASE"] or Path(app.instance_path) / DATABASE
    named = "that `database` names" if app.config["DATABASE"] else place
    try:
        engine = Engine(place)
        roster = Roster(engine, app.config["MAX_ADVISORS"])
        cases = Cases(engine)
        _forget_expired(cases, is_file=not app.config["DATABASE"])
    except (Unavailable, OSError) as error:
        raise CannotStart(f"The database {named} can't be used: {error}.") from None
    except Unfit as fault:
        raise CannotStart(str(fault)) from None
    except StrangeSchema:
        raise CannotStart(
            f"The database {named} holds a table, index, trigger or view that this program did not make. "
            "Somebody has written to it: bring back a backup, and tell both advisors."
        ) from None
    except NewerSchema:
        raise CannotStart(f"The database {named} was made by a later version of this program. Run that one.") from None
    key = from_text(app.config["PORTAL_KEY"])
    authority = Authority(Path(app.instance_path) / "lists", key, origin_of(app.config["URL"]))
    app.extensions.update(engine=engine, cases=cases, roster=roster, sign_in=SignIn(engine, roster))
    app.extensions.update(headers=Headers(engine), ledgers=Ledgers(engine), authority=authority)
    secret = app.config["SECRET_KEY"]
    app.extensions.update(
        casefiles=Casefiles(engine, secret), purging=Purging(engine, secret), list_cards=ListCards(engine)
    )
    app.extensions.update(intakes=Intakes(engine), absence=Absence(engine), passkeys=Passkeys(engine, roster))
    app.extensions.update(links=Links(engine))


def _forget_expired(cases: Cases, *, is_file: bool) -> None:
    """A file that can't be written to stops the start. A server whose standby is away does not: people are told."""
    if is_file:
        cases.forget_expired(now())
        return
    with suppress(Unavailable):
        if cases.has_expired(now()):
            cases.forget_expired(now())


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


def passkeys() -> Passkeys:
    """The passkeys of this installation's advisors."""
    found: Passkeys = current_app.extensions["passkeys"]
    return found


def headers() -> Headers:
    """The headers of this installation's envelopes."""
    found: Headers = current_app.extensions["headers"]
    return found


def ledgers() -> Ledgers:
    """The advisors' ledgers of this installation."""
    found: Ledgers = current_app.extensions["ledgers"]
    return found


def casefiles() -> Casefiles:
    """The case files of this installation."""
    found: Casefiles = current_app.extensions["casefiles"]
    return found


def list_cards() -> ListCards:
    """The cards of this installation's cases."""
    found: ListCards = current_app.extensions["list_cards"]
    return found


def purging() -> Purging:
    """What is due to go from this installation."""
    found: Purging = current_app.extensions["purging"]
    return found


def intakes() -> Intakes:
    """Who may send cases into this installation by a program."""
    found: Intakes = current_app.extensions["intakes"]
    return found


def links() -> Links:
    """The organisations' links."""
    found: Links = current_app.extensions["links"]
    return found


def absence() -> Absence:
    """What the advisors tell everybody."""
    found: Absence = current_app.extensions["absence"]
    return found


def away_until() -> str:
    """Return the ISO day on which the advisors read again; empty if they are not away."""
    day = absence().reading_day
    try:
        return day if day and date.fromisoformat(day) > today() else ""
    except ValueError:  # whoever writes the database
        return ""


def authority() -> Authority:
    """The signed lists of this installation."""
    found: Authority = current_app.extensions["authority"]
    return found


def fingerprint() -> str:
    """Return what everybody can compare the portal's key by; empty while there is none."""
    return _fingerprint(current_app.config["PORTAL_KEY"])


@lru_cache(maxsize=8)
def _fingerprint(text: str) -> str:
    key = from_text(text)
    return portal_fingerprint(key) if key else ""


def sealing() -> Sealing:
    """Return whom this request seals to: exactly those on the signed list.

    Asked for once a request, so that what is checked, sealed and shown is about the same people.

    :raise NotOurRecipients: nobody may be sealed to.
    """
    if "sealing" not in g:
        g.sealing = authority().sealing(roster().active_advisors(), today())
    found: Sealing = g.sealing
    return found


def recipients() -> tuple[Recipient, ...]:
    """Return whom this request seals to; nobody while there is no list that can be believed."""
    try:
        return sealing().recipients
    except NotOurRecipients:
        return ()


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as a browser names them."""
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}".lower()


def commit_before_answering() -> Callable[[Callable[[Transaction], None]], None] | None:
    """Return what takes a write that is committed before this request's answer leaves; None where nobody does that.

    If the write fails, the request is answered anew, and there it is None. See [Note: Answered after the commit].
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
