"""Every sentence a person reads is in the catalogues, in every language, and none is left over."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from reporting.languages import ADVISOR_LANGUAGES
from reporting.questions import QUESTION_SETS
from reporting.settings import DEFAULTS

ROOT = Path(__file__).parent.parent.parent
FILES = {file.parts[-3]: file for file in ROOT.glob("translations/*/LC_MESSAGES/messages.po")}
SOURCES = [
    *ROOT.glob("templates/**/*.html"),
    *ROOT.glob("reporting/*.py"),
    *ROOT.glob("static/js/**/*.js"),
]
KEY = re.compile(r"""["'`]([a-z]+(?:\.[a-z0-9_]+)+\.?)(?:["'`]|\$\{)""")


def read(language: str) -> Catalog:
    with FILES[language].open("rb") as file:
        return read_po(file)


def sentences(language: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in read(language) if message.id}


DANISH = sentences("da")


def _is_for_advisors(key: str) -> bool:
    return key.startswith(("inbox.", "js.inbox.", "js.enrol.", "js.advisors.")) or key.endswith(".short")


def used_keys() -> set[str]:
    families = {key.split(".")[0] for key in DANISH}
    found = {key for source in SOURCES for key in KEY.findall(source.read_text("utf-8"))}
    return {key for key in found if key.split(".")[0] in families and not key.endswith((".html", ".css", ".js"))}


@pytest.mark.parametrize("language", sorted(FILES))
def test_no_sentence_is_missing_or_left_over(language: str) -> None:
    expected = set(DANISH) if language in ADVISOR_LANGUAGES else {key for key in DANISH if not _is_for_advisors(key)}
    assert set(sentences(language)) == expected
    assert all(text.strip() for text in sentences(language).values())
    assert not [message.id for message in read(language) if message.fuzzy]


def test_there_is_a_catalogue_for_every_language_that_is_offered() -> None:
    assert set(FILES) == set(DEFAULTS["LANGUAGES"])


@pytest.mark.parametrize("language", sorted(set(FILES) - set(ADVISOR_LANGUAGES)))
def test_a_translation_that_no_native_speaker_has_read_says_so(language: str) -> None:
    assert "No native speaker has read this translation yet" in (read(language).header_comment or "")


@pytest.mark.parametrize("language", sorted(FILES))
def test_every_sentence_has_the_same_places_to_fill_in(language: str) -> None:
    for key, text in sentences(language).items():
        assert set(re.findall(r"%\((\w+)\)s", text)) == set(re.findall(r"%\((\w+)\)s", DANISH[key])), key


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    beginnings = {key for key in used_keys() if key.endswith((".", "_"))}
    whole = used_keys() - beginnings
    assert not whole - set(DANISH)
    assert all(any(key.startswith(beginning) for key in DANISH) for beginning in beginnings)
    assert len(whole) > 80


def test_every_question_and_choice_has_its_words() -> None:
    for question_set in QUESTION_SETS:
        for question in question_set.questions:
            assert f"q.{question.id}.label" in DANISH
            assert not question.required or f"q.{question.id}.missing" in DANISH
            assert all(f"q.{question.id}.{choice}" in DANISH for choice in question.choices)
        assert all(f"step.{step}" in DANISH for step in question_set.steps)
        assert f"q.{question_set.either[0]}.missing" in DANISH


def test_no_human_sentence_stands_in_a_template() -> None:
    for file in ROOT.glob("templates/**/*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "", file.read_text("utf-8"), flags=re.DOTALL)
        words = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"|data-[\w-]+", " ", text)
        assert not re.search(r"[A-Za-zÆØÅæøå]{3,}", words), (file.name, words.strip())
