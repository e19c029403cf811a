"""Known answers for programs. Nobody who is kept blind reaches them."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.queries import known_answers as queries
from coding.queries.rulings import round_in_sight, unit_of
from coding.serializers.training import (
    KnownAnswerSerializer,
    NewKnownAnswerSerializer,
    StaleAnswerSerializer,
)
from coding.services import known_answers as services
from corpus.queries import message_of
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right

_SEARCH = OpenApiParameter("q", str, description="Words of the message or of its account.")
_STALE = OpenApiResponse(
    StaleAnswerSerializer, description="The text is gone, or the answer was changed since `based_on`."
)


class KnownAnswerList(StudyListView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS}
    serializer_class = KnownAnswerSerializer

    def rows(self) -> Any:
        return queries.known_answers_of(self.access.study, q=self.request.query_params.get("q", ""))

    @extend_schema(
        operation_id="known_answer_list", parameters=[_SEARCH], responses=KnownAnswerSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The known answers that are in force, the latest first."""
        return self.answer_page(request)


class KnownAnswerDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS, "PUT": Right.PLAN_ROUNDS, "DELETE": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="known_answer", responses=KnownAnswerSerializer)
    def get(self, request: Request, message_id: int) -> Response:
        """What a message is to be coded as."""
        return Response(KnownAnswerSerializer(queries.known_answer_to(self.access.study, message_id)).data)

    @extend_schema(
        operation_id="known_answer_change",
        request=NewKnownAnswerSerializer,
        responses={200: KnownAnswerSerializer, 409: _STALE},
    )
    def put(self, request: Request, message_id: int) -> Response:
        """Says what a message is to be coded as. A changed answer is a new one; the old one stays and is used no more."""
        answer = services.set_known_answer(
            message_of(self.access.study, message_id),
            **read(NewKnownAnswerSerializer, request),
            by=self.access.user,
            at=timezone.now(),
        )
        return Response(KnownAnswerSerializer(answer).data)

    @extend_schema(operation_id="known_answer_retire", responses={200: KnownAnswerSerializer})
    def delete(self, request: Request, message_id: int) -> Response:
        """Uses an answer no more. It is kept, and whoever was dealt its message is still judged by it."""
        answer = queries.known_answer_to(self.access.study, message_id)
        answer = services.retire_known_answer(answer, by=self.access.user, at=timezone.now())
        return Response(KnownAnswerSerializer(answer).data)


class KnownAnswerTake(StudyAPIView):
    rights: ClassVar = {"POST": Right.RULE}

    @extend_schema(operation_id="known_answer_take", request=None, responses=KnownAnswerSerializer)
    def post(self, request: Request, number: int, message_id: int) -> Response:
        """Makes what was ruled on a message its known answer, with the reasons of the rulings."""
        unit = unit_of(round_in_sight(self.access, number), message_id)
        answer = services.take_known_answer(unit, by=self.access.user, at=timezone.now())
        return Response(KnownAnswerSerializer(answer).data)
