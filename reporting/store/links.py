"""Which of the organisations' links are closed."""

import time

from .database import Transaction
from .engine import Engine

_FRESH = 1.0  # seconds; every page of an organisation's link asks


class Links:
    """The links of one installation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: tuple[float, frozenset[str]] = (-_FRESH - 1, frozenset())

    @property
    def closed(self) -> frozenset[str]:
        """The slugs of links that are closed."""
        asked, found = self._asked
        now = time.perf_counter()
        if now - asked > _FRESH:
            found = frozenset(slug for (slug,) in self._engine.reading.rows("SELECT slug FROM closed_links"))
            self._asked = now, found
        return found

    def set_closed(self, slug: str, *, closed: bool) -> None:
        """Close a link, or open it again."""

        def write(transaction: Transaction) -> None:
            transaction.write("DELETE FROM closed_links WHERE slug = ?", [slug])
            if closed:
                transaction.insert([("closed_links (slug)", (slug,))])

        self._engine.write(write)
        self._asked = (-_FRESH - 1, frozenset())
