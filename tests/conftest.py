import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from app import INSTANCE, create_app
from tests.support.cast import Advisor, enrol
from tests.support.postgres import Server
from tests.support.signed import KEY_TEXT

# Tests and browsers live where the installation does, or each day would end twice.
os.environ["TZ"] = "Europe/Copenhagen"
time.tzset()

# Speed is measured in bench/, never here: a machine that is busy is no fault.
settings.register_profile("bekymret", deadline=None)
settings.load_profile("bekymret")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, of which each test gets a database of its own."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance folder of the test's own."""
    folder = tmp_path / "instance"
    monkeypatch.setenv(INSTANCE, str(folder))
    monkeypatch.setenv("BEKYMRET_PORTAL_KEY", KEY_TEXT)
    return folder


@pytest.fixture
def app(instance: Path) -> Flask:
    """A portal on which nobody has enrolled, without rate limits."""
    return create_app({"RATELIMIT_ENABLED": False})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def advisor(app: Flask) -> Advisor:
    return enrol(app, "Rådgiver 1")


@pytest.fixture
def other_advisor(app: Flask) -> Advisor:
    return enrol(app, "Rådgiver 2")


@pytest.fixture
def advisors(advisor: Advisor, other_advisor: Advisor) -> list[Advisor]:
    return [advisor, other_advisor]
