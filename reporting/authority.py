"""Whom this portal may seal to: the newest list that the portal key signed, kept beside the database and not in it.

A list is a file `lists/<n>.json`: the text that was signed, its signature, the day on which it was published, and the
signed hashes of the public pages. `lists/last` holds the highest n that was ever used, so that no older one comes back.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from crypto import ListError, Recipient, RecipientError, RecipientsList, open_list, texts_digest
from reporting.store import Advisor

LAST = "last"
"""The file in the lists' folder that holds the highest number that was ever used."""

GRACE_DAYS = 14
"""How long after its successor a list may still have been sealed to, where somebody was without network."""

_FRESH = 0.05  # seconds, as the roster's: a request takes longer on its way than that


class NotOurRecipients(Exception):
    """Nobody may be sealed to. `reason`: `unsigned`, `signature`, `rollback`, `date`, `site` or `rows`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Published:
    """A signed list as it is kept; signatures are base64url."""

    list: str
    signature: str
    published: str
    pages: str = ""
    pages_signature: str = ""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Whom to seal to, and what shows that."""

    said: RecipientsList
    published: Published
    recipients: tuple[Recipient, ...]
    recipients_n: int
    """The number of the first of the newest lists that name these very recipients."""

    @property
    def texts(self) -> list[str]:
        """The recipients as texts."""
        return [str(recipient) for recipient in self.recipients]


Known = Mapping[int, tuple[RecipientsList, Published]]


class Authority:
    """The signed lists of one installation."""

    def __init__(self, folder: Path, key: bytes | None, site: str) -> None:
        """Take the folder of the lists, the portal's public key if there is one, and the portal's own origin."""
        self.folder, self.key, self.site = folder, key, site
        self._lock = threading.Lock()
        self._seen: tuple[object, Known, str] | None = None
        self._answered: tuple[float, object, Sealing | NotOurRecipients] | None = None
        self._complained = ""
        self.rehearsed: Sealing | None = None
        """Stands in for the newest list while a command looks what the pages will be once it is signed."""

    def sealing(self, active: Collection[Advisor], today: date) -> Sealing:
        """Return whom to seal to today, given the rows that are active.

        :raise NotOurRecipients: the newest list can't be believed, or the rows are not those that it names.
        """
        if self.rehearsed:
            return self.rehearsed
        asked, answered = (today, tuple(active)), self._answered
        now = time.perf_counter()
        if not answered or answered[1] != asked or now - answered[0] > _FRESH:
            answered = now, asked, self._find(active, today)
            self._answered = answered
        if isinstance(answered[2], NotOurRecipients):
            raise answered[2]
        return answered[2]

    def lists(self) -> Known:
        """Return every list that was published here, by its number.

        :raise NotOurRecipients: one is not signed by the portal key.
        """
        files = self._fingerprint()
        with self._lock:
            if not self._seen or self._seen[0] != files:
                self._seen = files, *self._read()
            _, known, reason = self._seen
        if reason:
            raise NotOurRecipients(reason)
        return known

    def superseded(self, n: int, today: date) -> RecipientsList | None:
        """Return list `n` if what was sealed to it without network may still come in."""
        known = self.lists()
        if n not in known or n < known[max(known)][0].accept:
            return None
        successor = known.get(n + 1)
        if successor and today - date.fromisoformat(successor[1].published) > timedelta(days=GRACE_DAYS):
            return None
        return known[n][0]

    def keep(self, published: Published) -> RecipientsList:
        """Write a newly signed list.

        :raise ListError: not signed by the portal key, not for this site, or not the number that comes next.
        """
        said = open_list(published.list, published.signature, self.key or b"")
        if self.site not in said.sites:
            raise ListError("not for this site")
        if said.n <= self.last_number() and self._file(said.n).exists():
            kept = Published(**json.loads(self._file(said.n).read_text("utf-8")))
            if kept.list != published.list:
                raise ListError("this number was used before")
            return said
        if said.n != self.last_number() + 1:
            raise ListError("not the number that comes next")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        _write(self._file(said.n), json.dumps(asdict(published), ensure_ascii=False, indent=1) + "\n")
        _write(self.folder / LAST, f"{said.n}\n")
        return said

    def last_number(self) -> int:
        """Return the highest number that was ever used here, 0 for none."""
        try:
            return int((self.folder / LAST).read_text("utf-8"))
        except (OSError, ValueError):
            return 0

    def _find(self, active: Collection[Advisor], today: date) -> "Sealing | NotOurRecipients":
        try:
            found = self._check(active, today)
        except NotOurRecipients as refused:
            if self._complained != refused.reason:
                logging.getLogger("bekymret").error("nobody is sealed to: %s", refused.reason)
            self._complained = refused.reason
            return refused
        self._complained = ""
        return found

    def _check(self, active: Collection[Advisor], today: date) -> Sealing:
        known = self.lists()
        if not known:
            raise NotOurRecipients("unsigned")
        n = max(known)
        said, published = known[n]
        if n < self.last_number():
            raise NotOurRecipients("rollback")
        if not said.holds_on(today):
            raise NotOurRecipients("date")
        if self.site not in said.sites:
            raise NotOurRecipients("site")
        texts = tuple(each.recipient or "" for each in active)
        if _digest(texts) != said.to:
            raise NotOurRecipients("rows")
        same = n
        while same - 1 in known and known[same - 1][0].to == said.to:
            same -= 1
        try:
            return Sealing(said, published, tuple(map(_parse, texts)), same)
        except RecipientError:
            raise NotOurRecipients("rows") from None

    def _read(self) -> tuple[Known, str]:
        known: dict[int, tuple[RecipientsList, Published]] = {}
        for file in sorted(self.folder.glob("*.json")):
            try:
                published = Published(**json.loads(file.read_text("utf-8")))
                said = open_list(published.list, published.signature, self.key or b"")
                date.fromisoformat(published.published)
            except (ListError, ValueError, TypeError, OSError):
                return {}, "signature"
            known[said.n] = said, published
        return known, ""

    def _fingerprint(self) -> object:
        """What changes whenever a file does."""
        try:
            with os.scandir(self.folder) as entries:
                return sorted((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in entries)
        except OSError:
            return None

    def _file(self, n: int) -> Path:
        return self.folder / f"{n}.json"


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


# The same few texts on every report: parsing one costs as much as sealing to it.
_parse = lru_cache(maxsize=64)(Recipient.parse)
_digest = lru_cache(maxsize=64)(texts_digest)
