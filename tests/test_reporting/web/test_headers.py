import logging
import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from app import create_app
from reporting.store import Unavailable
from tests.support.cast import Advisor, enrol, post_sealed, sealed_fields, sign_in, sql

PUBLIC = ["/", "/report", "/112", "/report?lang=en", "/static/report.js", "/static/public.css", "/nothing"]
PLAIN = {"danger": "no", "where": "Eksempelvej 12", "story": "Hej"}


@pytest.mark.parametrize("path", [*PUBLIC, "/inbox", "/enrol", "/inbox/state"])
def test_every_answer_carries_the_protecting_headers(path: str, client: FlaskClient, advisor: Advisor) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_only_the_caretakers_page_may_start_a_worker(client: FlaskClient, advisor: Advisor) -> None:
    assert "trusted-types bekymret-outbox" in client.get("/report/staff").headers["Content-Security-Policy"]
    for path in ("/", "/report", "/report/own", "/return", "/report/staff/outbox.js"):
        assert client.get(path).headers["Content-Security-Policy"].endswith("trusted-types 'none'")
    worker = client.get("/report/staff/outbox.js")
    assert worker.content_type == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in worker.headers  # no more than its own folder, in which there is no page


def test_passkeys_are_for_advisors_pages_only(client: FlaskClient) -> None:
    assert "publickey-credentials-get=(self)" in client.get("/inbox").headers["Permissions-Policy"]
    assert "publickey-credentials-get=()" in client.get("/").headers["Permissions-Policy"]


def test_transport_security_is_promised_over_https_but_not_on_an_onion(instance: Path) -> None:
    client = create_app({"HOSTS": ["localhost", "example.onion"]}).test_client()
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers
    assert "Strict-Transport-Security" not in client.get("/", base_url="https://example.onion").headers


def test_a_foreign_host_behind_https_is_refused_too(instance: Path) -> None:
    client = create_app().test_client()
    assert client.get("/", base_url="https://elsewhere.example").status_code == 400


def test_an_address_with_a_line_end_is_no_accident(instance: Path) -> None:
    assert create_app({"ONION": "http://example.onion"}).test_client().get("/foo%0abar").status_code == 404


def test_the_onion_address_comes_from_the_configuration(instance: Path) -> None:
    client = create_app({"ONION": "http://example.onion"}).test_client()
    assert client.get("/112").headers["Onion-Location"] == "http://example.onion/112"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_even_for_a_signed_in_advisor(path: str, app: Flask, advisor: Advisor) -> None:
    assert "Set-Cookie" not in app.test_client().get(path).headers
    assert "Set-Cookie" not in sign_in(app, advisor).get(path).headers


def test_a_report_sets_no_cookie(client: FlaskClient, advisor: Advisor) -> None:
    assert "Set-Cookie" not in client.post("/report", data=PLAIN).headers
    assert "Set-Cookie" not in post_sealed(client, sealed_fields([advisor.identity.recipient])).headers


