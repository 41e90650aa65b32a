"""What is shipped for the operating system, tried by the system's own tools."""

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.portal import Portal

UNITS = sorted(path.name for path in (ROOT / "deploy").glob("bekymret*.*"))
SAFE_ENOUGH = 2.5
"""Of 10, which is without any protection; `systemd-analyze security` calls that "OK"."""


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, with programs and a user that are here."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (ROOT / "deploy" / name).read_text("utf-8")
        text = re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        text = text.replace("WorkingDirectory=/srv/bekymret", "WorkingDirectory=/")
        text = text.replace("User=bekymret", "User=daemon")
        (folder / name).write_text(text, "utf-8")
    return folder


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_a_unit(name: str, units: Path) -> None:
    unit = units / name.replace("@.", "@eksempelboligerne.")
    if unit.name != name:
        unit.write_text((units / name).read_text("utf-8"), "utf-8")
    done = analyze("verify", "--man=no", str(unit))
    ours = [line for line in done.stderr.splitlines() if "bekymret" in line]
    assert (ours, done.returncode) == ([], 0), done.stderr


def test_a_word_that_systemd_does_not_know_is_seen(tmp_path: Path) -> None:
    unit = tmp_path / "bekymret-wrong.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nProtectEverything=yes\n")
    assert "ProtectEverything" in analyze("verify", "--man=no", str(unit)).stderr


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_a_service_is_held_tight(name: str, units: Path) -> None:
    done = analyze("security", "--offline=true", f"--threshold={int(SAFE_ENOUGH * 10)}", str(units / name))
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("name", [name for name in UNITS if re.fullmatch(r"bekymret-(purge|backup)@?\.service", name)])
def test_purge_and_backup_have_no_network_unless_the_database_is_a_server(
    name: str, units: Path, tmp_path: Path
) -> None:
    unit = Path(shutil.copy(units / name, tmp_path))
    assert "✓ PrivateNetwork=" in analyze("security", "--offline=true", str(unit)).stdout
    Path(f"{unit}.d").mkdir()
    shutil.copy(ROOT / "deploy/database-server.conf", f"{unit}.d/server.conf")
    done = analyze("security", "--offline=true", f"--threshold={int(SAFE_ENOUGH * 10)}", str(unit))
    assert "✗ PrivateNetwork=" in done.stdout
    assert done.returncode == 0
    assert "server.conf" not in done.stderr


def test_a_portal_is_started_again_for_as_long_as_its_database_is_away() -> None:
    for name in ("bekymret.service", "bekymret@.service"):
        text = (ROOT / "deploy" / name).read_text("utf-8")
        assert re.search(r"^\[Unit\][^\[]*^StartLimitIntervalSec=0$", text, re.MULTILINE)
        assert re.search(r"^\[Service\][^\[]*^Restart=on-failure$", text, re.MULTILINE)


def test_tor_takes_the_onion_services_configuration(tmp_path: Path) -> None:
    text = (ROOT / "deploy/torrc").read_text("utf-8").replace("/var/lib/tor/bekymret/", f"{tmp_path}/onion/")
    (tmp_path / "torrc").write_text(text + f"\nDataDirectory {tmp_path}/data\n")
    command = ["tor", "--verify-config", "-f", str(tmp_path / "torrc"), "--defaults-torrc", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:]
    assert "Configuration was valid" in done.stdout


def test_many_administrators_have_portals_side_by_side_and_none_sees_anothers(tmp_path: Path) -> None:
    portals = [Portal(tmp_path / f"administrator-{number}") for number in range(20)]
    for portal in portals:
        portal.begin()
    for portal in portals:
        portal.wait_until_there()
    try:
        portals[0].enrol("Rådgiver 1")
        with urllib.request.urlopen(f"{portals[0].url}/health", timeout=10) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        for portal in portals[1:3]:  # whose lists nobody has signed
            with pytest.raises(urllib.error.HTTPError, match="503"):
                urllib.request.urlopen(f"{portal.url}/health", timeout=10)  # noqa: S310 - our own server
        assert all((portal.instance / "bekymret.db").exists() for portal in portals)
        assert len({(portal.instance / "secret_key").read_bytes() for portal in portals}) == len(portals)
    finally:
        for portal in portals:
            portal.kill()
