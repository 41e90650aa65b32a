"""The demo's instance is its own, and what is in it is really sealed."""

import re
from pathlib import Path

from flask import Flask

from crypto import Identity, NoMatch, check_document, unseal, unseal_with_passphrase
from tests.support.cast import Advisor, sql


def test_the_demo_fills_an_empty_instance_with_sealed_cases(app: Flask, instance: Path) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, result.output
    passphrases = re.findall(r"Rådgiver \d    passphrase: (.+)", result.output)
    assert len(passphrases) == 2
    slots = [slot for (slot,) in sql(app, "SELECT envelope FROM slots ORDER BY advisor")]
    envelopes = [envelope for (envelope,) in sql(app, "SELECT envelope FROM envelopes")]
    assert len(envelopes) >= 6
    opened = 0
    for slot in slots:
        for passphrase in passphrases:
            try:
                identity = Identity.parse(unseal_with_passphrase(slot, passphrase).decode())
            except NoMatch:  # the other advisor's passphrase
                continue
            opened += 1
            assert all(check_document(unseal(envelope, identity)).type == "report" for envelope in envelopes)
    assert opened == 2
    assert "Eksempelboligen" in (instance / "config.toml").read_text("utf-8")


def test_the_demo_never_touches_an_instance_that_has_advisors(app: Flask, advisor: Advisor, instance: Path) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "has advisors already" in result.output
    assert sql(app, "SELECT count(*) FROM envelopes") == [(0,)]
    assert not (instance / "config.toml").exists()
