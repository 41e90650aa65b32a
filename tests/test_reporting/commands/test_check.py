"""Everything that is wrong with an installation, said in sentences; and nothing where nothing is."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from crypto import Identity
from reporting import current
from reporting.commands import check, page_hashes
from reporting.commands.page_hashes import hash_pages
from tests.support.cast import Advisor, sql
from tests.support.postbox import Postbox, open_postbox
from tests.support.signed import publish as sign_anew

GOOD = {
    "RATELIMIT_ENABLED": False,
    "OPERATOR": "Eksempelboligerne",
    "PHONE": "00 00 00 00",
    "URL": "https://bekymret.example",
    "HOSTS": ["bekymret.example", "localhost"],
    "MAIL_SECURITY": "none",
    "MAIL_USER": "indbakke",
    "MAIL_PASSWORD": "HEMMELIGT-4711",
    "MAIL_FROM": "a@b.example",
    "MAIL_TO": ["c@b.example"],
    "BACKUP_ROOT": str(Identity(bytes(range(32))).recipient),
}
PAGES = "pages are not served as they were signed"
WEEK_KEY = "2026-W48-2-0123abcd-0123456789abcdef.key.age"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


@pytest.fixture
def good(app: Flask, advisor: Advisor, postbox: Postbox) -> Flask:
    """An installation of which nothing is wrong: signed, purged and backed up yesterday, for its owner's eyes only."""
    instance = Path(app.instance_path)
    (instance / "pages").mkdir(exist_ok=True)
    for name in ("persondata", "tilgaengelighed"):
        (instance / f"pages/{name}.md").write_text("# Om os\n")
    with app.app_context():
        (instance / "purged.last").write_text((current.today() - timedelta(days=1)).isoformat())
        (instance / "backup.last").write_text((current.today() - timedelta(days=1)).isoformat())
    second = instance.parent / "keys"
    for folder in (instance / "backup", second):
        folder.mkdir()
        (folder / WEEK_KEY).write_text("x")
    mail = {"MAIL_SERVER": f"127.0.0.1:{postbox.port}"}
    here = create_app(GOOD | mail | {"URL": app.config["URL"], "BACKUP_KEYS": str(second)})
    here.config["URL"] = "https://bekymret.example"
    _sign(here)
    for path in [instance, *instance.glob("*"), *instance.glob("backup/*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return here


def said(app: Flask) -> list[str]:
    app.extensions.pop("pages", None)  # what the operator writes is looked at once a second
    result = app.test_cli_runner().invoke(args=["check"])
    lines = result.output.splitlines()
    assert result.exit_code == (lines != ["Nothing is wrong."])
    return lines


def test_of_a_good_installation_nothing_is_said(good: Flask) -> None:
    assert said(good) == ["Nothing is wrong."]


def test_a_log_in_to_the_mail_server_is_tried_and_nothing_is_sent(good: Flask, postbox: Postbox) -> None:
    postbox.login = "535 5.7.139 basic authentication is disabled"
    (sentence,) = said(good)
    assert sentence.startswith("Mails can't be handed in: Microsoft 365 refuses this mailbox a log-in by password")
    assert "HEMMELIGT" not in sentence
    assert postbox.mails == []


def _file(app: Flask, name: str) -> Path:
    return Path(app.instance_path) / name


def _no_list(app: Flask) -> None:
    """Another recipient in the row of somebody who is on the signed list."""
    sql(app, "UPDATE advisors SET recipient = ?", str(Identity.generate().recipient))
    app.extensions["roster"]._active = (-1.0, [])
    app.extensions["authority"]._answered = None


def _sign(app: Flask) -> None:
    """A list, with what is served as it is by now."""
    with app.app_context():
        sign_anew(Path(app.instance_path), app.extensions["roster"], pages=hash_pages)
        app.extensions["authority"]._answered = None


def _one_page_less(app: Flask) -> None:
    """A list whose signed hashes lack one path."""
    with app.app_context():
        signed = hash_pages(3).splitlines(keepends=True)[2:-1]
        head = "bekymret pages v1\nn {}\n"
        sign_anew(Path(app.instance_path), app.extensions["roster"], pages=lambda n: "".join([head.format(n), *signed]))
        app.extensions["authority"]._answered = None


def _no_operator(app: Flask) -> None:
    app.config["OPERATOR"] = ""
    _sign(app)  # or it would be told that the start page changed, too


FAULTS: dict[str, tuple[Callable[[Flask], object], str]] = {
    "no https": (lambda app: app.config.update(URL="http://bekymret.example"), "does not begin with https"),
    "another host": (lambda app: app.config.update(HOSTS=["localhost"]), "`hosts` does not name bekymret.example"),
    "no operator": (_no_operator, "`operator` is not set"),
    "open folder": (lambda app: Path(app.instance_path).chmod(0o755), "can be read by others"),
    "open database": (lambda app: (Path(app.instance_path) / "bekymret.db").chmod(0o644), "bekymret.db can be read"),
    "no purge": (lambda app: (Path(app.instance_path) / "purged.last").unlink(), "`flask purge` has never run"),
    "late purge": (lambda app: (Path(app.instance_path) / "purged.last").write_text("2026-01-01"), "ran last on"),
    "clock": (lambda app: (Path(app.instance_path) / "purged.last").write_text("2099-01-01"), "look at the clock"),
    "no backup": (lambda app: _file(app, "backup.last").unlink(), "There is no backup"),
    "old backup": (lambda app: _file(app, "backup.last").write_text("2026-01-01"), "The last copy is of"),
    "backup to come": (lambda app: _file(app, "backup.last").write_text("2099-01-01"), "look at the clock"),
    "no second folder": (lambda app: app.config.update(BACKUP_KEYS=""), "`backup_keys` is not set"),
    "nothing in a drawer": (lambda app: app.config.update(BACKUP_ROOT=""), "`backup_root` is not set"),
    "a key in one folder only": (lambda app: _file(app, f"../keys/{WEEK_KEY}").unlink(), "lacks a key"),
    "no mail": (lambda app: app.config.update(MAIL_TO=[]), "nobody is told"),
    "no list": (_no_list, "The form is closed"),
    "a page that was changed": (lambda app: _file(app, "pages/persondata.md").write_text("# Skriv hertil\n"), PAGES),
    "a setting that was changed": (lambda app: app.config.update(RETENTION_MONTHS=60), PAGES),
    "a path that nobody signed": (_one_page_less, "1 pages are not served as they were signed"),
    "a page that was added": (lambda app: _file(app, "pages/ny.md").write_text("# Ny\n"), PAGES),
}


def test_the_portal_says_once_in_its_log_that_it_serves_something_else_than_was_signed(
    good: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(page_hashes, "SOON", 0.0)
    monkeypatch.setattr(page_hashes, "PAUSE", 0.0)

    def look() -> list[str]:
        caplog.clear()
        page_hashes.watch_own_pages(good)
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join(60)
        return [record.message for record in caplog.records if "served" in record.message]

    assert look() == []
    _file(good, "pages/persondata.md").write_text("# Skriv hertil\n")
    good.extensions.pop("pages", None)
    assert look() == []  # this process has the lock still, as another one of the machine would
    monkeypatch.setattr(page_hashes, "LOCK", "pages.lock.2")
    (line,) = look()
    assert "not served as they were signed" in line


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_and_nothing_else(fault: str, good: Flask) -> None:
    plant, sentence = FAULTS[fault]
    plant(good)
    (line,) = said(good)
    assert sentence in line


def test_a_full_disk_is_named(good: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LEAST_FREE", 10**18)
    (line,) = said(good)
    assert "are free beside the database" in line


def test_a_list_that_ends_soon_is_named(good: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LIST_DAYS", 500)
    (line,) = said(good)
    assert "draft, sign and publish" in line
