"""Every WTForm, built from the question sets. No database."""

from functools import cache, partial
from typing import Any, Self

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, MultipleFileField, RadioField, SelectMultipleField, StringField, ValidationError

from crypto.written import day_of, implausible, looks_like_cpr, tidy, tidy_answer
from reporting.questions import MAX_MESSAGE, Question, QuestionSet
from reporting.web.languages import readable_number

from .photos import MAX_PHOTOS, MAX_UPLOAD, NotAPhoto, rewrite

TRAP = "homepage"
"""A field that people don't see. Programs that fill in forms do, and so do some browsers for real people."""

DAY_PARTS = ("day", "month", "year")
_LONGEST_TRAP = 200


class ReportForm:
    """One person's answers to one question set, with what is wrong with them."""

    def __init__(self, question_set: QuestionSet, sent: MultiDict[str, Any] | None = None) -> None:
        self.question_set = question_set
        self.fields: Form = _form_class(question_set)(sent)
        self.errors: dict[str, str] = {}
        self.trap = tidy(sent.get(TRAP))[:_LONGEST_TRAP] if sent else ""
        self.photos = self._uploads()

    def validate(self) -> bool:
        """Check every answer; afterwards `errors` holds one sentence per question, in the order of the form."""
        self.fields.validate()
        for question in self.question_set.questions:
            field = self.fields[question.id]
            if not self._is_asked(question):
                continue
            if field.errors:
                self.errors[question.id] = str(field.errors[0])
            elif not field.data and question.required:
                self.errors[question.id] = _(f"q.{question.id}.missing")
        either = self.question_set.either
        if either and not any(self.fields[name].data or name in self.errors for name in either):
            self.errors[either[0]] = _(f"q.{either[0]}.missing")
        self._check_photos()
        if self.errors:
            self.with_photos_again()
        self.errors = {q.id: self.errors[q.id] for q in self.question_set.questions if q.id in self.errors}
        return not self.errors

    def with_photos_again(self) -> Self:
        """Ask for the photos once more: a browser does not keep chosen files when a form is shown again."""
        if self.photos:
            self.errors.setdefault("photos", _("error.photos_again"))
        return self

    def rewrite_photos(self) -> bool:
        """Write each photo anew without metadata. False if one can't be read; `errors` then says so.

        :raise 503: too many photos are being decoded.
        """
        try:
            self.photos = [rewrite(upload) for upload in self.photos]
        except NotAPhoto:
            self.errors["photos"] = _("error.photos_unreadable")
        return not self.errors

    def answers(self) -> dict[str, str | list[str]]:
        """What was answered, by question; unanswered questions are left out."""
        asked = [question for question in self.question_set.questions if self._is_asked(question)]
        written = [question for question in asked if question.kind != "photos"]
        return {question.id: self.fields[question.id].data for question in written if self.fields[question.id].data}

    def like_cpr(self) -> list[str]:
        """Which free-text answers hold something like a Danish personal number."""
        answers = self.answers().items()
        return [id_ for id_, answer in answers if isinstance(answer, str) and looks_like_cpr(answer)]

    def _check_photos(self) -> None:
        if len(self.photos) > MAX_PHOTOS:
            self.errors["photos"] = _("error.photos_many")
        if any(len(photo) > MAX_UPLOAD for photo in self.photos):
            self.errors["photos"] = _("error.photos_large")

    def _uploads(self) -> list[bytes]:
        """What was sent as photos; a field without a chosen file is sent as an empty part."""
        uploads = self.fields.data.get("photos") or []
        return [content for upload in uploads if upload and (content := upload.read())]

    def _is_asked(self, question: Question) -> bool:
        return not question.only_if or self.fields[question.only_if[0]].data in question.only_if[1:]


class MessageForm(Form):
    """What a reporter adds to their case."""

    text = StringField(filters=[tidy])

    def validate_text(self, field: Field) -> None:
        """Ask for at least something, and no more than fits.

        :raise ValidationError: empty, or longer than a story may be.
        """
        if not field.data:
            raise ValidationError(_("conversation.message_missing"))
        if len(field.data) > MAX_MESSAGE:
            raise _too_long(MAX_MESSAGE, len(field.data))


def _too_long(limit: int, length: int) -> ValidationError:
    return ValidationError(_("error.too_long", limit=readable_number(limit), length=readable_number(length)))


class DayField(Field):
    """A day in three fields, which may not be confused: `data` is the ISO day, `parts` are what was typed."""

    def process(self, formdata: Any, *_: Any, **__: Any) -> None:
        """Read the three fields."""
        sent = formdata or {}
        self.process_errors = []
        self.parts = {part: tidy_answer("date", sent.get(f"{self.name}-{part}")) for part in DAY_PARTS}
        self.data = day_of(*self.parts.values())


@cache
def _form_class(question_set: QuestionSet) -> type[Form]:
    return type("Fields", (Form,), {question.id: _field(question) for question in question_set.questions})


def _field(question: Question) -> Any:
    if question.kind == "choice":
        # `coerce` keeps "not answered" apart from a choice that is called None.
        return RadioField(
            coerce=lambda value: value or "",
            validate_choice=False,
            validators=[_only_known(question)],
        )
    if question.kind == "photos":
        return MultipleFileField()
    if question.kind == "choices":
        return SelectMultipleField(
            validate_choice=False,
            validators=[_only_known(question)],
        )
    if question.kind == "date":
        return DayField(validators=[_plausible(question)])
    return StringField(filters=[partial(tidy_answer, question.kind)], validators=[_plausible(question)])


def _only_known(question: Question) -> Any:
    def check(_form: Form, field: Field) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data] if field.data else []
        if not set(chosen) <= set(question.choices):
            raise ValidationError(_("error.choice"))

    return check


def _plausible(question: Question) -> Any:
    def check(_form: Form, field: Field) -> None:
        if question.limit and len(field.data) > question.limit:
            raise _too_long(question.limit, len(field.data))
        problem = implausible(question.kind, field.data)
        if problem:
            raise ValidationError(_(problem))

    return check
