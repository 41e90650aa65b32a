"""Copies of an installation, sealed to a key of their own for each week.

The server draws the week's identity, seals it to the advisors of the signed list and to `backup_root`, and keeps only
its recipient: it can write copies and never read one. The small file with the sealed identity lies beside the database
and in one more folder, never beside the copies: whoever deletes it has shredded that week's copies, wherever they are.
A key file is never replaced: it is named by what it opens, so machines that share a folder, or follow one another, have
each their own.
"""

import hashlib
import io
import os
import re
import secrets
import tarfile
import tomllib
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
_INSTANCE = "id"
_WANTED = ("lists", "purged.log", "pages")
CONFIG = "config.toml"
BESIDE = (CONFIG, "pages/")
"""What a copy holds for people to compare with: it is laid beside and never used by itself, since nobody signed it."""
_SECRETS = ("secret_key", "mail_password", "database", "ratelimit_storage_uri")
LAST_COPY = "backup.last"
"""The file that holds the day of the newest copy."""
CLEARED = "backup.cleared"
"""The file that holds the day on which keys were last looked through for what is too old."""
_LONGEST_MEMBER = 1 << 34
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}-[0-9]{1,9}(-[0-9a-f]{8}-[0-9a-f]{16})?")


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
        """Write a new key file into each folder, readable by its owner only.

        :raise FileExistsError: there is one of this name; it stays as it is.
        """
        for folder in self.folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(folder / f"{name}{_KEY_SUFFIX}", content)

    def level(self) -> None:
        """Bring every folder to the same set: what one of them has, all have."""
        for folder in self.folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in self._names():
            content = self.find(name) or b""
            for folder in self.lacking(name):
                _write_new(folder / f"{name}{_KEY_SUFFIX}", content)

    def lacking(self, name: str) -> list[Path]:
        """Return the folders without this key."""
        return [folder for folder in self.folders if not (folder / f"{name}{_KEY_SUFFIX}").exists()]

    def differing(self) -> list[Path]:
        """Return the folders that lack a key which another has."""
        return [folder for folder in self.folders if any(folder in self.lacking(name) for name in self._names())]

    def find(self, name: str) -> bytes | None:
        """Return the key file of this name, from wherever it still is."""
        files = [folder / f"{name}{_KEY_SUFFIX}" for folder in self.folders]
        return next((file.read_bytes() for file in files if file.exists()), None)

    def delete_before(self, day: date) -> list[str]:
        """Delete the keys of weeks that began before a day, but never the newest week's; return their names."""
        names = self._names()
        newest = max(map(_first_day, names), default=day)
        gone = {name for name in names if _first_day(name) < min(day, newest)}
        for name in gone:
            for folder in self.folders:
                (folder / f"{name}{_KEY_SUFFIX}").unlink(missing_ok=True)
        return sorted(gone)

    def _names(self) -> set[str]:
        files = [file for folder in self.folders for file in folder.glob(f"*{_KEY_SUFFIX}")]
        names = {file.name.removesuffix(_KEY_SUFFIX) for file in files}
        return {name for name in names if _WEEK.fullmatch(name)}


def keys_of(instance: Path, second: str) -> Keys:
    """Return where the keys of an installation lie."""
    own = instance / FOLDER
    return Keys((own, Path(second)) if second else (own,))


def write_copy(
    engine: Engine, instance: Path, target: Path, keys: Keys, recipients: Iterable[Recipient], n: int, today: date
) -> Copy:
    """Write one sealed copy into `target`, and look whether it is there; `n` is the number of the list that names the
    recipients. With no recipients it goes under the key that was used last.

    The whole copy is in memory while it is sealed.

    :raise OSError: the copy, or its key, is not where it must be.
    """
    keys.level()
    name, recipient = _recipient_of_week(instance, keys, _week_name(today, n), list(recipients))
    fresh = instance / f"copy.{secrets.token_hex(8)}.db"
    try:
        engine.copy_to(fresh)
        content = _pack(fresh, instance)
    finally:
        fresh.unlink(missing_ok=True)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = target / f"bekymret.{_id_of(instance)}.{today.isoformat()}.{secrets.token_hex(4)}.{name}.age"
    envelope = seal(content, [recipient])
    _write_private(file, envelope)
    if file.read_bytes() != envelope:
        raise OSError(f"{file} does not hold what was written")
    if lacking := keys.lacking(name):
        raise OSError(f"the key {name} is not in {lacking[0]}")
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


