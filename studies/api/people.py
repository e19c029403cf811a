"""The person behind a request, and their tokens."""

from typing import cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from studies.api.base import read
from studies.models import User
from studies.serializers import (
    EraseSerializer,
    NewTokenSerializer,
    PersonSerializer,
    TokenSerializer,
    TokenTextSerializer,
)
from studies.services.erasing import erase_self
from studies.services.tokens import create_token, revoke_token


class Me(APIView):
    @extend_schema(operation_id="me", responses=PersonSerializer)
    def get(self, request: Request) -> Response:
        return Response(PersonSerializer(cast(User, request.user)).data)


class MeErase(APIView):
    @extend_schema(operation_id="me_erase", request=EraseSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Leaves all studies and deletes your personal data; what you coded stays under a number. It cannot be undone."""
        erase_self(cast(User, request.user), **read(EraseSerializer, request), at=timezone.now())
        return Response(status=204)


class TokenList(APIView):
    @extend_schema(operation_id="token_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        tokens = cast(User, request.user).auth_token_set.order_by("-created")
        return Response(TokenSerializer(tokens, many=True).data)

    @extend_schema(
        operation_id="token_create", request=NewTokenSerializer, responses={201: TokenTextSerializer}
    )
    def post(self, request: Request) -> Response:
        token, text = create_token(cast(User, request.user), **read(NewTokenSerializer, request))
        return Response({**TokenSerializer(token).data, "token": text}, status=201)


class TokenDetail(APIView):
    @extend_schema(operation_id="token_revoke", responses={204: None})
    def delete(self, request: Request, token_key: str) -> Response:
        revoke_token(cast(User, request.user), token_key)
        return Response(status=204)
