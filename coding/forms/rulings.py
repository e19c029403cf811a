"""A ruling in words of people: a coder's value by its place, or another from the codebook's own inputs."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.disagreement import Verdict
from coding.forms.desk import Question as Inputs
from coding.forms.desk import question_of, values_from_post
from coding.models.ruling import ErrorType
from coding.queries.rulings import Left, Question, Sheet
from cyberdip.lib.problems import Invalid

LONGEST_REASON = 10_000


class RulingForm(forms.Form):
    """What comes with a ruling's value. `choice` is the place of a coder's value; without it the inputs say the value."""

    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    choice = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON)
    error_type = forms.ChoiceField(
        label=gettext_lazy("Kind of error"),
        required=False,
        choices=[("", gettext_lazy("not said")), *ErrorType.choices],
    )


class WithdrawalForm(forms.Form):
    """On which ruling a withdrawal rests."""

    base_revision = forms.IntegerField(min_value=1)


class QueueForm(forms.Form):
    """Which part of the queue to show."""

    variable = forms.ChoiceField(label=gettext_lazy("Variable"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("open")), ("ruled", gettext_lazy("ruled"))],
    )

    def __init__(self, *args: Any, left: Left, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variables = [(one.variable.key, f"{one.variable.label} ({one.open})") for one in left.variables]
        self.fields["variable"].choices = [("", _("all")), *variables]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """As the queries take it; what is no such variable or state asks for nothing."""
        self.is_valid()
        return {
            "variable": self.cleaned_data.get("variable", ""),
            "ruled": self.cleaned_data.get("state", "") == "ruled",
        }


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A value that coders chose: the key that takes it, its words, whose it is, and what the inputs would send for it."""

    place: int
    label: str
    letters: list[str]
    sent: str

    @property
    def key(self) -> str:
        return str(self.place + 1) if self.place < 9 else ""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A variable of the sheet in words. `inputs` are the codebook's, for a value that no coder chose."""

    variable: VariableSpec
    choices: list[ShownChoice]
    inputs: Inputs
    question: Question
    ruled: str
    is_current: bool

    @property
    def agreed(self) -> str:
        """The value of all coders (or the only one); empty where there is none."""
        return self.choices[0].label if len(self.choices) == 1 else ""

    @property
    def is_free(self) -> bool:
        return self.question.comparison.verdict is Verdict.FREE


def label_of(variable: VariableSpec, value: Any) -> str:
    """A value of a coding in words."""
    labels = _inputs(variable, value).answer_labels
    return ", ".join(labels) if labels else _("no answer")


def value_from_post(question: Question, post: QueryDict, choice: int | None) -> Any:
    """The value that was ruled; None where none was chosen. Raises Invalid for a place that no choice has."""
    if choice is None:
        return values_from_post(CodebookSpec((question.variable,)), post).get(question.variable.key)
    if choice >= len(question.comparison.choices):
        raise Invalid(_("There is no such choice here. Reload the page and choose again."))
    return question.comparison.choices[choice].value


def current_key(sheet: Sheet, *, asked: str = "", only: str = "") -> str:
    """The variable that the keyboard is about: the one asked for, else the first open one (of `only`, if one is named)."""
    if sheet.question(asked) is not None:
        return asked
    still_open = [q.variable.key for q in sheet.questions if q.is_open]
    return only if only in still_open else next(iter(still_open), "")


def shown(sheet: Sheet, *, current: str, post: QueryDict | None = None) -> list[ShownQuestion]:
    """The sheet in words; the inputs of the current variable as they were sent, where they come back with a fault."""
    return [_shown(question, question.variable.key == current, post) for question in sheet.questions]


def _shown(question: Question, is_current: bool, post: QueryDict | None) -> ShownQuestion:
    variable = question.variable
    sent = value_from_post(question, post, None) if post is not None and is_current else None
    return ShownQuestion(
        variable=variable,
        choices=[
            ShownChoice(
                place=place,
                label=label_of(variable, choice.value),
                letters=question.letters_of(choice),
                sent=_sent(_inputs(variable, choice.value)),
            )
            for place, choice in enumerate(question.comparison.choices)
        ],
        inputs=_inputs(variable, sent),
        question=question,
        ruled=label_of(variable, question.ruling.value) if question.ruling else "",
        is_current=is_current,
    )


def _inputs(variable: VariableSpec, value: Any) -> Inputs:
    return question_of(variable, value)


def _sent(inputs: Inputs) -> str:
    return " ".join(sorted(choice.value for choice in inputs.choices if choice.chosen)) or inputs.text
