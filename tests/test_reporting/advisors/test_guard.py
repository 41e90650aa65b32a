"""Every route is tried. A new one is tried too, without anybody having to think of it."""

from flask import Blueprint, Flask, abort

from reporting import current
from reporting.web.requests import sent_text
from tests.support.cast import Advisor
from tests.support.doors import OPEN, open_to_other_sites, routes, unguarded


def test_what_is_for_advisors_opens_to_no_stranger_no_retired_advisor_and_no_write_without_its_token(
    app: Flask, advisor: Advisor, other_advisor: Advisor
) -> None:
    assert unguarded(app, advisor, other_advisor) == []


def test_every_open_route_of_the_advisors_is_there(app: Flask) -> None:
    assert set(routes(app, for_advisors=True)) > OPEN


def test_no_write_is_taken_from_another_site(app: Flask) -> None:
    assert open_to_other_sites(app) == []


def plant(app: Flask, methods: list[str], module: str) -> Blueprint:
    def view() -> str:
        return "everything"

    view.__module__ = module
    bp = Blueprint("planted", __name__)
    bp.add_url_rule("/planted", view_func=view, methods=methods)
    app.register_blueprint(bp)
    return bp


def test_a_read_without_a_guard_is_seen(app: Flask, advisor: Advisor, other_advisor: Advisor) -> None:
    plant(app, ["GET"], "reporting.advisors.new")
    assert unguarded(app, advisor, other_advisor) == [
        "GET /planted: opens to a stranger",
        "GET /planted: opens to a retired advisor",
    ]


def test_a_write_without_a_guard_is_seen_although_csrf_would_refuse_it(
    app: Flask, advisor: Advisor, other_advisor: Advisor
) -> None:
    plant(app, ["POST"], "reporting.advisors.new")
    assert "POST /planted: opens to a stranger" in unguarded(app, advisor, other_advisor)


def test_a_write_without_csrf_is_seen(app: Flask, advisor: Advisor, other_advisor: Advisor) -> None:
    app.extensions["csrf"].exempt(plant(app, ["POST"], "reporting.advisors.new"))
    assert "POST /planted: takes a write without its CSRF token" in unguarded(app, advisor, other_advisor)


def test_a_write_without_csrf_is_seen_although_the_view_itself_answers_400(
    app: Flask, advisor: Advisor, other_advisor: Advisor
) -> None:
    def view() -> str:
        advisor = current.advisor() or abort(401)
        return advisor.name + sent_text("name")

    view.__module__ = "reporting.advisors.new"
    bp = Blueprint("planted", __name__)
    bp.add_url_rule("/planted", view_func=view, methods=["POST"])
    app.extensions["csrf"].exempt(bp)
    app.register_blueprint(bp)
    assert unguarded(app, advisor, other_advisor) == ["POST /planted: takes a write without its CSRF token"]


def test_a_view_whose_code_stands_elsewhere_is_tried_by_its_path(
    app: Flask, advisor: Advisor, other_advisor: Advisor
) -> None:
    app.add_url_rule("/inbox/everything", "everything", lambda: "everything")
    assert "GET /inbox/everything: opens to a stranger" in unguarded(app, advisor, other_advisor)


def test_a_view_that_is_marked_as_open_by_mistake_is_seen(app: Flask, advisor: Advisor, other_advisor: Advisor) -> None:
    app.view_functions["cases.state"].is_open = True  # type: ignore[attr-defined]
    try:
        assert "GET /inbox/state: opens to a stranger" in unguarded(app, advisor, other_advisor)
    finally:
        app.view_functions["cases.state"].is_open = False  # type: ignore[attr-defined]


def test_a_write_that_another_site_can_send_is_seen(app: Flask) -> None:
    app.extensions["csrf"].exempt(plant(app, ["POST"], "reporting.somewhere"))
    assert open_to_other_sites(app) == ["POST /planted"]
