import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from crypto import portal_fingerprint
from reporting.commands import portal
from reporting.commands.advisor import bp
from tests.support import ROOT
from tests.support.cast import Advisor, publish
from tests.support.signed import KEY


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["advisor", *arguments])
    return result.exit_code, result.output


def test_an_invitation_is_a_link_whose_secret_no_server_sees(app: Flask) -> None:
    code, output = run(app, "invite", "Rådgiver 1")
    assert code == 0
    assert re.search(rf"^http://localhost:8000/enrol#[\w-]{{43}}&p={portal_fingerprint(KEY)}$", output, re.MULTILINE)


def test_an_invitation_beyond_the_configured_number_is_refused(app: Flask) -> None:
    assert run(app, "invite", "Rådgiver 1")[0] == run(app, "invite", "Rådgiver 2")[0] == 0
    code, output = run(app, "invite", "Rådgiver 3")
    assert code == 1
    assert "max_advisors" in output


def test_a_successor_can_be_invited_before_the_advisor_leaves(app: Flask, advisors: list[Advisor]) -> None:
    assert run(app, "invite", "Rådgiver 3")[0] == 0


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "Råd\ue000giver"])
def test_a_name_that_nobody_could_sign_in_with_is_not_invited(name: str, app: Flask) -> None:
    assert run(app, "invite", name)[0] == 1


def test_without_a_portal_key_nobody_is_invited(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEKYMRET_PORTAL_KEY")
    code, output = run(create_app(), "invite", "Rådgiver 1")
    assert code == 1
    assert "portal init" in output


@pytest.mark.parametrize("name", ["rådgiver 1", "RÅDGIVER 1", "Ra\u030adgiver 1"])
def test_a_name_is_taken_however_it_is_written(name: str, app: Flask, advisor: Advisor) -> None:
    assert "enrolled already" in run(app, "invite", name)[1]


def test_a_second_invitation_of_the_same_name_replaces_the_first(app: Flask) -> None:
    assert run(app, "invite", "Rådgiver 1")[0] == 0
    assert run(app, "invite", "Rådgiver 1")[0] == 0
    assert run(app, "list")[1].count("Rådgiver 1") == 1


def test_who_is_enrolled_is_not_invited_again(app: Flask, advisor: Advisor) -> None:
    code, output = run(app, "invite", advisor.name)
    assert code == 1
    assert "enrolled already" in output


def test_the_list_shows_state_and_fingerprint(app: Flask, advisor: Advisor) -> None:
    output = run(app, "list")[1]
    assert output.split("\t")[0] == "active"
    assert advisor.identity.recipient.fingerprint in output


def test_retiring_ends_access_and_closes_the_form_until_a_list_is_signed(app: Flask, advisors: list[Advisor]) -> None:
    code, output = run(app, "retire", "rådgiver 1")
    assert code == 0
    assert "closed until a list without that key is signed" in output
    assert "lukket lige nu" in app.test_client().get("/report").text
    publish(app)
    assert "lukket lige nu" not in app.test_client().get("/report").text
    assert run(app, "retire", "Nobody")[0] == 1


def test_every_command_says_what_it_does_and_stands_in_the_readme(app: Flask) -> None:
    commands = {f"advisor {name}": command for name, command in bp.cli.commands.items()}
    commands |= {f"portal {name}": command for name, command in portal.bp.cli.commands.items()}
    commands |= {"demo": app.cli.commands["demo"]}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(command.help for command in commands.values())
    assert [name for name in commands if f"`flask --app app {name}" not in readme] == []
