"""The ceremony: whom is sealed to is drafted here, signed elsewhere, published here."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from crypto import (
    Identity,
    Recipient,
    is_signed,
    open_list,
    portal_fingerprint,
    signature_bytes,
    to_text,
    verifying_key,
)
from reporting.commands.demo_key import DEMO_KEY
from reporting.commands.page_hashes import without_block
from reporting.store import Roster
from tests.support import ROOT
from tests.support import signed as support
from tests.support.cast import Advisor, sql
from tests.support.signed import KEY, KEY_TEXT, SEED

NAMES = ("Rådgiver 1", "Rådgiver 2")


@pytest.fixture
def waiting(app: Flask) -> list[Identity]:
    """Two who have enrolled and wait for a list."""
    identities = [Identity.generate() for _ in NAMES]
    for name, identity in zip(NAMES, identities, strict=True):
        support.enrol(app.extensions["roster"], name, identity)
    return identities


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text(f"bekymret portal key {to_text(SEED)}\n")
    return file


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["portal", *arguments], input=typed)


def roster(app: Flask) -> Roster:
    found: Roster = app.extensions["roster"]
    return found


def is_open(app: Flask) -> bool:
    return run(app, "check").exit_code == 0 and "data-report" in app.test_client().get("/report").text


def sign_elsewhere(key_file: Path, instance: Path) -> str:
    """As on a machine that has nothing but the key, the tool, and what was brought to it."""
    tool = shutil.copy(ROOT / "tools/portal_key.py", key_file.parent)
    draft = instance / "draft"
    read_out = [json.loads(line)["recipient"] for line in (draft / "advisors.txt").read_text().splitlines()]
    typed = [Recipient.parse(each).fingerprint[:19] for each in read_out] + ["yes"]
    command = [sys.executable, "-I", tool, "sign", str(key_file), str(draft)]
    done = subprocess.run(command, cwd="/", input="\n".join(typed) + "\n", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_list_is_drafted_signed_elsewhere_and_published(
    app: Flask, instance: Path, waiting: list[Identity], key_file: Path
) -> None:
    assert not is_open(app)
    drafted = run(app, "draft")
    assert drafted.exit_code == 0, drafted.output
    for identity in waiting:
        assert identity.recipient.fingerprint in drafted.output
    assert run(app, "publish").exit_code == 1  # not signed yet
    assert [each.status for each in roster(app).list_advisors()] == ["waiting", "waiting"]
    shown = sign_elsewhere(key_file, instance)
    assert "bekymret recipients v1" in shown
    published = run(app, "publish")
    assert published.exit_code == 0, published.output
    assert [each.status for each in roster(app).list_advisors()] == ["active", "active"]
    assert is_open(app)
    assert run(app, "publish").exit_code == 0  # once more, if it was broken off
    assert to_text(SEED) not in "".join(
        file.read_text() for file in instance.rglob("*") if file.suffix in (".json", ".txt")
    )


def test_a_list_by_another_key_is_never_published(
    app: Flask, instance: Path, waiting: list[Identity], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_text(to_text(bytes(32)))
    run(app, "draft")
    assert "another key" in run(app, "sign", "--key", str(other)).output
    sign_elsewhere(other, instance)
    refused = run(app, "publish")
    assert refused.exit_code == 1
    assert "not signed by this key" in refused.output
    assert not is_open(app)


def test_whoever_changes_an_advisor_between_draft_and_publishing_changes_nothing(
    app: Flask, waiting: list[Identity], key_file: Path
) -> None:
    run(app, "draft")
    run(app, "sign", "--key", str(key_file))
    thief = Identity.generate().recipient
    sql(app, f"UPDATE advisors SET recipient = '{thief}' WHERE name = 'Rådgiver 1'")
    refused = run(app, "publish")
    assert refused.exit_code == 1
    assert "draft anew" in refused.output
    assert [each.status for each in roster(app).list_advisors()] == ["waiting", "waiting"]


def confirm(app: Flask, key_file: Path, *more: str, groups: list[str]) -> Result:
    arguments = ["confirm", "--key-on-this-machine", "--key", str(key_file), *more]
    return run(app, *arguments, typed="".join(f"{each}\n" for each in groups))


def groups_of(app: Flask, without: str = "") -> list[str]:
    rows = sorted(roster(app).list_advisors(), key=lambda each: each.id)
    listed = [each for each in rows if each.status in ("waiting", "active") and each.name != without]
    return [Recipient.parse(each.recipient or "").fingerprint[:19] for each in listed]


def test_confirming_asks_for_what_stands_on_each_sheet_and_says_what_it_costs(
    app: Flask, waiting: list[Identity], key_file: Path
) -> None:
    careless = run(app, "confirm", "--key", str(key_file))
    assert careless.exit_code == 1
    assert "Whoever takes this machine over" in careless.output
    wrong = confirm(app, key_file, groups=["XXXX", "XXXX"])
    assert wrong.exit_code == 1
    assert "Nothing was signed" in wrong.output
    assert not is_open(app)
    right = confirm(app, key_file, groups=[each.lower().replace("-", " – ") for each in groups_of(app)])
    assert right.exit_code == 0, right.output
    assert is_open(app)
    for identity in waiting:
        # With its hyphen: what was typed is on the screen, too.
        assert identity.recipient.fingerprint[-5:] not in right.output.partition("List 1")[0]


def test_an_advisor_leaves_by_the_list_and_takes_access_and_open_doors_along(
    app: Flask, waiting: list[Identity], key_file: Path
) -> None:
    confirm(app, key_file, groups=groups_of(app))
    left = confirm(app, key_file, "--without", "rådgiver 2", "--dismissed", groups=groups_of(app, "Rådgiver 2"))
    assert left.exit_code == 0, left.output
    assert {each.name: each.status for each in roster(app).list_advisors()} == {
        "Rådgiver 1": "active",
        "Rådgiver 2": "retired",
    }
    assert sql(app, "SELECT count(*) FROM slots") == [(1,)]
    lists = app.extensions["authority"].lists()
    assert [said.accept for said, _ in lists.values()] == [1, 2]
    assert run(app, "draft", "--without", "Nobody").exit_code == 1


def test_more_advisors_than_the_configuration_allows_are_not_put_on_a_list(app: Flask, waiting: list[Identity]) -> None:
    roster(app).max_advisors = 1
    refused = run(app, "draft")
    assert refused.exit_code == 1
    assert "say who leaves" in refused.output


def test_the_public_key_goes_into_the_configuration_and_a_second_one_does_not(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEKYMRET_PORTAL_KEY")
    instance.mkdir()
    (instance / "config.toml").write_text('name = "Bekymret"\n\n[hours]\nda = "9-15"\n')
    assert run(create_app(), "init", "x").exit_code == 1
    done = run(create_app(), "init", KEY_TEXT)
    assert done.exit_code == 0, done.output
    assert portal_fingerprint(KEY) in done.output
    config = tomllib.loads((instance / "config.toml").read_text())
    assert (config["portal_key"], config["hours"]) == (KEY_TEXT, {"da": "9-15"})
    assert run(create_app(), "init", KEY_TEXT).exit_code == 0
    assert run(create_app(), "init", to_text(verifying_key(bytes(32)))).exit_code == 1


def test_a_new_installation_is_led_through_and_an_old_one_is_left_alone(
    app: Flask, instance: Path, monkeypatch: pytest.MonkeyPatch, advisor: Advisor
) -> None:
    assert run(app, "begin").output == ""
    monkeypatch.delenv("BEKYMRET_PORTAL_KEY")
    monkeypatch.setenv("BEKYMRET_INSTANCE", str(instance / "new"))
    told = run(create_app(), "begin")
    assert told.exit_code == 0
    assert "python tools/portal_key.py new" in told.output
    assert "enrol#" not in told.output
    monkeypatch.setenv("BEKYMRET_PORTAL_KEY", KEY_TEXT)
    links = re.findall(r"http://localhost:8000/enrol#[\w-]{43}&p=[0-9A-Z-]{29}", run(create_app(), "begin").output)
    assert len(links) == 2


def test_pages_and_scripts_are_signed_with_the_list_but_for_what_changes_by_the_day(
    app: Flask, waiting: list[Identity], key_file: Path
) -> None:
    confirm(app, key_file, groups=groups_of(app))
    client = app.test_client()
    told = client.get("/pages.json").get_json()
    assert is_signed(KEY, signature_bytes(told["signature"]), told["pages"].encode())
    lines = told["pages"].splitlines()
    assert lines[:2] == ["bekymret pages v1", "n 1"]
    signed = dict(reversed(line.split(" ", 1)) for line in lines[2:])
    for path in (
        "/?lang=da",
        "/report?lang=ar",
        "/report/staff?lang=da",
        "/return?lang=en",
        "/inbox?lang=da",
        "/static/worker.js",
    ):
        assert signed[path] == hashlib.sha256(without_block(client.get(path).data)).hexdigest(), path
    page = client.get("/report").data
    assert b'"today"' in page
    assert b'"today"' not in without_block(page)


def test_the_list_in_use_is_told_to_whoever_asks(app: Flask, advisors: list[Advisor]) -> None:
    told = app.test_client().get("/recipients.json").get_json()
    assert open_list(told["list"], told["signature"], KEY).n == 2
    assert len(told["texts"]) == 2
    roster(app).retire("Rådgiver 1")
    assert app.test_client().get("/recipients.json").status_code == 503


def test_no_installation_but_a_demo_has_its_portal_key_beside_it(app: Flask, instance: Path) -> None:
    assert not (instance / DEMO_KEY).exists()
