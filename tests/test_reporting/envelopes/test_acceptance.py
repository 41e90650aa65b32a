"""A POST that claims to be sealed and is not gets a 4xx and stores nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import Identity, Recipient, seal, seal_with_passphrase
from crypto.header import parse_header
from reporting import current
from tests.support.cast import (
    CASE,
    STORY,
    Advisor,
    begin,
    enrol,
    post_frame,
    post_sealed,
    publish,
    report_frame,
    sealed_fields,
    uint32,
)
from tests.test_crypto import x25519

DOCUMENT = b"{}".ljust(4096)
Forger = Callable[[list[Recipient]], bytes]


def foreign_stanza(recipients: list[Recipient]) -> bytes:
    envelope = seal(DOCUMENT, recipients)
    foreign = x25519.stanza(bytes(16), X25519PrivateKey.generate().public_key()).encode()
    return envelope.replace(b"\n---", b"\n" + foreign.rstrip(b"\n") + b"\n---", 1)


def only_x25519(recipients: list[Recipient]) -> bytes:
    envelope = seal(DOCUMENT, recipients)
    header = parse_header(envelope)
    key = X25519PrivateKey.generate().public_key()
    for stanza in header.stanzas:
        envelope = envelope.replace(stanza.encode(), x25519.stanza(bytes(16), key).encode())
    return envelope


def duplicated(recipients: list[Recipient]) -> bytes:
    envelope = seal(DOCUMENT, recipients)
    first, second = parse_header(envelope).stanzas
    return envelope.replace(second.encode(), first.encode())


FORGERIES: dict[str, Forger] = {
    "plaintext": lambda _: STORY.encode(),
    "plaintext behind an age version line": lambda _: b"age-encryption.org/v1\n" + STORY.encode(),
    "an empty part": lambda _: b"",
    "X25519 stanzas only": only_x25519,
    "an X25519 stanza besides": foreign_stanza,
    "a passphrase": lambda _: seal_with_passphrase(DOCUMENT, "x"),
    "one recipient missing": lambda r: seal(DOCUMENT, r[:1]),
    "one recipient too many": lambda r: seal(DOCUMENT, [*r, Identity.generate().recipient]),
    "a stanza twice": duplicated,
    "cut in the payload": lambda r: seal(DOCUMENT, r)[:-1],
    "cut in the header": lambda r: seal(DOCUMENT, r)[:1000],
    "something behind the end": lambda r: seal(DOCUMENT, r) + b"x",
    "not padded": lambda r: seal(STORY.encode(), r),
    "nothing inside": lambda r: seal(b"", r),
    "more than a document may hold": lambda r: seal(bytes(17 * 4096), r),
    "ten megabytes": lambda r: seal(bytes(10 * 1024 * 1024), r),
    "ten megabytes of text": lambda _: STORY.encode() * 110_000,
    "armored": lambda r: b"-----BEGIN AGE ENCRYPTED FILE-----\n" + seal(DOCUMENT, r),
}


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_what_is_not_sealed_to_the_advisors_is_refused(
    forgery: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    answer = post_sealed(client, sealed_fields(recipients, envelope=FORGERIES[forgery](recipients)))
    assert answer.status_code in (400, 413)
    assert "HEMMELIGHED" not in answer.text
    assert app.extensions["cases"].count_cases() == 0


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("reply_to", bytes(1216), "reply_to"),
        ("reply_to", b"\xff" * 1216, "reply_to"),
        ("n", uint32(1), "recipients"),
        ("n", uint32(3), "recipients"),
        ("n", uint32(0), "recipients"),
        ("outbox", b"\x02", "frame"),
        ("envelope", b"", "envelope"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(
    field: str, value: bytes, reason: str, app: Flask, client: FlaskClient, advisors: list[Advisor]
) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    answer = post_sealed(client, sealed_fields(recipients) | {field: value})
    assert (answer.status_code, answer.get_json()["error"]) == (400, reason)
    assert app.extensions["cases"].count_cases() == 0


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=st.binary(max_size=1500), path=st.sampled_from(["/report/sealed", "/report/staff/sealed"]))
def test_any_bytes_are_refused_without_an_accident(
    frame: bytes, path: str, app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    for sent in (frame, b"\x02" + frame):
        assert post_frame(client, path, sent).status_code == 400
    assert post_frame(client, "/return/message/sealed", b"\x02" + frame).status_code == 400
    assert app.extensions["cases"].count_cases() == 0


def test_a_report_that_is_not_said_to_be_bytes_is_refused(client: FlaskClient, advisor: Advisor) -> None:
    frame = report_frame(sealed_fields([advisor.identity.recipient]))
    for content_type in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        assert client.post("/report/sealed", data=frame, content_type=content_type).status_code == 400


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=600), boundary=st.sampled_from(["x", "----x", "", "a b", "æ"]))
def test_any_multipart_is_answered_without_an_accident(
    raw: bytes, boundary: str, client: FlaskClient, advisor: Advisor
) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=" + raw
    answer = client.post("/report", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code < 500


Photo = tuple[bytes, bytes]


def sealed_photo(recipients: list[Recipient], content: bytes = b"\xff\xd8 picture") -> Photo:
    sealed = begin(recipients).file(content, "image/jpeg")
    return sealed.envelope, sealed.tag


def post_with_photos(app: Flask, recipients: list[Recipient], *photos: Photo, door: str = "/staff") -> int:
    """Post a sealed report and sealed photos as the browser does, to the caretakers' door unless another is named."""
    frame = report_frame(sealed_fields(recipients), photos)
    return int(post_frame(app.test_client(), f"/report{door}/sealed", frame).status_code)


