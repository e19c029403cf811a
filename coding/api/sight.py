"""Who sees what, for programs: aids at the desk, what came late, and looks into an open round."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models.blindness import AidKind
from coding.queries import desk as desk_queries
from coding.queries import late as late_queries
from coding.queries import looks as look_queries
from coding.queries.rounds import round_of
from coding.queries.sight import mask_of, translations_of
from coding.serializers.sight import (
    LateCodingSerializer,
    LateDecidedSerializer,
    LateDecisionSerializer,
    LookSerializer,
    NewAidSerializer,
    NewLookSerializer,
    SeenCodingSerializer,
    ShownSerializer,
)
from coding.services.late import decide_late_codings
from coding.services.looks import look_inside
from coding.services.sight import use_aid
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right


class UnitAids(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE, "POST": Right.CODE}

    @extend_schema(operation_id="aid_list", responses=ShownSerializer)
    def get(self, request: Request, number: int, position: int) -> Response:
        """A message of your queue with what you had shown of it."""
        return self._shown(number, position)

    @extend_schema(operation_id="aid_use", request=NewAidSerializer, responses=ShownSerializer)
    def post(self, request: Request, number: int, position: int) -> Response:
        """Shows what the round hides of a message, or its translations. It is logged, once a message and kind."""
        round_ = desk_queries.coder_round(self.access.study, number)
        assignment = desk_queries.own_assignment(round_, self.access.user, position)
        use_aid(assignment, **read(NewAidSerializer, request), by=self.access.user, at=timezone.now())
        return self._shown(number, position)

    def _shown(self, number: int, position: int) -> Response:
        round_ = desk_queries.coder_round(self.access.study, number)
        unit = desk_queries.own_assignment(round_, self.access.user, position)
        aids = list(unit.aids.all())
        is_translated = any(aid.kind == AidKind.TRANSLATION for aid in aids)
        found = translations_of(unit.unit.message, mask_of(unit)) if is_translated else []
        return Response(ShownSerializer({"unit": unit, "aids": aids, "translations": found}).data)


class LateList(StudyListView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS}
    serializer_class = LateCodingSerializer
    ordering = ("-received_at", "-id")

    def rows(self) -> Any:
        return late_queries.late_codings(round_of(self.access.study, self.kwargs["number"]))

    @extend_schema(operation_id="late_list", responses=LateCodingSerializer(many=True))
    def get(self, request: Request, number: int) -> Response:
        """What came in after the close of a round, the newest first."""
        return self.answer_page(request)


class LateDecide(StudyAPIView):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}

    @extend_schema(
        operation_id="late_decide", request=LateDecisionSerializer, responses=LateDecidedSerializer
    )
    def post(self, request: Request, number: int) -> Response:
        """Accepts late codings, which then count, or declines them. What was decided before stays so."""
        round = round_of(self.access.study, number)
        words = read(LateDecisionSerializer, request)
        decided = decide_late_codings(round, **words, by=self.access.user, at=timezone.now())
        answer = {"decided": decided, "waiting": late_queries.late_waiting(round)}
        return Response(LateDecidedSerializer(answer).data)


class LookList(StudyListView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS, "POST": Right.PLAN_ROUNDS}
    serializer_class = LookSerializer
    ordering = ("-at", "-id")

    def rows(self) -> Any:
        return look_queries.looks_of(round_of(self.access.study, self.kwargs["number"]))

    @extend_schema(operation_id="look_list", responses=LookSerializer(many=True))
    def get(self, request: Request, number: int) -> Response:
        """Who looked into a round while it was open, and why."""
        return self.answer_page(request)

    @extend_schema(operation_id="look_create", request=NewLookSerializer, responses={201: LookSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Writes down why you look into an open round in which you do not code; its codings can be read for an hour."""
        look = look_inside(
            round_of(self.access.study, number),
            **read(NewLookSerializer, request),
            role=self.access.role,
            by=self.access.user,
            at=timezone.now(),
        )
        return Response(LookSerializer(look).data, status=201)


class LookCodings(StudyListView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS}
    serializer_class = SeenCodingSerializer
    ordering = ("-submitted_at", "-id")

    def rows(self) -> Any:
        round = round_of(self.access.study, self.kwargs["number"])
        look = look_queries.live_look(round, self.access, self.kwargs["look_id"], at=timezone.now())
        return look_queries.codings_in_sight(look)

    @extend_schema(operation_id="look_codings", responses=SeenCodingSerializer(many=True))
    def get(self, request: Request, number: int, look_id: int) -> Response:
        """What was coded so far, while your look lasts."""
        return self.answer_page(request)
