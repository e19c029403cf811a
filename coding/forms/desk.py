"""What does the coder's form ask, and what did the coder answer?

The form is plain HTML: one fieldset a variable, radio buttons, checkboxes and fields in it. The keyboard only sets them, so that
mouse, touch, screen reader and a browser without JavaScript send the same. The page's JavaScript sends the answers as JSON,
spelt as in `coding.codebook_rules`; a form post is translated into the same spelling here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    condition_json,
    rule_json,
)
from coding.codebook_rules.asking import asked, has_value
from coding.codebook_rules.tree import choosable, depth_of, has_tree
from coding.services.desk import LONGEST_ACTIVE_MS, LONGEST_NOTE

# The keys of the categories, row by row of the keyboard; f and n are kept for flag and note.
LETTERS = "qwertyuiopasdghjklzxcvbm"

# What an input sends where no category key is meant. A key never begins with "!".
UNCODABLE = "!uncodable"
NOT_APPLICABLE = "!not_applicable"
NONE_OF_THESE = "!none"
_SPECIALS = {UNCODABLE: "uncodable", NOT_APPLICABLE: "not_applicable"}

# Kinds that are answered in a field, and what kind of field that is.
_FIELDS = {"integer": "text", "decimal": "text", "date": "date", "text": "text", "quote": "text"}

# So many categories stand side by side; more of them, or a tree, get a list of their own that can be searched.
MOST_SIDE_BY_SIDE = 14

_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen: an input, its words and the key that sets it ("" where there is none).

    `depth` is its level in the tree, 1 at the top; one that only groups others is no `is_choice`.
    """

    value: str
    label: str
    key: str
    chosen: bool
    category: CategorySpec | None = None
    depth: int = 1
    is_choice: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A variable as the form shows it, with the answer so far.

    `heading` is the group that begins with it. A hidden one keeps its place, and is asked once its condition holds.
    """

    number: int
    variable: VariableSpec
    choices: list[Choice]
    text: str
    faults: list[str] = field(default_factory=list)
    quote: Mapping[str, Any] = field(default_factory=dict)
    is_hidden: bool = False
    heading: str = ""
    special: str = ""

    @property
    def name(self) -> str:
        return f"v-{self.variable.key}"

    @property
    def is_typed(self) -> bool:
        return self.variable.kind in _FIELDS

    @property
    def field_type(self) -> str:
        return _FIELDS[self.variable.kind]

    @property
    def input_type(self) -> str:
        return "checkbox" if self.variable.kind == "multi" else "radio"

    @property
    def special_name(self) -> str:
        return f"s-{self.variable.key}" if self.is_typed else self.name

    @property
    def special_type(self) -> str:
        return "checkbox" if self.is_typed or self.variable.kind == "multi" else "radio"

    @property
    def is_tree(self) -> bool:
        return has_tree(self.variable)

    @property
    def is_long(self) -> bool:
        """Whether its categories need a list of their own, that scrolls and can be searched."""
        return self.is_tree or len(self.answers) > MOST_SIDE_BY_SIDE

    @property
    def is_searched(self) -> bool:
        return self.is_long and len(self.answers) > MOST_SIDE_BY_SIDE

    @property
    def digit(self) -> str:
        """The key that jumps here; from the tenth variable on there is none."""
        return str(self.number) if self.number <= 9 else ""

    @property
    def specials(self) -> list[Choice]:
        """ "Cannot be coded" and "does not apply", which stand apart."""
        return [choice for choice in self.choices if choice.value in _SPECIALS]

    @property
    def answers(self) -> list[Choice]:
        """The choices that are answers."""
        return [choice for choice in self.choices if choice.value not in _SPECIALS]

    @property
    def answer_labels(self) -> list[str]:
        """The answer so far in words; empty while there is none."""
        if self.special:
            return [_special_labels()[self.special]]
        return [self.text] if self.text else [choice.label for choice in self.choices if choice.chosen]

    @property
    def hint(self) -> str:
        """In a word or two, what kind of answer it takes."""
        match self.variable.kind:
            case "multi":
                return _span(self.variable.min_choices, self.variable.max_choices) or _("any")
            case "integer" | "decimal":
                return _span(self.variable.least, self.variable.most) or _("number")
            case "date":
                return _("date")
            case "text":
                return _("text")
            case "quote":
                return _("quote")
        return _("one")

    @property
    def takes(self) -> str:
        """What a field takes, to say when something else was typed."""
        bounds = _span(self.variable.least, self.variable.most)
        if self.variable.kind == "integer":
            return _("a whole number (%(bounds)s)") % {"bounds": bounds} if bounds else _("a whole number")
        if self.variable.kind == "decimal":
            return _("a number (%(bounds)s)") % {"bounds": bounds} if bounds else _("a number, such as 2.5")
        return ""


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
    """The form: one question a variable, in the order of the codebook.

    Retired variables are asked no more; one that was answered before stands there with its answer.
    """
    shown = [v for v in spec.variables if not v.retired or has_value(values, v.key)]
    now_asked = asked(spec, values)
    return [
        question_of(
            variable,
            values.get(variable.key),
            number=number,
            faults=list((faults or {}).get(variable.key, [])),
            is_hidden=variable.key not in now_asked and not variable.retired,
            heading=variable.group if number == 1 or shown[number - 2].group != variable.group else "",
        )
        for number, variable in enumerate(shown, start=1)
    ]


def answers_in_words(spec: CodebookSpec, values: Mapping[str, Any]) -> list[tuple[VariableSpec, list[str]]]:
    """What was answered, variable by variable; the same variables for all values."""
    return [
        (variable, question_of(variable, values.get(variable.key)).answer_labels)
        for variable in spec.variables
    ]


def question_of(variable: VariableSpec, value: Any, *, number: int = 1, **about: Any) -> Question:
    """One variable with an answer to it, None for none."""
    return Question(
        number=number,
        variable=variable,
        choices=_choices(variable, value, is_hidden=about.get("is_hidden", False)),
        text=_text(variable, value),
        quote=value if variable.kind == "quote" and _is_quote(value) else {},
        special=next((name for name in _SPECIALS.values() if value == {"special": name}), ""),
        **about,
    )


def logic_of(spec: CodebookSpec) -> dict[str, Any] | None:
    """What the page's JavaScript needs to know when something is asked, and which rules hold; None where nothing depends.

    Spelt like the codebook for programs.
    """
    if not spec.rules and not any(variable.condition for variable in spec.variables):
        return None
    return {
        "variables": [
            {
                "key": variable.key,
                "kind": variable.kind,
                "tree_choice": variable.tree_choice,
                "retired": variable.retired,
                "condition": condition_json(variable.condition),
                "categories": [
                    {
                        "key": category.key,
                        "parent": category.parent,
                        "score": None if category.score is None else str(category.score),
                    }
                    for category in variable.categories
                ],
            }
            for variable in spec.variables
        ],
        "rules": [_told_rule(rule) for rule in spec.rules],
    }


def _told_rule(rule: RuleSpec) -> dict[str, Any]:
    usual = _("These answers do not go together by the rules of the codebook.")
    return rule_json(rule) | {"message": rule.message.strip() or usual}


def values_from_post(spec: CodebookSpec, post: QueryDict) -> dict[str, Any]:
    """The values of a coding from the inputs of the form; a variable without an answer is absent.

    A quote that was typed is its words alone: where it stands is found by whoever knows the message.
    """
    answers = ((variable.key, _answer(variable, post)) for variable in spec.variables)
    return {key: answer for key, answer in answers if answer is not None}


# --- what is shown


def _special_labels() -> dict[str, str]:
    return {"uncodable": _("Cannot be coded"), "not_applicable": _("Does not apply")}


def _choices(variable: VariableSpec, value: Any, *, is_hidden: bool) -> list[Choice]:
    # What is hidden was not judged: once it is asked, it is open.
    chosen = set() if is_hidden else set(_sent(variable, value))
    choices = list(_category_choices(variable, chosen))
    offered = {UNCODABLE: variable.allows_uncodable, NOT_APPLICABLE: variable.allows_not_applicable}
    keys = {UNCODABLE: "0", NOT_APPLICABLE: "."}
    choices += [
        Choice(special, _special_labels()[_SPECIALS[special]], keys[special], special in chosen)
        for special, is_offered in offered.items()
        if is_offered or special in chosen
    ]
    return choices


def _category_choices(variable: VariableSpec, chosen: set[str]) -> Iterator[Choice]:
    if variable.kind == "yesno":
        yield Choice("yes", _("Yes"), LETTERS[0], "yes" in chosen)
        yield Choice("no", _("No"), LETTERS[1], "no" in chosen)
    can_be_chosen = {category.key for category in choosable(variable)} | chosen
    letters = iter(LETTERS)
    for category in variable.categories:
        if category.retired and category.key not in chosen:
            continue
        is_choice = category.key in can_be_chosen
        yield Choice(
            category.key,
            category.label,
            next(letters, "") if is_choice else "",
            category.key in chosen,
            category,
            depth_of(variable.categories, category.key),
            is_choice,
        )
    if variable.kind == "multi" and (variable.offers_none or NONE_OF_THESE in chosen):
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
        case str() if variable.kind not in _FIELDS:
            return [value]
    return []


def _text(variable: VariableSpec, value: Any) -> str:
    if variable.kind not in _FIELDS:
        return ""
    if variable.kind == "quote" and isinstance(value, Mapping):
        words = value.get("text")
        return words if isinstance(words, str) else ""
    is_number = variable.kind in ("integer", "decimal") and isinstance(value, int | float)
    return str(value) if isinstance(value, str) or (is_number and not isinstance(value, bool)) else ""


def _is_quote(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("start"), int)


def _span(least: Decimal | int | None, most: Decimal | int | None) -> str:
    """Bounds in as few words as they need; empty where there are none."""
    if least is not None and most is not None:
        return _("%(least)s to %(most)s") % {"least": least, "most": most}
    if least is not None:
        return _("at least %(least)s") % {"least": least}
    return _("at most %(most)s") % {"most": most} if most is not None else ""


# --- what was sent


def _answer(variable: VariableSpec, post: QueryDict) -> Any:
    sent = [value for value in post.getlist(f"v-{variable.key}") if value]
    if variable.kind in _FIELDS:
        special = post.get(f"s-{variable.key}", "")
        return (
            {"special": _SPECIALS[special]}
            if special in _SPECIALS
            else _typed(variable, " ".join(sent), post)
        )
    for value in sent:
        if value in _SPECIALS:
            return {"special": _SPECIALS[value]}
    if variable.kind == "multi":
        return [value for value in sent if value != NONE_OF_THESE] if sent else None
    if variable.kind == "yesno":
        return {"yes": True, "no": False}.get(sent[-1], sent[-1]) if sent else None
    return sent[-1] if sent else None


def _typed(variable: VariableSpec, words: str, post: QueryDict) -> Any:
    """What stands in a field; what cannot be read stays as it was typed, to be refused in a sentence."""
    words = words.strip()
    if not words:
        return None
    match variable.kind:
        case "integer" if _WHOLE.fullmatch(words):
            return int(words)
        case "decimal" if _NUMBER.fullmatch(words):
            return float(words)
        case "quote":
            return _typed_quote(variable, words, post)
    return words


def _typed_quote(variable: VariableSpec, words: str, post: QueryDict) -> dict[str, Any]:
    """The words, with their place if the form knew it; the place belongs to the words that the form knew."""
    start, end, known = (post.get(f"{part}-{variable.key}", "") for part in ("start", "end", "known"))
    if known.split() == words.split() and start.isdecimal() and end.isdecimal():
        return {"start": int(start), "end": int(end), "text": known}
    return {"text": words}
