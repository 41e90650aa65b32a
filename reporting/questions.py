"""The questions as data: ids, choices, limits. The form, the browser and the inbox read them from here.

Their words are in the catalogues, under `q.<question>.label`, `.hint`, `.missing` and `q.<question>.<choice>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MAX_MESSAGE = 10_000
"""Longest message of a conversation, in characters."""

Kind = Literal["choice", "choices", "line", "text", "phone", "email", "reach", "date", "photos"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `limit` counts characters; `only_if` names the question and choice that bring this one up,
    `required_if` those that make it required. The choices in `urgent` put 112 before everything else; the answer to
    a question that `names_the_place`, and the first one that `says_what`, tell cases apart.
    """

    id: str
    kind: Kind
    step: str
    choices: tuple[str, ...] = ()
    limit: int = 0
    required: bool = False
    only_if: tuple[str, str] | None = None
    required_if: tuple[str, str] | None = None
    urgent: tuple[str, ...] = ()
    names_the_place: bool = False
    says_what: bool = False


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one door. At least one of `either` must be answered."""

    id: str
    questions: tuple[Question, ...]
    either: tuple[str, ...]

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

    def asks_for_urgency(self, step: str) -> bool:
        """Whether a question of this group can have an urgent answer."""
        return any(question.urgent for question in self.in_step(step))

    def in_step(self, step: str) -> tuple[Question, ...]:
        """The questions of one group that are not brought up by another question."""
        return tuple(question for question in self.questions if question.step == step and not question.only_if)

    def brought_up_by(self, question: Question, choice: str) -> tuple[Question, ...]:
        """The questions that appear when `choice` is made."""
        return tuple(other for other in self.questions if other.only_if == (question.id, choice))


_SIGNS = (
    "not_seen",
    "mail",
    "behaviour",
    "isolates",
    "out_of_balance",
    "self_care",
    "neglected_home",
    "clutter",
    "alcohol",
    "violence",
    "lacks",
    "children",
)
_STAFF_SIGNS = ("low_use", "no_access", "seen_inside")

NEIGHBOUR = QuestionSet(
    "neighbour",
    (
        Question("danger", "choice", "danger", ("yes", "maybe", "no"), required=True, urgent=("yes", "maybe")),
        Question("where", "text", "where", limit=500, required=True, names_the_place=True),
        Question("name", "line", "where", limit=200),
        Question("signs", "choices", "what", (*_SIGNS, "other"), says_what=True),
        Question("story", "text", "what", limit=10_000, says_what=True),
        Question("last_seen", "choice", "more", ("recently", "this_week", "longer", "unknown")),
        Question("before_knocking", "text", "more", limit=1_000),
        Question("contact", "choice", "more", ("no", "yes")),
        Question("contact_details", "reach", "more", limit=200, required=True, only_if=("contact", "yes")),
    ),
    either=("signs", "story"),
)

STAFF = QuestionSet(
    "staff",
    (
        Question("estate", "line", "staff", limit=200),
        Question("where", "text", "staff", limit=500, required=True, names_the_place=True),
        Question("signs", "choices", "staff", (*_SIGNS, *_STAFF_SIGNS, "other"), says_what=True),
        Question("story", "text", "staff", limit=10_000, says_what=True),
        Question("photos", "photos", "staff"),
        Question("talked", "choice", "staff", ("call", "refuses", "no")),
        Question("talked_phone", "phone", "staff", limit=40, only_if=("talked", "call")),
        Question("card", "choice", "staff", ("yes", "no")),
        Question("alone", "choice", "staff", ("yes", "no", "unknown")),
        Question("call_me", "choice", "staff", ("no", "yes")),
        Question("call_me_phone", "phone", "staff", limit=40, required=True, only_if=("call_me", "yes")),
    ),
    either=("signs", "story"),
)

OWN = QuestionSet(
    "own",
    (
        Question("about", "choice", "about", ("rent", "bills", "benefits", "other"), required=True, says_what=True),
        Question("letter", "choice", "about", ("no", "reminder", "termination", "bailiff"), required=True),
        Question("deadline", "date", "about"),
        Question("happened", "text", "about", limit=10_000),
        Question("my_address", "text", "reach", limit=500, required=True, names_the_place=True),
        Question("my_phone", "phone", "reach", limit=40),
        Question("my_email", "email", "reach", limit=200, required_if=("safe_to_call", "no")),
        Question("safe_to_call", "choice", "reach", ("yes", "no"), required=True),
        Question("interpreter", "line", "reach", limit=200),
    ),
    either=("my_phone", "my_email"),
)

QUESTION_SETS = (NEIGHBOUR, STAFF, OWN)
BY_ID = {question_set.id: question_set for question_set in QUESTION_SETS}
