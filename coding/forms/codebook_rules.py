"""A rule across variables in a form: where `when` holds, `then` has to hold too."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import RuleSpec, VariableSpec, fingerprint
from coding.codebook_rules.condition_faults import LONGEST_MESSAGE
from coding.forms.codebook_conditions import ConditionForm


class RuleForm(forms.Form):
    """How hard a rule is, and what it says; its two conditions are forms of their own."""

    severity = forms.ChoiceField(
        label=gettext_lazy("Where answers break it"),
        choices=[
            ("warn", gettext_lazy("warn: coders are told, and may save")),
            ("block", gettext_lazy("block: coders have to change an answer")),
        ],
        initial="warn",
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=gettext_lazy("What coders are told"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "For instance: a defence does not praise the opponent; look at the tone again."
        ),
    )
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class RuleForms:
    """The three forms of one rule; `rule` is None for one that is to come."""

    def __init__(self, rule: RuleSpec | None, offered: Sequence[VariableSpec], data: Any = None) -> None:
        self.before = rule
        initial = (
            {"severity": rule.severity, "message": rule.message, "seen": fingerprint(rule)} if rule else {}
        )
        self.form = RuleForm(data, initial=initial, auto_id="rule_%s")
        self.when = ConditionForm("when", offered, rule.when if rule else None, data, starts=1)
        self.then = ConditionForm("then", offered, rule.then if rule else None, data, starts=1)

    @property
    def conditions(self) -> tuple[ConditionForm, ConditionForm]:
        return self.when, self.then

    @property
    def is_complete(self) -> bool:
        """Whether this is a rule: both conditions say something, and the rest is understood."""
        return not self.problem and all(each.is_complete for each in self.conditions) and self.form.is_valid()

    @property
    def is_shown_rightly(self) -> bool:
        return all(each.is_shown_rightly for each in self.conditions)

    @property
    def problem(self) -> str:
        """Which half is missing; "" if none is."""
        if self.when.is_complete and self.when.condition is None:
            return _("The rule has no “when” yet: choose a variable there.")
        if self.then.is_complete and self.then.condition is None:
            return _("The rule has no “then” yet: choose a variable there.")
        return ""

    @property
    def spec(self) -> RuleSpec:
        """The rule as the person wants it. Only of complete forms."""
        words = self.form.cleaned_data
        when, then = self.when.condition, self.then.condition
        assert when is not None and then is not None  # noqa: S101, PT018 - it is complete
        return RuleSpec(when, then, words["severity"], words["message"])
