"""An installation that moves to a PostgreSQL server and back, with its copies and its nights."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import INSTANCE, create_app
from crypto import Identity
from reporting import current
from reporting.settings import CannotStart
from reporting.store import Cases, Engine, Retention
from tests.support.cast import Advisor, any_envelope, enrol, new_case, read_case
from tests.support.postgres import Server

ROOT_IDENTITY = Identity(bytes(range(32)))
UNLIMITED = {"RATELIMIT_ENABLED": False}


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


@pytest.fixture
def served(instance: Path, postgres: Server) -> Iterator[Flask]:
    """A portal whose database is a server's."""
    app = create_app(UNLIMITED | {"DATABASE": postgres.new_database()})
    yield app
    app.extensions["engine"].close()


def add(app: Flask, advisor: Advisor) -> str:
    case = new_case([advisor.identity.recipient])
    app.extensions["cases"].add_case(case, "2026-11-22")
    return case.case


def database(app: Flask) -> str:
    return str(app.config["DATABASE"])


def test_an_installation_moves_to_a_server_and_everything_opens_there(
    app: Flask, advisor: Advisor, postgres: Server
) -> None:
    case, place = add(app, advisor), postgres.new_database()
    file = Path(app.instance_path) / "bekymret.db"
    done = run(app, "store", "copy", file, place)
    assert done.exit_code == 0, done.output
    assert re.search(r"^envelopes +1 rows  [0-9a-f]{16}$", done.output, re.MULTILINE)
    assert "All rows are the same" in done.output
    moved = create_app(UNLIMITED | {"DATABASE": place})
    assert read_case(moved, case, advisor).is_sound
    assert moved.test_client().get("/health").status_code == 200
    later = add(moved, advisor)
    moved.extensions["engine"].close()
    back = Path(app.instance_path) / "back.db"
    assert run(app, "store", "copy", place, back).exit_code == 0
    engine = Engine(back)
    assert {each.id for each in Cases(engine).list_states()} == {case, later}
    engine.close()


def test_a_copy_that_can_not_be_made_says_why(app: Flask, advisor: Advisor, postgres: Server) -> None:
    add(app, advisor)
    file, place = Path(app.instance_path) / "bekymret.db", postgres.new_database()
    foreign = Engine(place)
    foreign.write(lambda transaction: transaction.write("INSERT INTO closed_links (slug) VALUES ('vest')"))
    foreign.close()
    for given, expected in (
        ((file, file), "are the same"),
        ((file.with_name("none.db"), place), "There is no file"),
        ((file, place), "no copy that was begun"),
        ((file, "postgresql://portal:hemmelig@127.0.0.1:1/none"), "TO can't be used: can't be reached"),
    ):
        done = run(app, "store", "copy", *given)
        assert done.exit_code == 1
        assert expected in done.output
        assert "hemmelig" not in done.output


def test_a_server_that_will_not_do_is_a_sentence(instance: Path, postgres: Server) -> None:
    place = postgres.new_database()
    with pytest.raises(CannotStart, match=r"`database` .*allowed: an empty text, or an address"):
        create_app({"DATABASE": "mysql://x"})
    postgres.ask(f"ALTER DATABASE {place.rpartition('/')[2]} SET synchronous_commit = off")
    with pytest.raises(CannotStart, match="a report could be lost"):
        create_app({"DATABASE": place})
    with pytest.raises(CannotStart, match="that `database` names can't be used: can't be reached") as caught:
        create_app({"DATABASE": "postgresql://portal:hemmelig@127.0.0.1:1/none"})
    assert "hemmelig" not in caught.value.format_message()


@pytest.mark.parametrize("to_a_server", [True, False])
def test_a_copy_of_a_servers_database_is_restored_to_either_engine(
    to_a_server: bool, served: Flask, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(served.config, "BACKUP_ROOT", str(ROOT_IDENTITY.recipient))
    monkeypatch.setitem(served.config, "BACKUP_KEYS", str(tmp_path / "keys"))
    advisor = enrol(served, "Rådgiver 1")
    case = add(served, advisor)
    done = run(served, "backup", tmp_path / "copies")
    assert done.exit_code == 0, done.output
    (copy,) = (tmp_path / "copies").glob("*.age")
    key, (week,) = tmp_path / "root.txt", (tmp_path / "keys").glob("*.age")
    key.write_text(f"{ROOT_IDENTITY}\n")
    monkeypatch.setenv(INSTANCE, str(tmp_path / "another"))
    target = {"DATABASE": postgres.new_database()} if to_a_server else {}
    other = create_app(UNLIMITED | target)
    arguments = ["restore", copy, "--key", key, "--week-key", week, "--at-least", "1"]
    done = run(other, *arguments)
    assert done.exit_code == 0, done.output
    assert "1 cases" in done.output
    if to_a_server:
        assert "Name an empty one" in run(other, *arguments).output  # it holds something now
    other.extensions["engine"].close()
    again = create_app(UNLIMITED | target)
    assert read_case(again, case, advisor).is_sound
    again.extensions["engine"].close()


def test_the_nights_purge_on_a_server_leaves_nothing_pending_and_check_says_what_is_risky(
    served: Flask, postgres: Server
) -> None:
    advisor = enrol(served, "Rådgiver 1")
    gone, stays = add(served, advisor), add(served, advisor)
    with served.app_context():
        yesterday = (current.today() - timedelta(days=1)).isoformat()
    served.extensions["casefiles"].write_next(gone, 1, any_envelope(b"file"), Retention(yesterday))
    done = run(served, "purge")
    assert (done.exit_code, done.output) == (0, "1 cases deleted, and 0 messages of closed ones.\n")
    assert [each.id for each in served.extensions["cases"].list_states()] == [stays]
    postgres.set("wal_recycle", "on")
    try:
        assert "keeps what is purged in its log" in run(served, "check").output
    finally:
        postgres.set("wal_recycle", "off")
    assert "keeps what is purged in its log" not in run(served, "check").output
