"""Aids, late codings and looks, in the words of programs."""

from typing import Any, ClassVar

from rest_framework import serializers

from coding.models import AidUse, Coding, LateCoding, Look
from coding.models.blindness import AidKind
from coding.models.late import LateDecision
from coding.serializers.desk import UnitSerializer, ValuesField
from coding.services.looks import LONGEST_REASON
from studies.serializers import PersonSerializer


class AidUseSerializer(serializers.ModelSerializer[AidUse]):
    class Meta:
        model = AidUse
        fields: ClassVar = ["kind", "at"]


class NewAidSerializer(serializers.Serializer[Any]):
    """What is to be shown of one message; it is logged."""

    kind = serializers.ChoiceField(choices=AidKind.choices)


class SeenTranslationSerializer(serializers.Serializer[Any]):
    """A message in another language; `source` says who or what made it."""

    language = serializers.CharField()
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class ShownSerializer(serializers.Serializer[Any]):
    """The unit with what is shown of it now; `translations` once they were asked for."""

    unit = UnitSerializer()
    aids = AidUseSerializer(many=True)
    translations = SeenTranslationSerializer(many=True)


class LateCodingSerializer(serializers.ModelSerializer[LateCoding]):
    """A coding that came in after the close. `decision` is empty while nobody has decided on it."""

    coder = PersonSerializer(source="assignment.coder")
    message = serializers.CharField(source="assignment.unit.message.external_id")
    values = ValuesField()
    decided_by = PersonSerializer(allow_null=True)

    class Meta:
        model = LateCoding
        fields: ClassVar = [
            "id",
            "coder",
            "message",
            "values",
            "note",
            "active_ms",
            "received_at",
            "decision",
            "decided_by",
            "decided_at",
        ]


class LateDecisionSerializer(serializers.Serializer[Any]):
    """What becomes of the late codings with these ids, or of all that wait up to the id `through`."""

    decision = serializers.ChoiceField(choices=[choice.value for choice in LateDecision if choice.value])
    late = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62),
        required=False,
        default=list,
        max_length=10_000,
    )
    through = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**62
    )


class LateDecidedSerializer(serializers.Serializer[Any]):
    decided = serializers.IntegerField()
    waiting = serializers.IntegerField()


class LookSerializer(serializers.ModelSerializer[Look]):
    """Somebody looked into an open round."""

    by = PersonSerializer(read_only=True)

    class Meta:
        model = Look
        fields: ClassVar = ["id", "by", "at", "reason"]


class NewLookSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class SeenCodingSerializer(serializers.ModelSerializer[Coding]):
    """A coding of an open round, as who looks inside sees it."""

    coder = PersonSerializer(source="assignment.coder")
    message = serializers.CharField(source="assignment.unit.message.external_id")
    values = ValuesField()

    class Meta:
        model = Coding
        fields: ClassVar = ["coder", "message", "revision", "values", "note", "active_ms", "submitted_at"]
