"""Disagreements and rulings, in the words of programs."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.models import Disagreement, Ruling, Unit
from coding.models.ruling import ErrorType, RulingOrigin
from studies.api.base import ProblemSerializer
from studies.serializers import PersonSerializer


@extend_schema_field(OpenApiTypes.ANY)
class ValueField(serializers.JSONField):
    """One value, spelt as in a coding: a category key, a list of them, true or false, a number, a date, a text, a quote (`start`,
    `end`, `text`), or a special value.
    """


class RulingSerializer(serializers.ModelSerializer[Ruling]):
    """A ruling as it was made. `by` is null for what settled itself."""

    variable = serializers.CharField(source="variable.key")
    value = ValueField(allow_null=True)
    by = PersonSerializer(allow_null=True)

    class Meta:
        model = Ruling
        fields: ClassVar = ["variable", "revision", "origin", "value", "reason", "error_type", "by", "at"]


class DisagreementSerializer(serializers.ModelSerializer[Disagreement]):
    variable = serializers.CharField(source="variable.key")
    is_open = serializers.SerializerMethodField()

    class Meta:
        model = Disagreement
        fields: ClassVar = ["variable", "is_open"]

    def get_is_open(self, disagreement: Disagreement) -> bool:
        return disagreement.ruling_id is None


class QueuedSerializer(serializers.ModelSerializer[Unit]):
    """A message of the queue: `message` is its id in addresses, `external_id` the one it came with."""

    message = serializers.IntegerField(source="message_id")
    external_id = serializers.CharField(source="message.external_id")
    text = serializers.CharField(source="message.text")
    disagreements = DisagreementSerializer(many=True)

    class Meta:
        model = Unit
        fields: ClassVar = ["position", "message", "external_id", "text", "disagreements"]


class ChoiceSerializer(serializers.Serializer[Any]):
    """A value and the letters of the coders who chose it; letters are drawn anew for every message."""

    value = ValueField()
    coders = serializers.ListField(child=serializers.CharField())


class QuestionSerializer(serializers.Serializer[Any]):
    """A variable of a message: what the coders chose, what it comes to, and the ruling in force."""

    variable = serializers.CharField()
    verdict = serializers.CharField(help_text="unanimous, disagreement, single, free or silent")
    choices = ChoiceSerializer(many=True)
    ruling = RulingSerializer(allow_null=True)
    base_revision = serializers.IntegerField(help_text="What a ruling or its withdrawal has to rest on.")


class NoteSerializer(serializers.Serializer[Any]):
    coder = serializers.CharField()
    note = serializers.CharField()


class SheetSerializer(serializers.Serializer[Any]):
    """All of a message that is needed to rule on it."""

    position = serializers.IntegerField()
    message = serializers.IntegerField()
    external_id = serializers.CharField()
    text = serializers.CharField()
    questions = QuestionSerializer(many=True)
    notes = NoteSerializer(many=True)


class NewRulingSerializer(serializers.Serializer[Any]):
    """A ruling to be made; a value that none of the coders chose needs a `reason`."""

    value = ValueField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)
    error_type = serializers.ChoiceField(
        choices=ErrorType.choices, required=False, allow_blank=True, default=""
    )
    base_revision = serializers.IntegerField(min_value=0)


class WithdrawalSerializer(serializers.Serializer[Any]):
    base_revision = serializers.IntegerField(min_value=1)


class StoredRulingSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=RulingOrigin.choices, allow_null=True)
    value = ValueField(allow_null=True)
    reason = serializers.CharField()
    error_type = serializers.CharField()


class SentRulingSerializer(serializers.Serializer[Any]):
    base_revision = serializers.IntegerField()
    value = ValueField(allow_null=True)
    reason = serializers.CharField()
    error_type = serializers.CharField()


class StaleRulingSerializer(ProblemSerializer):
    """With code `stale`, both versions: what was sent, and what is stored."""

    yours = SentRulingSerializer(required=False)
    stored = StoredRulingSerializer(required=False)
