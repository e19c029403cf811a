"""Dealing in an open round for programs: a coder in, a coder out, new messages; each can be looked at before it is done."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import Round
from coding.queries import rounds as queries
from coding.queries.round_news import news_of
from coding.queries.round_plan import possible_coders
from coding.queries.round_redealing import (
    Redealing,
    coders_ever,
    dealable_in,
    dealable_out,
    dealing_in,
    dealing_out,
)
from coding.serializers.round_dealing import (
    DealtNewSerializer,
    NewsSerializer,
    RedealingSerializer,
    WhomSerializer,
    WhoSerializer,
)
from coding.services import round_redealing as services
from coding.services.round_news import take_new_messages
from coding.services.round_phases import check_work
from coding.states import Work
from cyberdip.lib.problems import Invalid
from studies.api.base import ProblemSerializer, StudyAPIView, read
from studies.models import User
from studies.roles import Right

_CODER = OpenApiParameter("coder", int, description="Whom it is about; without one, only `people` are told.")
_NOT_OPEN = OpenApiResponse(ProblemSerializer, description="The round is not open.")
_NOBODY = OpenApiResponse(ProblemSerializer, description="Nobody whom it can be done with.")


class RoundDealIn(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS, "POST": Right.PLAN_ROUNDS}

    @extend_schema(
        operation_id="round_deal_in_preview",
        parameters=[_CODER],
        responses={200: WhoSerializer, 409: _NOT_OPEN, 422: _NOBODY},
    )
    def get(self, request: Request, number: int) -> Response:
        """Who can be dealt in, and what `coder` would take over from the others. Nothing is saved."""
        round = _open_round(self, number)
        people = dealable_in(round)
        coder = _asked(request, people)
        return Response(_who(people, dealing_in(round, coder) if coder else None))

    @extend_schema(operation_id="round_deal_in", request=WhomSerializer, responses=RedealingSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Lets a coder take over from the others what nobody has begun, so that what is left evens out."""
        round = queries.round_of(self.access.study, number)
        coder = _one_of(possible_coders(self.access.study), read(WhomSerializer, request)["coder"])
        dealt = services.deal_in(round, coder, by=self.access.user, at=timezone.now())
        return Response(RedealingSerializer(dealt).data)


class RoundDealOut(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS, "POST": Right.PLAN_ROUNDS}

    @extend_schema(
        operation_id="round_deal_out_preview",
        parameters=[_CODER],
        responses={200: WhoSerializer, 409: _NOT_OPEN, 422: _NOBODY},
    )
    def get(self, request: Request, number: int) -> Response:
        """Who can be dealt out, and who would take over what `coder` has not coded. Nothing is saved."""
        round = _open_round(self, number)
        people = dealable_out(round)
        coder = _asked(request, people)
        return Response(_who(people, dealing_out(round, coder) if coder else None))

    @extend_schema(operation_id="round_deal_out", request=WhomSerializer, responses=RedealingSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Lets the others take over what a coder has not coded; nobody gets a message twice."""
        round = queries.round_of(self.access.study, number)
        coder = _one_of(coders_ever(round), read(WhomSerializer, request)["coder"])
        dealt = services.deal_out(round, coder, by=self.access.user, at=timezone.now())
        return Response(RedealingSerializer(dealt).data)


class RoundTakeNew(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS, "POST": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="round_take_new_preview", responses={200: NewsSerializer, 409: _NOT_OPEN})
    def get(self, request: Request, number: int) -> Response:
        """The messages that came since the round was opened, and who would get how many of them. Nothing is saved."""
        round = queries.round_of(self.access.study, number)
        check_work(round, Work.CODE)
        return Response(NewsSerializer(news_of(round)).data)

    @extend_schema(operation_id="round_take_new", request=None, responses=DealtNewSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Deals the new messages now; an open round that takes new ones gets them within a minute or two by itself."""
        round = queries.round_of(self.access.study, number)
        dealt = take_new_messages(round, by=self.access.user, at=timezone.now())
        return Response(DealtNewSerializer({"messages": dealt}).data)


def _open_round(view: StudyAPIView, number: int) -> Round:
    round = queries.round_of(view.access.study, number)
    check_work(round, Work.CODE)
    services.check_shared_out(round)
    return round


def _asked(request: Request, people: QuerySet[User]) -> User | None:
    given = request.query_params.get("coder", "")
    if not given:
        return None
    return _one_of(people, int(given) if given.isdecimal() and len(given) < 19 else 0)


def _one_of(people: QuerySet[User], pk: int) -> User:
    found = people.filter(pk=pk).first()
    if found is None:
        sentence = _("This is nobody whom it can be done with now: see “people”.")
        raise Invalid(sentence, fields={"coder": [sentence]})
    return found


def _who(people: QuerySet[User], dealt: Redealing | None) -> dict[str, Any]:
    return WhoSerializer({"people": people, "preview": dealt}).data