def test_sealed_photos_come_along_each_in_its_place(app: Flask, advisors: list[Advisor]) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    photos = [sealed_photo(recipients), sealed_photo(recipients, bytes(50_000))]
    assert post_with_photos(app, recipients, *photos) == 201
    stored = app.extensions["cases"].list_envelopes(CASE)
    assert [each.seq for each in stored] == [0, 1, 2]
    assert [(each.envelope, each.tag) for each in stored[1:]] == photos
    assert {each.by for each in stored} == {"reporter"}


def test_photos_are_checked_like_the_report(app: Flask, advisors: list[Advisor]) -> None:
    recipients = [advisor.identity.recipient for advisor in advisors]
    good = sealed_photo(recipients)
    short, cut = sealed_photo(recipients[:1])[0], good[0][:-1]
    for wrong in ((each, bytes(32)) for each in (b"", b"\xff\xd8 plain", short, seal(bytes(4096), recipients), cut)):
        assert post_with_photos(app, recipients, good, wrong) == 400
    assert post_with_photos(app, recipients, good, good, good) == 400
    assert post_with_photos(app, recipients, good, door="") == 400
    assert app.extensions["cases"].count_cases() == 0


def outboxed(recipients: list[Recipient], n: int) -> dict[str, object]:
    return sealed_fields(recipients, n=n, outbox=b"\x01")


def test_what_waited_for_network_may_name_the_list_before_for_fourteen_days(
    app: Flask, client: FlaskClient, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = outboxed([advisor.identity.recipient], 1)
    enrol(app, "Rådgiver 2")
    at_once = sealed_fields([advisor.identity.recipient], n=1)
    assert post_sealed(client, at_once).get_json()["error"] == "recipients"
    day = current.today
    monkeypatch.setattr(current, "today", lambda: day() + timedelta(days=15))
    assert post_sealed(client, waited).get_json()["error"] == "recipients"
    monkeypatch.setattr(current, "today", lambda: day() + timedelta(days=14))
    assert post_sealed(client, waited).status_code == 201
    assert [each.envelope for each in app.extensions["cases"].list_envelopes(CASE)] == [waited["envelope"]]


def test_what_waited_for_network_is_sealed_to_as_many_as_its_own_list_names(
    app: Flask, client: FlaskClient, advisor: Advisor
) -> None:
    newcomer = enrol(app, "Rådgiver 2")
    both = [advisor.identity.recipient, newcomer.identity.recipient]
    assert post_sealed(client, outboxed(both, 1)).get_json()["error"] == "recipients"
    assert post_sealed(client, outboxed(both, 3)).get_json()["error"] == "recipients"


def test_after_a_dismissal_nothing_older_comes_in(app: Flask, client: FlaskClient, advisors: list[Advisor]) -> None:
    waited = outboxed([advisor.identity.recipient for advisor in advisors], 2)
    publish(app, advisors[1].name, accept=3)
    assert post_sealed(client, waited).get_json()["error"] == "recipients"
    assert app.extensions["cases"].count_cases() == 0
