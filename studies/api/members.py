"""Members and invitations."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from studies import queries
from studies.api.base import StudyAPIView, StudyListView, read
from studies.models import Membership
from studies.roles import Right
from studies.serializers import (
    AcceptSerializer,
    AddedSerializer,
    EraseSerializer,
    InvitationSerializer,
    MembershipSerializer,
    NewInvitationSerializer,
    NewMemberSerializer,
    RoleSerializer,
)
from studies.services import members as services
from studies.services.erasing import erase_member
from studies.services.members import Invited


class MemberList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_MEMBERS, "POST": Right.MANAGE_MEMBERS}
    serializer_class = MembershipSerializer

    def rows(self) -> Any:
        return queries.members_of(self.access.study)

    @extend_schema(operation_id="member_list", responses=MembershipSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)

    @extend_schema(operation_id="member_add", request=NewMemberSerializer, responses={201: AddedSerializer})
    def post(self, request: Request) -> Response:
        """Adds the person, or makes an invitation where there is no account with this address (or no address)."""
        words = read(NewMemberSerializer, request)
        deed = services.add_member if words["email"] else services.invite
        added = deed(self.access.study, **words, by=self.access.user, at=timezone.now())
        return Response(_added(added), status=201)


def _added(added: Membership | Invited) -> dict[str, Any]:
    if isinstance(added, Invited):
        invitation = {**NewInvitationSerializer(added.invitation).data, "secret": added.secret}
        return {"member": None, "invitation": invitation}
    return {"member": MembershipSerializer(added).data, "invitation": None}


class MemberDetail(StudyAPIView):
    rights: ClassVar = {"PATCH": Right.MANAGE_MEMBERS, "DELETE": Right.MANAGE_MEMBERS}

    @extend_schema(operation_id="member_change", request=RoleSerializer, responses=MembershipSerializer)
    def patch(self, request: Request, membership_id: int) -> Response:
        role = read(RoleSerializer, request)["role"]
        membership = services.change_role(
            self.access.study, membership_id, role=role, by=self.access.user, at=timezone.now()
        )
        return Response(MembershipSerializer(membership).data)

    @extend_schema(operation_id="member_remove", responses={204: None})
    def delete(self, request: Request, membership_id: int) -> Response:
        services.remove_member(self.access.study, membership_id, by=self.access.user, at=timezone.now())
        return Response(status=204)


class MemberErase(StudyAPIView):
    rights: ClassVar = {"POST": Right.MANAGE_MEMBERS}

    @extend_schema(operation_id="member_erase", request=EraseSerializer, responses={204: None})
    def post(self, request: Request, membership_id: int) -> Response:
        """Deletes the personal data of a past member who was in no other study. It cannot be undone; what they did stays."""
        words = read(EraseSerializer, request)
        erase_member(self.access.study, membership_id, **words, by=self.access.user, at=timezone.now())
        return Response(status=204)


class InvitationList(StudyListView):
    rights: ClassVar = {"GET": Right.MANAGE_MEMBERS}
    serializer_class = InvitationSerializer

    def rows(self) -> Any:
        return queries.invitations_of(self.access.study)

    @extend_schema(operation_id="invitation_list", responses=InvitationSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)


class InvitationRevoke(StudyAPIView):
    rights: ClassVar = {"POST": Right.MANAGE_MEMBERS}

    @extend_schema(operation_id="invitation_revoke", request=None, responses={204: None})
    def post(self, request: Request, invitation_id: int) -> Response:
        services.revoke_invitation(self.access.study, invitation_id, by=self.access.user, at=timezone.now())
        return Response(status=204)


class InvitationAccept(APIView):
    """Join a study with the secret of an invitation."""

    @extend_schema(operation_id="invitation_accept", request=AcceptSerializer, responses=MembershipSerializer)
    def post(self, request: Request) -> Response:
        secret = read(AcceptSerializer, request)["secret"]
        membership = services.accept_invitation(secret, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return Response(MembershipSerializer(membership).data)
