"""The portal key of the tests, and what it signs: lists of whom is sealed to, beside a database, as the ceremony
leaves them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from crypto import (
    Identity,
    RecipientsList,
    Voice,
    from_text,
    sign,
    texts_digest,
    to_text,
    verifying_key,
    voice_digest,
    wrap_identity,
    write_list,
)
from reporting.authority import Authority, Published
from reporting.store import Advisor, NewKeys, Roster

SEED = bytes(range(32))
KEY = verifying_key(SEED)
KEY_TEXT = to_text(KEY)
SITE = "http://localhost:8000"


def new_keys(identity: Identity, passphrase: str | None = None) -> NewKeys:
    """What an enrolling browser sends. Without a passphrase the slot opens to nobody, which saves a second."""
    slot = _wrap(str(identity), passphrase) if passphrase else b"age-encryption.org/v1\n"
    return NewKeys(str(identity.recipient), to_text(verifying_key(identity.voice_seed)), slot)


@cache
def _wrap(identity: str, passphrase: str) -> bytes:
    return wrap_identity(Identity.parse(identity), KEY, passphrase)


def enrol(roster: Roster, name: str, identity: Identity, passphrase: str | None = None) -> None:
    """Invite and enrol somebody, who then waits for a list."""
    now = int(time.time())
    roster.enrol(roster.invite(name, now), new_keys(identity, passphrase), now, date.today().isoformat())  # noqa: DTZ011


def said_of(listed: Sequence[Advisor], n: int, sites: Sequence[str] = (SITE,), **changes: object) -> RecipientsList:
    """A list of these advisors as the ceremony would draft it, but for what is changed."""
    today = date.today()  # noqa: DTZ011 - as the portal of a test sees it
    voices = tuple(
        Voice(each.id, from_text(each.voice) or b"", voice_digest(each.id, each.recipient or "", each.name))
        for each in sorted(listed, key=lambda each: each.id)
    )
    fields: dict[str, object] = {
        "n": n,
        "accept": 1,
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=390)).isoformat(),
        "sites": tuple(sites),
        "voices": voices,
        "to": texts_digest(each.recipient or "" for each in listed),
    }
    return RecipientsList(**(fields | changes))  # type: ignore[arg-type]


def signed(said: RecipientsList, published: date | None = None, seed: bytes = SEED, pages: str = "") -> Published:
    """A list as it is kept; `pages` is the text of what the portal serves, to be signed with it."""
    text = write_list(said)
    day = published or date.today()  # noqa: DTZ011
    kept = Published(text, to_text(sign(seed, text.encode())), day.isoformat())
    return replace(kept, pages=pages, pages_signature=to_text(sign(seed, pages.encode()))) if pages else kept


def publish(
    folder: Path,
    roster: Roster,
    sites: Sequence[str] = (SITE,),
    without: Sequence[str] = (),
    pages: Callable[[int], str] = lambda n: "",
    **changes: object,
) -> RecipientsList:
    """Sign a list of all who are enrolled, but for some, and take it into use in the instance `folder`. `pages`
    tells, by its number, what the portal serves.
    """
    authority = Authority(folder / "lists", KEY, sites[0])
    rows = [each for each in roster.list_advisors() if each.status in ("waiting", "active")]
    listed = [each for each in rows if each.name not in without]
    said = said_of(listed, authority.last_number() + 1, sites, **changes)
    authority.keep(signed(said, pages=pages(said.n)))
    roster.publish(listed)
    return said
