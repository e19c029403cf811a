"""How the work goes, for programs: the numbers of the pages, from the same queries."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import Round
from coding.queries import progress as queries
from coding.queries.own_progress import own_rounds
from coding.queries.rates import rated_variables, rates_of
from coding.queries.round_progress import StratumProgress, days_of
from coding.queries.rounds import round_of
from coding.serializers.progress import (
    OwnRoundSerializer,
    RatesSerializer,
    RoundProgressSerializer,
    SpeedsSerializer,
)
from studies.api.base import StudyAPIView
from studies.roles import Right

_VARIABLE = OpenApiParameter(
    "variable", str, description="Key of a variable that is answered from a list; without it the first."
)
_MESSAGES = OpenApiParameter(
    "messages",
    str,
    enum=["shared", "all"],
    description="Over messages of several coders (where there are any), or over all.",
)


class RoundProgress(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_PROGRESS}

    @extend_schema(operation_id="round_progress", responses=RoundProgressSerializer)
    def get(self, request: Request, number: int) -> Response:
        """How far the coders and the strata are, day by day, and when the round is likely to be finished."""
        round = round_of(self.access.study, number)
        found = queries.progress_now(round, today=timezone.localdate())
        waiting = found.waiting if self.access.may(Right.PLAN_ROUNDS) else None
        return Response(RoundProgressSerializer(_told(round, found) | {"waiting": waiting}).data)


def _told(round: Round, found: queries.Now) -> dict[str, Any]:
    progress, ahead = found.progress, found.ahead
    return {
        "planned": progress.planned,
        "done": progress.done,
        "shared": progress.shared,
        "complete": progress.complete,
        "forecast": ahead.forecast,
        "untold": [coder.coder.pk for coder in ahead.untold],
        "coders": [
            {
                "coder": coder.coder,
                "letter": coder.letter,
                "planned": coder.planned,
                "done": coder.done,
                "left": coder.left,
                "last_at": coder.last_at,
                "has_left": coder.has_left,
                "forecast": forecast,
            }
            for coder, forecast in found.coders
        ],
        "strata": [_stratum(row) for row in progress.strata],
        "days": days_of(round),
    }


def _stratum(row: StratumProgress) -> dict[str, Any]:
    return {
        "values": row.stratum and row.stratum.values,
        "planned": row.planned,
        "done": row.done,
        "shared": row.shared,
        "complete": row.complete,
    }


class RoundSpeed(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_ROUNDS}

    @extend_schema(operation_id="round_speed", responses=SpeedsSerializer)
    def get(self, request: Request, number: int) -> Response:
        """How long messages took. A coder is told their own times alone."""
        speeds, is_own = queries.speeds_for(round_of(self.access.study, number), self.access)
        return Response(SpeedsSerializer(speeds, context={"is_own": is_own}).data)


class RoundRates(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(operation_id="round_rates", parameters=[_VARIABLE, _MESSAGES], responses=RatesSerializer)
    def get(self, request: Request, number: int) -> Response:
        """How often each coder used each category of a variable, with intervals and a test; once the round is closed."""
        round = queries.check_rates(round_of(self.access.study, number), self.access)
        key = request.query_params.get("variable") or _first(round)
        shared = queries.is_shared(round, request.query_params.get("messages", ""))
        return Response(RatesSerializer(rates_of(round, key, shared=shared)).data)


def _first(round: Round) -> str:
    """The variable that is told where none is named; nothing has this name where there is none."""
    return next((variable.key for variable in rated_variables(round)), "")


class OwnProgress(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE}

    @extend_schema(operation_id="own_progress", responses=OwnRoundSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your own rounds: how far you are, and the time it took."""
        return Response(OwnRoundSerializer(own_rounds(self.access.study, self.access.user), many=True).data)