def test_a_cookie_that_slips_in_is_taken_out(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.after_request_funcs.setdefault("start", []).append(_set_a_cookie)
    assert "Set-Cookie" not in app.test_client().get("/").headers
    assert "tried to set a cookie" in caplog.text


def _set_a_cookie(response):  # type: ignore[no-untyped-def]
    response.set_cookie("who", "me")
    return response


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_another_site_can_not_send_the_form(
    headers: dict[str, str], status: int, client: FlaskClient, advisor: Advisor
) -> None:
    assert client.post("/report", data=PLAIN, headers=headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/report", "/inbox"])
def test_a_link_on_another_site_leads_here(path: str, method: str, client: FlaskClient, advisor: Advisor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert client.open(path, method=method, headers=headers).status_code == 200


def test_a_foreign_host_header_is_refused(client: FlaskClient) -> None:
    answer = client.get("/", base_url="http://elsewhere.example")
    assert answer.status_code == 400
    assert "elsewhere" not in answer.text


def test_uploads_never_touch_the_disk(app: Flask) -> None:
    body, length, boundary = stream_encode_multipart(
        {"envelope": FileStorage(BytesIO(b"x" * 2_000_000), filename="e")}, use_tempfile=False
    )
    content_type = f"multipart/form-data; boundary={boundary}"
    with app.test_request_context(method="POST", input_stream=body, content_length=length, content_type=content_type):
        request.max_content_length = 3_000_000
        assert type(request.files["envelope"].stream) is BytesIO


def test_too_many_parts_and_too_large_bodies_are_refused(client: FlaskClient, advisor: Advisor) -> None:
    assert (
        client.post("/report", data={f"f{n}": "x" for n in range(60)}, content_type="multipart/form-data").status_code
        == 413
    )
    assert client.post("/report", data={"story": "x" * 300_000}).status_code == 413
    assert client.post("/unlock/challenge", json={"name": "x" * 70_000}).status_code == 413


def test_the_thirty_first_report_in_an_hour_is_kept_on_the_screen(instance: Path) -> None:
    app = create_app({"PHONE": "00 00 00 00"})
    enrol(app, "Rådgiver 1")
    client = app.test_client()
    for _ in range(30):
        assert client.post("/report", data=PLAIN).status_code == 303
    refused = client.post("/report", data=PLAIN | {"story": "Det her må ikke gå tabt"})
    assert refused.status_code == 429
    assert "Det her må ikke gå tabt" in refused.text
    assert "Retry-After" in refused.headers
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.post("/report", data=PLAIN, environ_base=elsewhere).status_code == 303


def test_sign_in_is_limited_to_five_a_minute(instance: Path) -> None:
    client = create_app().test_client()
    statuses = [client.post("/unlock/challenge", json={"name": "x"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_proxys_word_counts_only_if_a_proxy_is_configured(instance: Path) -> None:
    seen: list[str | None] = []
    for proxies in (0, 1):
        app = create_app({"PROXIES": proxies})
        app.before_request(lambda: seen.append(_remote()))
        app.test_client().get("/112", headers={"X-Forwarded-For": "192.0.2.7"})
    assert seen == ["127.0.0.1", "192.0.2.7"]


def _remote() -> str | None:
    return request.remote_addr


def test_an_accident_logs_where_and_not_what(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/accident/<secret>", view_func=_accident, endpoint="accident")
    caplog.set_level(logging.DEBUG)
    answer = app.test_client().get("/accident/hemmeligt?token=hemmeligt", headers={"User-Agent": "hemmeligt"})
    assert answer.status_code == 500
    assert "Noget gik galt hos os" in answer.text
    assert "ValueError" in caplog.text
    assert "hemmeligt" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_a_fault_in_our_program_is_a_logged_500_with_its_place_and_not_unavailable(
    app: Flask, advisor: Advisor, caplog: pytest.LogCaptureFixture
) -> None:
    sql(app, "ALTER TABLE cases RENAME COLUMN reply_to TO renamed")
    answer = app.test_client().post("/report", data=PLAIN)
    assert answer.status_code == 500
    assert "OperationalError" in caplog.text
    assert "cases.py" in caplog.text
    assert "unavailable" not in caplog.text


def test_a_database_that_is_locked_is_unavailable_and_says_why(
    app: Flask, advisor: Advisor, caplog: pytest.LogCaptureFixture
) -> None:
    app.extensions["engine"].write(lambda transaction: transaction.rows("PRAGMA query_only = ON"))
    answer = app.test_client().post("/report", data=PLAIN)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "Hej" in answer.text
    assert "the database is unavailable: read-only" in caplog.text


def test_a_signed_in_advisor_meets_a_full_database_as_everybody_does(
    app: Flask, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app, advisor)
    app.extensions["engine"].write(lambda transaction: transaction.rows("PRAGMA query_only = ON"))
    later = time.time() + 120  # late enough for the session's use to be noted
    monkeypatch.setattr("time.time", lambda: later)
    assert client.get("/112").status_code == 200
    assert client.get("/inbox/state").status_code == 200


def test_a_signed_in_advisor_meets_a_database_that_is_gone_with_a_503(
    app: Flask, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(app, advisor)

    def gone(*_: object) -> None:
        raise Unavailable("can't be opened")

    monkeypatch.setattr(app.extensions["engine"].__class__, "reading", property(gone))
    assert client.get("/112").status_code == 200
    assert client.get("/inbox/state").status_code == 503


def _accident(secret: str) -> str:
    raise ValueError(f"could not understand {secret}")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 413, 429, 500, 503])
def test_every_error_is_a_plain_page_in_the_persons_language(status: int, app: Flask) -> None:
    app.add_url_rule("/error", view_func=lambda: abort(status))
    client = app.test_client()
    danish, english = client.get("/error"), client.get("/error?lang=en")
    assert (danish.status_code, english.status_code) == (status, status)
    headings = [re.findall(r"<h1>(.*?)</h1>", page.text) for page in (danish, english)]
    assert all(heading and heading[0] and "error." not in heading[0] for heading in headings)
    assert headings[0] != headings[1]
    asked = client.get("/error", headers={"Accept": "application/json"})
    assert asked.get_json() == {"error": str(status)}
