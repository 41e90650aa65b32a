"""Sentences in named places, and all of a language in one file: a page's script can say the page again in another
language with nothing but text from there, and takes no element from any answer.

`reporting/commands/built_in.py` writes the files; the build puts their hashes into the scripts that ask.
"""

import json
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from .languages import dates_of, direction_of, language_names

_TRANSLATIONS = Path(__file__).parents[2] / "translations"
_OF_ADVISORS = ("inbox.", "js.inbox.", "js.passkey.", "js.poster.", "js.figures.", "js.enrol.", "js.advisors.", "mail.")


def say(key: str, **values: object) -> Markup:
    """Return a sentence in a place that tells its key, and what is filled in."""
    told = Markup(' data-values="{}"').format(json.dumps(values, ensure_ascii=False)) if values else ""
    return Markup('<span data-say="{}"{}>{}</span>').format(key, told, gettext(key, **values))


def say_as(attribute: str, key: str) -> Markup:
    """Return an attribute that holds a sentence, and one that tells which."""
    return Markup('{}="{}" data-say-{}="{}"').format(attribute, gettext(key), attribute, key)


def sentences_of(language: str) -> dict[str, Any]:
    """Return what a public page says in a language: sentences by their keys, how days are said, which way it runs."""
    strings = {key: text for key, text in _catalogue(language).items() if key and not key.startswith(_OF_ADVISORS)}
    return {"strings": strings, "dates": dates_of(language), "direction": direction_of(language)}


@cache
def door_card(language: str) -> dict[str, str]:
    """Return what a card for the door says in a language, with the language's own name for itself."""
    said = _catalogue(language)
    ((_, name),) = language_names([language])
    card = {"hello": said["card.hello"], "free": said["card.free"], "call": said["card.call"]}
    return card | {"name": name, "direction": direction_of(language)}


@cache
def poster(language: str, operator: str) -> dict[str, str]:
    """Return what posters and slips say in a language."""
    said = _catalogue(language)
    who = said["start.who"] % {"operator": operator} if operator else said["start.who_alone"]
    text = {each: said[f"start.{each}"] for each in ("title", "anonymous", "how_sealed")}
    text |= {"who": who, "scan": said["poster.scan"], "compare": said["base.fingerprint"]}
    return text | {"danger": said["start.emergency"], "direction": direction_of(language)}


@cache
def _catalogue(language: str) -> dict[str, str]:
    with (_TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        found: dict[str, str] = GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # as flask-babel's, by keys
    return found
