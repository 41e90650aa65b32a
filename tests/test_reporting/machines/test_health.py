"""What a monitor is told."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.support.cast import Advisor


def test_a_portal_that_works_says_so_and_nothing_else(client: FlaskClient, advisor: Advisor) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"database": True, "list": True})
    assert "Set-Cookie" not in answer.headers


def test_a_portal_without_a_list_is_not_well(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (503, {"database": True, "list": False})


def test_a_database_that_was_replaced_is_seen(app: Flask, advisor: Advisor) -> None:
    app.extensions["engine"].close()
    file = Path(app.instance_path) / "bekymret.db"
    file.rename(file.with_suffix(".away"))
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.get_json()["database"]) == (503, False)
