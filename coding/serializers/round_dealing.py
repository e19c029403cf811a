"""Dealing in an open round, in the words of programs."""

from typing import Any

from rest_framework import serializers

from studies.serializers import PersonSerializer

MAX_ID = 2**63 - 1


class WhomSerializer(serializers.Serializer[Any]):
    """The id of a member."""

    coder = serializers.IntegerField(min_value=1, max_value=MAX_ID)


class LeftRowSerializer(serializers.Serializer[Any]):
    """What is left to a coder, before and after."""

    coder = PersonSerializer()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class RedealingSerializer(serializers.Serializer[Any]):
    """How many assignments get another coder, how many go to nobody, and what is then left to whom."""

    coder = PersonSerializer()
    moved = serializers.IntegerField()
    unplaced = serializers.IntegerField()
    rows = LeftRowSerializer(many=True)


class WhoSerializer(serializers.Serializer[Any]):
    """With whom it can be done, and what it would move; null while nobody is named."""

    people = PersonSerializer(many=True)
    preview = RedealingSerializer(allow_null=True)


class NewsSerializer(serializers.Serializer[Any]):
    """How many messages are new, and what would be left to whom."""

    messages = serializers.IntegerField(source="number")
    rows = LeftRowSerializer(many=True)


class DealtNewSerializer(serializers.Serializer[Any]):
    """How many messages were dealt."""

    messages = serializers.IntegerField()
