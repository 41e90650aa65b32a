import stat
import tomllib
from pathlib import Path

import pytest

from app import create_app


def test_the_secret_is_made_on_the_first_run_and_kept(instance: Path) -> None:
    first = create_app().config["SECRET_KEY"]
    file = instance / "secret_key"
    assert len(first) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.stat().st_mode) == 0o700
    assert create_app().config["SECRET_KEY"] == first == file.read_bytes()
    assert sorted(each.name for each in instance.iterdir() if "secret" in each.name) == ["secret_key"]


def test_the_configuration_file_is_read_and_the_environment_wins(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.mkdir()
    (instance / "config.toml").write_text('phone = "12 34"\nmax_advisors = 3\n[hours]\nda = "9-15"\n', "utf-8")
    config = create_app().config
    assert (config["PHONE"], config["MAX_ADVISORS"], config["HOURS"]) == ("12 34", 3, {"da": "9-15"})
    monkeypatch.setenv("BEKYMRET_MAX_ADVISORS", "2")
    monkeypatch.setenv("BEKYMRET_RATELIMIT_ENABLED", "false")
    config = create_app().config
    assert (config["MAX_ADVISORS"], config["RATELIMIT_ENABLED"]) == (2, False)


def test_a_broken_configuration_stops_the_start(instance: Path) -> None:
    instance.mkdir()
    (instance / "config.toml").write_text("phone = ", "utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        create_app()
