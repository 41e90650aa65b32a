"""The questions as data: ids, choices, limits. The form, the browser and the inbox read them from here.

Their words are in the catalogues, under `q.<question>.label`, `.hint`, `.missing` and `q.<question>.<choice>`.
"""

from dataclasses import dataclass
from typing import Literal

MAX_MESSAGE = 10_000
"""Longest message of a conversation, in characters."""

Kind = Literal["choice", "choices", "line", "text"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `limit` counts characters; `only_if` names the question and choice that bring this one up."""

    id: str
    kind: Kind
    step: str
    choices: tuple[str, ...] = ()
    limit: int = 0
    required: bool = False
    only_if: tuple[str, str] | None = None


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

    def in_step(self, step: str) -> tuple[Question, ...]:
        """The questions of one group that are not brought up by another question."""
        return tuple(question for question in self.questions if question.step == step and not question.only_if)

    def brought_up_by(self, question: Question, choice: str) -> tuple[Question, ...]:
        """The questions that appear when `choice` is made."""
        return tuple(other for other in self.questions if other.only_if == (question.id, choice))


NEIGHBOUR = QuestionSet(
    "neighbour",
    (
        Question("danger", "choice", "danger", ("yes", "maybe", "no"), required=True),
        Question("where", "text", "where", limit=500, required=True),
        Question("name", "line", "where", limit=200),
        Question(
            "signs",
            "choices",
            "what",
            (
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
                "other",
            ),
        ),
        Question("story", "text", "what", limit=10_000),
        Question("last_seen", "choice", "more", ("recently", "this_week", "longer", "unknown")),
        Question("before_knocking", "text", "more", limit=1_000),
        Question("contact", "choice", "more", ("no", "yes")),
        Question("contact_details", "line", "more", limit=200, required=True, only_if=("contact", "yes")),
    ),
    either=("signs", "story"),
)

QUESTION_SETS = (NEIGHBOUR,)
