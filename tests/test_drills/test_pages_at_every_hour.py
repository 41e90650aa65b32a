"""What is signed of a page is the same at every hour, whoever is away and whichever link is closed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from reporting.commands.page_hashes import changed_pages, hash_pages
from tests.support.cast import enrol
from tests.support.drills import figure, length
from tests.support.signed import publish

TODAY = date.today()  # noqa: DTZ011 - the portal's own
ORGANISATIONS = [{"slug": "eksempelboligerne", "name": "Eksempelboligerne"}]


@pytest.fixture
def signed(app: Flask) -> Flask:
    """A portal with an organisation's link, and all that it serves signed with its list."""
    enrol(app, "Rådgiver 1")
    languages = app.config["LANGUAGES"][: length(2, 9)]
    here = create_app(
        {"ORGANISATIONS": ORGANISATIONS, "LANGUAGES": languages, "RATELIMIT_ENABLED": False, "PHONE": "00 00 00 00"}
    )
    with here.app_context():
        publish(Path(here.instance_path), here.extensions["roster"], pages=hash_pages)
    here.extensions["authority"]._answered = None
    return here


def test_every_signed_path_has_one_hash_at_every_hour(signed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with signed.app_context():
        known = signed.extensions["authority"].lists()
        pages = known[max(known)][1].pages
    days = [TODAY + timedelta(days=round(number * 389 / length(2, 40))) for number in range(length(3, 41))]
    for number, day in enumerate(days):
        monkeypatch.setattr("reporting.current.today", lambda day=day: day)
        is_away, is_closed = bool(number % 2), bool(number % 3)
        signed.extensions["absence"].put_up((day + timedelta(days=20)).isoformat() if is_away else "")
        signed.extensions["links"].set_closed("eksempelboligerne", closed=is_closed)
        with signed.app_context():
            assert changed_pages(pages) == [], f"{day}, away: {is_away}, closed: {is_closed}"
    paths = len(pages.splitlines()) - 2
    figure("pages at every hour", f"{paths} paths at {len(days)} times, one hash each")


def test_one_word_that_changes_with_the_day_is_seen(signed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with signed.app_context():
        known = signed.extensions["authority"].lists()
        pages = known[max(known)][1].pages
        monkeypatch.setattr("reporting.public.start.render_template", lambda *_, **__: TODAY.isoformat())
        changed = changed_pages(pages)
    assert {path.partition("?")[0] for path in changed} == {"/", "/112", "/o/eksempelboligerne"}
