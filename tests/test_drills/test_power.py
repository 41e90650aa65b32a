"""The power fails under load: with our settings nothing acknowledged is missing, with weaker ones something is."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.store import Cases, Engine
from reporting.store import sqlite as sqlite_module
from tests.support.cast import DAY, any_case
from tests.support.drills import figure, length
from tests.support.power import Connection, Disk

THREADS = 4
REPORTS = 20


def on(disk: str, synchronous: str) -> Callable[..., Any]:
    """What opens a database on that disk, with all our settings but one."""

    def connect(path: Path, *pragmas: str, create: bool = False) -> Connection:
        ours = [each for each in sqlite_module._PRAGMAS if not each.startswith("synchronous")]
        return Connection(path, disk, (*ours, f"synchronous = {synchronous}", *pragmas))

    return connect


def missing_after_a_cut(folder: Path, synchronous: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Cut the power somewhere while reports come in; return how many were acknowledged before, and of these missing."""
    folder.mkdir(parents=True)
    (folder / "after").mkdir()
    acknowledged: list[str] = []
    before: list[str] = []
    name = secrets.token_hex(8)
    disk = Disk(name, 150 + secrets.randbelow(500), lambda: before.extend(acknowledged))
    Engine(folder / "test.db").close()  # its schema, on a disk that keeps everything
    disk.images[str((folder / "test.db").resolve())] = bytearray((folder / "test.db").read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(sqlite_module, "connect", on(name, synchronous))
        patched.setattr(sqlite_module, "migrate", lambda _: None)
        engine = Engine((folder / "test.db").resolve())
        cases = Cases(engine)

        def report() -> None:
            for _ in range(REPORTS):
                case = secrets.token_hex(16)
                cases.add_case(any_case(case, secrets.token_bytes(7_312)), DAY)
                acknowledged.append(case)

        threads = [threading.Thread(target=report) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine.close()
    assert disk.is_cut, "the power did not fail: more reports, or an earlier cut"
    disk.leave_behind(folder / "after")
    found = Engine(folder / "after/test.db")
    assert found.reading.rows("PRAGMA integrity_check") == [("ok",)]
    there = {case for (case,) in found.reading.rows("SELECT lower(hex(id)) FROM cases")}
    found.close()
    return len(before), len(set(before) - there)


def cuts(folder: Path, synchronous: str, count: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    found = [missing_after_a_cut(folder / str(number), synchronous, monkeypatch) for number in range(count)]
    return sum(acknowledged for acknowledged, _ in found), sum(missing for _, missing in found)


def test_nothing_acknowledged_is_missing_after_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = length(20, 150)
    acknowledged, missing = cuts(tmp_path, "FULL", count, monkeypatch)
    figure(f"{count} power cuts", f"{acknowledged} acknowledged before them, {missing} missing")
    assert acknowledged > count
    assert missing == 0


def test_the_drill_would_notice_a_weaker_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = length(10, 50)
    acknowledged, missing = cuts(tmp_path, "NORMAL", count, monkeypatch)
    figure(f"{count} power cuts without a sync for each commit", f"{acknowledged} acknowledged, {missing} missing")
    assert missing > 0
