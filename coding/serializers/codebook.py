"""A codebook in the words of programs: one JSON document that goes out as it comes in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coding.codebook_rules import (
    KINDS,
    LEVELS,
    CategorySpec,
    CodebookSpec,
    Condition,
    Fault,
    RuleSpec,
    VariableSpec,
    condition_json,
    level_of,
    read_condition,
    suggest_key,
)
from coding.codebook_rules.conditions import NotACondition
from coding.codebook_rules.faults import LONGEST_TEXT
from coding.codebook_rules.spec import COLOURS, SEVERITIES, TREE_CHOICES
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


@extend_schema_field({"type": "string", "enum": list(TREE_CHOICES)})
class TreeChoiceField(serializers.CharField):
    """What can be chosen where categories form a tree."""


@extend_schema_field({"type": "string", "enum": ["", *COLOURS]})
class ColourField(serializers.CharField):
    """A colour by its name."""


@extend_schema_field({"type": "string", "enum": list(SEVERITIES)})
class SeverityField(serializers.CharField):
    """Whether who breaks a rule is warned or has to change something."""


@extend_schema_field(
    {
        "oneOf": [
            {
                "type": "object",
                "properties": {"all": {"type": "array", "items": {"type": "object"}}},
                "required": ["all"],
            },
            {
                "type": "object",
                "properties": {"any": {"type": "array", "items": {"type": "object"}}},
                "required": ["any"],
            },
            {"type": "object", "properties": {"variable": {"type": "string"}}, "required": ["variable"]},
        ],
        "example": {
            "any": [{"variable": "intent", "is": ["attack"]}, {"variable": "tone", "at_least": "harsh"}]
        },
    }
)
class ConditionField(serializers.JSONField):
    """A condition in its JSON spelling. What is none is told with the faults of the codebook, all at once."""

    def to_representation(self, value: Any) -> Any:
        return condition_json(value)


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, default="", **options)


def _bound() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=20, decimal_places=6, normalize_output=True, allow_null=True, required=False, default=None
    )


def _examples() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), required=False, default=list)


class CategorySerializer(serializers.Serializer[Any]):
    key = _text(help_text="Made from the label where it is missing.")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    parent = _text(  # type: ignore[assignment]
        help_text="The key of the category above it, which stands before it; empty at the top."
    )
    number = serializers.IntegerField(
        allow_null=True,
        required=False,
        default=None,
        help_text="By which statistics programs know it; given where it is missing, and never again to another.",
    )
    colour = ColourField(required=False, allow_blank=True, default="")
    retired = serializers.BooleanField(required=False, default=False)
    score = serializers.DecimalField(
        max_digits=12, decimal_places=4, normalize_output=True, allow_null=True, required=False, default=None
    )
    definition = _text()
    include_when = _text()
    exclude_when = _text()
    examples = _examples()
    near_misses = _examples()


class VariableSerializer(serializers.Serializer[Any]):
    key = _text(help_text="Made from the label where it is missing.")
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    kind = KindField()
    level = LevelField(required=False, allow_blank=True)
    group = _text()
    retired = serializers.BooleanField(required=False, default=False)
    required = serializers.BooleanField(required=False, default=True)  # type: ignore[assignment]
    instruction = _text()
    condition = ConditionField(
        required=False, allow_null=True, default=None, help_text="When it is asked; null: always."
    )
    least = _bound()
    most = _bound()
    allows_uncodable = serializers.BooleanField(required=False, default=True)
    allows_not_applicable = serializers.BooleanField(required=False, default=False)
    min_choices = serializers.IntegerField(allow_null=True, required=False, default=None)
    max_choices = serializers.IntegerField(allow_null=True, required=False, default=None)
    offers_none = serializers.BooleanField(required=False, default=True)
    tree_choice = TreeChoiceField(required=False, default="any")
    categories = CategorySerializer(many=True, required=False, default=list)


class RuleSerializer(serializers.Serializer[Any]):
    """A rule across variables: where `when` holds, `then` has to hold too."""

    when = ConditionField()
    then = ConditionField()
    severity = SeverityField(required=False, default="warn")
    message = _text()


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
    rules = RuleSerializer(many=True, read_only=True)

    class Meta(VersionSerializer.Meta):
        fields: ClassVar = [*VersionSerializer.Meta.fields, "variables", "rules"]


class DraftCodebookSerializer(serializers.Serializer[Any]):
    """The whole draft as it shall be. `edits` is that of the draft that was read; an `If-Match` header can say it instead."""

    edits = serializers.IntegerField(required=False, min_value=0)
    variables = VariableSerializer(many=True)
    rules = RuleSerializer(many=True, required=False, default=list)


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
        "rules": RuleSerializer(spec.rules, many=True).data,
    }


def codebook_from(words: Mapping[str, Any]) -> tuple[CodebookSpec, list[Fault]]:
    """The codebook of a document that `DraftCodebookSerializer` has read, with keys where there were none.

    Conditions that are none are left out, and told as faults.
    """
    faults: list[Fault] = []
    taken = {part["key"] for part in words["variables"]}
    variables = tuple(_variable_from(part, taken, faults) for part in words["variables"])
    rules = (_rule_from(rule, number, faults) for number, rule in enumerate(words["rules"], start=1))
    return CodebookSpec(variables, tuple(rule for rule in rules if rule)), faults


_VARIABLE_WORDS = (
    "label",
    "kind",
    "group",
    "retired",
    "required",
    "instruction",
    "least",
    "most",
    "allows_uncodable",
    "allows_not_applicable",
    "min_choices",
    "max_choices",
    "offers_none",
    "tree_choice",
)
_CATEGORY_WORDS = (
    "label",
    "parent",
    "number",
    "colour",
    "retired",
    "score",
    "definition",
    "include_when",
    "exclude_when",
)


def _variable_from(words: Mapping[str, Any], taken: set[str], faults: list[Fault]) -> VariableSpec:
    kind = words["kind"]
    key = _key(words, taken, prefix="v")
    keys = {category["key"] for category in words["categories"]}
    return VariableSpec(
        key=key,
        level=words.get("level", level_of(kind) if kind in LEVELS else ""),
        condition=_condition(words["condition"], faults, Fault("", key)),
        categories=tuple(_category_from(category, keys) for category in words["categories"]),
        **{name: words[name] for name in _VARIABLE_WORDS},
    )


def _category_from(words: Mapping[str, Any], taken: set[str]) -> CategorySpec:
    return CategorySpec(
        key=_key(words, taken, prefix="c"),
        examples=tuple(words["examples"]),
        near_misses=tuple(words["near_misses"]),
        **{name: words[name] for name in _CATEGORY_WORDS},
    )


def _rule_from(words: Mapping[str, Any], number: int, faults: list[Fault]) -> RuleSpec | None:
    place = Fault("", rule=number)
    when, then = (_condition(words[side], faults, place) for side in ("when", "then"))
    return RuleSpec(when, then, words["severity"], words["message"]) if when and then else None


def _condition(document: Any, faults: list[Fault], place: Fault) -> Condition | None:
    """The condition that a JSON value spells; what is none is told at `place`."""
    try:
        return read_condition(document)
    except NotACondition as error:
        sentence = _("The condition cannot be read: %(why)s.") % {"why": error}
        faults.append(replace(place, sentence=sentence))
        return None


def _key(words: Mapping[str, Any], taken: set[str], *, prefix: str) -> str:
    key: str = words["key"] or suggest_key(words["label"], taken, prefix=prefix)
    taken.add(key)
    return key
