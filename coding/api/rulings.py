"""Rulings for programs: the queue of disagreements, one message side by side, and the deeds."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import Unit
from coding.queries import rulings as queries
from coding.queries.rulings import Question, Sheet
from coding.serializers.rulings import (
    NewRulingSerializer,
    QueuedSerializer,
    RulingSerializer,
    SheetSerializer,
    StaleRulingSerializer,
    WithdrawalSerializer,
)
from coding.services import rulings as services
from cyberdip.lib.problems import Invalid
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right

_VARIABLE = OpenApiParameter(
    "variable", str, description="Only messages whose coders differ on this variable."
)
_STATE = OpenApiParameter(
    "state", str, enum=["open", "ruled"], description="What is open (the default), or what is ruled."
)
_STALE = OpenApiResponse(
    StaleRulingSerializer,
    description="Another phase, no disagreement, or somebody ruled since `base_revision`.",
)


class RulingQueue(StudyListView):
    rights: ClassVar = {"GET": Right.RULE}
    serializer_class = QueuedSerializer
    ordering = ("position",)

    def rows(self) -> Any:
        round = queries.round_in_sight(self.access, self.kwargs["number"])
        state = self.request.query_params.get("state", "open")
        if state not in ("open", "ruled"):
            sentence = _("The state is one of: %(states)s.") % {"states": "open, ruled"}
            raise Invalid(sentence, fields={"state": [sentence]})
        variable = self.request.query_params.get("variable", "")
        if variable:
            queries.variable_of(round, variable)
        return queries.units_to_rule(round, variable=variable, ruled=state == "ruled")

    @extend_schema(
        operation_id="ruling_queue", parameters=[_VARIABLE, _STATE], responses=QueuedSerializer(many=True)
    )
    def get(self, request: Request, number: int) -> Response:
        """The messages whose coders differ, in the order of the sample."""
        return self.answer_page(request)


class RulingDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.RULE}

    @extend_schema(operation_id="ruling_detail", responses=SheetSerializer)
    def get(self, request: Request, number: int, message_id: int) -> Response:
        """One message and the choices of its coders, side by side."""
        return Response(SheetSerializer(_sheet(queries.sheet_of(_unit(self, number, message_id)))).data)


class RulingMake(StudyAPIView):
    rights: ClassVar = {"POST": Right.RULE}

    @extend_schema(
        operation_id="ruling_make",
        request=NewRulingSerializer,
        responses={201: RulingSerializer, 409: _STALE},
    )
    def post(self, request: Request, number: int, message_id: int, variable: str) -> Response:
        """Says what the variable is taken to be for this message. The codings stay as they are."""
        unit = _unit(self, number, message_id)
        ruling = services.make_ruling(
            unit,
            queries.variable_of(unit.round, variable),
            **read(NewRulingSerializer, request),
            by=self.access.user,
            at=timezone.now(),
        )
        return Response(RulingSerializer(ruling).data, status=201)


class RulingWithdraw(StudyAPIView):
    rights: ClassVar = {"POST": Right.RULE}

    @extend_schema(
        operation_id="ruling_withdraw",
        request=WithdrawalSerializer,
        responses={201: RulingSerializer, 409: _STALE},
    )
    def post(self, request: Request, number: int, message_id: int, variable: str) -> Response:
        """Takes a ruling back: the disagreement is open again, and both stay on record."""
        unit = _unit(self, number, message_id)
        ruling = services.withdraw_ruling(
            unit,
            queries.variable_of(unit.round, variable),
            **read(WithdrawalSerializer, request),
            by=self.access.user,
            at=timezone.now(),
        )
        return Response(RulingSerializer(ruling).data, status=201)


def _unit(view: StudyAPIView, number: int, message_id: int) -> Unit:
    return queries.unit_of(queries.round_in_sight(view.access, number), message_id)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    unit = sheet.unit
    return {
        "position": unit.position,
        "message": unit.message_id,
        "external_id": unit.message.external_id,
        "text": unit.message.text,
        "questions": [_question(question) for question in sheet.questions],
        "notes": [{"coder": letter, "note": note} for letter, note in sheet.notes],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "variable": question.variable.key,
        "verdict": question.comparison.verdict,
        "choices": [
            {"value": choice.value, "coders": question.letters_of(choice)}
            for choice in question.comparison.choices
        ],
        "ruling": question.ruling,
        "base_revision": question.base_revision,
    }
