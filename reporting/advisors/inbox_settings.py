"""What the inbox computes, prints and locks with, as one file with the same bytes at every hour. Its hash stands among
the signed pages, and an inbox that finds it otherwise goes by what its own scripts were built with.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from reporting.calendar import PRESSING_DAYS, holidays_between
from reporting.questions import ALL_SETS, MAX_MESSAGE, Question
from reporting.settings.table import LANGUAGES
from reporting.web.sentences import door_card, poster

from . import blueprint, open_to_strangers

PATH = "/inbox/settings.json"
YEARS = range(2025, 2036)
"""The years whose holidays it holds."""

_FLAGS = (
    *("urgent", "names_the_place", "names_the_estate", "says_what", "tells_the_story", "reaches_reporter", "required"),
    *("limit", "only_if", "acts_today", "not_seen", "habit_broke", "told_before_visit", "told_before_call"),
    "reassuring",
)

bp = blueprint("inbox_settings")


@bp.get(PATH)
@open_to_strangers
def signed_settings() -> ResponseReturnValue:
    """Return the file."""
    config = current_app.config
    return inbox_settings(
        {
            "lock_minutes": config["LOCK_MINUTES"],
            "retention_months": config["RETENTION_MONTHS"],
            "phone": config["PHONE"],
            "operator": config["OPERATOR"],
            "organisations": {each["slug"]: each["name"] for each in config["ORGANISATIONS"]},
        },
        config["LANGUAGES"],
    )


BUILT_IN = {"lock_minutes": 15, "retention_months": 6, "phone": "", "operator": "", "organisations": {}}
"""What counts where nothing signed says otherwise."""


def inbox_settings(settings: Mapping[str, Any] = BUILT_IN, languages: Iterable[str] = LANGUAGES) -> dict[str, Any]:
    """Return what the inbox computes with, given an installation's settings."""
    questions = {each.id: [_told(question) for question in each.questions] for each in ALL_SETS}
    printed = tuple(dict.fromkeys(("da", *languages)))
    return {
        **settings,
        "questions": questions,
        "least_levels": {each.id: each.least_level for each in ALL_SETS},
        "max_message": MAX_MESSAGE,
        "holidays": holidays_between(YEARS),
        "pressing_days": PRESSING_DAYS,
        "door_cards": {language: door_card(language) for language in printed},
        "posters": {language: poster(language, settings["operator"]) for language in printed},
    }


def _told(question: Question) -> dict[str, Any]:
    """Return what the inbox needs of a question; a flag that it has not is left out."""
    flags = {name: getattr(question, name) for name in _FLAGS if getattr(question, name)}
    return {"id": question.id, "kind": question.kind, "choices": question.choices, **flags}
