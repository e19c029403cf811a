"""The plan of a round in words of people: what, who, how much twice, how."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook_rules import VariableSpec
from coding.kinds import Source, lacks, source_of
from coding.known_answers import NOT_JUDGED
from coding.models import CodebookVersion, Round
from coding.models.rounds import Masked, Order, RoundKind, Split
from coding.queries.codebook import codebook_spec, published_versions
from coding.queries.round_faults import MOST_GOLD_PERCENT, plan_faults
from coding.queries.round_plan import (
    LARGEST_SEED,
    Plan,
    plan_of,
    possible_coders,
    repeatable_rounds,
    some_seed,
    trainings_of,
)
from corpus.forms import MessageFilterForm
from corpus.metadata import metadata_of
from corpus.queries import MessageFilters, account_choices, countries_of, languages_of
from studies.models import Membership, Study, User
from studies.roles import Role

ALL, RANDOM, STRATIFIED = "all", "random", "stratified"
PERCENT, SIZE = "percent", "size"

PASS_PERCENT = 80  # what is proposed for a new training
_PASS = "pass-"  # noqa: S105 - what the names of the fields of a pass rule begin with
_MOST = 10_000_000

# The fields of an answer, where they have other names.
_FIELDS_OF = {"strata_by": ("strata_first", "strata_second"), "filters": (), "pass_rule": ()}

# At which field a fault of an answer is shown, where it has another name there.
_SHOWN_AT = {"filters": "sample", "strata_by": "strata_first", "pass_rule": None}


class PlanForm(forms.Form):
    """The answers of a plan. The form has those of every kind of round; `plan()` keeps those of the chosen one.

    `only` is the filter of the sample, a form of its own within this one.
    """

    title = forms.CharField(label=_("Name of the round"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=RoundKind.choices, initial=RoundKind.PILOT)
    codebook = forms.ModelChoiceField(
        label=_("Codebook"), queryset=CodebookVersion.objects.none(), to_field_name="number"
    )
    sample = forms.ChoiceField(
        label=_("Sample"),
        choices=[
            (ALL, _("All of these messages")),
            (RANDOM, _("A simple random sample")),
            (STRATIFIED, _("A stratified random sample")),
        ],
        widget=forms.RadioSelect,
        initial=ALL,
        required=False,
    )
    sample_size = forms.IntegerField(
        label=_("How many messages"),
        required=False,
        min_value=1,
        max_value=_MOST,
        help_text=_("Empty: all of them."),
    )
    strata_first = forms.ChoiceField(label=_("Strata by"), required=False)
    strata_second = forms.ChoiceField(label=_("and by"), required=False)
    split = forms.ChoiceField(
        label=_("Shares of the strata"), choices=Split.choices, initial=Split.PROPORTIONAL, required=False
    )
    repeats = forms.ModelChoiceField(
        label=_("Round to meet again"),
        queryset=Round.objects.none(),
        to_field_name="number",
        required=False,
        help_text=_("Every coder gets messages that they coded there, without what they said."),
    )
    rest_days = forms.IntegerField(
        label=_("Days between"), required=False, min_value=0, max_value=3650, initial=14
    )
    coders = forms.ModelMultipleChoiceField(
        label=_("Coders"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("A round needs coders: choose at least one.")},
    )
    training = forms.ModelChoiceField(
        label=_("Training to be passed first"),
        queryset=Round.objects.none(),
        to_field_name="number",
        required=False,
        empty_label=_("none"),
    )
    coders_per_message = forms.IntegerField(
        label=_("Coders for each of these"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("The more, the surer the figure of reliability."),
    )
    overlap_by = forms.ChoiceField(
        label=_("Coded by several"),
        choices=[(PERCENT, _("a share of the messages")), (SIZE, _("so many messages"))],
        widget=forms.RadioSelect,
        initial=PERCENT,
        required=False,
    )
    overlap_percent = forms.IntegerField(
        label=_("Per cent coded by several"),
        required=False,
        min_value=0,
        max_value=100,
        initial=100,
        help_text=_("The other messages get one coder."),
    )
    overlap_size = forms.IntegerField(
        label=_("Messages coded by several"),
        required=False,
        min_value=0,
        max_value=_MOST,
        help_text=_("The other messages get one coder."),
    )
    order = forms.ChoiceField(
        label=_("Order"), choices=Order.choices, widget=forms.RadioSelect, initial=Order.RANDOM
    )
    block_by = forms.ChoiceField(label=_("Blocks by"), required=False)
    masked = forms.MultipleChoiceField(
        label=_("Hidden from coders"),
        choices=Masked.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    takes_new = forms.BooleanField(
        label=_("Deal messages that are imported later"),
        required=False,
        help_text=_("Those that pass the filter are shared out as they come, while the round is open."),
    )
    gold_percent = forms.IntegerField(
        label=_("Hidden gold, in per cent"),
        required=False,
        min_value=0,
        max_value=MOST_GOLD_PERCENT,
        initial=0,
        help_text=_("Messages with known answers, among the others, on top of what is dealt."),
    )
    gold_alert_percent = forms.IntegerField(
        label=_("Alert below so many per cent right"), required=False, min_value=0, max_value=100, initial=70
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
        self.only = MessageFilterForm(
            self.data if self.is_bound else None,
            prefix="only",
            initial=self.initial.get("only"),
            accounts=account_choices(study),
            countries=countries_of(study),
            languages=languages_of(study),
        )
        self._offer_rounds()
        self._offer_metadata()
        self._offer_coders()
        self._ask_for_passes()

    def _offer_rounds(self) -> None:
        versions = published_versions(self.study)
        codebook = self._choice("codebook")
        codebook.queryset, codebook.initial = versions, versions.first()
        codebook.label_from_instance = _version_label  # type: ignore[assignment]
        self._choice("training").queryset = trainings_of(self.study)
        self._choice("repeats").queryset = repeatable_rounds(self.study)

    def _choice(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        return field

    def _offer_metadata(self) -> None:
        found = list(metadata_of(self.study).items())
        for name, nothing in (("strata_first", ""), ("strata_second", _("nothing more")), ("block_by", "")):
            self.fields[name].choices = [("", nothing or "---------"), *found]  # type: ignore[attr-defined]
        self.fields["block_by"].initial = "account"

    def _offer_coders(self) -> None:
        self._choice("coders").queryset = possible_coders(self.study)
        self.fields["coders"].initial = coders = _usual_coders(self.study)
        self.fields["coders_per_message"].initial = max(1, min(2, len(coders)))
        self.fields["seed"].initial = some_seed

    def _ask_for_passes(self) -> None:
        """One field for each variable of the chosen codebook that can be right or wrong."""
        for variable in self._judged():
            self.fields[_PASS + variable.key] = forms.IntegerField(
                label=variable.label,
                required=False,
                min_value=0,
                max_value=100,
                initial=self.initial.get("pass_rule", {}).get(
                    variable.key, "" if "pass_rule" in self.initial else PASS_PERCENT
                ),
            )

    def _judged(self) -> list[VariableSpec]:
        codebook = self["codebook"].value()
        number = codebook.number if isinstance(codebook, CodebookVersion) else str(codebook or "")
        if not str(number).isdecimal():
            return []
        version = published_versions(self.study).filter(number=number).first()
        variables = codebook_spec(version).variables if version else ()
        return [each for each in variables if not each.retired and each.kind not in NOT_JUDGED]

    @property
    def passes(self) -> list[forms.BoundField]:
        """The fields of the pass rule."""
        return [self[name] for name in self.fields if name.startswith(_PASS)]

    @property
    def asks_other_passes(self) -> bool:
        """Whether the page that sent this has the fields of another codebook."""
        return {name for name in self.data if name.startswith(_PASS)} != {
            field.html_name for field in self.passes
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._forget_others(cleaned.get("kind", ""))
        if source_of(cleaned.get("kind", "")) == Source.STUDY:
            self._check_asked(cleaned)
            for name, faults in self.only.errors.items():
                label = self.only.fields[name].label
                self.add_error("sample", [f"{label}: {fault}" for fault in faults])
        if not self.errors:
            for name, sentences in plan_faults(self.study, self.plan()).items():
                self.add_error(_SHOWN_AT.get(name, name), list(sentences))
        return cleaned

    def _forget_others(self, kind: str) -> None:
        """What stands in the fields of other kinds, where nobody sees it, is no fault."""
        for answer in lacks(kind):
            for name in _FIELDS_OF.get(answer, (answer,)):
                self.errors.pop(name, None)
                self.cleaned_data.setdefault(name, None)

    def _check_asked(self, cleaned: Mapping[str, Any]) -> None:
        """What is left empty, although another answer asks for it."""
        by_size = cleaned.get("overlap_by") == SIZE
        asked = {
            "sample_size": cleaned.get("sample") == RANDOM
            and _("Say how many messages the sample is to have."),
            "strata_first": cleaned.get("sample") == STRATIFIED
            and _("Say by what the sample is stratified."),
            "coders_per_message": _("Say how many coders each of these messages gets."),
            "overlap_size" if by_size else "overlap_percent": _("Say how much is coded by several."),
        }
        for name, sentence in asked.items():
            if sentence and name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, sentence)

    def answers(self) -> dict[str, Any]:
        """The plan as the services take it."""
        given = self.cleaned_data
        sample = (given["sample"] or ALL) if source_of(given["kind"]) == Source.STUDY else RANDOM
        strata = (given["strata_first"], given["strata_second"]) if sample == STRATIFIED else ()
        return {
            **{name: given[name] for name in _AS_GIVEN},
            **{name: given[name] for name in _IF_GIVEN if given[name] not in (None, "")},
            "coders": tuple(given["coders"]),
            "sample_size": None if sample == ALL else given["sample_size"],
            "filters": MessageFilters(**self.only.cleaned_data) if self.only.is_valid() else MessageFilters(),
            "strata_by": tuple(filter(None, strata)),
            "overlap_size": given["overlap_size"] if given["overlap_by"] == SIZE else None,
            "masked": tuple(given["masked"]),
            "pass_rule": self._pass_rule(),
        }

    def _pass_rule(self) -> dict[str, int]:
        found = {
            name.removeprefix(_PASS): self.cleaned_data[name]
            for name in self.fields
            if name.startswith(_PASS)
        }
        return {key: percent for key, percent in found.items() if percent is not None}

    def plan(self) -> Plan:
        return Plan(**self.answers()).fitted()


_AS_GIVEN = ("codebook", "kind", "order", "seed", "repeats", "training", "takes_new", "block_by")
_IF_GIVEN = (
    "split",
    "coders_per_message",
    "overlap_percent",
    "gold_percent",
    "gold_alert_percent",
    "rest_days",
)


class PreviewForm(PlanForm):
    """A plan that has no name yet."""

    title = None  # type: ignore[assignment]


def answers_of(round: Round) -> dict[str, Any]:
    """The plan of a round as the form shows it."""
    plan = plan_of(round)
    first, second, *_more = (*plan.strata_by, "", "")
    return {
        "title": round.title,
        **{name: getattr(plan, name) for name in (*_AS_GIVEN, *_IF_GIVEN, "sample_size", "overlap_size")},
        "coders": list(plan.coders),
        "sample": STRATIFIED if first else ALL if plan.sample_size is None else RANDOM,
        "strata_first": first,
        "strata_second": second,
        "only": round.filters,
        "overlap_by": PERCENT if plan.overlap_size is None else SIZE,
        "masked": list(plan.masked),
        "pass_rule": dict(plan.pass_rule),
    }


def _version_label(version: CodebookVersion) -> str:
    return f"{version} · {version.note}"[:100] if version.note else str(version)


def _usual_coders(study: Study) -> list[User]:
    """Those whose role is to code; everybody who may, where there is none."""
    coders = Membership.objects.current().filter(study=study, role=Role.CODER).select_related("user")
    return [membership.user for membership in coders] or list(possible_coders(study))
