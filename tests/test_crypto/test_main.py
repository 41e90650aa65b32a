"""`python -m crypto seal`: a case for a portal whose list is believed, and for no other."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from crypto import Identity, Recipient, portal_fingerprint, seal, unseal
from crypto.__main__ import main
from tests.support import ROOT
from tests.support.cast import Advisor, read_case, sql
from tests.support.signed import KEY

CASE = {"organisation": "", "answers": {"where": "Eksempelvej 12", "deadline": "2026-12-01"}}
FINGERPRINT = portal_fingerprint(KEY)


@pytest.fixture
def recipients(app: Flask, advisors: list[Advisor]) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/recipients.json").get_json()
    return found


def run(folder: Path, told: object, *arguments: str, case: object = CASE, name: str = "case.json") -> Any:
    (folder / "recipients.json").write_text(json.dumps(told))
    file = folder / name
    file.write_text(case if isinstance(case, str) else json.dumps(case), "utf-8")
    given = arguments or ("--portal", FINGERPRINT)
    command = [sys.executable, "-m", "crypto", "seal", "--to", str(folder / "recipients.json"), *given, str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True)


def test_what_it_seals_is_taken_and_read_by_both_advisors(
    app: Flask, advisors: list[Advisor], recipients: dict[str, Any], tmp_path: Path
) -> None:
    done = run(tmp_path, recipients)
    assert (done.returncode, done.stderr) == (0, b"")
    token = app.extensions["intakes"].add("Advokat Eksempel", "2026-11-24")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "1", "Content-Type": "application/octet-stream"}
    assert app.test_client().post("/intake", data=done.stdout, headers=headers).status_code == 201
    ((case,),) = sql(app, "SELECT id FROM cases")
    for advisor in advisors:
        (report,) = read_case(app, case.hex(), advisor).items
        assert report.document
        assert report.document.body["answers"] == CASE["answers"]
        assert report.document.body["answerable"] is False


def test_without_a_fingerprint_it_does_nothing(recipients: dict[str, Any], tmp_path: Path) -> None:
    done = run(tmp_path, recipients, "--into", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--portal" in done.stderr


@pytest.mark.parametrize(
    "lie",
    [
        {"texts": []},
        {"signature": "A" * 86},
        {"key": "A" * 43},
        {"list": "bekymret recipients v1\n"},
        {"list": 7},
    ],
)
def test_a_list_that_can_not_be_believed_is_refused(
    lie: dict[str, Any], recipients: dict[str, Any], tmp_path: Path
) -> None:
    done = run(tmp_path, recipients | lie)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Nothing was sealed" in done.stderr


def test_another_portals_fingerprint_an_old_list_and_a_stranger_among_the_recipients_are_refused(
    recipients: dict[str, Any], tmp_path: Path
) -> None:
    assert run(tmp_path, recipients, "--portal", FINGERPRINT[::-1]).returncode == 1
    assert run(tmp_path, recipients | {"texts": recipients["texts"][:1] * 2}).returncode == 1
    from crypto.__main__ import ArgumentRefused, read_recipients

    told = json.dumps(recipients).encode()
    read_recipients(told, FINGERPRINT.lower(), date.today())  # noqa: DTZ011
    with pytest.raises(ArgumentRefused, match="holds from"):
        read_recipients(told, FINGERPRINT, date.today() + timedelta(days=500))  # noqa: DTZ011


def test_a_list_older_than_one_that_is_known_is_refused(recipients: dict[str, Any], tmp_path: Path) -> None:
    n = int(recipients["list"].splitlines()[1].removeprefix("n "))
    given = ("--portal", FINGERPRINT, "--at-least")
    assert run(tmp_path, recipients, *given, str(n)).returncode == 0
    done = run(tmp_path, recipients, *given, str(n + 1))
    assert (done.returncode, done.stdout, b"older" in done.stderr) == (1, b"", True)


@pytest.mark.parametrize("case", ["no JSON", [], {"answers": {}}, {"answers": {"where": "x" * 70_000}}])
def test_what_is_no_case_is_refused(case: object, recipients: dict[str, Any], tmp_path: Path) -> None:
    assert run(tmp_path, recipients, case=case).returncode == 1


def test_a_table_becomes_one_frame_a_line_or_none(recipients: dict[str, Any], tmp_path: Path) -> None:
    into = tmp_path / "frames"
    arguments = ("--portal", FINGERPRINT, "--into", str(into))
    done = run(tmp_path, recipients, *arguments, case="where,deadline\n,2026-12-01\n", name="cases.csv")
    assert (done.returncode, b"line 2" in done.stderr, into.exists()) == (1, True, False)
    done = run(
        tmp_path, recipients, *arguments, case="where;deadline\nA 1;2026-12-01\n;\nB 2;2026-12-02\n", name="cases.csv"
    )
    assert done.returncode == 0
    assert sorted(file.name for file in into.iterdir()) == ["00002.frame", "00004.frame"]


def test_a_key_for_backups_is_made_with_its_paper_and_never_over_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, paper = tmp_path / "key", tmp_path / "paper"
    assert main(["keygen", str(file), str(paper)]) == 0
    identity = Identity.parse(file.read_text().strip())
    assert str(identity.recipient) in capsys.readouterr().out
    assert str(identity) in paper.read_text()
    assert identity.recipient.fingerprint in paper.read_text()
    assert file.stat().st_mode & 0o777 == paper.stat().st_mode & 0o777 == 0o600
    assert unseal(seal(b"a week's key", [Recipient.parse(str(identity.recipient))]), identity) == b"a week's key"
    assert main(["keygen", str(file), str(tmp_path / "other")]) == 1
    assert "Nothing was made" in capsys.readouterr().err
    assert file.read_text().strip() == str(identity)
