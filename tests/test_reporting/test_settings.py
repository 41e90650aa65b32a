"""Better no portal than one with half its settings: whatever is wrong stops the start, with a sentence that helps."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from reporting.settings import SETTINGS, CannotStart
from reporting.settings.table import Setting
from tests.support import ROOT
from tests.support.portal import Portal, free_port


def write_config(instance: Path, text: str) -> None:
    instance.mkdir(exist_ok=True)
    (instance / "config.toml").write_text(text, "utf-8")


def test_the_secret_is_made_on_the_first_run_and_kept(instance: Path) -> None:
    first = create_app().config["SECRET_KEY"]
    file = instance / "secret_key"
    assert len(first) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert create_app().config["SECRET_KEY"] == first == file.read_bytes()
    assert sorted(each.name for each in instance.iterdir() if "secret" in each.name) == ["secret_key"]


def test_a_secret_given_as_text_works_at_the_advisors_door(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEKYMRET_SECRET_KEY", "en tilfældig tekst på mindst 32 byte")
    assert create_app().test_client().post("/unlock/challenge", json={"name": "Fremmed"}).status_code == 200
    assert not (instance / "secret_key").exists()


def test_the_configuration_file_is_read_and_the_environment_wins(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_config(instance, 'phone = "12 34"\nmax_advisors = 3\n[hours]\nda = "9-15"\n')
    config = create_app().config
    assert (config["PHONE"], config["MAX_ADVISORS"], config["HOURS"]) == ("12 34", 3, {"da": "9-15"})
    monkeypatch.setenv("BEKYMRET_MAX_ADVISORS", "2")
    monkeypatch.setenv("BEKYMRET_RATELIMIT_ENABLED", "false")
    monkeypatch.setenv("BEKYMRET_PHONE", "12345678")  # a text, although it would be a number in JSON
    monkeypatch.setenv("BEKYMRET_HOSTS", '["bekymret.example"]')
    config = create_app().config
    assert (config["MAX_ADVISORS"], config["RATELIMIT_ENABLED"], config["PHONE"]) == (2, False, "12345678")
    assert config["TRUSTED_HOSTS"] == ["bekymret.example"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("max_advisers = 2", "`max_advisers` in config.toml is not a setting. Did you mean `max_advisors`?"),
        ("anything = 2", "`anything` in config.toml is not a setting."),
        ('workers = "two"', "`workers` in config.toml is 'two'; allowed: a whole number from 1 to 64."),
        ('max_advisors = "2"', "`max_advisors` in config.toml is '2'; allowed: a whole number from 1 to 20."),
        ("max_advisors = 0", "`max_advisors` in config.toml is 0; allowed: a whole number from 1 to 20."),
        ("max_advisors = true", "`max_advisors` in config.toml is True"),
        ('proxies = "1"', "`proxies` in config.toml is '1'; allowed: a whole number from 0 to 10."),
        ("proxies = -1", "`proxies` in config.toml is -1"),
        ("proxies = 1.5", "`proxies` in config.toml is 1.5"),
        ("port = 70000", "`port` in config.toml is 70000"),
        ("hosts = []", "`hosts` in config.toml is []; allowed: a list, with at least one entry"),
        ('hosts = "bekymret.example"', "`hosts` in config.toml is 'bekymret.example'"),
        ("phone = 12345678", "`phone` in config.toml is 12345678; allowed: a phone number"),
        ('organisations = "x"', "`organisations` in config.toml; allowed: a list, each a table with `slug`"),
        ('organisations = [{ slug = "a b/c", name = "X" }]', "lower-case letters, digits and hyphens"),
        ('organisations = [{ slug = "a" }]', "`organisations` in config.toml, at `name`; allowed: "),
        ('organisations = [{ slug = "a", name = "X" }, { slug = "a", name = "Y" }]', "every slug once"),
        ('languages = "da"', "`languages` in config.toml is 'da'"),
        ("languages = []", "`languages` in config.toml is []"),
        ('languages = ["xx"]', "allowed: a list, with at least one entry, each one of da, en"),
        ('languages = ["da", "da"]', "`languages` in config.toml is"),
        ('timezone = "Mars/Olympus"', "the name of a time zone"),
        ("timezone = 1", "the name of a time zone"),
        ('address = "localhost"', "an IP address of this machine"),
        ('exit_url = "javascript:alert(1)"', "an address that begins with https://"),
        ('onion = "http://example.com"', ".onion"),
        ('ratelimit_enabled = "false"', "true or false"),
        ('ratelimit_storage_uri = "memcached://x"', "`memory://`, or a shared `redis://…`"),
        ('numbers = [{ id = "police", number = "114" }]', "`emergency` among them"),
        ('numbers = [{ id = "emergency", number = "112" }, { id = "own", number = "1" }]', "a label for every id"),
        ("hours = { da = 9 }", "a table from language codes to texts"),
        ('hours = { klingon = "9" }', "a table from language codes to texts"),
        ('hours = "9-15"', "a table from language codes to texts"),
        ('name = ""', "a text of 1 to 80 characters"),
        ("phone = ", "can't be read as TOML"),
    ],
)
def test_what_is_wrong_stops_the_start_and_says_what_is_allowed(line: str, sentence: str, instance: Path) -> None:
    write_config(instance, line)
    with pytest.raises(CannotStart) as caught:
        create_app()
    assert sentence in caught.value.format_message()


@pytest.mark.parametrize(
    "text",
    [
        '[hours]\nda = "9"\nsecret_key = "meget-hemmelig"',
        '[[organisations]]\nslug = "a"\nname = "A"\nsecret_key = "meget-hemmelig"',
        'ratelimit_storage_uri = "valkey://:meget-hemmelig@10.0.0.5/0"',
        'ratelimit_storage_uri = "redis://:meget-hemmelig@localhost:notaport/0"',
        'ratelimit_storage_uri = "redis://:meget-hemmelig@localhost/abc"',
        'ratelimit_storage_uri = "redis://[::1"',
        'secret_key = "meget-hemmelig"',
        'secret_kee = "meget-hemmelig"',
    ],
)
def test_a_secret_that_stands_in_the_wrong_place_is_not_repeated(text: str, instance: Path) -> None:
    write_config(instance, text)
    with pytest.raises(CannotStart) as caught:
        create_app()
    assert "hemmelig" not in caught.value.format_message()


def test_the_key_that_slipped_into_a_table_is_named(instance: Path) -> None:
    write_config(instance, '[hours]\nda = "9"\nsecret_key = "meget-hemmelig"')
    with pytest.raises(CannotStart, match=r"`hours` in config\.toml, at `secret_key`; allowed: a table from language"):
        create_app()


@pytest.mark.parametrize("secret", ["short", "", b"x" * 31, 7])
def test_a_short_secret_stops_the_start_and_is_not_repeated(secret: Any, instance: Path) -> None:
    with pytest.raises(CannotStart) as caught:
        create_app({"SECRET_KEY": secret})
    assert caught.value.format_message() == "`secret_key` in create_app; allowed: a random text of at least 32 bytes."


def test_a_secret_file_that_was_cut_stops_the_start(instance: Path) -> None:
    instance.mkdir()
    (instance / "secret_key").write_bytes(b"x")
    with pytest.raises(CannotStart, match="shorter than 32 bytes"):
        create_app()


def test_an_unknown_word_in_the_environment_stops_the_start(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEKYMRET_TREADS", "4")
    with pytest.raises(CannotStart, match=r"`treads` in the environment is not a setting\. Did you mean `threads`"):
        create_app()


def start(instance: Path, **settings: object) -> str:
    """Start the portal as an operator does and return what it says when it can't."""
    environment = os.environ | {"BEKYMRET_INSTANCE": str(instance)}
    environment |= {f"BEKYMRET_{key}": str(value) for key, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


def test_whoever_starts_it_reads_a_sentence_and_no_traceback(instance: Path) -> None:
    write_config(instance, 'workers = "two"')
    assert start(instance) == "bekymret: `workers` in config.toml is 'two'; allowed: a whole number from 1 to 64.\n"


def test_a_command_says_the_same_sentence(instance: Path) -> None:
    write_config(instance, 'workers = "two"')
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "advisor", "list"],
        cwd=ROOT,
        env=os.environ | {"BEKYMRET_INSTANCE": str(instance)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: `workers` in config.toml is 'two'; allowed: a whole number from 1 to 64.\n"


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "first")
    portal.start()
    said = start(tmp_path / "second", PORT=portal.port)
    portal.stop()
    assert said == f"bekymret: 127.0.0.1, port {portal.port}, can't be listened on: Address already in use.\n"


