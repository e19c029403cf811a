"""Accounts, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from corpus import queries
from corpus.serializers import AccountSerializer, CountedAccountSerializer
from corpus.services.accounts import CHANGEABLE, change_account
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right


class AccountList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS}
    serializer_class = CountedAccountSerializer
    ordering = ("id",)

    def rows(self) -> Any:
        return queries.accounts_of(self.access.study)

    @extend_schema(operation_id="account_list", responses=CountedAccountSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)


class AccountDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS, "PATCH": Right.IMPORT_MESSAGES}

    @extend_schema(operation_id="account_detail", responses=AccountSerializer)
    def get(self, request: Request, account_id: int) -> Response:
        return Response(AccountSerializer(queries.account_of(self.access.study, account_id)).data)

    @extend_schema(operation_id="account_change", request=AccountSerializer, responses=AccountSerializer)
    def patch(self, request: Request, account_id: int) -> Response:
        account = queries.account_of(self.access.study, account_id)
        now = {name: getattr(account, name) for name in CHANGEABLE}
        changes = read(AccountSerializer, request, partial=True)
        account = change_account(account, **{**now, **changes}, by=self.access.user, at=timezone.now())
        return Response(AccountSerializer(account).data)
