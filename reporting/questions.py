"""The questions as data: ids, choices, limits. The form, the browser and the inbox read them from here.

Their words are in the catalogues, under `q.<question>.label`, `.hint`, `.missing` and `q.<question>.<choice>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from crypto.written import FIELDS, FORM

MAX_MESSAGE = 10_000
"""Longest message of a conversation, in characters."""

Kind = Literal["choice", "choices", "line", "text", "phone", "email", "reach", "date", "amount", "moment", "photos"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `limit` counts characters; `groups` are choices that stand together under a heading; `only_if`
    names the question, and its choices, that bring this one up. The choices in `urgent` put 112 before everything
    else, those in `pressing` a call to the advisors today; the answer to a question that `names_the_place` (with the
    one that `names_the_estate`), and the first one that `says_what`, tell cases apart; one that `tells_the_story` is
    quoted. What `reaches_reporter` is never handed out to a resident who asks what is kept about them.

    The inbox proposes a level by `acts_today`, and by choices that count as `not_seen` together with those that say
    that a `habit_broke`. An answer is `told_before_visit`, or `told_before_call`, unless it is one of `reassuring`.
    """

    id: str
    kind: Kind
    step: str
    choices: tuple[str, ...] = ()
    limit: int = 0
    required: bool = False
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only_if: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()
    pressing: tuple[str, ...] = ()
    names_the_place: bool = False
    says_what: bool = False
    reaches_reporter: bool = False
    names_the_estate: bool = False
    tells_the_story: bool = False
    acts_today: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()
    habit_broke: tuple[str, ...] = ()
    told_before_visit: bool = False
    told_before_call: bool = False
    reassuring: tuple[str, ...] = ()

    @property
    def belongs_to_one_choice(self) -> bool:
        """Whether a single choice brings this question up, so that it stands right below it."""
        return len(self.only_if[1:]) == 1

    def is_pressing(self, answer: object, until: str) -> bool:
        """Whether an answer calls for the advisors today; `until` is the last day that does."""
        is_day = self.kind == "date" and isinstance(answer, str) and answer != ""
        return answer in self.pressing or (is_day and str(answer) <= until)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one door. At least one of `either`, if there are any, must be answered. `least_level`: as
    urgent as that it is at least.
    """

    id: str
    questions: tuple[Question, ...]
    either: tuple[str, ...] = ()
    least_level: str = "grey"

    @property
    def steps(self) -> tuple[str, ...]:
        """The groups of questions, in order; with JavaScript each is a screen."""
        return tuple(dict.fromkeys(question.step for question in self.questions))

    @property
    def takes_photos(self) -> bool:
        """Whether photos may come along."""
        return any(question.kind == "photos" for question in self.questions)

    def is_urgent(self, answers: Mapping[str, object]) -> bool:
        """Whether an answer says that somebody may be in danger right now."""
        return any(answers.get(question.id) in question.urgent for question in self.questions if question.urgent)

    def is_pressing(self, answers: Mapping[str, object], until: str) -> bool:
        """Whether the advisors should be called today: such a letter, or a date that is past or not after `until`."""
        return any(question.is_pressing(answers.get(question.id), until) for question in self.questions)

    def asks_for_urgency(self, step: str) -> bool:
        """Whether a question of this group can have an urgent answer."""
        return any(question.urgent for question in self.in_step(step))

    def in_step(self, step: str) -> tuple[Question, ...]:
        """The questions of one group but those that stand right below a choice."""
        return tuple(each for each in self.questions if each.step == step and not each.belongs_to_one_choice)

    def brought_up_by(self, question: Question, choice: str) -> tuple[Question, ...]:
        """The questions that stand right below a choice."""
        return tuple(other for other in self.questions if other.only_if == (question.id, choice))


def _signs(step: str, *in_the_home: str) -> Question:
    """The signs, in four small groups: a wall of thirteen is skimmed, not read."""
    groups = (
        ("seen", ("not_seen", "behaviour", "isolates", "violence")),
        ("home", ("mail", "neglected_home", "clutter", *in_the_home)),
        ("everyday", ("out_of_balance", "self_care", "alcohol")),
        ("needs", ("children", "lacks")),
        ("", ("other",)),
    )
    choices = tuple(choice for _, group in groups for choice in group)
    return Question(
        *("signs", "choices", step, choices),
        groups=groups,
        says_what=True,
        acts_today=("children", "violence"),
        not_seen=("not_seen",),
        habit_broke=("mail", *(each for each in ("low_use", "no_access") if each in in_the_home)),
    )


NEIGHBOUR = QuestionSet(
    "neighbour",
    (
        Question("danger", "choice", "danger", ("yes", "maybe", "no"), required=True, urgent=("yes", "maybe")),
        Question("where", "text", "where", limit=500, required=True, names_the_place=True),
        Question("name", "line", "where", limit=200),
        _signs("what"),
        Question("story", "text", "what", limit=10_000, says_what=True, tells_the_story=True),
        Question("last_seen", "choice", "more", ("recently", "this_week", "longer", "unknown")),
        Question("before_knocking", "text", "more", limit=1_000),
        Question("contact", "choice", "more", ("no", "yes")),
        Question(
            *("contact_details", "reach", "more"),
            limit=200,
            required=True,
            only_if=("contact", "yes"),
            reaches_reporter=True,
        ),
    ),
    either=("signs", "story"),
)

STAFF = QuestionSet(
    "staff",
    (
        Question("estate", "line", "staff", limit=200, names_the_estate=True),
        Question("where", "text", "staff", limit=500, required=True, names_the_place=True),
        _signs("staff", "low_use", "no_access", "seen_inside"),
        Question("story", "text", "staff", limit=10_000, says_what=True, tells_the_story=True),
        Question("photos", "photos", "staff"),
        Question("talked", "choice", "staff", ("call", "refuses", "no")),
        Question("talked_phone", "phone", "staff", limit=40, only_if=("talked", "call")),
        Question("card", "choice", "staff", ("yes", "no")),
        Question("alone", "choice", "staff", ("yes", "no", "unknown"), told_before_visit=True, reassuring=("yes",)),
        Question("call_me", "choice", "staff", ("no", "yes")),
        Question(
            *("call_me_phone", "phone", "staff"),
            limit=40,
            required=True,
            only_if=("call_me", "yes"),
            reaches_reporter=True,
        ),
    ),
    either=("signs", "story"),
)

_LETTERS = ("reminder", "termination", "bailiff")

OWN = QuestionSet(
    "own",
    (
        Question("about", "choice", "about", ("rent", "bills", "benefits", "other"), required=True, says_what=True),
        Question(
            *("letter", "choice", "letter", ("no", *_LETTERS)),
            required=True,
            pressing=("bailiff",),
            acts_today=("bailiff",),
        ),
        Question("deadline", "date", "letter", only_if=("letter", *_LETTERS)),
        Question("happened", "text", "letter", limit=10_000, tells_the_story=True),
        Question("my_name", "line", "reach", limit=200),
        Question("my_address", "text", "reach", limit=500, required=True, names_the_place=True),
        # Before any number is asked for. Who answers `code` reads the advisors' answer with the receipt code.
        Question(
            *("safe_to_call", "choice", "reach", ("yes", "no", "code")),
            required=True,
            told_before_call=True,
            reassuring=("yes",),
        ),
        Question("my_phone", "phone", "reach", limit=40, required=True, only_if=("safe_to_call", "yes")),
        Question("my_email", "email", "reach", limit=200, required=True, only_if=("safe_to_call", "no")),
        Question("interpreter", "line", "reach", limit=200),
    ),
    least_level="yellow",
)

EVICTION = QuestionSet(
    FORM,
    tuple(
        Question(
            *(field.id, field.kind, "case", field.choices, field.limit, field.required),
            names_the_place=field.id == "where",
            says_what=field.id in ("case_stage", "story"),
            tells_the_story=field.id == "story",
            acts_today=("bailiff",) if field.id == "case_stage" else (),
        )
        for field in FIELDS
    ),
    least_level="yellow",
)
"""What the lawyers send by a program, or an advisor writes down; no door leads there."""

QUESTION_SETS = (NEIGHBOUR, STAFF, OWN)
ALL_SETS = (*QUESTION_SETS, EVICTION)
"""Whatever a report may answer; `QUESTION_SETS` are those with a door."""

BY_ID = {question_set.id: question_set for question_set in QUESTION_SETS}
