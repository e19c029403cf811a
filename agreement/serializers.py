"""Runs of reliability as programs read them. What is undefined is null and has a reason beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agreement.codes import Level
from agreement.models import ReliabilityRun
from agreement.report import VariableReport
from agreement.results import Estimate, Interval, Reason, Undefined
from agreement.sentences import REASONS, describe
from agreement.verdicts import Verdict, judge
from coding.models.rounds import PhaseChoice
from studies.serializers import JobSerializer, PersonSerializer


class ReasonSerializer(serializers.Serializer[Any]):
    """Why there is no figure: a key that stays the same, and words for people."""

    key = serializers.ChoiceField(choices=[reason.value for reason in Reason])
    words = serializers.CharField()

    def to_representation(self, reason: Reason) -> dict[str, Any]:
        return {"key": reason.value, "words": str(REASONS[reason])}


class IntervalSerializer(serializers.Serializer[Any]):
    """95 %, percentile. The probabilities are shares of the replicates that have a figure."""

    lower = serializers.FloatField()
    upper = serializers.FloatField()
    p_below_667 = serializers.FloatField(source="below_tentative")
    p_below_800 = serializers.FloatField(source="below_reliable")
    share_undefined = serializers.FloatField(
        help_text="Share of replicates without a figure; they are left out."
    )


class FigureSerializer(serializers.Serializer[Any]):
    """`value`, or null and `undefined`; beside a value `interval`, or null and `no_interval`."""

    value = serializers.FloatField(allow_null=True)
    undefined = ReasonSerializer(allow_null=True)
    interval = IntervalSerializer(allow_null=True)
    no_interval = ReasonSerializer(allow_null=True)

    def to_representation(self, outcome: Estimate | Undefined) -> dict[str, Any]:
        figure: dict[str, Any] = {"value": None, "undefined": None, "interval": None, "no_interval": None}
        match outcome:
            case Undefined(reason):
                figure["undefined"] = reason
            case Estimate(value, Undefined(reason)):
                figure |= {"value": value, "no_interval": reason}
            case Estimate(value, Interval() as interval):
                figure |= {"value": value, "interval": interval}
        return dict(super().to_representation(figure))


class ArithmeticSerializer(serializers.Serializer[Any]):
    """alpha = 1 - observed / expected. Rows of `coincidences` are `names` and add up to `totals`; empty where too many."""

    observed = serializers.FloatField()
    expected = serializers.FloatField()
    n = serializers.FloatField(help_text="Pairable codes.")
    names = serializers.ListField(child=serializers.CharField())
    totals = serializers.ListField(child=serializers.FloatField())
    coincidences = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class DisputeSerializer(serializers.Serializer[Any]):
    """What coders disagree on most, and its share of all disagreement."""

    names = serializers.ListField(child=serializers.CharField())
    share = serializers.FloatField()


class SecondOpinionSerializer(serializers.Serializer[Any]):
    """What the krippendorff package finds, and whether that is our figure to 1e-9."""

    value = serializers.FloatField()
    confirms = serializers.BooleanField()


class TallySerializer(serializers.Serializer[Any]):
    """codes + uncodable + not_applicable + missing are all assignments."""

    units = serializers.IntegerField()
    pairable_units = serializers.IntegerField()
    coders = serializers.IntegerField()
    codes = serializers.IntegerField()
    pairable_codes = serializers.IntegerField()
    uncodable = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    missing = serializers.IntegerField()
    categories_used = serializers.IntegerField(source="used")
    categories_declared = serializers.IntegerField(source="declared", allow_null=True)


class CategoryReportSerializer(serializers.Serializer[Any]):
    """A category against all others; in a set, present or not."""

    key = serializers.CharField(source="category.key")
    label = serializers.CharField(source="category.label")  # type: ignore[assignment]
    pairable_codes = serializers.IntegerField()
    agreement_pairs = FigureSerializer(source="agreement")
    alpha = FigureSerializer()
    arithmetic = ArithmeticSerializer(allow_null=True)
    second_opinion = SecondOpinionSerializer(source="opinion", allow_null=True)


class VariableReportSerializer(serializers.Serializer[Any]):
    """All figures of a variable."""

    key = serializers.CharField(source="variable.key")
    label = serializers.CharField(source="variable.label")  # type: ignore[assignment]
    level = serializers.ChoiceField(source="variable.level.value", choices=[level.value for level in Level])
    sentence = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField(help_text="By the lower bound: " + ", ".join(Verdict))
    tally = TallySerializer()
    agreement_pairs = FigureSerializer(source="agreement")
    agreement_all_coders = FigureSerializer(source="full_agreement")
    alpha = FigureSerializer()
    arithmetic = ArithmeticSerializer(allow_null=True)
    dispute = DisputeSerializer(allow_null=True)
    second_opinion = SecondOpinionSerializer(source="opinion", allow_null=True)
    categories = CategoryReportSerializer(many=True)

    def get_sentence(self, report: VariableReport) -> str:
        return describe(report)

    def get_verdict(self, report: VariableReport) -> str:
        return judge(report.alpha).value


class RunSerializer(serializers.ModelSerializer[ReliabilityRun]):
    """A run without its figures."""

    round = serializers.IntegerField(source="round.number")
    parameters = serializers.DictField(help_text="What the figures depend on besides the data.")
    versions = serializers.DictField(
        child=serializers.CharField(), help_text="Of the software that computed."
    )
    computed_by = PersonSerializer(allow_null=True)

    class Meta:
        model = ReliabilityRun
        fields: ClassVar = [
            "round",
            "number",
            "digest",
            "parameters",
            "versions",
            "computed_by",
            "computed_at",
        ]


class RunReportSerializer(RunSerializer):
    """A run with all its figures."""

    # From the context's `reports`, which are found by a query.
    variables = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields: ClassVar = [*RunSerializer.Meta.fields, "variables"]

    @extend_schema_field(VariableReportSerializer(many=True))
    def get_variables(self, run: ReliabilityRun) -> list[dict[str, Any]]:
        return list(VariableReportSerializer(self.context["reports"], many=True).data)


class RoundReliabilitySerializer(serializers.Serializer[Any]):
    """How far a round is: `job` while (or because) there is no result of it yet, `run` the newest result."""

    round = serializers.IntegerField(source="round.number")
    phase = serializers.ChoiceField(source="round.phase", choices=PhaseChoice.choices)
    job = JobSerializer(allow_null=True)
    run = RunReportSerializer(allow_null=True)


class PrintedFigureSerializer(serializers.Serializer[Any]):
    """Alpha as it is spelt on paper; where it has no value or no interval, `reason` says why."""

    round = serializers.CharField()
    alpha = serializers.CharField()
    interval = serializers.CharField()
    reason = serializers.CharField()


class PrintedLineSerializer(serializers.Serializer[Any]):
    """How often a category was given. `share` is in per cent of the codings that answer the variable."""

    place = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    codes = serializers.IntegerField()
    share = serializers.CharField()
    figures = PrintedFigureSerializer(many=True)


class PrintedResultSerializer(serializers.Serializer[Any]):
    """What came of a variable."""

    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    answered = serializers.IntegerField()
    figures = PrintedFigureSerializer(many=True)
    lines = PrintedLineSerializer(many=True)


class PrintedVariableSerializer(serializers.Serializer[Any]):
    """A variable in words."""

    number = serializers.IntegerField()
    key = serializers.CharField(source="variable.key")
    label = serializers.CharField(source="variable.label")  # type: ignore[assignment]
    facts = serializers.ListField(child=serializers.CharField())
    condition = serializers.CharField()


class PrintedCodebookSerializer(serializers.Serializer[Any]):
    """A version as it stands on paper."""

    number = serializers.IntegerField(source="version.number")
    note = serializers.CharField(source="version.note")
    published_at = serializers.DateTimeField(source="version.published_at", allow_null=True)
    variables = PrintedVariableSerializer(many=True)
    rules = serializers.SerializerMethodField()
    rounds = serializers.ListField(child=serializers.CharField())
    codings = serializers.IntegerField()
    results = PrintedResultSerializer(many=True)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_rules(self, printed: Any) -> list[str]:
        return [sentence for sentence, _message in printed.rules]


class VariableStabilitySerializer(serializers.Serializer[Any]):
    """One variable: messages with a code both times, the share coded the same, and alpha between the two times."""

    variable = serializers.CharField(source="variable.key")
    messages = serializers.IntegerField()
    same = FigureSerializer()
    alpha = FigureSerializer()


class CoderStabilitySerializer(serializers.Serializer[Any]):
    """How alike a coder coded what they met again."""

    coder = PersonSerializer(source="coder.coder")
    variables = VariableStabilitySerializer(many=True)
