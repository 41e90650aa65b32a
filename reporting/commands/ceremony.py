"""How a list of recipients comes to be: drafted here, signed by a key that is elsewhere, published here.

A draft is two texts in the instance's folder `draft/`: `recipients.txt` and `pages.txt`, each to be signed as it is
into `….sig` beside it; and `advisors.txt`, for whoever signs: who stands behind the digests in them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import current_app

from crypto import (
    ListError,
    Recipient,
    RecipientsList,
    Voice,
    from_text,
    read_list,
    sign,
    texts_digest,
    to_text,
    verifying_key,
    voice_digest,
    write_list,
)
from reporting import current
from reporting.authority import Published, Sealing
from reporting.settings import CannotStart
from reporting.store import Advisor

from .page_hashes import hash_pages

LASTS = timedelta(days=390)
"""How long a list holds unless somebody says otherwise: a year, and time to think of it."""

TEXTS = ("recipients.txt", "pages.txt")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a new list is to change: names to leave out, whether at once and for cause, further origins, other days than
    today and a little over a year from it.
    """

    without: tuple[str, ...] = ()
    dismissed: bool = False
    sites: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def draft(wishes: Wishes) -> RecipientsList:
    """Write the texts to sign.

    :raise CannotStart: there is nobody to list, or more than the configuration allows, or nothing to be signed with.
    """
    if not current_app.config["PORTAL_KEY"]:
        raise CannotStart("There is no portal key yet: flask portal init.")
    listed = to_be_listed(wishes.without)
    text = write_list(say(listed, wishes))
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    (folder / "recipients.txt").write_text(text, "utf-8")
    said = read_list(text)
    (folder / "advisors.txt").write_text("".join(map(_as_line, listed)), "utf-8")
    (folder / "pages.txt").write_text(_pages_once_signed(said, listed), "utf-8")
    return said


def to_be_listed(without: Iterable[str] = ()) -> list[Advisor]:
    """Return the enrolled advisors that a new list would name, by id.

    :raise CannotStart: none, too many, one without keys, or a name that nobody has.
    """
    rows = [each for each in current.roster().list_advisors() if each.status in ("waiting", "active")]
    leaving = {current.roster().find_enrolled(name) for name in without}
    if None in leaving:
        raise CannotStart("Nobody who is enrolled has that name: flask advisor list.")
    listed = sorted((each for each in rows if each not in leaving), key=lambda each: each.id)
    if not listed:
        raise CannotStart("Nobody has enrolled yet: flask advisor invite NAME.")
    if any(each.recipient is None or each.voice is None for each in listed):
        raise CannotStart("Somebody enrolled with an older version and must be retired and invited anew.")
    if len(listed) > current.roster().max_advisors:
        raise CannotStart(
            f"{len(listed)} are enrolled, and max_advisors allows {current.roster().max_advisors}: "
            "say who leaves (--without NAME), or allow more."
        )
    return listed


def sign_draft(seed: bytes) -> None:
    """Sign the draft with the portal's secret key.

    :raise CannotStart: no draft, or another key than the portal's.
    """
    if to_text(verifying_key(seed)) != current_app.config["PORTAL_KEY"]:
        raise CannotStart("This is another key than the portal's.")
    for name in TEXTS:
        file = _folder() / name
        if not file.exists():
            raise CannotStart("There is no draft: flask portal draft.")
        file.with_suffix(".sig").write_text(to_text(sign(seed, file.read_bytes())) + "\n", "utf-8")


def publish() -> RecipientsList:
    """Take the signed draft into use. Can be done again if it was broken off.

    :raise CannotStart: not signed, or not by the portal key.
    :raise RowsChanged: the advisors are not those whom the list was written for.
    """
    folder, authority = _folder(), current.authority()
    try:
        texts = [(folder / name).read_text("utf-8") for name in TEXTS]
        signatures = [(folder / name).with_suffix(".sig").read_text("utf-8").strip() for name in TEXTS]
    except OSError:
        raise CannotStart("There is no signed draft: flask portal draft, then sign it.") from None
    try:
        said = read_list(texts[0])
        rows = _rows_of(said)
        authority.keep(Published(texts[0], signatures[0], current.today().isoformat(), texts[1], signatures[1]))
    except ListError as wrong:
        raise CannotStart(f"The draft can't be published: {wrong}.") from None
    current.roster().publish(rows)
    return said


def read_secret(file: Path) -> bytes:
    """Return the portal's secret key from the file that `tools.portal_key` made.

    :raise CannotStart: it is none.
    """
    try:
        seed = from_text(file.read_text("utf-8").split()[-1])
    except (OSError, UnicodeDecodeError, IndexError):
        seed = None
    if seed is None:
        raise CannotStart(f"{file} holds no portal key.")
    return seed


def say(listed: Sequence[Advisor], wishes: Wishes) -> RecipientsList:
    """Return the list that would name these advisors, to be signed from today on."""
    today, last = current.today(), current.authority().last_number()
    known = current.authority().lists() if last else {}
    accept = known[last][0].accept if last in known else 1
    older_sites = known[last][0].sites if last in known else ()
    own = (current.origin_of(current_app.config["URL"]), current_app.config["ONION"])
    sites = tuple(dict.fromkeys(site for site in (*own, *wishes.sites, *older_sites) if site))
    return RecipientsList(
        last + 1,
        last + 1 if wishes.dismissed else accept,
        (wishes.since or today).isoformat(),
        (wishes.until or (wishes.since or today) + LASTS).isoformat(),
        sites,
        tuple(
            Voice(each.id, from_text(each.voice) or b"", voice_digest(each.id, each.recipient or "", each.name))
            for each in listed
        ),
        texts_digest(each.recipient or "" for each in listed),
    )


def _rows_of(said: RecipientsList) -> list[Advisor]:
    """Return the rows that a list was written for.

    :raise CannotStart: somebody on it is not there, or not as it says.
    """
    rows = {each.id: each for each in current.roster().list_advisors() if each.status in ("waiting", "active")}
    found = [rows[voice.advisor] for voice in said.voices if voice.advisor in rows]
    fits = [
        from_text(each.voice) == voice.key and voice_digest(each.id, each.recipient or "", each.name) == voice.digest
        for each, voice in zip(found, said.voices, strict=False)
    ]
    if len(found) != len(said.voices) or not all(fits):
        raise CannotStart("The advisors are not those whom the draft was written for: draft anew.")
    return found


def _pages_once_signed(said: RecipientsList, listed: Sequence[Advisor]) -> str:
    recipients = tuple(Recipient.parse(each.recipient or "") for each in listed)
    authority = current.authority()
    authority.rehearsed = Sealing(said, Published("", "", ""), recipients, said.n)
    try:
        return hash_pages(said.n)
    finally:
        authority.rehearsed = None


def _as_line(each: Advisor) -> str:
    """What stands behind an advisor's digests, for whoever signs."""
    told = {"id": each.id, "name": each.name, "recipient": each.recipient, "voice": each.voice}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _folder() -> Path:
    return Path(current_app.instance_path) / "draft"
