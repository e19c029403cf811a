"""What of the coder's form stands beside the draft: all of it, or of a very long one the neighbourhood of what is selected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.conditions import tests_of
from coding.forms.desk import Question, questions
from coding.views.codebook_place import NEW_RULE, Place

MOST_QUESTIONS = 40
MOST_CHOICES = 80  # of one question
_NEAR = 12  # questions, and choices, on each side of what is selected


@dataclass(frozen=True, slots=True)
class Preview:
    """Questions to be tried; `left_out` counts those that are too many, `cut` those of which some choices are."""

    questions: Sequence[Question]
    left_out: int
    cut: int
    total: int


def preview_of(spec: CodebookSpec, place: Place) -> Preview:
    """The coder's form, without what is retired. What the selected part hangs on by a condition or rule is always there."""
    asked = [question for question in questions(spec, {}) if not question.variable.retired]
    shown = asked if len(asked) <= MOST_QUESTIONS else list(_near(asked, spec, place))
    short = [_shortened(question, place) for question in shown]
    cut = sum(len(a.choices) < len(b.choices) for a, b in zip(short, shown, strict=True))
    return Preview(short, len(asked) - len(shown), cut, len(asked))


def _near(asked: Sequence[Question], spec: CodebookSpec, place: Place) -> Iterable[Question]:
    at = next((at for at, question in enumerate(asked) if question.variable.key == place.variable), 0)
    tied = _tied(spec, place)
    return (q for n, q in enumerate(asked) if abs(n - at) <= _NEAR or q.variable.key in tied)


def _tied(spec: CodebookSpec, place: Place) -> set[str]:
    """What the selected variable asks for in its condition and what asks for it; what the selected rule names."""
    if place.rule and place.rule != NEW_RULE:
        rule = spec.rules[int(place.rule) - 1]
        return {test.variable for part in (rule.when, rule.then) for test in tests_of(part)}
    named = {
        variable.key: {test.variable for test in tests_of(variable.condition)} for variable in spec.variables
    }
    return named.get(place.variable, set()) | {key for key, keys in named.items() if place.variable in keys}


def _shortened(question: Question, place: Place) -> Question:
    if len(question.choices) <= MOST_CHOICES:
        return question
    category = place.category if question.variable.key == place.variable else ""
    at = next((n for n, choice in enumerate(question.choices) if choice.value == category), 0)
    near = [
        choice for n, choice in enumerate(question.choices) if abs(n - at) <= _NEAR or choice.value[:1] == "!"
    ]
    return replace(question, choices=near)