def _recipient_of_week(instance: Path, keys: Keys, week: str, recipients: list[Recipient]) -> tuple[str, Recipient]:
    """Return the name of a key and what it opens. The identity itself is forgotten as soon as it is sealed.

    A key is made anew for each week, list, and set of people whom it is for.

    :raise OSError: there is nobody to seal a key to, and none was made before.
    """
    kept = instance / FOLDER / _RECIPIENT
    whose = hashlib.sha256("\n".join(sorted(map(str, recipients))).encode()).hexdigest()[:16]
    fields = kept.read_text("ascii").split() if kept.exists() else []
    if len(fields) == 3 and keys.find(fields[0]) is not None:
        name, made_for, text = fields
        if not recipients or (made_for == whose and name.startswith(f"{week}-")):
            return name, Recipient.parse(text)
    if not recipients:
        raise OSError("there is nobody to seal a key to")
    identity = Identity.generate()
    opened = hashlib.sha256(str(identity.recipient).encode()).hexdigest()[:16]
    name = f"{week}-{_id_of(instance)}-{opened}"
    keys.write(name, seal(f"{identity}\n".encode(), recipients))
    _write_private(kept, f"{name} {whose} {identity.recipient}\n".encode())
    return name, identity.recipient


def _id_of(instance: Path) -> str:
    """What tells this machine's files from another's of the same portal: eight digits, drawn once."""
    file = instance / FOLDER / _INSTANCE
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(file, f"{secrets.token_hex(4)}\n".encode())
    return file.read_text("ascii").strip()


def _week_name(today: date, n: int) -> str:
    """A new list has a key of its own: whoever left must not open what comes after."""
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}-{n}"


def _first_day(name: str) -> date:
    year, week, *_ = name.split("-")
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
        if config := _without_secrets(instance / CONFIG):
            member = tarfile.TarInfo(CONFIG)
            member.size = len(config)
            archive.addfile(member, io.BytesIO(config))
    return out.getvalue()


def _without_secrets(file: Path) -> bytes:
    """The configuration without what opens anything; nothing if that can't be told from it."""
    if not file.exists():
        return b""
    is_secret = re.compile(rf"\s*({'|'.join(_SECRETS)})\s*=")
    kept = "".join(line for line in file.read_text("utf-8").splitlines(keepends=True) if not is_secret.match(line))
    try:
        return b"" if set(tomllib.loads(kept)) & set(_SECRETS) else kept.encode()
    except tomllib.TOMLDecodeError:
        return b""


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def _unpack(content: bytes) -> dict[str, bytes]:
    """Read into memory what is expected and nothing else: a name never becomes a path here."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            is_ours = member.name in (DATABASE, CONFIG, *_WANTED) or member.name.startswith(("lists/", "pages/"))
            if member.isfile() and is_ours and ".." not in member.name and member.size < _LONGEST_MEMBER:
                stream = archive.extractfile(member)
                found[member.name] = stream.read() if stream else b""
    if DATABASE not in found:
        raise NotABackup("There is no database in it.")
    return found


def _write_private(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    _write_fresh(file, content).replace(file)


def _write_new(file: Path, content: bytes) -> None:
    """The same for a file that must not be there yet.

    :raise FileExistsError: it is.
    """
    fresh = _write_fresh(file, content)
    try:
        file.hardlink_to(fresh)
    finally:
        fresh.unlink()


def _write_fresh(file: Path, content: bytes) -> Path:
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return fresh
