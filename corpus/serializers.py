"""Words of programs about the corpus, understood and spoken."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from corpus import queries
from corpus.mapping import FIXABLE, Field, FieldMapping
from corpus.models import Account, Import, Message, MessageKind, Observation, Translation
from corpus.queries import MessageFilters
from corpus.sentences import said
from studies.models import Job
from studies.serializers import JobSerializer, PersonSerializer

MAX_ID = 2**63 - 1


class AccountSerializer(serializers.ModelSerializer[Account]):
    class Meta:
        model = Account
        fields: ClassVar = [
            "id",
            "platform",
            "handle",
            "display_name",
            "country",
            "kind",
            "followers",
            "opened_on",
        ]
        read_only_fields: ClassVar = ["platform", "handle"]
        extra_kwargs: ClassVar = {"followers": {"max_value": MAX_ID}}


class CountedAccountSerializer(AccountSerializer):
    messages = serializers.IntegerField(source="messages_count", read_only=True)
    first_posted = serializers.DateTimeField(read_only=True)
    last_posted = serializers.DateTimeField(read_only=True)

    class Meta(AccountSerializer.Meta):
        fields: ClassVar = [*AccountSerializer.Meta.fields, "messages", "first_posted", "last_posted"]


class CountsSerializer(serializers.ModelSerializer[Observation]):
    """Counts as they stood when a file was brought in; null where the file had none."""

    class Meta:
        model = Observation
        fields: ClassVar = ["observed_at", "likes", "retweets", "replies"]


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A message; `counts` are the newest, or null."""

    account = AccountSerializer(read_only=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields: ClassVar = [
            "id",
            "platform",
            "external_id",
            "account",
            "posted_at",
            "file_time",
            "text",
            "language",
            "kind",
            "url",
            "counts",
            "removed_at",
        ]

    @extend_schema_field(CountsSerializer(allow_null=True))
    def get_counts(self, message: Message) -> dict[str, Any] | None:
        newest = getattr(message, "newest_observations", [])
        return dict(CountsSerializer(newest[0]).data) if newest else None


class MessageDetailSerializer(MessageSerializer):
    """A message with what no field takes (`extra`), its import, and its counts over time, newest first."""

    imported_by = serializers.IntegerField(source="imported_by.number", read_only=True)
    observations = serializers.SerializerMethodField()

    class Meta(MessageSerializer.Meta):
        fields: ClassVar = [*MessageSerializer.Meta.fields, "extra", "imported_by", "observations"]

    @extend_schema_field(CountsSerializer(many=True))
    def get_observations(self, message: Message) -> list[dict[str, Any]]:
        return [dict(row) for row in CountsSerializer(queries.observations_of(message), many=True).data]


class TranslationSerializer(serializers.ModelSerializer[Translation]):
    """A message in another language; `source` says who or what made it. The newest in a language counts."""

    added_by = PersonSerializer(read_only=True)
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, default="", max_length=200
    )

    class Meta:
        model = Translation
        fields: ClassVar = ["language", "text", "source", "added_by", "added_at"]
        read_only_fields: ClassVar = ["added_at"]


class MessageFilterSerializer(serializers.Serializer[Any]):
    """Filters in the address; the days are UTC and both inside."""

    search = serializers.CharField(required=False, max_length=200, default="", allow_blank=True)
    account = serializers.IntegerField(required=False, min_value=1, max_value=MAX_ID, default=None)
    country = serializers.CharField(required=False, max_length=100, default="", allow_blank=True)
    language = serializers.CharField(required=False, max_length=20, default="", allow_blank=True)
    kind = serializers.ChoiceField(choices=MessageKind.choices, required=False, default="")
    posted_from = serializers.DateField(required=False, default=None)
    posted_to = serializers.DateField(required=False, default=None)

    @property
    def filters(self) -> MessageFilters:
        return MessageFilters(**self.validated_data)


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(max_length=255, allow_empty_file=True)


