"""Which language a person reads, and the sentences that the browser needs.

The language comes from a link (`?lang=`) or else from the browser's wishes, and is remembered only in the URL.
"""

from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask import Flask, current_app, g, request
from flask_babel import Babel, get_locale, get_translations

from .requests import is_for_advisors

DEFAULT = "da"
ADVISOR_LANGUAGES = ("da", "en")


def speak(app: Flask) -> None:
    """Attach the catalogues."""
    Babel(app, default_locale=DEFAULT, locale_selector=choose_language, default_timezone=app.config["TIMEZONE"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        language=current_language,
        direction=text_direction,
        language_names=language_names,
        has_string=has_string,
        strings=browser_strings,
    )
    app.jinja_env.filters["day"] = readable_day


def choose_language() -> str:
    """Return the language for this request, one of those configured."""
    languages: list[str] = current_app.config["LANGUAGES"]
    if is_for_advisors():
        languages = [language for language in languages if language in ADVISOR_LANGUAGES] or [DEFAULT]
    chosen = request.args.get("lang")
    if chosen in languages:
        g.language = chosen
        return chosen
    return request.accept_languages.best_match(languages) or languages[0]


def current_language() -> str:
    """Return the code of the language in use, such as `da`."""
    return str(get_locale() or DEFAULT)


def text_direction() -> str:
    """Return `ltr` or `rtl`."""
    return Locale.parse(current_language()).text_direction


def language_names(languages: list[str]) -> list[tuple[str, str]]:
    """Return each language's code and its own name for itself."""
    return [(code, (Locale.parse(code).display_name or code).capitalize()) for code in languages]


def browser_strings(*prefixes: str) -> dict[str, str]:
    """Return the sentences of the catalogue whose keys begin with one of `prefixes`, for the page's script."""
    catalogue: dict[str, str] = get_translations()._catalog
    return {key: text for key, text in catalogue.items() if key and key.startswith(prefixes)}


def readable_day(day: str | date) -> str:
    """Return a day with its weekday, as a person would say it in the language in use."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return format_date(day, "full", locale=get_locale() or DEFAULT)


def has_string(key: str) -> bool:
    """Whether the catalogue has a sentence under `key`: some questions have a hint, others need none."""
    return key in get_translations()._catalog


def carry_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Let a link carry a language that was chosen by link."""
    if "language" in g:
        values.setdefault("lang", g.language)
