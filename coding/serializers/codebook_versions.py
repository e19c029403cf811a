"""Versions, what lies between them and what they cost, in the words of programs."""

from typing import Any

from rest_framework import serializers

from coding.codebook_rules.comparison import Fate
from coding.codebook_rules.faults import LONGEST_LABEL
from coding.codebook_rules.mapping import operation_json
from coding.queries.codebook_comparison import Comparison
from coding.queries.codebook_impact import TouchedCoding
from coding.services.codebook_mapping_checks import NewPart
from corpus.models import Message
from studies.serializers import PersonSerializer


class ChangeSerializer(serializers.Serializer[Any]):
    """A change in a sentence, and the keys of where it is."""

    sentence = serializers.CharField()
    variable = serializers.CharField()
    category = serializers.CharField()


class ChangeGroupSerializer(serializers.Serializer[Any]):
    """Changes of one kind: merged, split, added, removed, retired, restored, renamed, defined, rewritten, moved or rules."""

    sort = serializers.CharField()
    changes = ChangeSerializer(many=True)


class PieceSerializer(serializers.Serializer[Any]):
    """Words that stayed, came or went."""

    fate = serializers.ChoiceField(choices=[Fate.SAME, Fate.ADDED, Fate.REMOVED])
    text = serializers.CharField(trim_whitespace=False)


class TextChangeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    pieces = PieceSerializer(many=True)


class PartChangeSerializer(serializers.Serializer[Any]):
    """A variable, or a category of it, with its texts that differ from before, or from those of `origin`, word by word."""

    variable = serializers.CharField(source="variable.key")
    category = serializers.CharField(source="category.key", default="")
    origin = serializers.CharField(source="origin.key", default="")
    fate = serializers.ChoiceField(choices=[Fate.ADDED, Fate.REMOVED, Fate.CHANGED])
    texts = TextChangeSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Comparison]):
    """Two versions side by side. `descends`: the later was made from the earlier, so that merges and splits are known.

    `operations` are these, in their order: `{"variable", "merge": [keys], "into": key}`, or `{"variable", "split": key, "into":
    [{"category", "phrases"}]}`. Codes of the earlier version are read through them.
    """

    before = serializers.IntegerField(source="before.number")
    after = serializers.IntegerField(source="after.number")
    descends = serializers.BooleanField()
    groups = ChangeGroupSerializer(many=True)
    operations = serializers.SerializerMethodField()
    parts = PartChangeSerializer(many=True)

    def get_operations(self, comparison: Comparison) -> list[dict[str, Any]]:
        return [operation_json(operation) for operation in comparison.operations]


class CoderShareSerializer(serializers.Serializer[Any]):
    """What one coder would code again; null where nothing was measured."""

    coder = PersonSerializer()
    codings = serializers.IntegerField()
    seconds_each = serializers.FloatField(allow_null=True)
    hours = serializers.FloatField(allow_null=True)
    may_code = serializers.BooleanField()


class ImpactSerializer(serializers.Serializer[Any]):
    """What has to be coded again by a version, or would have to be by the draft."""

    codings = serializers.IntegerField()
    messages = serializers.IntegerField()
    hours = serializers.FloatField(allow_null=True)
    open_rounds = serializers.IntegerField(help_text="Open rounds by older versions, which are not counted.")
    coders = CoderShareSerializer(many=True)


class TouchedCodingSerializer(serializers.Serializer[TouchedCoding]):
    """A coding that has to be made again, and the answers that it is about, by variable key."""

    coder = PersonSerializer(source="assignment.coder")
    round = serializers.IntegerField(source="assignment.round.number")
    codebook = serializers.IntegerField(source="assignment.round.codebook.number")
    answers = serializers.SerializerMethodField()

    def get_answers(self, found: TouchedCoding) -> dict[str, Any]:
        return {answer.variable.key: answer.value for answer in found.answers}


class TouchedMessageSerializer(serializers.Serializer[Message]):
    """A message with the codings of it that have to be made again (`codings` by message id in the context)."""

    message = serializers.IntegerField(source="pk")
    external_id = serializers.CharField()
    codings = serializers.SerializerMethodField()

    def get_codings(self, message: Message) -> list[dict[str, Any]]:
        found = self.context["codings"].get(message.pk, [])
        return list(TouchedCodingSerializer(found, many=True).data)


class OperationSerializer(serializers.Serializer[Any]):
    """A merge or split of the draft; `id` is what takes it back."""

    id = serializers.IntegerField()
    sentence = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class ChangedPartSerializer(serializers.Serializer[Any]):
    """A part of the draft by keys: a category, a variable, or the rules across variables where neither is said."""

    variable = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    category = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)


class NewMergeSerializer(serializers.Serializer[Any]):
    """The category and `categories` (keys) become the category `into`, or a new one with a `label`."""

    categories = serializers.ListField(
        child=serializers.CharField(max_length=100), max_length=1000, required=False, default=list
    )
    into = serializers.CharField(max_length=100, required=False, default="")
    label = serializers.CharField(max_length=LONGEST_LABEL, required=False, default="")  # type: ignore[assignment]


class NewPartSerializer(serializers.Serializer[Any]):
    """A part of a split, and the phrases in a message that decide for it."""

    label = serializers.CharField(max_length=LONGEST_LABEL)  # type: ignore[assignment]
    phrases = serializers.ListField(
        child=serializers.CharField(max_length=1000), max_length=100, required=False, default=list
    )


class NewSplitSerializer(serializers.Serializer[Any]):
    parts = NewPartSerializer(many=True)

    def validate_parts(self, parts: list[dict[str, Any]]) -> list[NewPart]:
        return [NewPart(part["label"], tuple(part["phrases"])) for part in parts]


class NewExampleSerializer(serializers.Serializer[Any]):
    """The category (by keys) that a message is an example of, or, with `near_miss`, only looks like."""

    variable = serializers.CharField(max_length=100)
    category = serializers.CharField(max_length=100)
    near_miss = serializers.BooleanField(required=False, default=False)
