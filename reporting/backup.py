"""Copies of an installation, sealed to a key of their own for each week.

The server draws the week's identity, seals it to the advisors of the signed list and to `backup_root`, and keeps only
its recipient: it can write copies and never read one. The small file with the sealed identity lies beside the database
and in one more folder, never beside the copies: whoever deletes it has shredded that week's copies, wherever they are.
"""

import io
import os
import re
import secrets
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crypto import Identity, Recipient, SealError, seal, unseal
from reporting.store import Engine

DATABASE = "bekymret.db"
FOLDER = "backup"
_RECIPIENT = "recipient"
_KEY_SUFFIX = ".key.age"
_WANTED = ("lists", "purged.log")
_LONGEST_MEMBER = 1 << 34
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}-[0-9]{1,9}")


class NotABackup(Exception):
    """This is no copy of ours, or it does not open with what was given. The text is for the operator."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was written: its file, its size in bytes, the name of its week's key."""

    file: Path
    size: int
    key: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Where week keys lie: beside the database, and in one more folder if the operator names one."""

    folders: tuple[Path, ...]

    def write(self, name: str, content: bytes) -> None:
        """Write a key file into each folder, readable by its owner only."""
        for folder in self.folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_private(folder / f"{name}{_KEY_SUFFIX}", content)

    def find(self, name: str) -> bytes | None:
        """Return the key file of this name, from wherever it still is."""
        files = [folder / f"{name}{_KEY_SUFFIX}" for folder in self.folders]
        return next((file.read_bytes() for file in files if file.exists()), None)

    def delete_before(self, day: date) -> list[str]:
        """Delete the keys of weeks that began before a day; return their names."""
        gone = set()
        for folder in self.folders:
            for file in folder.glob(f"*{_KEY_SUFFIX}"):
                name = file.name.removesuffix(_KEY_SUFFIX)
                if _WEEK.fullmatch(name) and _first_day(name) < day:
                    file.unlink()
                    gone.add(name)
        return sorted(gone)


def keys_of(instance: Path, second: str) -> Keys:
    """Return where the keys of an installation lie."""
    own = instance / FOLDER
    return Keys((own, Path(second)) if second else (own,))


def write_copy(
    engine: Engine, instance: Path, target: Path, keys: Keys, recipients: Iterable[Recipient], n: int, today: date
) -> Copy:
    """Write one sealed copy into `target`; `n` is the number of the list that names the recipients.

    The whole copy is in memory while it is sealed.
    """
    name = _week_name(today, n)
    recipient = _recipient_of_week(instance, keys, name, recipients)
    fresh = instance / f"copy.{secrets.token_hex(8)}.db"
    try:
        engine.copy_to(fresh)
        content = _pack(fresh, instance)
    finally:
        fresh.unlink(missing_ok=True)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = target / f"bekymret.{today.isoformat()}.{secrets.token_hex(4)}.{name}.age"
    envelope = seal(content, [recipient])
    _write_private(file, envelope)
    return Copy(file, len(envelope), name)


def open_copy(file: Path, identity: Identity, keys: Keys, key_file: Path | None) -> dict[str, bytes]:
    """Return the files in a copy, by their names.

    `identity` is the week's, or one that the week's is sealed to.

    :raise NotABackup: it does not open, or is no copy.
    """
    envelope = file.read_bytes()
    name = file.name.removesuffix(".age").rpartition(".")[2]
    sealed = key_file.read_bytes() if key_file else keys.find(name)
    week = _week_identity(sealed, identity, name) if sealed is not None else identity
    try:
        return _unpack(unseal(envelope, week))
    except SealError:
        reason = "with this key" if sealed is not None else f"with this key, and the week's key {name} is nowhere"
        raise NotABackup(f"{file} does not open {reason}.") from None
    except tarfile.TarError:
        raise NotABackup(f"{file} is no copy of a portal.") from None


def _week_identity(sealed: bytes, identity: Identity, name: str) -> Identity:
    try:
        return Identity.parse(unseal(sealed, identity).decode("ascii").strip())
    except (SealError, UnicodeDecodeError):
        raise NotABackup(f"The week's key {name} does not open with this key.") from None


def _recipient_of_week(instance: Path, keys: Keys, name: str, recipients: Iterable[Recipient]) -> Recipient:
    """The identity itself is forgotten as soon as it is sealed."""
    kept = instance / FOLDER / _RECIPIENT
    if kept.exists():
        known, _, text = kept.read_text("ascii").strip().partition(" ")
        if known == name and keys.find(name) is not None:
            return Recipient.parse(text)
    identity = Identity.generate()
    keys.write(name, seal(f"{identity}\n".encode(), list(recipients)))
    _write_private(kept, f"{name} {identity.recipient}\n".encode())
    return identity.recipient


def _week_name(today: date, n: int) -> str:
    """A new list has a key of its own: whoever left must not open what comes after."""
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}-{n}"


def _first_day(name: str) -> date:
    year, week, _ = name.split("-")
    return date.fromisocalendar(int(year), int(week[1:]), 1)


def weeks_ago(today: date, weeks: int) -> date:
    """Return the first day of the week that was so many weeks ago."""
    return today - timedelta(days=today.weekday(), weeks=weeks)


def _pack(database: Path, instance: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.add(database, DATABASE, filter=_anonymous)
        for name in _WANTED:
            if (instance / name).exists():
                archive.add(instance / name, name, filter=_anonymous)
    return out.getvalue()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def _unpack(content: bytes) -> dict[str, bytes]:
    """Read into memory what is expected and nothing else: a name never becomes a path here."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            is_ours = member.name in (DATABASE, *_WANTED) or member.name.startswith("lists/")
            if member.isfile() and is_ours and ".." not in member.name and member.size < _LONGEST_MEMBER:
                stream = archive.extractfile(member)
                found[member.name] = stream.read() if stream else b""
    if DATABASE not in found:
        raise NotABackup("There is no database in it.")
    return found


def _write_private(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
