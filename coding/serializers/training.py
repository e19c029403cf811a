"""Known answers, trainings and hidden messages, in the words of programs."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.known_answers import Judgement
from coding.models import KnownAnswer, TrainingAttempt
from coding.queries.training import Feedback
from coding.serializers.desk import CodingSerializer, ValuesField
from coding.serializers.rulings import ValueField
from studies.api.base import ProblemSerializer
from studies.serializers import PersonSerializer


class ReasonsField(serializers.DictField):
    """Variable key -> why it is so."""

    child = serializers.CharField(allow_blank=True)


class NewKnownAnswerSerializer(serializers.Serializer[Any]):
    """What a message is to be coded as. `based_on` is the id of the known answer whose place it takes, null for none."""

    values = ValuesField()
    reasons = ReasonsField(default=dict)
    based_on = serializers.IntegerField(allow_null=True, default=None)


class KnownAnswerSerializer(serializers.ModelSerializer[KnownAnswer]):
    """What a message is to be coded as, and why; `message` is its id in this study."""

    message = serializers.IntegerField(source="message_id")
    external_id = serializers.CharField(source="message.external_id")
    values = ValuesField()
    reasons = ReasonsField()
    created_by = PersonSerializer()

    class Meta:
        model = KnownAnswer
        fields: ClassVar = [
            "id",
            "message",
            "external_id",
            "values",
            "reasons",
            "created_by",
            "created_at",
            "retired_at",
        ]


class StoredAnswerSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    values = ValuesField()
    reasons = ReasonsField()


class StaleAnswerSerializer(ProblemSerializer):
    """With code `stale`, what is known now; null where nothing is any more."""

    stored = StoredAnswerSerializer(required=False, allow_null=True)


class JudgementSerializer(serializers.Serializer[Any]):
    """One variable: whether it was right, what was chosen (null: nothing), what is known, and why.

    Of a set, which categories are missing and too many, and the per cent of its categories that were decided alike.
    """

    variable = serializers.CharField()
    right = serializers.BooleanField()
    given = ValueField(allow_null=True)
    known = ValueField()
    reason = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField())
    too_many = serializers.ListField(child=serializers.CharField())
    alike_percent = serializers.IntegerField(allow_null=True)


class FeedbackSerializer(serializers.Serializer[Feedback]):
    """What a coder is told of one message of a training: so many right of so many, variable by variable."""

    right = serializers.IntegerField()
    of = serializers.IntegerField()
    judgements = serializers.SerializerMethodField()

    @extend_schema_field(JudgementSerializer(many=True))
    def get_judgements(self, feedback: Feedback) -> Any:
        return [_judgement(judgement, feedback) for judgement in feedback.judgements]


def _judgement(judgement: Judgement, feedback: Feedback) -> Any:
    told = {
        "variable": judgement.variable,
        "right": judgement.right,
        "given": judgement.given,
        "known": judgement.known,
        "reason": feedback.known.reasons.get(judgement.variable, ""),
        "missing": judgement.missing,
        "too_many": judgement.too_many,
        "alike_percent": None if judgement.alike is None else int(judgement.alike * 100),
    }
    return JudgementSerializer(told).data


class SubmittedSerializer(CodingSerializer):
    """A coding as it was submitted, in a training with what was right in it; null elsewhere."""

    feedback = FeedbackSerializer(allow_null=True)

    class Meta(CodingSerializer.Meta):
        fields: ClassVar = [*CodingSerializer.Meta.fields, "feedback"]


class ScoreSerializer(serializers.Serializer[Any]):
    """So many right answers of so many; `percent` is rounded down, null of none."""

    right = serializers.IntegerField()
    of = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)


@extend_schema_field(OpenApiTypes.OBJECT)
class ScoresField(serializers.DictField):
    """Variable key -> right answers."""

    child = ScoreSerializer()


class AttemptSerializer(serializers.Serializer[Any]):
    """One attempt. `passed` is null while it is under way; `short` names the variables that keep it from passing."""

    number = serializers.IntegerField()
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    finished = serializers.BooleanField(source="is_finished")
    passed = serializers.SerializerMethodField()
    finished_at = serializers.DateTimeField(source="row.finished_at", allow_null=True, default=None)
    results = ScoresField()
    short = serializers.SerializerMethodField()

    def get_passed(self, attempt: Any) -> bool | None:
        return attempt.passed if attempt.is_finished else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_short(self, attempt: Any) -> list[str]:
        return [shortfall.variable for shortfall in attempt.shortfalls]


class TraineeSerializer(serializers.Serializer[Any]):
    """A coder of a training with their attempts, the first one first."""

    coder = PersonSerializer(source="coder.coder")
    passed = serializers.BooleanField()
    may_try_again = serializers.BooleanField()
    attempts = AttemptSerializer(many=True)


class TrainingSerializer(serializers.Serializer[Any]):
    """A training: what the pass rule asks for in per cent, by variable key, and its coders."""

    pass_rule = serializers.DictField(child=serializers.IntegerField())
    coders = TraineeSerializer(many=True)


class RetrySerializer(serializers.Serializer[TrainingAttempt]):
    attempt = serializers.IntegerField(help_text="The number of the attempt that waits for you.")


class CoderAccuracySerializer(serializers.Serializer[Any]):
    """A coder's hidden messages, dealt and done, and their right answers."""

    coder = PersonSerializer(source="coder.coder")
    dealt = serializers.IntegerField()
    done = serializers.IntegerField()
    results = ScoresField(source="scores")


class AlertSerializer(serializers.Serializer[Any]):
    coder = PersonSerializer(source="coder.coder")
    variable = serializers.CharField(source="variable.key")
    result = ScoreSerializer(source="score")


class AccuracySerializer(serializers.Serializer[Any]):
    """Hidden messages of a round. An alert needs at least `enough` messages, and fewer than `alert_percent` right."""

    gold_percent = serializers.IntegerField()
    alert_percent = serializers.IntegerField()
    enough = serializers.IntegerField()
    coders = CoderAccuracySerializer(many=True)
    alerts = AlertSerializer(many=True)


class TrainingFirstSerializer(ProblemSerializer):
    """With code `training_first`, the number of the training and where a person takes it."""

    training = serializers.IntegerField(required=False)
    address = serializers.CharField(required=False)
