"""Plans, rounds and their progress, in the words of programs."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.models import Round
from coding.models.rounds import Order, RoundKind
from coding.queries.round_plan import LARGEST_SEED
from studies.api.base import ProblemSerializer
from studies.serializers import PersonSerializer


class PlanSerializer(serializers.Serializer[Any]):
    """The answers that decide what is dealt.

    `coders` are the ids of members; `sample_size` null takes every message of the study; `overlap_percent` of the messages get
    `coders_per_message` coders, the others one. Without a `seed` one is drawn and told.
    """

    codebook = serializers.IntegerField(help_text="The number of a published version.")
    coders = serializers.ListField(child=serializers.IntegerField(), max_length=1000)
    coders_per_message = serializers.IntegerField(default=2, min_value=1, max_value=1000)
    overlap_percent = serializers.IntegerField(default=100, min_value=0, max_value=100)
    sample_size = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=10**7
    )
    order = serializers.ChoiceField(choices=Order.choices, default=Order.RANDOM)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)


class NewRoundSerializer(PlanSerializer):
    """A plan with its name and kind."""

    title = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=RoundKind.choices, default=RoundKind.PILOT)


class ShareSerializer(serializers.Serializer[Any]):
    coder = PersonSerializer()
    messages = serializers.IntegerField()


class PairSerializer(serializers.Serializer[Any]):
    coders = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    messages = serializers.IntegerField()


class OutlookSerializer(serializers.Serializer[Any]):
    """What a plan deals: messages, those coded by several, codings, each coder's share, each pair's common messages.

    `seconds_each` is what a message has taken in this study so far, null before it was measured.
    """

    seed = serializers.IntegerField()
    messages = serializers.IntegerField()
    shared = serializers.IntegerField()
    codings = serializers.IntegerField()
    seconds_each = serializers.FloatField(allow_null=True)
    coders = ShareSerializer(many=True)
    pairs = PairSerializer(many=True)


class RoundSerializer(serializers.ModelSerializer[Round]):
    """A round. `planned` and `done` count the assignments of all coders, null for who is not to know; `own_*` are yours."""

    codebook = serializers.IntegerField(source="codebook.number")
    messages = serializers.IntegerField()
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
    """A round with each coder's progress and what is left to rule on; null for who is not to know, or before there is any."""

    progress = serializers.SerializerMethodField()
    disagreements = serializers.SerializerMethodField()

    class Meta(RoundSerializer.Meta):
        fields: ClassVar = [*RoundSerializer.Meta.fields, "progress", "disagreements"]

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
