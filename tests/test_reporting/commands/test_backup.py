"""Sealed copies while the portal works, and another portal made from one."""

import io
import re
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from app import INSTANCE, create_app
from crypto import Identity, seal, unseal
from reporting.backup import Keys, open_copy
from tests.support.casefiles import write_casefile
from tests.support.cast import Advisor, new_case, publish, read_case, sign_in, sql
from tests.support.cast import enrol as enrol_advisor

ROOT_IDENTITY = Identity(bytes(range(32)))


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Where copies go, and where the second set of keys goes."""
    monkeypatch.setenv("BEKYMRET_BACKUP_ROOT", str(ROOT_IDENTITY.recipient))
    monkeypatch.setenv("BEKYMRET_BACKUP_KEYS", str(tmp_path / "keys"))
    return tmp_path / "copies", tmp_path / "keys"


@pytest.fixture
def working(places: tuple[Path, Path], instance: Path) -> Flask:
    return create_app({"RATELIMIT_ENABLED": False})


@pytest.fixture
def staff(working: Flask) -> list[Advisor]:
    return [enrol_advisor(working, name) for name in ("Rådgiver 1", "Rådgiver 2")]


def add(app: Flask, staff: list[Advisor]) -> str:
    case = new_case([each.identity.recipient for each in staff], n=2)
    app.extensions["cases"].add_case(case, "2026-11-22")
    return case.case


def back_up(app: Flask, folder: Path) -> Path:
    done = run(app, "backup", folder)
    assert done.exit_code == 0, done.output
    return Path(re.search(r"^(\S+\.age) ", done.output, re.MULTILINE)[1])  # type: ignore[index]


def key_file(folder: Path, identity: Identity) -> Path:
    file = folder / f"{identity.recipient.fingerprint}.txt"
    file.write_text(f"{identity}\n")
    return file


def elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Another instance, on which nobody was ever enrolled."""
    monkeypatch.setenv(INSTANCE, str(folder / "another"))
    return create_app({"RATELIMIT_ENABLED": False})


@contextmanager
def writing(app: Flask, staff: list[Advisor]) -> Iterator[list[tuple[float, str]]]:
    """Fifty reports a second, while it lasts: when each was acknowledged."""
    acknowledged: list[tuple[float, str]] = []
    end = threading.Event()
    cases = [new_case([each.identity.recipient for each in staff], n=2) for _ in range(120)]

    def write() -> None:
        for case in cases:
            if end.is_set():
                return
            app.extensions["cases"].add_case(case, "2026-11-22")
            acknowledged.append((time.monotonic(), case.case))
            time.sleep(0.02)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield acknowledged
    finally:
        end.set()
        thread.join()


