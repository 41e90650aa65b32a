"""A disk that forgets what was not synced: a VFS for APSW's SQLite, under our own engine.

Each file has a durable image, which a sync brings up to date. At the cut, what was written since is there or not, each
write by itself, as chance will have it.
"""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw


class _Result:
    """What `sqlite3` gives back, of what APSW gave."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows, self.rowcount = rows, rowcount

    def fetchall(self) -> list[Any]:
        return self._rows


class Connection:
    """As much of a `sqlite_utils.Database` as the store needs, over APSW."""

    def __init__(self, path: Path, vfs: str, pragmas: tuple[str, ...]) -> None:
        self._db = apsw.Connection(str(path), vfs=vfs)
        self.conn = self
        for pragma in pragmas:
            self.execute(f"PRAGMA {pragma}")

    def execute(self, query: str, arguments: Any = ()) -> _Result:
        rows = list(self._db.execute(query, tuple(arguments)))
        return _Result(rows, self._db.changes())

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        self._db.close()


class Disk(apsw.VFS):
    """`cut_after` operations the power fails: `on_cut` is called, and the images stay as they are then."""

    def __init__(self, name: str, cut_after: int, on_cut: Callable[[], None]) -> None:
        self.images: dict[str, bytearray] = {}
        self.pending: dict[str, list[tuple[int, bytes]]] = {}
        self._left, self._on_cut, self._lock = cut_after, on_cut, threading.RLock()
        self.is_cut = False
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802 - APSW's name
        return _File(self, name, flags)

    def written(self, name: str, offset: int, data: bytes) -> None:
        with self._lock:
            self._tick()
            if not self.is_cut:
                self.pending.setdefault(name, []).append((offset, data))

    def synced(self, name: str) -> None:
        with self._lock:
            self._tick()
            if not self.is_cut:
                for offset, data in self.pending.pop(name, []):
                    self._apply(name, offset, data)

    def _tick(self) -> None:
        self._left -= 1
        if self._left == 0 and not self.is_cut:
            self._on_cut()
            self.is_cut = True
            for name, writes in self.pending.items():
                for offset, data in writes:
                    if secrets.randbits(1):
                        self._apply(name, offset, data)

    def _apply(self, name: str, offset: int, data: bytes) -> None:
        image = self.images.setdefault(name, bytearray())
        if len(image) < offset + len(data):
            image.extend(bytes(offset + len(data) - len(image)))
        image[offset : offset + len(data)] = data

    def leave_behind(self, folder: Path) -> None:
        """Write what the disk holds after the cut."""
        for name, image in self.images.items():
            (folder / Path(name).name).write_bytes(image)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: Any) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - APSW's name
        self._disk.written(self._name, offset, bytes(data))
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802 - APSW's name
        super().xSync(flags)
        self._disk.synced(self._name)