def test_an_address_of_another_machine_is_a_sentence(tmp_path: Path) -> None:
    said = start(tmp_path, ADDRESS="192.0.2.1", PORT=free_port())
    assert re.fullmatch(r"bekymret: 192\.0\.2\.1, port \d+, can't be listened on: .+\n", said)


def test_an_instance_folder_that_can_not_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert "can't be used: " in start(tmp_path / "file")
    # Nobody, not even root, makes files or folders in here.
    assert (
        start(Path("/proc/new"))
        == "bekymret: The instance folder /proc/new can't be used: No such file or directory.\n"
    )
    assert "bekymret: The instance folder /proc can't be used: " in start(Path("/proc"))


def test_a_database_that_is_none_of_ours_is_a_sentence(instance: Path) -> None:
    instance.mkdir()
    (instance / "bekymret.db").mkdir()
    assert "can't be used: can't be opened.\n" in start(instance)


def as_shown(setting: Setting) -> str:
    """A default as the README writes it; the numbers to call are too many for a table."""
    if setting.default is None or setting.key == "numbers":
        return "made on the first run" if setting.default is None else "a built-in list"
    return f"`{json.dumps(setting.default, ensure_ascii=False)}`"


def test_the_readme_shows_every_setting_as_it_is() -> None:
    rows = [f"| `{each.key}` | {each.kind.allowed} | {as_shown(each)} | {each.sentence} |" for each in SETTINGS]
    shown = (ROOT / "instance/README.md").read_text("utf-8").split("\n")
    table = [line for line in shown if re.match(r"\| `[a-z_]+` \|", line)]
    assert table == rows


def test_the_example_in_the_readme_starts(instance: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "instance/README.md").read_text("utf-8"), re.DOTALL)
    write_config(instance, example)
    assert create_app().config["NAME"] == "Bekymret"


def test_every_default_is_allowed() -> None:
    assert [each.key for each in SETTINGS if each.default is not None and each.kind.check(each.default) is None] == []
