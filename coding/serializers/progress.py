"""How the work goes, in the words of programs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.models.rounds import PhaseChoice
from coding.serializers.training import ScoreSerializer, ScoresField
from studies.serializers import PersonSerializer


class ForecastSerializer(serializers.Serializer[Any]):
    """The day on which everything is likely to be coded, and the days between which that lies in four of five cases."""

    earliest = serializers.DateField()
    likely = serializers.DateField()
    latest = serializers.DateField()


class ForetoldCoderSerializer(serializers.Serializer[Any]):
    """`left`, `has_left`: what is open, and whether the coder is a member no more. `forecast` is null where it cannot be told."""

    coder = PersonSerializer()
    letter = serializers.CharField()
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    left = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)
    has_left = serializers.BooleanField()
    forecast = ForecastSerializer(allow_null=True)


class StratumProgressSerializer(serializers.Serializer[Any]):
    """`values` is null for what lies in no stratum. `shared` messages have several coders; of `complete` all have coded."""

    values = serializers.DictField(child=serializers.CharField(), allow_null=True)
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    shared = serializers.IntegerField()
    complete = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    done = serializers.IntegerField(help_text="Codings there were at the end of the day, in UTC.")


class WaitingSerializer(serializers.Serializer[Any]):
    """What waits for the PI: late codings, open ones of coders who have left, and alerts on hidden messages."""

    late = serializers.IntegerField()
    of_leavers = serializers.IntegerField()
    gold = serializers.IntegerField()


class RoundProgressSerializer(serializers.Serializer[Any]):
    """How far a round is, never what was coded. `untold` are coders (ids) whose pace is unknown yet; `waiting` is the PI's."""

    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    shared = serializers.IntegerField()
    complete = serializers.IntegerField()
    forecast = ForecastSerializer(allow_null=True)
    untold = serializers.ListField(child=serializers.IntegerField())
    waiting = WaitingSerializer(allow_null=True)
    coders = ForetoldCoderSerializer(many=True)
    strata = StratumProgressSerializer(many=True)
    days = DaySerializer(many=True)


class FencesSerializer(serializers.Serializer[Any]):
    """Seconds below and above which a coding is unusual for its coder."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class CoderSpeedSerializer(serializers.Serializer[Any]):
    """Active seconds of first codings: their number and sum, quartiles, and the least and most within the fences."""

    coder = PersonSerializer(source="coder.coder")
    n = serializers.IntegerField()
    total = serializers.FloatField()
    lower = serializers.FloatField()
    median = serializers.FloatField()
    upper = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    fences = FencesSerializer(allow_null=True)


class UnusualSerializer(serializers.Serializer[Any]):
    """A coding that took unusually long or short; `message` is null for a coder, who finds it at `position` of their queue."""

    coder = PersonSerializer(source="coder.coder")
    position = serializers.IntegerField()
    message = serializers.SerializerMethodField()
    seconds = serializers.FloatField()
    submitted_at = serializers.DateTimeField()

    def get_message(self, unusual: Any) -> int | None:
        return None if self.context["is_own"] else unusual.message_id


class SpeedsSerializer(serializers.Serializer[Any]):
    """How long messages took; a coder is told their own times alone. `shorts` and `longs` count more than are listed."""

    coders = CoderSpeedSerializer(many=True)
    shorts = serializers.IntegerField()
    short = UnusualSerializer(many=True)
    longs = serializers.IntegerField()
    long = UnusualSerializer(many=True)


class RateSerializer(serializers.Serializer[Any]):
    """`n` of the `base` codings have the category: the share and its 95 % interval, null where there is no base."""

    n = serializers.IntegerField()
    base = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)


class CategoryRateSerializer(serializers.Serializer[Any]):
    """A category: one share a coder, in the order of `coders`, and the share of all. `p`, adjusted, is null where none is."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    overall = serializers.FloatField(allow_null=True)
    p = serializers.FloatField(allow_null=True)
    rates = RateSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """Pearson's chi-square of coders by categories; `method` is chi_square, permutation or pooled (rare categories as one)."""

    statistic = serializers.FloatField()
    df = serializers.IntegerField()
    p = serializers.FloatField()
    method = serializers.CharField()


class RatesSerializer(serializers.Serializer[Any]):
    """How often coders used the categories of a variable, over `shared` messages (of several coders) or over all.

    `left_out` counts, by coder, codings without a category: cannot be coded, not applicable, not answered.
    """

    variable = serializers.CharField(source="variable.key")
    shared = serializers.BooleanField()
    coders = serializers.SerializerMethodField()
    bases = serializers.ListField(child=serializers.IntegerField())
    left_out = serializers.ListField(child=serializers.IntegerField())
    categories = CategoryRateSerializer(many=True)
    difference = DifferenceSerializer(allow_null=True)

    def get_coders(self, rates: Any) -> list[int]:
        return [coder.coder_id for coder in rates.coders]


class OwnRoundSerializer(serializers.Serializer[Any]):
    """Your part of a round: how far, the hours of all your codings, and the median seconds of a first one, if measured.

    `passed` is null but for trainings; `accuracy` has your right answers among messages with known answers, by variable key, once
    the round is closed.
    """

    round = serializers.IntegerField(source="round.number")
    title = serializers.CharField(source="round.title")
    phase = serializers.ChoiceField(source="round.phase", choices=PhaseChoice.choices)
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    hours = serializers.FloatField()
    median = serializers.FloatField(allow_null=True)
    passed = serializers.BooleanField(allow_null=True)
    accuracy = serializers.SerializerMethodField()

    @extend_schema_field(ScoresField)
    def get_accuracy(self, own: Any) -> Any:
        return {variable.key: ScoreSerializer(score).data for variable, score in own.scores}
