"""The demo's instance is its own, and what is in it is really sealed."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from crypto import NoMatch, check_document, to_text, unseal, unwrap_identity
from tests.support.cast import Advisor, sql


def test_the_demo_fills_an_empty_instance_with_sealed_cases(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEKYMRET_PORTAL_KEY")
    app = create_app()
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, result.output
    passphrases = re.findall(r"Rådgiver \d    passphrase: (.+)", result.output)
    assert len(passphrases) == 2
    slots = [slot for (slot,) in sql(app, "SELECT envelope FROM slots ORDER BY advisor")]
    envelopes = [envelope for (envelope,) in sql(app, "SELECT content FROM envelopes JOIN blobs ON number = envelope")]
    assert len(envelopes) >= 6
    opened = 0
    for slot in slots:
        for passphrase in passphrases:
            try:
                identity, key = unwrap_identity(slot, passphrase)
            except NoMatch:  # the other advisor's passphrase
                continue
            opened += 1
            assert to_text(key) in (instance / "config.toml").read_text("utf-8").splitlines()[0]
            assert all(check_document(unseal(envelope, identity), None).type == "report" for envelope in envelopes)
    assert opened == 2
    assert "Eksempelboligen" in (instance / "config.toml").read_text("utf-8")


def test_the_demos_portal_is_open_and_its_pages_are_signed(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEKYMRET_PORTAL_KEY")
    assert create_app().test_cli_runner().invoke(args=["demo"]).exit_code == 0
    portal = create_app()
    result = portal.test_cli_runner().invoke(args=["portal", "check"])
    assert result.exit_code == 0, result.output
    pages = portal.test_client().get("/pages.json").get_json()["pages"]
    assert "/o/eksempelboligen/staff?lang=da" in pages
    assert "/page/om-os?lang=ar" in pages
    assert "/static/report.js" in pages


def refused(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert sql(app, "SELECT count(*) FROM envelopes") == [(0,)]
    return result.output


def test_the_demo_never_touches_an_instance_that_has_advisors(app: Flask, advisor: Advisor, instance: Path) -> None:
    assert "set this instance up already" in refused(app)
    assert not (instance / "config.toml").exists()


@pytest.mark.parametrize("name", ["config.toml", "pages"])
def test_the_demo_never_touches_what_an_operator_wrote(name: str, app: Flask, instance: Path) -> None:
    (instance / name).mkdir() if name == "pages" else (instance / name).write_text('phone = "11 22 33 44"', "utf-8")
    assert "set this instance up already" in refused(app)
    assert (instance / "config.toml").exists() is (name == "config.toml")
    assert name == "pages" or (instance / name).read_text("utf-8") == 'phone = "11 22 33 44"'
    assert list(instance.glob("pages/*")) == []


def test_the_demo_never_touches_the_folder_that_nobody_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BEKYMRET_INSTANCE")
    assert "Name an empty folder" in refused(app)


def test_the_demo_needs_room_for_its_advisors(instance: Path) -> None:
    app = create_app({"MAX_ADVISORS": 1})
    assert "max_advisors" in refused(app)
    assert sql(app, "SELECT count(*) FROM advisors") == [(0,)]
