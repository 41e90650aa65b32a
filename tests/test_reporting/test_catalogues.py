"""Every sentence a person reads is in the catalogues, in every language, and none is left over."""

import re
import shutil
from pathlib import Path

import pytest

from reporting.questions import EVICTION, QUESTION_SETS
from reporting.settings import LANGUAGES as OFFERED
from reporting.web.languages import ADVISOR_LANGUAGES
from tests.support import ROOT
from tests.support.sentences import dead, not_handed_over, read_catalogue, sentences, unknown, uses

LANGUAGES = sorted(file.name for file in (ROOT / "translations").iterdir() if file.is_dir())
DANISH = sentences(ROOT, "da")
OF_ADVISORS = (
    "inbox.",
    "js.inbox.",
    "js.passkey.",
    "js.poster.",
    "js.figures.",
    "poster.print",
    "mail.",
    "js.enrol.",
    "js.advisors.",
)
_WITH_A_DOOR = {question.id for each in QUESTION_SETS for question in each.questions}
OF_CASES = (
    *(f"q.{question.id}." for question in EVICTION.questions if question.id not in _WITH_A_DOOR),
    "q.deadline.missing",
)
"""Questions that only programs and advisors answer."""


def _is_for_advisors(key: str) -> bool:
    return key.startswith((*OF_ADVISORS, *OF_CASES)) or key.endswith(".short")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_or_left_over(language: str) -> None:
    expected = set(DANISH) if language in ADVISOR_LANGUAGES else {key for key in DANISH if not _is_for_advisors(key)}
    assert set(sentences(ROOT, language)) == expected
    assert all(text.strip() for text in sentences(ROOT, language).values())
    assert not [message.id for message in read_catalogue(ROOT, language) if message.fuzzy]


def test_there_is_a_catalogue_for_every_language_that_is_offered() -> None:
    assert set(LANGUAGES) == set(OFFERED)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - set(ADVISOR_LANGUAGES)))
def test_a_translation_that_no_native_speaker_has_read_says_so(language: str) -> None:
    assert "No native speaker has read this translation yet" in (read_catalogue(ROOT, language).header_comment or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_the_same_places_to_fill_in(language: str) -> None:
    for key, text in sentences(ROOT, language).items():
        assert set(re.findall(r"%\((\w+)\)s", text)) == set(re.findall(r"%\((\w+)\)s", DANISH[key])), key


def test_every_sentence_that_the_code_asks_for_is_there() -> None:
    assert unknown(ROOT) == []
    assert len(uses(ROOT).whole) > 80


def test_no_sentence_is_there_that_nobody_asks_for() -> None:
    assert dead(ROOT) == []


def test_every_page_hands_its_scripts_the_sentences_they_ask_for() -> None:
    assert not_handed_over(ROOT) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What sentences and their uses stand in, in a place where faults can be planted."""
    for name in ("translations", "templates", "reporting", "static/js"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def plant(root: Path, name: str, text: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text("utf-8") if file.exists() else "") + f"\n{text}\n", "utf-8")


def plant_sentence(root: Path, key: str) -> None:
    plant(root, "translations/da/LC_MESSAGES/messages.po", f'msgid "{key}"\nmsgstr "Hej"')


@pytest.mark.parametrize(
    "key",
    ["js.report.sent", "js.failed.name", "q.where.yes", "q.story.no", "conversation.state_open", "status.418.title"],
)
def test_a_dead_sentence_is_seen_also_among_those_whose_keys_are_put_together(key: str, copy: Path) -> None:
    plant_sentence(copy, key)
    assert dead(copy) == [key]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("reporting/deep/new.py", 'text = "conversation.never"'),
        ("reporting/deep/new.py", 'def f(x):\n    return f"never.in.{x}" + f"conversation.nobody_{x}"'),
        ("templates/deep/new.html", '{{ _("conversation.never") }}'),
        ("templates/deep/new.html", '{{ _("conversation." ~ x ~ ".never") }}'),
        ("templates/deep/new.html", '{{ _("greeting.hello") }}'),
        ("reporting/deep/new.py", 'text = _("greeting.hello")'),
        ("static/js/deep/new.ts", 'this.say("greeting.hello");'),
        ("static/js/deep/new.ts", 'say("conversation.never");'),
        ("static/js/deep/new.ts", "say(`conversation.nobody_${x}`);"),
    ],
)
def test_a_sentence_that_is_not_there_is_seen_however_it_is_asked_for(file: str, text: str, copy: Path) -> None:
    plant(copy, file, text)
    assert len(unknown(copy)) == 1


def test_a_sentence_that_a_page_does_not_hand_over_is_seen(copy: Path) -> None:
    plant_sentence(copy, "closed.planted")
    plant(
        copy,
        "static/js/public/no-trace.ts",
        'export const late = (say: (key: string) => string) => say("closed.planted");',
    )
    assert "conversation.html: closed.planted" in not_handed_over(copy)


def test_a_script_that_is_not_there_is_seen(copy: Path) -> None:
    (copy / "static/js/public/report.ts").rename(copy / "static/js/public/another.ts")
    assert "report.html: a script that is not there" in not_handed_over(copy)


def test_every_question_and_choice_has_its_words() -> None:
    for question_set in QUESTION_SETS:
        for question in question_set.questions:
            assert f"q.{question.id}.label" in DANISH
            assert not question.required or f"q.{question.id}.missing" in DANISH
            assert all(f"q.{question.id}.{choice}" in DANISH for choice in question.choices)
            groups = [group for group, _ in question.groups if group]
            assert all(f"signs.{group}" in DANISH for group in groups)
        assert all(f"q.{id_}.missing" in DANISH for id_ in question_set.either[:1])


def test_no_human_sentence_stands_in_a_template() -> None:
    for file in ROOT.glob("templates/**/*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "", file.read_text("utf-8"), flags=re.DOTALL)
        words = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"|data-[\w-]+", " ", text)
        assert not re.search(r"[A-Za-zÆØÅæøå]{3,}", words), (file.name, words.strip())
