"""The plan of a round in words of people: what, who, how much twice, how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.models import CodebookVersion, Round
from coding.models.rounds import Order, RoundKind
from coding.queries.codebook import published_versions
from coding.queries.round_faults import plan_faults
from coding.queries.round_plan import LARGEST_SEED, Plan, plan_of, possible_coders, some_seed
from studies.models import Membership, Study, User
from studies.roles import Role

ALL, RANDOM = "all", "random"


class PlanForm(forms.Form):
    """The answers that decide what is dealt; `plan()` reads them once they are valid."""

    codebook = forms.ModelChoiceField(
        label=_("Codebook"), queryset=CodebookVersion.objects.none(), to_field_name="number"
    )
    sample = forms.ChoiceField(
        label=_("Messages"),
        choices=[(ALL, _("All messages of the study")), (RANDOM, _("A simple random sample"))],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    sample_size = forms.IntegerField(
        label=_("Messages in the sample"), required=False, min_value=1, max_value=10_000_000
    )
    coders = forms.ModelMultipleChoiceField(
        label=_("Coders"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A round needs coders: choose at least one.")},
    )
    coders_per_message = forms.IntegerField(
        label=_("Coders for each of these"),
        min_value=1,
        max_value=1000,
        help_text=_("The more, the surer the figure of reliability."),
    )
    overlap_percent = forms.IntegerField(
        label=_("Per cent coded by several"),
        min_value=0,
        max_value=100,
        initial=100,
        help_text=_("The other messages get one coder."),
    )
    order = forms.ChoiceField(
        label=_("Order"), choices=Order.choices, widget=forms.RadioSelect, initial=Order.RANDOM
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_("The same seed deals the same table. Quote it in the methods section."),
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.study = study
        codebook, versions = self.fields["codebook"], published_versions(study)
        assert isinstance(codebook, forms.ModelChoiceField)  # noqa: S101 - for the types
        codebook.queryset, codebook.initial = versions, versions.first()
        codebook.label_from_instance = _version_label  # type: ignore[assignment]
        self.fields["coders"].queryset = possible_coders(study)  # type: ignore[attr-defined]
        self.fields["coders"].initial = coders = _usual_coders(study)
        self.fields["coders_per_message"].initial = max(1, min(2, len(coders)))
        self.fields["seed"].initial = some_seed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("sample") == RANDOM
            and cleaned.get("sample_size") is None
            and "sample_size" not in self.errors
        ):
            self.add_error("sample_size", _("Say how many messages the sample is to have."))
        if not self.errors:
            for name, sentences in plan_faults(self.study, self.plan()).items():
                self.add_error(name, list(sentences))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """The plan as the services take it."""
        answers = {name: value for name, value in self.cleaned_data.items() if name in PlanForm.base_fields}
        if answers.pop("sample") == ALL:
            answers["sample_size"] = None
        return answers | {"coders": tuple(answers["coders"])}

    def plan(self) -> Plan:
        return Plan(**self.answers()).fitted()


def _version_label(version: CodebookVersion) -> str:
    return f"{version} · {version.note}"[:100] if version.note else str(version)


class RoundForm(PlanForm):
    """A plan with its name and kind."""

    title = forms.CharField(label=_("Name of the round"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=RoundKind.choices, initial=RoundKind.PILOT)
    field_order = ("title", "kind")

    def name(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "kind")}


def answers_of(round: Round) -> dict[str, Any]:
    """The plan of a round as the form shows it."""
    plan = plan_of(round)
    return {
        "title": round.title,
        "kind": round.kind,
        "codebook": plan.codebook,
        "sample_size": plan.sample_size,
        "coders": list(plan.coders),
        "coders_per_message": plan.coders_per_message,
        "overlap_percent": plan.overlap_percent,
        "order": plan.order,
        "seed": plan.seed,
        "sample": ALL if plan.sample_size is None else RANDOM,
    }


class SettleForm(forms.Form):
    """How many disagreements whoever settles has read to be open."""

    leaving_open = forms.IntegerField(min_value=0)


def _usual_coders(study: Study) -> list[User]:
    """Those whose role is to code; everybody who may, where there is none."""
    coders = Membership.objects.current().filter(study=study, role=Role.CODER).select_related("user")
    return [membership.user for membership in coders] or list(possible_coders(study))
