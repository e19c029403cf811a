"""A coder's queue, drafts and codings, in the words of programs."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.models import Assignment, Coding
from coding.models.rounds import Masked
from coding.queries.sight import seen_message, seen_values
from coding.services.desk import LONGEST_ACTIVE_MS, LONGEST_NOTE
from corpus.models import MessageKind
from studies.api.base import ProblemSerializer


@extend_schema_field(OpenApiTypes.OBJECT)
class ValuesField(serializers.JSONField):
    """Variable key -> value.

    A category key (single, ordinal), a list of category keys (multi; `[]` for none of them), `true` or `false` (yesno), a number
    (integer, decimal), a day as `YYYY-MM-DD` (date), a text, the words of a quote with their place in code points
    (`{"start": 3, "end": 8, "text": "trade"}`, or the text alone where it stands in the message once),
    or `{"special": "uncodable"}` and `{"special": "not_applicable"}`. What was not answered is absent. What is in it is checked
    against the codebook by the service.
    """


class SeenValuesField(ValuesField):
    """The values of a coding or a draft, as the coder whose they are may read them."""

    def to_representation(self, judged: Any) -> Any:
        return seen_values(judged)


class CodedMessageSerializer(serializers.Serializer[Any]):
    """A message as its coder sees it: what the round hides from them is null and named in `hidden`.

    Of a hidden link as many signs are left as it has code points. While anything is hidden, so is the id.
    """

    external_id = serializers.CharField(allow_null=True)
    account = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    posted_at = serializers.DateTimeField(allow_null=True)
    language = serializers.CharField()
    kind = serializers.ChoiceField(choices=MessageKind.choices)
    text = serializers.CharField()
    removed_at = serializers.DateTimeField(allow_null=True)
    hidden = serializers.ListField(child=serializers.ChoiceField(choices=Masked.choices))


class DraftSerializer(serializers.Serializer[Any]):
    """What is chosen so far. `base_revision` is the revision it rests on; an `If-Match` header can say it instead."""

    values = ValuesField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_NOTE)
    base_revision = serializers.IntegerField(required=False, min_value=0)


class SavedDraftSerializer(serializers.Serializer[Any]):
    values = SeenValuesField(source="*")
    note = serializers.CharField()
    base_revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()


class SubmissionSerializer(DraftSerializer):
    """A coding to be added. `key` is made anew for every coding; sent again with the same `key`, it is added once."""

    key = serializers.UUIDField()
    active_ms = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)

    def validate_active_ms(self, active_ms: int | None) -> int | None:
        return None if active_ms is None else min(active_ms, LONGEST_ACTIVE_MS)


class CodingSerializer(serializers.ModelSerializer[Coding]):
    """A coding as it was submitted."""

    position = serializers.IntegerField(source="assignment.position")
    values = SeenValuesField(source="*")

    class Meta:
        model = Coding
        fields: ClassVar = ["position", "revision", "values", "note", "active_ms", "key", "submitted_at"]


class UnitSerializer(serializers.ModelSerializer[Assignment]):
    """A message of the coder's queue; `revision` is 0 while it is not coded."""

    message = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields: ClassVar = ["position", "revision", "submitted_at", "message"]

    @extend_schema_field(CodedMessageSerializer)
    def get_message(self, assignment: Assignment) -> dict[str, Any]:
        return dict(CodedMessageSerializer(seen_message(assignment)).data)


class UnitDetailSerializer(UnitSerializer):
    """A message of the coder's queue with their newest coding and their draft, each null where there is none."""

    coding = CodingSerializer(allow_null=True)
    draft = SavedDraftSerializer(allow_null=True)

    class Meta(UnitSerializer.Meta):
        fields: ClassVar = [*UnitSerializer.Meta.fields, "coding", "draft"]


class QueueSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    left = serializers.IntegerField()


class NextSerializer(serializers.Serializer[Any]):
    """What waits for the coder: `unit` is null when nothing does, and `detail` says why."""

    unit = UnitSerializer(allow_null=True)
    queue = QueueSerializer()
    detail = serializers.CharField()


class StoredVersionSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    values = ValuesField()
    note = serializers.CharField()
    submitted_at = serializers.DateTimeField(allow_null=True)


class SentVersionSerializer(serializers.Serializer[Any]):
    base_revision = serializers.IntegerField()
    values = ValuesField()


class StaleSerializer(ProblemSerializer):
    """With code `stale`, both versions: what was sent, and what is stored."""

    yours = SentVersionSerializer(required=False)
    stored = StoredVersionSerializer(required=False)
