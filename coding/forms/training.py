"""What became of a coding, an attempt or hidden messages, in words of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.forms.rulings import label_of
from coding.known_answers import Judgement, Score, shortfall_sentence
from coding.queries.training import Attempt, Feedback


@dataclass(frozen=True, slots=True)
class ShownJudgement:
    """One variable of a message that was just coded. `right` is None where it is not judged; `alike` is a whole per cent."""

    variable: VariableSpec
    right: bool | None
    given: str
    known: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    too_many: tuple[str, ...] = ()
    alike: int | None = None


@dataclass(frozen=True, slots=True)
class ShownScore:
    """A variable with its right answers, and what the pass rule asks for (None: nothing)."""

    variable: VariableSpec
    score: Score
    needed: int | None = None

    @property
    def falls_short(self) -> bool:
        return self.needed is not None and not self.score.reaches(self.needed)


def shown_feedback(feedback: Feedback) -> list[ShownJudgement]:
    """All variables that were answered or are known, in the order of the codebook."""
    judged = {judgement.variable: judgement for judgement in feedback.judgements}
    return [
        _judged(variable, judged[variable.key], feedback.known.reasons)
        if variable.key in judged
        else ShownJudgement(variable, None, label_of(variable, feedback.coding.values[variable.key]))
        for variable in feedback.spec.variables
        if variable.key in judged or variable.key in feedback.coding.values
    ]


def shown_scores(
    spec: CodebookSpec, scores: Mapping[str, Score], rule: Mapping[str, int]
) -> list[ShownScore]:
    """The variables that were judged, in the order of the codebook."""
    return [
        ShownScore(variable, scores[variable.key], rule.get(variable.key))
        for variable in spec.variables
        if variable.key in scores
    ]


def shortfall_sentences(spec: CodebookSpec, attempt: Attempt) -> list[str]:
    """What stood in the way of passing, one sentence a variable."""
    labels = {variable.key: variable.label for variable in spec.variables}
    return [
        shortfall_sentence(shortfall, labels.get(shortfall.variable, shortfall.variable), say=_)
        for shortfall in attempt.shortfalls
    ]


def _judged(variable: VariableSpec, judgement: Judgement, reasons: Mapping[str, Any]) -> ShownJudgement:
    return ShownJudgement(
        variable=variable,
        right=judgement.right,
        given=label_of(variable, judgement.given),
        known=label_of(variable, judgement.known),
        reason=str(reasons.get(variable.key, "")),
        missing=_labels(variable, judgement.missing),
        too_many=_labels(variable, judgement.too_many),
        alike=None if judgement.alike is None else int(judgement.alike * 100),
    )


def _labels(variable: VariableSpec, keys: Sequence[str]) -> tuple[str, ...]:
    found = (variable.category(key) for key in keys)
    return tuple(category.label for category in found if category is not None)
