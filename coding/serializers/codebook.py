"""A codebook in the words of programs: one JSON document that goes out as it comes in."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.codebook_rules import (
    KINDS,
    LEVELS,
    CategorySpec,
    CodebookSpec,
    VariableSpec,
    level_of,
    suggest_key,
)
from coding.codebook_rules.faults import LONGEST_TEXT
from coding.models import CodebookVersion
from coding.study_templates import TEMPLATES
from studies.serializers import PersonSerializer

_LEVELS = sorted({level for levels in LEVELS.values() for level in levels})


# What is allowed in these is checked by the rules of the codebook, so that all faults of a document are told at once.
@extend_schema_field({"type": "string", "enum": list(KINDS)})
class KindField(serializers.CharField):
    """The kind of a variable."""


@extend_schema_field({"type": "string", "enum": _LEVELS})
class LevelField(serializers.CharField):
    """The level of measurement; without one the variable has the usual level of its kind."""


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, default="", **options)


class CategorySerializer(serializers.Serializer[Any]):
    key = _text(help_text="Made from the label where it is missing.")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    score = serializers.DecimalField(
        max_digits=12, decimal_places=4, normalize_output=True, allow_null=True, required=False, default=None
    )
    definition = _text()
    include_when = _text()
    exclude_when = _text()
    examples = serializers.ListField(child=serializers.CharField(), required=False, default=list)


class VariableSerializer(serializers.Serializer[Any]):
    key = _text(help_text="Made from the label where it is missing.")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    kind = KindField()
    level = LevelField(required=False, allow_blank=True)
    required = serializers.BooleanField(required=False, default=True)  # type: ignore[assignment]
    instruction = _text()
    min_choices = serializers.IntegerField(allow_null=True, required=False, default=None)
    max_choices = serializers.IntegerField(allow_null=True, required=False, default=None)
    categories = CategorySerializer(many=True, required=False, default=list)


class VersionSerializer(serializers.ModelSerializer[CodebookVersion]):
    """What a version says of itself. `edits` counts the changes of a draft."""

    based_on = serializers.IntegerField(
        source="based_on.number", allow_null=True, default=None, read_only=True
    )
    created_by = PersonSerializer(read_only=True)
    published_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = CodebookVersion
        fields: ClassVar = [
            "number",
            "state",
            "note",
            "meaning_changed",
            "based_on",
            "edits",
            "created_by",
            "created_at",
            "published_by",
            "published_at",
        ]


class VersionRowSerializer(VersionSerializer):
    variable_count = serializers.IntegerField(read_only=True)
    round_count = serializers.IntegerField(read_only=True)

    class Meta(VersionSerializer.Meta):
        fields: ClassVar = [*VersionSerializer.Meta.fields, "variable_count", "round_count"]


class CodebookSerializer(VersionSerializer):
    """A version with all that is in it."""

    variables = VariableSerializer(many=True, read_only=True)

    class Meta(VersionSerializer.Meta):
        fields: ClassVar = [*VersionSerializer.Meta.fields, "variables"]


class DraftCodebookSerializer(serializers.Serializer[Any]):
    """The whole draft as it shall be. `edits` is that of the draft that was read; an `If-Match` header can say it instead."""

    edits = serializers.IntegerField(required=False, min_value=0)
    variables = VariableSerializer(many=True)


class StartSerializer(serializers.Serializer[Any]):
    template = serializers.ChoiceField(choices=list(TEMPLATES), required=False, default="blank")


class PublicationSerializer(serializers.Serializer[Any]):
    """`number` and `edits` say which draft was read; an `If-Match` header can say both instead.

    `meaning_changed` is asked of every version but the first: does it change what codes mean?
    """

    note = serializers.CharField(max_length=LONGEST_TEXT)
    meaning_changed = serializers.BooleanField(required=False)
    number = serializers.IntegerField(required=False, min_value=1)
    edits = serializers.IntegerField(required=False, min_value=0)


def document(version: CodebookVersion, spec: CodebookSpec) -> dict[str, Any]:
    """A version and what is in it as one JSON document."""
    return {
        **VersionSerializer(version).data,
        "variables": VariableSerializer(spec.variables, many=True).data,
    }


def codebook_from(variables: list[dict[str, Any]]) -> CodebookSpec:
    """The codebook of a document that `DraftCodebookSerializer` has read, with keys where there were none."""
    taken = {words["key"] for words in variables}
    return CodebookSpec(tuple(_variable_from(words, taken) for words in variables))


def _variable_from(words: Mapping[str, Any], taken: set[str]) -> VariableSpec:
    kind = words["kind"]
    keys = {category["key"] for category in words["categories"]}
    return VariableSpec(
        key=_key(words, taken, prefix="v"),
        label=words["label"],
        kind=kind,
        level=words.get("level", level_of(kind) if kind in LEVELS else ""),
        required=words["required"],
        instruction=words["instruction"],
        min_choices=words["min_choices"],
        max_choices=words["max_choices"],
        categories=tuple(_category_from(category, keys) for category in words["categories"]),
    )


def _category_from(words: Mapping[str, Any], taken: set[str]) -> CategorySpec:
    return CategorySpec(
        key=_key(words, taken, prefix="c"),
        label=words["label"],
        score=words["score"],
        definition=words["definition"],
        include_when=words["include_when"],
        exclude_when=words["exclude_when"],
        examples=tuple(words["examples"]),
    )


def _key(words: Mapping[str, Any], taken: set[str], *, prefix: str) -> str:
    key: str = words["key"] or suggest_key(words["label"], taken, prefix=prefix)
    taken.add(key)
    return key
