"""Files of codebooks and templates, in the words of programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coding.codebook_formats import Format, Reading
from coding.queries.codebook_files import Arrival
from coding.serializers.codebook import RuleSerializer, VariableSerializer


class CodebookUploadSerializer(serializers.Serializer[Any]):
    """`edits` is that of the draft that is to be replaced, left out where there is none."""

    file = serializers.FileField()
    number = serializers.IntegerField(required=False, min_value=1, allow_null=True, default=None)
    edits = serializers.IntegerField(required=False, min_value=0, allow_null=True, default=None)


class CodebookFaultSerializer(serializers.Serializer[Any]):
    where = serializers.CharField(help_text="`tone.warning`, `tone`, `rules.2`, or `codebook`.")
    sentence = serializers.CharField()


class CodebookReadingSerializer(serializers.Serializer[Any]):
    """What a file holds, and what taking it over would come to. With `faults` it cannot be taken over."""

    format = serializers.ChoiceField(choices=[form.value for form in Format])
    recognised = serializers.CharField()
    guessed = serializers.ListField(child=serializers.CharField(), help_text="What the file does not say.")
    dropped = serializers.ListField(child=serializers.CharField(), help_text="What has no place here.")
    faults = CodebookFaultSerializer(many=True)
    retired = serializers.ListField(
        child=serializers.CharField(),
        help_text="Published parts that are not in the file, and stay, retired.",
    )
    draft = serializers.IntegerField(allow_null=True, help_text="The draft that would be replaced.")
    edits = serializers.IntegerField(allow_null=True)
    variables = VariableSerializer(many=True)
    rules = RuleSerializer(many=True)


class TemplateSerializer(serializers.Serializer[Any]):
    """A codebook to begin with."""

    key = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    variables = VariableSerializer(many=True, source="spec.variables")
    rules = RuleSerializer(many=True, source="spec.rules")


def reading_document(reading: Reading, arrival: Arrival) -> dict[str, Any]:
    """What a file holds as one JSON document."""
    return dict(
        CodebookReadingSerializer(
            {
                "format": reading.format,
                "recognised": reading.recognised,
                "guessed": reading.guessed,
                "dropped": reading.dropped,
                "faults": [*reading.faults, *arrival.faults],
                "retired": arrival.retired,
                "draft": arrival.draft.number if arrival.draft else None,
                "edits": arrival.draft.edits if arrival.draft else None,
                "variables": arrival.spec.variables,
                "rules": arrival.spec.rules,
            }
        ).data
    )
