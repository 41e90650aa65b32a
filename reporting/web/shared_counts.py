"""The store of counts that several processes share: what it must not do, and whether it is there."""

import logging
import time
from collections.abc import Iterator
from typing import Any

from limits.storage import MemoryStorage

_MUST_BE = {"save": "", "appendonly": "no"}
"""What Redis and Valkey are told so that nothing they hold is ever on a disk."""

ANSWER_SECONDS = 0.3
"""How long a report may wait for the shared store."""

_AWAY_SECONDS = 5.0
"""How long nobody asks after somebody has waited for that in vain."""


def find_faults(storage: Any) -> Iterator[str]:
    """Yield, in sentences for the operator, what makes a shared store unfit; nothing for one that does not answer.

    The key behind the counts would tell an hour's visitors to whoever finds both on a disk.
    """
    if isinstance(storage, MemoryStorage) or not storage.check():
        return
    for name, expected in _MUST_BE.items():
        try:
            found = storage.storage.config_get(name)[name]
        except storage.base_exceptions:
            yield f"The store of `ratelimit_storage_uri` does not tell its `{name}`: allow CONFIG GET {name}."
            return
        if found != expected:
            yield f'The store of `ratelimit_storage_uri` writes to a disk: set its `{name}` to "{expected}".'


class Presence:
    """Whether the shared store is there. That it is gone, and that it is back, is said once in the log."""

    def __init__(self) -> None:
        self._is_there = True
        self._asked_again = 0.0

    def may_be_asked(self, storage: Any) -> bool:
        """Whether it is worth the wait. One that comes back is looked at first: it may be another."""
        if self._is_there:
            return True
        if time.monotonic() < self._asked_again:
            return False
        self._asked_again = time.monotonic() + _AWAY_SECONDS  # one asks; whoever else comes goes on meanwhile
        self.note(is_there=bool(storage.check()) and not any(find_faults(storage)))
        return self._is_there

    def note(self, *, is_there: bool) -> None:
        """Take what the last attempt showed."""
        if not is_there:
            self._asked_again = time.monotonic() + _AWAY_SECONDS
        if is_there != self._is_there:
            self._is_there = is_there
            told = "is back" if is_there else "is gone: each process counts by itself"
            logging.getLogger("bekymret").error("the shared store of counts %s", told)
