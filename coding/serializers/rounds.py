"""Plans, rounds and their progress, in the words of programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.models import Round
from coding.models.rounds import Masked, Order, RoundKind, Split
from coding.queries.round_faults import MOST_GOLD_PERCENT
from coding.queries.round_plan import LARGEST_SEED
from coding.queries.rounds import coders_of
from corpus.serializers import MessageFilterSerializer
from studies.api.base import ProblemSerializer
from studies.serializers import PersonSerializer


class PlanSerializer(serializers.Serializer[Any]):
    """The answers that decide what is dealt. Those that a kind of round does not have are left out.

    `coders` are the ids of members; `sample_size` null takes every message that passes `filters`; `strata_by` has one or two of
    account, country, account_kind, platform, language, kind, year, month, or `column:` and a column of the file.
    `overlap_percent` of the messages, or `overlap_size` of them where it is given, get `coders_per_message` coders, the others
    one. `training` and `repeats` are numbers of rounds, `pass_rule` has per cents by variable key. Without a `seed` one is drawn
    and told.
    """

    kind = serializers.ChoiceField(choices=RoundKind.choices, default=RoundKind.PILOT)
    codebook = serializers.IntegerField(help_text="The number of a published version.")
    coders = serializers.ListField(child=serializers.IntegerField(), max_length=1000)
    coders_per_message = serializers.IntegerField(default=2, min_value=1, max_value=1000)
    overlap_percent = serializers.IntegerField(default=100, min_value=0, max_value=100)
    overlap_size = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=10**7
    )
    sample_size = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=10**7
    )
    filters = MessageFilterSerializer(required=False)
    strata_by = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, default=list, max_length=2
    )
    split = serializers.ChoiceField(choices=Split.choices, default=Split.PROPORTIONAL)
    repeats = serializers.IntegerField(required=False, allow_null=True, default=None)
    rest_days = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=3650
    )
    training = serializers.IntegerField(required=False, allow_null=True, default=None)
    order = serializers.ChoiceField(choices=Order.choices, default=Order.RANDOM)
    block_by = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    masked = serializers.MultipleChoiceField(choices=Masked.choices, required=False, default=set)
    takes_new = serializers.BooleanField(default=False)
    pass_rule = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=100), required=False, default=dict
    )
    gold_percent = serializers.IntegerField(default=0, min_value=0, max_value=MOST_GOLD_PERCENT)
    gold_alert_percent = serializers.IntegerField(default=70, min_value=0, max_value=100)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)


class NewRoundSerializer(PlanSerializer):
    """A plan with its name."""

    title = serializers.CharField(max_length=120)


class ShareSerializer(serializers.Serializer[Any]):
    coder = PersonSerializer()
    messages = serializers.IntegerField()


class PairSerializer(serializers.Serializer[Any]):
    coders = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    messages = serializers.IntegerField()


class StratumShareSerializer(serializers.Serializer[Any]):
    """A stratum: its values by metadata, how many messages there are, how many were asked for, how many are drawn."""

    values = serializers.DictField(child=serializers.CharField())
    population = serializers.IntegerField()
    planned = serializers.IntegerField()
    achieved = serializers.IntegerField()


class OutlookSerializer(serializers.Serializer[Any]):
    """What a plan deals: messages, those coded by several, codings, each coder's share, each pair's common messages, the strata.

    `seconds_each` is what a message has taken in this study so far, null before it was measured; `told` says in sentences what
    comes out smaller than it was asked for.
    """

    seed = serializers.IntegerField()
    messages = serializers.IntegerField()
    shared = serializers.IntegerField()
    codings = serializers.IntegerField()
    seconds_each = serializers.FloatField(allow_null=True)
    coders = ShareSerializer(many=True)
    pairs = PairSerializer(many=True)
    strata = StratumShareSerializer(many=True)
    told = serializers.ListField(child=serializers.CharField())


class PlannedSerializer(serializers.ModelSerializer[Round]):
    """How a round was planned, and the strata of its sample once it is drawn."""

    coders = serializers.SerializerMethodField()
    training = serializers.IntegerField(source="training.number", default=None, allow_null=True)
    repeats = serializers.IntegerField(source="repeats.number", default=None, allow_null=True)
    strata = StratumShareSerializer(many=True)

    class Meta:
        model = Round
        fields: ClassVar = [
            "coders",
            "filters",
            "strata_by",
            "split",
            "overlap_size",
            "block_by",
            "masked",
            "takes_new",
            "training",
            "pass_rule",
            "gold_percent",
            "gold_alert_percent",
            "repeats",
            "rest_days",
            "strata",
        ]

    def get_coders(self, round: Round) -> list[int]:
        return [coder.coder_id for coder in coders_of(round)]


class RoundSerializer(serializers.ModelSerializer[Round]):
    """A round. `planned` and `done` count the assignments of all coders; for who is not to know, they and `sample_size` are null
    and `messages` are their own. `own_*` are yours.
    """

    codebook = serializers.IntegerField(source="codebook.number")
    messages = serializers.IntegerField()
    sample_size = serializers.SerializerMethodField()
    planned = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField(allow_null=True)
    own_planned = serializers.IntegerField()
    own_done = serializers.IntegerField()

    class Meta:
        model = Round
        fields: ClassVar = [
            "number",
            "title",
            "kind",
            "phase",
            "codebook",
            "sample_size",
            "coders_per_message",
            "overlap_percent",
            "order",
            "seed",
            "created_at",
            "opened_at",
            "closed_at",
            "settled_at",
            "messages",
            "planned",
            "done",
            "own_planned",
            "own_done",
        ]

    def get_sample_size(self, round: Any) -> int | None:
        # Who codes could tell by it how many messages are hidden among theirs.
        size: int | None = None if round.planned is None else round.sample_size
        return size


class CoderProgressSerializer(serializers.Serializer[Any]):
    coder = PersonSerializer()
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)


class LeftSerializer(serializers.Serializer[Any]):
    """Disagreements of a round: found, ruled, open."""

    found = serializers.IntegerField()
    ruled = serializers.IntegerField()
    open = serializers.IntegerField()


class RoundDetailSerializer(RoundSerializer):
    """A round with its plan, each coder's progress and what is left to rule on; null for who is not to know, or not there yet."""

    plan = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    disagreements = serializers.SerializerMethodField()

    class Meta(RoundSerializer.Meta):
        fields: ClassVar = [*RoundSerializer.Meta.fields, "plan", "progress", "disagreements"]

    @extend_schema_field(PlannedSerializer(allow_null=True))
    def get_plan(self, round: Round) -> Any:
        # Those who code are not to know how much of their queue is gold.
        return None if self.context["progress"] is None else PlannedSerializer(round).data

    @extend_schema_field(CoderProgressSerializer(many=True, allow_null=True))
    def get_progress(self, round: Round) -> Any:
        progress = self.context["progress"]
        return None if progress is None else CoderProgressSerializer(progress.coders, many=True).data

    @extend_schema_field(LeftSerializer(allow_null=True))
    def get_disagreements(self, round: Round) -> Any:
        left = self.context["left"]
        return None if left is None else LeftSerializer(left).data


class SettlementSerializer(serializers.Serializer[Any]):
    """How many disagreements are to stay open; another number than there are is refused, and the answer tells it in `open`."""

    leaving_open = serializers.IntegerField(min_value=0, default=0)


class NotAsSaidSerializer(ProblemSerializer):
    """With code `conflict`, how many disagreements are open."""

    open = serializers.IntegerField(required=False)
