"""The two things that views share: the cases and the advisors of this installation."""

import time
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app

from crypto import Recipient
from reporting.store.cases import Store
from reporting.store.engine import Connections
from reporting.store.roster import Roster


class TooManyRecipients(Exception):
    """More active advisors than the configuration allows."""


def open_services(app: Flask) -> None:
    """Open the installation's database for `app`."""
    connections = Connections(Path(app.instance_path) / "bekymret.db")
    app.extensions["connections"] = connections
    store = Store(connections)
    store.forget_expired(int(time.time()))
    app.extensions["store"] = store
    app.extensions["roster"] = Roster(connections, app.config["MAX_ADVISORS"])


def store() -> Store:
    """The cases of this installation."""
    found: Store = current_app.extensions["store"]
    return found


def roster() -> Roster:
    """The advisors of this installation."""
    found: Roster = current_app.extensions["roster"]
    return found


def current_recipients() -> list[Recipient]:
    """Return whom a report is sealed to: exactly the active advisors; empty while nobody has enrolled.

    :raise TooManyRecipients: more than configured, which somebody must have put into the database.
    """
    advisors = roster().active_advisors()
    if len(advisors) > roster().max_advisors:
        raise TooManyRecipients
    return [_parse(advisor.recipient or "") for advisor in advisors]


# The same few texts on every report: parsing one costs as much as sealing to it.
_parse = lru_cache(maxsize=64)(Recipient.parse)
