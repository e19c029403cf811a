"""Words of programs, understood and spoken."""

from typing import Any, ClassVar

from rest_framework import serializers

from studies.models import ROLE_CHOICES, ApiToken, Invitation, Job, LogEntry, Membership, Study, User
from studies.roles import Role


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields: ClassVar = ["id", "email", "name"]


class StudySerializer(serializers.ModelSerializer[Study]):
    class Meta:
        model = Study
        fields: ClassVar = ["slug", "title", "description", "window_start", "window_end", "created_at"]
        read_only_fields: ClassVar = ["slug", "created_at"]


class RoleField(serializers.ChoiceField):
    """A role by its key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=ROLE_CHOICES, **options)

    def to_internal_value(self, data: Any) -> Role:
        return Role(super().to_internal_value(data))


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    person = PersonSerializer(source="user", read_only=True)
    role = RoleField()

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "person", "role", "added_at"]
        read_only_fields: ClassVar = ["added_at"]


class NewMemberSerializer(serializers.Serializer[Any]):
    """Without `email` an invitation link for whoever is given it."""

    email = serializers.EmailField(required=False, allow_blank=True, default="", max_length=254)
    role = RoleField()


class RoleSerializer(serializers.Serializer[Any]):
    role = RoleField()


class EraseSerializer(serializers.Serializer[Any]):
    """`name` repeats the person's name, or their e-mail address where they have none: it cannot be undone."""

    name = serializers.CharField(max_length=254)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    role = RoleField(read_only=True)
    invited_by = PersonSerializer(read_only=True)

    class Meta:
        model = Invitation
        fields: ClassVar = ["id", "email", "role", "invited_by", "invited_at", "expires_at"]


class NewInvitationSerializer(InvitationSerializer):
    secret = serializers.CharField(read_only=True, help_text="Shown once: only its hash is kept.")

    class Meta(InvitationSerializer.Meta):
        fields: ClassVar = [*InvitationSerializer.Meta.fields, "secret"]


class AddedSerializer(serializers.Serializer[Any]):
    """What came of adding somebody: a member, or an invitation for somebody without an account."""

    member = MembershipSerializer(allow_null=True)
    invitation = NewInvitationSerializer(allow_null=True)


class AcceptSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(max_length=200)


class LogEntrySerializer(serializers.ModelSerializer[LogEntry]):
    by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = LogEntry
        fields: ClassVar = ["id", "at", "by", "verb", "subject", "detail", "request_id"]


class JobSerializer(serializers.ModelSerializer[Job]):
    percent = serializers.IntegerField(read_only=True)
    requested_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields: ClassVar = [
            "id",
            "kind",
            "title",
            "state",
            "percent",
            "done",
            "total",
            "step",
            "result",
            "error",
            "requested_by",
            "requested_at",
            "started_at",
            "finished_at",
            "request_id",
        ]


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields: ClassVar = ["token_key", "name", "created", "expiry"]


class NewTokenSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    days = serializers.IntegerField(min_value=1, max_value=365, default=90)


class TokenTextSerializer(TokenSerializer):
    token = serializers.CharField(read_only=True, help_text="Shown once: only its hash is kept.")

    class Meta(TokenSerializer.Meta):
        fields: ClassVar = [*TokenSerializer.Meta.fields, "token"]
