"""Mails that say that there is something new, and nothing else; with a real mail server, good and bad ones."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from reporting.commands import notify
from reporting.mail import server as mail
from tests.support.casefiles import write_casefile
from tests.support.cast import Advisor, add_cases, all_ids, new_case, post_sealed, sealed_fields, sign_in, sql
from tests.support.portal import free_port
from tests.support.postbox import Postbox, TokenServer, open_postbox

TO = ["raadgiver1@eksempel.example", "raadgiver2@eksempel.example"]
FROM = "indbakke@eksempel.example"
MORNING, LATER, NOON = ("2026-11-25T08:59", "2026-11-25T09:04", "2026-11-25T13:00")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


def portal(port: int, **settings: object) -> Flask:
    usual = {"RATELIMIT_ENABLED": False, "MAIL_SERVER": f"127.0.0.1:{port}", "MAIL_SECURITY": "none"}
    return create_app(usual | {"MAIL_FROM": FROM, "MAIL_TO": TO} | settings)


def run(app: Flask, now: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.fromisoformat(now).replace(tzinfo=tz)

    monkeypatch.setattr(notify, "datetime", Clock)
    return app.test_cli_runner().invoke(args=["notify"])


@pytest.fixture
def sealed(app: Flask, advisors: list[Advisor], client: FlaskClient) -> dict[str, Any]:
    """A report whose every word must stay where it is."""
    fields = sealed_fields([each.identity.recipient for each in advisors])
    post_sealed(client, dict(fields))
    return fields


def test_both_are_told_at_the_fixed_times_and_told_nothing_else(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port)
    assert run(here, MORNING, monkeypatch).output == "It is not time.\n"
    assert run(here, LATER, monkeypatch).output == "Sent to 2.\n"
    assert run(here, LATER, monkeypatch).output == "It is not time.\n"
    assert [(sender, to) for sender, to, _ in postbox.mails] == [(FROM, [each]) for each in TO]
    for address, (_, _, message) in zip(TO, postbox.mails, strict=True):
        assert message["To"] == address
        assert message["Subject"] == "Der er nyt i indbakken"
        text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        assert " ".join(text.split()) == "Der er nyt i indbakken. Svar ikke på denne mail: ingen læser svarene."
        # The last three are the test's own server's.
        assert {name.lower() for name in message} <= {
            *("from", "to", "subject", "date", "message-id", "auto-submitted"),
            *("content-type", "content-transfer-encoding", "mime-version"),
            *("x-peer", "x-mailfrom", "x-rcptto"),
        }
        whole = message.as_string()
        for secret in (*all_ids(app), "localhost", "http", "Reply-To", "Rådgiver"):
            assert secret not in whole


def test_what_was_told_is_not_told_again_and_an_answer_is_new(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port, MAIL_AFTER_WORKDAYS=20)
    run(here, LATER, monkeypatch)
    assert run(here, NOON, monkeypatch).output == "There is nothing to tell.\n"
    sql(app, 'UPDATE envelopes SET seq = 1 WHERE "by" = ?', "reporter")
    assert run(here, "2026-11-26T09:00", monkeypatch).output == "Sent to 2.\n"
    sql(app, "UPDATE cases SET read_seq = 1, read_mark = x'01'")
    assert run(here, "2026-11-26T13:00", monkeypatch).output == "There is nothing to tell.\n"
    assert len(postbox.mails) == 4


def test_a_new_case_that_nobody_opens_is_told_again_in_the_same_words_after_some_working_days(
    app: Flask, advisors: list[Advisor], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_cases(app, 1, "2026-11-26")  # a Thursday
    here = portal(postbox.port)
    outputs = [run(here, f"2026-{day}T09:00", monkeypatch).output for day in ("11-26", "11-27", "11-29", "11-30")]
    assert outputs == ["Sent to 2.\n", "There is nothing to tell.\n", "There is nothing to tell.\n", "Sent to 2.\n"]
    first, *_, last = [message.get_payload() for _, _, message in postbox.mails]
    assert first == last


def test_in_the_last_thirty_days_of_the_list_it_says_that_something_must_be_renewed_once_a_week(
    app: Flask, advisors: list[Advisor], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port)
    with here.app_context():
        lists = here.extensions["authority"].lists()
    ends = date.fromisoformat(lists[max(lists)][0].last_day)
    days = [ends - timedelta(days=before) for before in (31, 30, 24, 23)]
    outputs = [run(here, f"{day}T09:00", monkeypatch).output for day in days]
    assert [output == "Sent to 2.\n" for output in outputs] == [False, True, False, True]
    text = postbox.mails[0][2].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "skal fornyes" in text
    assert str(ends.year) in text


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes a connection and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        taken: list[socket.socket] = []
        thread = threading.Thread(target=lambda: taken.append(server.accept()[0]), daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        for each in taken:
            each.close()


@pytest.mark.parametrize("how", ["down", "slow", "refusing"])
def test_a_mail_server_that_fails_is_shown_in_the_inbox_and_the_notice_is_tried_again(
    how: str,
    app: Flask,
    client: FlaskClient,
    advisors: list[Advisor],
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.3)
    recipients = [each.identity.recipient for each in advisors]
    inbox = sign_in(app, advisors[0])
    with silent_server() as silent:
        ports = {"down": free_port(), "slow": silent, "refusing": postbox.port}
        postbox.refusal = "451 later" if how == "refusing" else ""
        broken = portal(ports[how])
        assert post_sealed(client, sealed_fields(recipients)).status_code == 201
        failed = run(broken, LATER, monkeypatch)
        assert (failed.exit_code, failed.output.startswith("Not sent (")) == (75, True)
        assert run(broken, NOON, monkeypatch).exit_code == 75
    assert inbox.get("/inbox/state").get_json()["mail"] == "2026-11-25T09:04+01:00"
    postbox.refusal = ""
    assert run(portal(postbox.port), NOON, monkeypatch).output == "Sent to 2.\n"
    assert inbox.get("/inbox/state").get_json()["mail"] == ""


def test_a_closed_case_is_nothing_new(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(app, "UPDATE cases SET purge_day = '2027-01-01'")
    assert run(portal(postbox.port), LATER, monkeypatch).output == "There is nothing to tell.\n"


def waiting_mails(box: Postbox) -> int:
    texts = [message.get_payload(decode=True).decode() for *_, message in box.mails]  # type: ignore[union-attr]
    return sum("skal slettes" in text for text in texts)


def test_what_waits_to_be_deleted_for_a_fortnight_is_told_once_a_day(
    app: Flask, advisors: list[Advisor], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(21):
        case = new_case([each.identity.recipient for each in advisors], n=2)
        app.extensions["cases"].add_case(case, "2026-05-01")
        write_casefile(app, advisors, case.case, {"closed": "2026-05-05", "purge": "2026-11-12"})
    here = portal(postbox.port)
    assert run(here, LATER, monkeypatch).output == "There is nothing to tell.\n"  # thirteen days
    sql(app, "DELETE FROM cases WHERE id = (SELECT max(id) FROM cases)")
    assert run(here, "2026-11-26T09:04", monkeypatch).output == "There is nothing to tell.\n"  # twenty go by themselves
    case = new_case([each.identity.recipient for each in advisors], n=2)
    app.extensions["cases"].add_case(case, "2026-05-01")
    write_casefile(app, advisors, case.case, {"closed": "2026-05-05", "purge": "2026-11-12"})
    assert run(here, "2026-11-26T13:04", monkeypatch).output == "Sent to 2.\n"
    assert run(here, "2026-11-27T09:04", monkeypatch).output == "Sent to 2.\n"
    assert run(here, "2026-11-27T13:04", monkeypatch).output == "There is nothing to tell.\n"
    assert waiting_mails(postbox) == 4


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that nobody vouches for, and what a server does with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_server_that_nobody_vouches_for_gets_nothing(
    security: str,
    app: Flask,
    sealed: dict[str, Any],
    certificate: tuple[Path, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file, context = certificate
    box = Postbox()
    way = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    controller = Controller(box, hostname="localhost", port=box.port, **way)
    controller.start()
    try:
        server = {"MAIL_SERVER": f"localhost:{box.port}", "MAIL_SECURITY": security}
        assert run(portal(box.port, **server), LATER, monkeypatch).output.startswith("Not sent (nobody vouches for")
        assert box.mails == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert run(portal(box.port, **server), LATER, monkeypatch).output == "Sent to 2.\n"
    finally:
        controller.stop()


@pytest.mark.parametrize("wrong", TO)
def test_one_wrong_address_keeps_nobody_else_from_hearing_it_and_nobody_hears_it_twice(
    wrong: str, app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port)
    postbox.refused = {wrong: "550 no such person"}
    output = run(here, LATER, monkeypatch).output
    assert output.startswith("Sent to 1. 1 not taken.\n")
    assert f"Number {TO.index(wrong) + 1} of `mail_to`: the server refuses this address, or us (550)." in output
    assert run(here, "2026-11-25T09:09", monkeypatch).output == "It is not time.\n"
    assert [to for _, to, _ in postbox.mails] == [[each] for each in TO if each != wrong]
    assert json.loads((Path(here.instance_path) / "mailing.json").read_text())["failing"]


def test_an_address_that_the_server_has_no_letters_for_keeps_nobody_else_from_theirs(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port, MAIL_TO=["rådgiver@eksempel.example", *TO])
    assert run(here, LATER, monkeypatch).output.startswith(
        "Sent to 2. 1 not taken.\nNumber 1 of `mail_to`: the server lacks"
    )
    assert [to for _, to, _ in postbox.mails] == [[each] for each in TO]


@pytest.mark.parametrize("answer", ["421 4.3.2 going down", "451 4.7.0 later", "552 5.2.2 full", "999 what"])
def test_whatever_the_server_says_of_one_address_the_others_are_served(
    answer: str, app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox.refused = {TO[0]: answer}
    assert run(portal(postbox.port), LATER, monkeypatch).output.startswith("Sent to 1. 1 not taken.\nNumber 1")
    assert [to for _, to, _ in postbox.mails] == [[TO[1]]]


WITH_PASSWORD = {"MAIL_USER": "indbakke", "MAIL_PASSWORD": "HEMMELIGT-4711"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "set `mail_token_url`"),
        ("550 5.7.30 Basic authentication is not supported for Client Submission.", "set `mail_token_url`"),
        ("535 5.7.8 wrong", "`mail_user` and `mail_password` are not accepted (535 5.7.8)"),
        ("535 no", "or the token, are not accepted (535)"),
        ("454 later", "can't check the log-in now (454)"),
    ],
)
def test_what_a_mail_server_wants_is_said_in_a_sentence(
    answer: str,
    sentence: str,
    app: Flask,
    sealed: dict[str, Any],
    postbox: Postbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    postbox.login = answer
    output = run(portal(postbox.port, **WITH_PASSWORD), LATER, monkeypatch).output
    assert sentence in output
    assert "HEMMELIGT" not in output


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    with TokenServer().running() as server:
        yield server


def with_tokens(server: TokenServer) -> dict[str, str]:
    client = {"MAIL_CLIENT_ID": "en-klient", "MAIL_CLIENT_SECRET": "HEMMELIGT-4712"}
    return {"MAIL_USER": FROM, "MAIL_TOKEN_URL": server.url} | client


def test_a_token_is_fetched_and_takes_the_place_of_a_password(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(portal(postbox.port, **with_tokens(tokens)), LATER, monkeypatch).output == "Sent to 2.\n"
    assert postbox.tokens == [f"user={FROM}\x01auth=Bearer a-token\x01\x01"]
    assert tokens.asked == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["en-klient"],
            "client_secret": ["HEMMELIGT-4712"],
            "scope": ["https://outlook.office365.com/.default"],
        }
    ]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            (400, {"error": "invalid_client", "error_description": "AADSTS7000222: HEMMELIGT"}),
            "(400, invalid_client, AADSTS7",
        ),
        ((500, b"<html>HEMMELIGT"), "`mail_token_url` refuses (500)"),
        ((302, {"access_token": "x"}), "`mail_token_url` refuses (302)"),
        ((200, b"{"), "no token"),
        ((200, ["x"]), "no token"),
        ((200, {"access_token": 7}), "no token"),
        ((200, {"access_token": "a\r\nRCPT TO:<x@y>"}), "no token"),
    ],
)
def test_a_token_server_that_refuses_or_lies_is_told_of_and_nothing_secret_is_said(
    answer: tuple[int, object],
    sentence: str,
    app: Flask,
    sealed: dict[str, Any],
    postbox: Postbox,
    tokens: TokenServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tokens.answer = answer
    output = run(portal(postbox.port, **with_tokens(tokens)), LATER, monkeypatch).output
    assert output.startswith("Not sent (")
    assert sentence in output
    assert "HEMMELIGT" not in output
    assert (postbox.mails, postbox.tokens, len(tokens.asked)) == ([], [], 1)


def test_a_token_that_the_mail_server_refuses_is_told_of(
    app: Flask, sealed: dict[str, Any], postbox: Postbox, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    postbox.login = "535 5.7.3 Authentication unsuccessful"
    output = run(portal(postbox.port, **with_tokens(tokens)), LATER, monkeypatch).output
    assert "the log-in is not accepted" in output
    assert "(535 5.7.3)" in output


@pytest.mark.parametrize("content", ["", "{", "[]", '{"slot": 7}', '{"slot":"x","told":7,"renewed":"","failing":""}'])
def test_a_file_that_is_none_of_ours_counts_as_never(
    content: str, app: Flask, sealed: dict[str, Any], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = portal(postbox.port)
    file = Path(here.instance_path) / "mailing.json"
    file.write_text(content)
    assert run(here, LATER, monkeypatch).output == "Sent to 2.\n"
    assert json.loads(file.read_text())["slot"] == "2026-11-25T09:00+01:00"
    assert file.stat().st_mode & 0o077 == 0


def test_without_addresses_nothing_is_sent_and_the_operator_hears_why(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(app, LATER, monkeypatch)
    assert result.exit_code == 1
    assert "not all set" in result.output
