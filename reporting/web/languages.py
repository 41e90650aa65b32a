"""Which language a person reads, and the sentences that the browser needs.

The language comes from a link (`?lang=`) or else from the browser's wishes, and is remembered only in the URL.
"""

import re
from datetime import date
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, get_date_format
from babel.numbers import format_decimal, get_group_symbol
from flask import Flask, current_app, g, request
from flask_babel import Babel, get_locale, get_translations, gettext

from .requests import is_for_advisors

DEFAULT = "da"
ADVISOR_LANGUAGES = ("da", "en")
_DATES = {"en": "en_GB"}  # as English is written in Denmark


def speak(app: Flask) -> None:
    """Attach the catalogues."""
    Babel(app, default_locale=DEFAULT, locale_selector=choose_language, default_timezone=app.config["TIMEZONE"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        language=current_language,
        direction=text_direction,
        direction_of=direction_of,
        language_names=language_names,
        has_string=has_string,
        strings=browser_strings,
        dates=browser_dates,
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
    return direction_of(current_language())


@cache
def direction_of(language: str) -> str:
    """Return `ltr` or `rtl` for a language's code."""
    return Locale.parse(language).text_direction


def language_names(languages: list[str]) -> list[tuple[str, str]]:
    """Return each language's code and its own name for itself."""
    return [(code, (Locale.parse(code).display_name or code).capitalize()) for code in languages]


def browser_strings(*prefixes: str) -> dict[str, str]:
    """Return the sentences of the catalogue whose keys begin with one of `prefixes`, for the page's script."""
    catalogue: dict[str, str] = get_translations()._catalog
    return {key: text for key, text in catalogue.items() if key and key.startswith(prefixes)}


def readable_day(day: str | date) -> str:
    """Return a day with its weekday but without its year, as a person would say it in the language in use."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    language = current_language()
    return format_date(day, day_pattern(language), locale=_DATES.get(language, language))


def readable_number(number: int) -> str:
    """Return a number with its digits grouped as in the language in use."""
    return format_decimal(number, locale=current_language())


def read_on(day: date) -> str:
    """Return the sentence that says on which day a report is read, in the language in use."""
    return _read_on(current_language(), day)


@cache
def day_pattern(language: str) -> str:
    """Return how a day is written in a language, as a CLDR pattern: the longest one there is, without the year."""
    return re.sub(r"[,،]? y( '[^']*'\.)?", "", get_date_format("full", _DATES.get(language, language)).pattern)


def browser_dates() -> dict[str, Any]:
    """Return what the page's script needs to say a day and a number in the same words as the server."""
    return dates_of(current_language())


@cache
def dates_of(language: str) -> dict[str, Any]:
    """Return how a day and a number are said in a language."""
    locale = Locale.parse(_DATES.get(language, language))
    return {
        "pattern": day_pattern(language),
        "full": get_date_format("full", locale).pattern,
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "days": [locale.days["format"]["wide"][day] for day in range(7)],  # Monday first
        "group": get_group_symbol(locale),
    }


@lru_cache(maxsize=64)
def _read_on(_language: str, day: date) -> str:
    """Saying it takes longer than all else in the answer to a sealed report."""
    return str(gettext("receipt.read_on", day=readable_day(day)))


def has_string(key: str) -> bool:
    """Whether the catalogue has a sentence under `key`: some questions have a hint, others need none."""
    return key in get_translations()._catalog


def carry_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Let a link carry a language that was chosen by link."""
    if "language" in g:
        values.setdefault("lang", g.language)
