"""The one thing that the advisors tell everybody: when they read again, if both are away."""

import time

from .database import Transaction
from .engine import Engine

_FRESH = 1.0  # seconds; every public page asks


class Absence:
    """The absence of one installation; it stands in the table `notice`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: tuple[float, str] = (-_FRESH - 1, "")

    @property
    def reading_day(self) -> str:
        """The ISO day on which the advisors read again; empty if they read as usual."""
        asked, found = self._asked
        now = time.perf_counter()
        if now - asked > _FRESH:
            row = self._engine.reading.row("SELECT reading_day FROM notice")
            found = row[0] if row else ""
            self._asked = now, found
        return found

    def put_up(self, day: str) -> None:
        """Tell everybody a day; empty takes that down."""

        def write(transaction: Transaction) -> None:
            transaction.write("DELETE FROM notice")
            if day:
                transaction.write("INSERT INTO notice (id, reading_day) VALUES (1, ?)", [day])

        self._engine.write(write)
        self._asked = (-_FRESH - 1, "")