class MappingSerializer(serializers.Serializer[Any]):
    """Which column holds what: `columns` by field, `fixed` values for the whole file, how times and texts are read."""

    columns = serializers.DictField(child=serializers.CharField(max_length=1000))
    fixed = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)
    platform = serializers.CharField(max_length=30, required=False, default="twitter")
    zone = serializers.CharField(max_length=60, required=False, default="UTC")
    day_first = serializers.BooleanField(required=False, default=False)
    decode_entities = serializers.BooleanField(required=False, default=True)

    def validate_columns(self, columns: dict[str, str]) -> dict[str, str]:
        return self._known(columns, [name.value for name in Field])

    def validate_fixed(self, fixed: dict[str, str]) -> dict[str, str]:
        return self._known(fixed, [name.value for name in FIXABLE])

    def _known(self, given: dict[str, str], names: list[str]) -> dict[str, str]:
        unknown = sorted(set(given) - set(names))
        if unknown:
            raise serializers.ValidationError(f"{', '.join(unknown)[:200]}: only {', '.join(names)}")
        return given


def mapping_of(words: dict[str, Any]) -> FieldMapping:
    """The mapping that a `MappingSerializer` understood."""
    return FieldMapping.from_json(words)


class ImportStartSerializer(serializers.Serializer[Any]):
    """Everything is imported or nothing, unless refused rows are left out knowingly."""

    leave_out_refused = serializers.BooleanField(required=False, default=False)


class FaultSerializer(serializers.Serializer[Any]):
    """Why a row is refused. `line` is null where it is about the whole file; `record` counts the records from 1."""

    code = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    record = serializers.IntegerField(allow_null=True)
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, fault: dict[str, Any]) -> str:
        return said(fault)


class ReportSerializer(serializers.Serializer[Any]):
    """What came, or would come, of an import: counts of rows, and the first 200 faults and other texts."""

    rows = serializers.IntegerField()
    new = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    recounted = serializers.IntegerField()
    changed = serializers.IntegerField()
    repeated = serializers.IntegerField()
    removed = serializers.IntegerField()
    refused = serializers.IntegerField()
    halted = serializers.BooleanField()
    entities = serializers.IntegerField()
    times_differ = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField())
    first = serializers.CharField()
    last = serializers.CharField()
    new_accounts = serializers.ListField(child=serializers.CharField())
    faults = FaultSerializer(many=True)
    changes = FaultSerializer(many=True)


class ImportSerializer(serializers.ModelSerializer[Import]):
    """A file that was brought in. `report` is null until it was imported or refused."""

    created_by = PersonSerializer(read_only=True)
    report = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields: ClassVar = [
            "number",
            "file_name",
            "size",
            "sha256",
            "created_by",
            "created_at",
            "finished_at",
            "report",
        ]

    @extend_schema_field(ReportSerializer(allow_null=True))
    def get_report(self, source: Import) -> dict[str, Any] | None:
        return dict(ReportSerializer(source.report).data) if source.report else None


class ImportDetailSerializer(ImportSerializer):
    """With what was recognised, the columns, the mapping, the last dry run (null until there was one) and the last job."""

    recognised = serializers.SerializerMethodField()
    mapping = serializers.SerializerMethodField()
    columns = serializers.SerializerMethodField()
    check_report = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields: ClassVar = [
            *ImportSerializer.Meta.fields,
            "recognised",
            "columns",
            "mapping",
            "check_report",
            "job",
        ]

    def get_recognised(self, source: Import) -> list[str]:
        return [said(remark) for remark in source.reading.get("remarks", [])]

    @extend_schema_field(MappingSerializer)
    def get_mapping(self, source: Import) -> dict[str, Any]:
        return source.mapping or FieldMapping().as_json()

    def get_columns(self, source: Import) -> list[str]:
        return queries.columns_of(source) if source.finished_at is None else []

    @extend_schema_field(ReportSerializer(allow_null=True))
    def get_check_report(self, source: Import) -> dict[str, Any] | None:
        check = queries.check_of(source)
        return dict(ReportSerializer(check.report).data) if check is not None else None

    @extend_schema_field(JobSerializer(allow_null=True))
    def get_job(self, source: Import) -> dict[str, Any] | None:
        job: Job | None = queries.jobs_of(source).first()
        return dict(JobSerializer(job).data) if job is not None else None
