"""What does the coder's form ask, and what did the coder answer?

The form is plain HTML: one fieldset a variable, radio buttons, checkboxes and text fields in it. The keyboard only sets
them, so that mouse, touch, screen reader and a browser without JavaScript send the same. The page's JavaScript sends the
answers as JSON, spelt as in `coding.codebook_rules`; a form post is translated into the same spelling here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.services.desk import LONGEST_ACTIVE_MS, LONGEST_NOTE

# The keys of the categories, row by row of the keyboard; f and n are kept for flag and note.
LETTERS = "qwertyuiopasdghjklzxcvbm"

# What an input sends where no category key is meant. A key never begins with "!".
UNCODABLE = "!uncodable"
NOT_APPLICABLE = "!not_applicable"
NONE_OF_THESE = "!none"
_SPECIALS = {UNCODABLE: "uncodable", NOT_APPLICABLE: "not_applicable"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen: an input, its words and the key that sets it ("" where there is none)."""

    value: str
    label: str
    key: str
    chosen: bool
    category: CategorySpec | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A variable as the form shows it, with the answer so far."""

    number: int
    variable: VariableSpec
    choices: list[Choice]
    text: str
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"v-{self.variable.key}"

    @property
    def input_type(self) -> str:
        return "checkbox" if self.variable.kind == "multi" else "radio"

    @property
    def digit(self) -> str:
        """The key that jumps here; from the tenth variable on there is none."""
        return str(self.number) if self.number <= 9 else ""

    @property
    def uncodable(self) -> Choice:
        return next(choice for choice in self.choices if choice.value == UNCODABLE)

    @property
    def answers(self) -> list[Choice]:
        """The choices without "cannot be coded", which stands apart."""
        return [choice for choice in self.choices if choice.value != UNCODABLE]

    @property
    def answer_labels(self) -> list[str]:
        """The answer so far in words; empty while there is none."""
        return [self.text] if self.text else [choice.label for choice in self.choices if choice.chosen]


class SubmissionForm(forms.Form):
    """What comes with the values of a coding: on which version it rests, and the key of this press of Enter."""

    base_revision = forms.IntegerField(min_value=0)
    key = forms.UUIDField()
    active_ms = forms.IntegerField(min_value=0, required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=True)

    def clean_active_ms(self) -> int | None:
        """A clock that jumped is no reason to refuse a judgement."""
        active_ms = self.cleaned_data["active_ms"]
        return None if active_ms is None else min(active_ms, LONGEST_ACTIVE_MS)


class DraftForm(forms.Form):
    """What comes with the values of a draft."""

    base_revision = forms.IntegerField(min_value=0)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, strip=True)


class OwnCodingsForm(forms.Form):
    """What to look for among one's own codings."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Words of the message or of your note"),
        widget=forms.SearchInput,
    )


def questions(
    spec: CodebookSpec, values: Mapping[str, Any], faults: Mapping[str, list[str]] | None = None
) -> list[Question]:
    """The form: one question a variable, in the order of the codebook."""
    return [
        Question(
            number=number,
            variable=variable,
            choices=_choices(variable, values.get(variable.key)),
            text=_text(variable, values.get(variable.key)),
            faults=list((faults or {}).get(variable.key, [])),
        )
        for number, variable in enumerate(spec.variables, start=1)
    ]


def values_from_post(spec: CodebookSpec, post: QueryDict) -> dict[str, Any]:
    """The values of a coding from the inputs of the form; a variable without an answer is absent."""
    answers = ((variable.key, _answer(variable, post)) for variable in spec.variables)
    return {key: answer for key, answer in answers if answer is not None}


def _choices(variable: VariableSpec, value: Any) -> list[Choice]:
    chosen = set(_sent(variable, value))
    choices = [
        *_category_choices(variable, chosen),
        Choice(UNCODABLE, _("Cannot be coded"), "0", UNCODABLE in chosen),
    ]
    if NOT_APPLICABLE in chosen:
        choices.append(Choice(NOT_APPLICABLE, _("Does not apply"), "", chosen=True))
    return choices


def _category_choices(variable: VariableSpec, chosen: set[str]) -> Iterator[Choice]:
    if variable.kind == "yesno":
        yield Choice("yes", _("Yes"), LETTERS[0], "yes" in chosen)
        yield Choice("no", _("No"), LETTERS[1], "no" in chosen)
    for position, category in enumerate(variable.categories):
        key = LETTERS[position] if position < len(LETTERS) else ""
        yield Choice(category.key, category.label, key, category.key in chosen, category)
    if variable.kind == "multi":
        yield Choice(NONE_OF_THESE, _("None of these"), "-", NONE_OF_THESE in chosen)


def _sent(variable: VariableSpec, value: Any) -> list[str]:
    """What the inputs would have sent for this value."""
    match value:
        case {"special": special}:
            return [sent for sent, name in _SPECIALS.items() if name == special]
        case bool():
            return ["yes" if value else "no"]
        case []:
            return [NONE_OF_THESE]
        case list():
            return [key for key in value if isinstance(key, str)]
        case str() if variable.kind != "text":
            return [value]
    return []


def _text(variable: VariableSpec, value: Any) -> str:
    return value if variable.kind == "text" and isinstance(value, str) else ""


def _answer(variable: VariableSpec, post: QueryDict) -> Any:
    sent = [value for value in post.getlist(f"v-{variable.key}") if value]
    if variable.kind == "text":
        special = post.get(f"s-{variable.key}", "")
        return {"special": _SPECIALS[special]} if special in _SPECIALS else (" ".join(sent).strip() or None)
    for value in sent:
        if value in _SPECIALS:
            return {"special": _SPECIALS[value]}
    if variable.kind == "multi":
        return [value for value in sent if value != NONE_OF_THESE] if sent else None
    if variable.kind == "yesno":
        return {"yes": True, "no": False}.get(sent[-1], sent[-1]) if sent else None
    return sent[-1] if sent else None
