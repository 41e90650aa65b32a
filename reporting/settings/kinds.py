"""The kinds of value a setting can have: each says what is allowed and refuses everything else."""

import ipaddress
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError


class SettingRefused(ValueError):
    """Not a value of this kind. `part` names the part of it that is wrong, if that is known."""

    def __init__(self, part: str = "") -> None:
        super().__init__()
        self.part = part


class Kind(ABC):
    """What a setting's value must be. `allowed` completes the sentence "allowed: …".

    `may_be_shown` tells whether a wrong value can be repeated on the screen and in the journal: not what is or could
    hold a secret, and every table can, by a key that slipped into it.
    """

    allowed: str
    may_be_shown = True

    @abstractmethod
    def check(self, value: Any) -> Any:
        """Return the value as the portal uses it.

        :raise SettingRefused: not of this kind.
        """


class Text(Kind):
    """A text, which must match `pattern` as a whole where there is one."""

    def __init__(self, allowed: str, pattern: str = r"[^\x00-\x1f]{0,200}", *, may_be_shown: bool = True) -> None:
        self.allowed = allowed
        self.may_be_shown = may_be_shown
        self._pattern = re.compile(pattern)

    def check(self, value: Any) -> str:
        """Return the text."""
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise SettingRefused
        return value


class Named(Kind):
    """A name that only a library can judge, such as a time zone."""

    def __init__(self, allowed: str, judge: Callable[[str], object]) -> None:
        self.allowed = allowed
        self._judge = judge

    def check(self, value: Any) -> str:
        """Return the name."""
        if not isinstance(value, str):
            raise SettingRefused
        try:
            self._judge(value)
        except (ValueError, LookupError, OSError, UnknownLocaleError):
            raise SettingRefused from None
        return value


class Number(Kind):
    """A whole number within limits."""

    def __init__(self, least: int, most: int) -> None:
        self.allowed = f"a whole number from {least} to {most}"
        self._range = range(least, most + 1)

    def check(self, value: Any) -> int:
        """Return the number."""
        if type(value) is not int or value not in self._range:
            raise SettingRefused
        return value


class Flag(Kind):
    """Yes or no."""

    allowed = "true or false"

    def check(self, value: Any) -> bool:
        """Return it."""
        if not isinstance(value, bool):
            raise SettingRefused
        return value


class Secret(Kind):
    """Bytes, or a text that stands for its UTF-8."""

    may_be_shown = False

    def __init__(self, least: int) -> None:
        self.allowed = f"a random text of at least {least} bytes"
        self._least = least

    def check(self, value: Any) -> bytes:
        """Return the bytes."""
        raw = value.encode() if isinstance(value, str) else value
        if not isinstance(raw, bytes) or len(raw) < self._least:
            raise SettingRefused
        return raw


class Each(Kind):
    """A list of different values of one kind; `least` says how many at least."""

    def __init__(self, kind: Kind, least: int = 0) -> None:
        self.allowed = f"a list, {'with at least one entry, ' if least else ''}each {kind.allowed}"
        self.may_be_shown = kind.may_be_shown
        self._kind, self._least = kind, least

    def check(self, value: Any) -> list[Any]:
        """Return the list."""
        if not isinstance(value, list | tuple) or len(value) < self._least:
            raise SettingRefused
        checked = [self._kind.check(each) for each in value]
        if any(each in checked[:place] for place, each in enumerate(checked)):
            raise SettingRefused
        return checked


class Fields(Kind):
    """A table with these keys and no other; those in `optional` may be left out."""

    may_be_shown = False

    def __init__(self, optional: frozenset[str] = frozenset(), **columns: Kind) -> None:
        named = (f"`{key}`{' (may be left out)' if key in optional else ''}: {columns[key].allowed}" for key in columns)
        self.allowed = f"a table with {'; '.join(named)}"
        self._columns, self._optional = columns, optional

    def check(self, value: Any) -> dict[str, Any]:
        """Return the table."""
        if not isinstance(value, dict):
            raise SettingRefused
        for key in [*(set(value) - set(self._columns)), *(set(self._columns) - set(value) - self._optional)]:
            raise SettingRefused(key)
        return {key: _part(key, self._columns[key], each) for key, each in value.items()}


class ByLanguage(Kind):
    """A table from language codes to texts."""

    allowed = "a table from language codes to texts"
    may_be_shown = False

    def check(self, value: Any) -> dict[str, str]:
        """Return the table."""
        if not isinstance(value, dict):
            raise SettingRefused
        return {_part(key, _language, key): _part(key, _line, each) for key, each in value.items()}


class Also(Kind):
    """A kind with one more condition, which `words` say."""

    def __init__(self, kind: Kind, words: str, holds: Callable[[Any], bool]) -> None:
        self.allowed = f"{kind.allowed}; {words}"
        self.may_be_shown = kind.may_be_shown
        self._kind, self._holds = kind, holds

    def check(self, value: Any) -> Any:
        """Return what the kind returns."""
        checked = self._kind.check(value)
        if not self._holds(checked):
            raise SettingRefused
        return checked


def _part(key: str, kind: Kind, value: Any) -> Any:
    try:
        return kind.check(value)
    except SettingRefused:
        raise SettingRefused(key) from None


_language = Named("a language code", Locale.parse)
_line = Text("a text of at most 200 characters")
time_zone = Named("the name of a time zone, such as `Europe/Copenhagen`", ZoneInfo)
ip_address = Named("an IP address of this machine", ipaddress.ip_address)
