"""The store of counts that several processes share: what it must not do, and whether it is there."""

import logging
from collections.abc import Iterator
from typing import Any

from limits.storage import MemoryStorage

_MUST_BE = {"save": "", "appendonly": "no"}
"""What Redis and Valkey are told so that nothing they hold is ever on a disk."""


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
    """Says once in the log that the shared store is gone, and once that it is back."""

    def __init__(self) -> None:
        self._is_there = True

    def note(self, *, is_there: bool) -> None:
        """Take what the last attempt showed."""
        if is_there != self._is_there:
            self._is_there = is_there
            told = "is back" if is_there else "is gone: each process counts by itself"
            logging.getLogger("bekymret").error("the shared store of counts %s", told)
