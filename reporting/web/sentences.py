"""Sentences in named places, and all of a language in one file: a page's script can say the page again in another
language with nothing but text from there, and takes no element from any answer.

`python -m reporting.web.sentences FOLDER` writes the files; the build puts their hashes into the scripts that ask.
"""

import json
import sys
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from flask_babel import gettext
from markupsafe import Markup

from .languages import dates_of, direction_of

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
    with (_TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        said = {str(each.id): str(each.string) for each in read_po(file) if each.id}
    strings = {key: text for key, text in said.items() if not key.startswith(_OF_ADVISORS)}
    return {"strings": strings, "dates": dates_of(language), "direction": direction_of(language)}


def write_files(folder: Path) -> None:
    """Write the file of each language: the same bytes on any machine."""
    folder.mkdir(exist_ok=True)
    for catalogue in _TRANSLATIONS.iterdir():
        told = json.dumps(sentences_of(catalogue.name), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (folder / f"sentences.{catalogue.name}.json").write_text(f"{told}\n", "utf-8")


if __name__ == "__main__":
    write_files(Path(sys.argv[1]))
