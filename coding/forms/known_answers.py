"""Known answers in words of people: a form of the codebook's own inputs with a reason beside each variable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coding.codebook_rules import CodebookSpec
from coding.forms.desk import Question, questions, values_from_post
from coding.known_answers import NOT_JUDGED


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A variable of the form: what is known of it so far, why, and what is wrong with it."""

    question: Question
    reason: str
    faults: list[str] = field(default_factory=list)

    @property
    def reason_name(self) -> str:
        return f"r-{self.question.variable.key}"

    @property
    def is_known(self) -> bool:
        return bool(self.question.answer_labels)


class KnownAnswerForm(forms.Form):
    """On which known answer a change rests; empty where there is none."""

    based_on = forms.IntegerField(required=False, min_value=1)


class KnownAnswersForm(forms.Form):
    """What to look for among known answers."""

    q = forms.CharField(
        required=False, max_length=200, label=_("Words of the message or account"), widget=forms.SearchInput
    )


def known_questions(
    spec: CodebookSpec,
    values: Mapping[str, Any],
    reasons: Mapping[str, str],
    faults: Mapping[str, list[str]] | None = None,
) -> list[KnownQuestion]:
    """The form: every variable that can be judged, whether or not it would be asked."""
    return [
        KnownQuestion(
            question,
            reasons.get(question.variable.key, ""),
            list((faults or {}).get(question.variable.key, [])),
        )
        for question in questions(spec, values)
        if question.variable.kind not in NOT_JUDGED and not question.variable.retired
    ]


def known_from_post(spec: CodebookSpec, post: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """The values and the reasons that were sent; what is not known is absent."""
    reasons = {variable.key: post.get(f"r-{variable.key}", "") for variable in spec.variables}
    return values_from_post(spec, post), {key: reason for key, reason in reasons.items() if reason.strip()}
