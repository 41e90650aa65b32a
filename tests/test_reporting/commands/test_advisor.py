import re

from flask import Flask

from reporting.commands.advisor import bp
from tests.support import ROOT
from tests.support.cast import Advisor


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["advisor", *arguments])
    return result.exit_code, result.output


def test_an_invitation_is_a_link_whose_secret_no_server_sees(app: Flask) -> None:
    code, output = run(app, "invite", "Rådgiver 1")
    assert code == 0
    assert re.search(r"^http://localhost:8000/enrol#[\w-]{43}$", output, re.MULTILINE)


def test_an_invitation_beyond_the_configured_number_is_refused(app: Flask, advisor: Advisor) -> None:
    assert run(app, "invite", "Rådgiver 2")[0] == 0
    code, output = run(app, "invite", "Rådgiver 3")
    assert code == 1
    assert "max_advisors" in output


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


def test_a_retired_advisor_makes_room_for_another(app: Flask, advisors: list[Advisor]) -> None:
    assert run(app, "invite", "Rådgiver 3")[0] == 1
    assert run(app, "retire", "Rådgiver 1")[0] == 0
    assert run(app, "invite", "Rådgiver 3")[0] == 0
    assert run(app, "retire", "Nobody")[0] == 1


def test_the_first_invitations_are_printed_once(app: Flask) -> None:
    code, output = run(app, "invite-first")
    assert code == 0
    assert len(re.findall(r"^  Rådgiver \d    http://localhost:8000/enrol#[\w-]{43}$", output, re.MULTILINE)) == 2
    assert run(app, "invite-first") == (0, "")


def test_every_command_says_what_it_does_and_stands_in_the_readme(app: Flask) -> None:
    commands = {f"advisor {name}": command for name, command in bp.cli.commands.items()}
    commands |= {"demo": app.cli.commands["demo"]}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(command.help for command in commands.values())
    assert [name for name in commands if f"`flask --app app {name}" not in readme] == []