def test_what_was_acknowledged_before_a_copy_began_is_in_it_and_opens_elsewhere(
    working: Flask,
    staff: list[Advisor],
    places: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(working, staff[0])
    with writing(working, staff) as acknowledged:
        time.sleep(0.6)
        began = time.monotonic()
        copy = back_up(working, places[0])
    before = [case for at, case in acknowledged if at < began]
    assert len(before) > 15
    other = elsewhere(tmp_path, monkeypatch)
    done = run(other, "restore", copy, "--key", key_file(tmp_path, ROOT_IDENTITY), "--at-least", "2")
    assert done.exit_code == 0, done.output
    assert re.search(r"Ended: 1 sessions, 0 challenges, 0 invitations", done.output)
    again = create_app({"RATELIMIT_ENABLED": False})
    for case in before:
        for advisor in staff:
            assert read_case(again, case, advisor).is_sound
    assert sql(again, "SELECT count(*) FROM sessions") == [(0,)]


def test_neither_copies_nor_keys_alone_open_anything_and_a_deleted_key_shreds_the_week(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(working, staff)
    copy = back_up(working, places[0])
    second = back_up(working, places[0])
    own = Path(working.instance_path, "backup")
    (name,) = [file.name for file in places[1].iterdir()]
    assert re.fullmatch(r"\d{4}-W\d\d-2-[0-9a-f]{8}-[0-9a-f]{16}\.key\.age", name)
    assert (own / name).read_bytes() == (places[1] / name).read_bytes()
    assert copy.stat().st_mode & 0o777 == (own / name).stat().st_mode & 0o777 == 0o600
    assert b"SQLite" not in copy.read_bytes()
    root = key_file(tmp_path, ROOT_IDENTITY)
    other = elsewhere(tmp_path, monkeypatch)
    stranger = run(other, "restore", copy, "--key", key_file(tmp_path, Identity.generate()), "--at-least", "1")
    assert (stranger.exit_code, "does not open" in stranger.output) == (1, True)
    assert run(other, "restore", copy, "--key", key_file(tmp_path, staff[1].identity), "--at-least", "1").exit_code == 0
    for folder in (own, places[1]):
        (folder / name).unlink()
    for file in (copy, second):
        done = run(other, "restore", file, "--key", root, "--at-least", "1", "--replace")
        assert (done.exit_code, "is nowhere" in done.output) == (1, True)


def test_what_was_purged_after_a_copy_does_not_come_back_with_it(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path
) -> None:
    stays, goes, due = (add(working, staff) for _ in range(3))
    write_casefile(working, staff, due, {"purge": "2026-11-20"})
    copy = back_up(working, places[0])
    write_casefile(working, staff, goes, {"purge": "2026-11-20"})
    assert "2 cases deleted" in run(working, "purge").output
    done = run(working, "restore", copy, "--key", key_file(tmp_path, ROOT_IDENTITY), "--at-least", "2", "--replace")
    assert "2 cases purged before, 0 that are due" in done.output
    database = Path(working.instance_path, "bekymret.db")
    assert sql(working, "SELECT count(*) FROM cases") == [(1,)]
    found = database.read_bytes()
    assert bytes.fromhex(stays) in found
    assert bytes.fromhex(goes) not in found
    assert bytes.fromhex(due) not in found


def test_a_restored_portal_is_closed_below_the_list_that_somebody_remembers(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path
) -> None:
    copy = back_up(working, places[0])
    root = key_file(tmp_path, ROOT_IDENTITY)
    for at_least, status in ((2, 200), (3, 503)):
        assert run(working, "restore", copy, "--key", root, "--at-least", str(at_least), "--replace").exit_code == 0
        again = create_app({"RATELIMIT_ENABLED": False})
        assert again.test_client().get("/recipients.json").status_code == status


def test_a_new_list_begins_a_new_key_and_old_keys_go(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path]
) -> None:
    back_up(working, places[0])
    publish(working, "Rådgiver 2")
    old = date.today() - timedelta(weeks=7)  # noqa: DTZ011
    year, week, _ = old.isocalendar()
    ancient = places[1] / f"{year}-W{week:02}-1.key.age"
    ancient.write_bytes(b"old")
    done = run(working, "backup", places[0])
    assert f"Keys deleted, and with them their copies: {year}-W{week:02}-1." in done.output
    assert sorted(file.name[9:11] for file in places[1].iterdir()) == ["2-", "3-"]
    assert not ancient.exists()


@pytest.mark.parametrize("where", ["keys", "keys/deep", "instance", "instance/backup", "."])
def test_copies_beside_their_keys_are_refused(
    where: str, working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path
) -> None:
    done = run(working, "backup", tmp_path / where)
    assert (done.exit_code, "must not lie beside their keys" in done.output) == (1, True)


def test_a_copy_of_a_strange_or_damaged_database_is_refused_and_nothing_is_replaced(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path
) -> None:
    add(working, staff)
    root = key_file(tmp_path, ROOT_IDENTITY)
    with sqlite3.connect(Path(working.instance_path, "bekymret.db")) as db:
        db.execute("CREATE TRIGGER swap AFTER UPDATE ON cases BEGIN DELETE FROM envelopes; END")
    strange = back_up(working, places[0])
    sql(working, "DROP TRIGGER swap")
    done = run(working, "restore", strange, "--key", root, "--at-least", "2", "--replace")
    assert (done.exit_code, "trigger" in done.output) == (1, True)
    bent = tmp_path / strange.name
    bent.write_bytes(strange.read_bytes()[:-1] + b"x")
    assert run(working, "restore", bent, "--key", root, "--at-least", "2", "--replace").exit_code == 1
    assert run(working, "restore", strange, "--key", root, "--at-least", "2").exit_code == 1
    assert sql(working, "SELECT count(*) FROM cases") == [(1,)]
    assert not list(Path(working.instance_path).glob("restore.*"))


def opens(app: Flask, copy: Path, folder: Path) -> bool:
    """Whether the key in the drawer makes a portal from a copy."""
    done = run(app, "restore", copy, "--key", key_file(folder, ROOT_IDENTITY), "--at-least", "1", "--replace")
    return done.exit_code == 0


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Have the clock show another day from now on."""
    day = date.today() + timedelta(days=days)  # noqa: DTZ011
    monkeypatch.setattr("reporting.current.today", lambda: day)


def test_two_machines_and_one_that_follows_share_a_folder_of_keys_and_every_copy_opens(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(working, staff)
    copies = [back_up(working, places[0])]
    for name in ("second", "third"):  # beside it, and in its place once it is lost
        monkeypatch.setenv(INSTANCE, str(tmp_path / name))
        machine = create_app({"RATELIMIT_ENABLED": False})
        assert opens(machine, copies[0], tmp_path)
        machine = create_app({"RATELIMIT_ENABLED": False})
        publish(machine)
        copies += [back_up(machine, places[0]), back_up(working, places[0])]
    shared = [file.name for file in places[1].iterdir()]
    assert len(shared) == 3
    for file in Path(working.instance_path, "backup").glob("*.key.age"):
        file.unlink()  # this machine's own disk is gone
    other = elsewhere(tmp_path, monkeypatch)
    for copy in copies:
        assert opens(other, copy, tmp_path), copy


def test_a_clock_that_is_ahead_for_a_night_shreds_nothing(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [back_up(working, places[0])]
    days_later(monkeypatch, 60)
    for _ in range(2):
        done = run(working, "backup", places[0])
        assert "no key was deleted" in done.output
    days_later(monkeypatch, 1)
    copies.append(back_up(working, places[0]))
    other = elsewhere(tmp_path, monkeypatch)
    assert all(opens(other, copy, tmp_path) for copy in copies)
    days_later(monkeypatch, 60)
    confirmed = run(working, "backup", places[0], "--confirm-day", str(date.today() + timedelta(days=60)))  # noqa: DTZ011
    assert "Keys deleted" in confirmed.output


def test_what_is_set_later_takes_effect_with_the_next_copy(
    places: tuple[Path, Path], instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEKYMRET_BACKUP_ROOT")
    monkeypatch.delenv("BEKYMRET_BACKUP_KEYS")
    before = create_app({"RATELIMIT_ENABLED": False})
    for name in ("Rådgiver 1", "Rådgiver 2"):
        enrol_advisor(before, name)
    early = back_up(before, places[0])
    monkeypatch.setenv("BEKYMRET_BACKUP_ROOT", str(ROOT_IDENTITY.recipient))
    monkeypatch.setenv("BEKYMRET_BACKUP_KEYS", str(places[1]))
    later = create_app({"RATELIMIT_ENABLED": False})
    assert "backup_keys" not in run(later, "check").output.replace(str(places[1]), "")
    late = back_up(later, places[0])
    own = {file.name for file in Path(later.instance_path, "backup").glob("*.key.age")}
    assert own == {file.name for file in places[1].iterdir()}
    assert len(own) == 2
    other = elsewhere(tmp_path, monkeypatch)
    assert opens(other, late, tmp_path)
    assert not opens(other, early, tmp_path)  # it was sealed before there was anything in the drawer


def test_copies_go_on_while_no_list_holds(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(working, staff)
    working.extensions["roster"].retire(staff[1].name)
    copy = back_up(working, places[0])
    other = elsewhere(tmp_path, monkeypatch)
    for advisor, expected in ((staff[1], 1), (staff[0], 0)):
        key = key_file(tmp_path, advisor.identity)
        assert run(other, "restore", copy, "--key", key, "--at-least", "1").exit_code == expected


def test_configuration_and_pages_come_with_a_copy_and_are_laid_beside_without_what_opens_anything(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = Path(working.instance_path)
    (instance / "config.toml").write_text('name = "Bekymret"\nmail_password = "hemmelig"\nsecret_key="hemmelig"\n')
    (instance / "pages").mkdir(exist_ok=True)
    (instance / "pages" / "privatliv.da.md").write_text("# Persondata\n")
    copy = back_up(working, places[0])
    other = elsewhere(tmp_path, monkeypatch)
    assert opens(other, copy, tmp_path)
    beside = Path(other.instance_path, "restored")
    assert (beside / "config.toml").read_text() == 'name = "Bekymret"\n'
    assert (beside / "pages" / "privatliv.da.md").read_text() == "# Persondata\n"
    assert not Path(other.instance_path, "config.toml").exists()


def packed(copy: Path, keys: Path, folder: Path, **changes: bytes) -> Path:
    """The copy with other files in it, sealed anew for whoever has the week's key: nobody signs a copy."""
    (sealed,) = keys.glob("*.key.age")
    week = Identity.parse(unseal(sealed.read_bytes(), ROOT_IDENTITY).decode().strip())
    files = open_copy(copy, week, Keys(()), None) | changes
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    folder.mkdir()
    bent = folder / copy.name
    bent.write_bytes(seal(out.getvalue(), [week.recipient]))
    return bent


def test_what_was_purged_since_a_day_comes_back_where_somebody_asks_for_it(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path
) -> None:
    stays, before, since = (add(working, staff) for _ in range(3))
    copy = back_up(working, places[0])
    working.extensions["purging"].purge_cases((before, since))
    log = Path(working.instance_path, "purged.log")
    log.write_text(f"{before} 2026-11-20\n{since} 2026-11-25\n")
    arguments = ["restore", copy, "--key", key_file(tmp_path, ROOT_IDENTITY), "--at-least", "2", "--replace"]
    assert "is no day" in run(working, *arguments, "--but-not-purged-since", "yesterday").output
    done = run(working, *arguments, "--but-not-purged-since", "2026-11-21")
    assert done.exit_code == 0, done.output
    assert {row[0].hex() for row in sql(working, "SELECT id FROM cases")} == {stays, since}
    assert log.read_text() == f"{before} 2026-11-20\n"  # so that the next copy that comes back still has it
    assert run(working, *arguments).exit_code == 0
    assert {row[0].hex() for row in sql(working, "SELECT id FROM cases")} == {stays, since}


def test_a_bent_list_of_what_was_purged_is_read_as_far_as_it_is_one_of_ours(
    working: Flask, staff: list[Advisor], places: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, gone = add(working, staff), add(working, staff)
    log = b"\xff\xfe\n../x 2026-11-20\n" + f"{gone} 2026-11-20\n{stays} soon\n".encode()
    bent = packed(back_up(working, places[0]), places[1], tmp_path / "bent", **{"purged.log": log})
    other = elsewhere(tmp_path, monkeypatch)
    assert opens(other, bent, tmp_path)
    assert {row[0].hex() for row in sql(other, "SELECT id FROM cases")} == {stays}
    assert Path(other.instance_path, "purged.log").read_text() == f"{gone} 2026-11-20\n"


@pytest.mark.parametrize(
    "foreign",
    [
        b"{}",
        b"\xff",
        b'{"list": "bekymret recipients v1\\nn 3\\n", "signature": "AAAA", "published": "2026-11-20"}',
        None,
    ],
)
def test_lists_that_the_portals_key_has_not_signed_are_refused_before_anything_is_written(
    foreign: bytes | None,
    working: Flask,
    staff: list[Advisor],
    places: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(working, staff)
    copy = back_up(working, places[0])
    newest = Path(working.instance_path, "lists", "2.json").read_bytes()  # a true one, under another number
    bent = packed(copy, places[1], tmp_path / "bent", **{"lists/3.json": foreign or newest})
    other = elsewhere(tmp_path, monkeypatch)
    root = key_file(tmp_path, ROOT_IDENTITY)
    done = run(other, "restore", bent, "--key", root, "--at-least", "1", "--replace")
    assert (done.exit_code, "Nothing was restored" in done.output) == (1, True)
    assert sql(other, "SELECT count(*) FROM cases") == [(0,)]
    assert not Path(other.instance_path, "lists", "3.json").exists()
    assert not list(Path(other.instance_path).glob("*.replaced.*"))
