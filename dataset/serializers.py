"""Words of programs, understood and spoken."""

from typing import Any, ClassVar

from rest_framework import serializers

from dataset.models import Snapshot
from studies.serializers import PersonSerializer


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """A snapshot as a list shows it; its manifest tells everything."""

    created_by = PersonSerializer(read_only=True)
    counts = serializers.DictField(
        read_only=True, help_text="Messages, codings, coders, and values by provenance."
    )
    files = serializers.DictField(read_only=True, help_text="File name -> bytes and sha256 at the freeze.")

    class Meta:
        model = Snapshot
        fields: ClassVar = [
            "number",
            "title",
            "note",
            "created_by",
            "created_at",
            "content_hash",
            "counts",
            "rounds",
            "files",
        ]


class NewSnapshotSerializer(serializers.Serializer[Any]):
    """Without `rounds`: every round whose coding has ended, but for trainings and stability rounds."""

    title = serializers.CharField(max_length=120)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)
    rounds = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2_147_483_647),
        required=False,
        default=list,
        max_length=1000,
    )
