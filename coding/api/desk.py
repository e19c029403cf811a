"""The desk for programs: a coder's queue, the next message, drafts and codings. Nobody else's are reached."""

import re
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import Assignment, Round
from coding.queries import desk as queries
from coding.queries.training import check_may_code, own_feedback
from coding.serializers.desk import (
    CodingSerializer,
    DraftSerializer,
    NextSerializer,
    SavedDraftSerializer,
    StaleSerializer,
    SubmissionSerializer,
    UnitDetailSerializer,
    UnitSerializer,
)
from coding.serializers.training import SubmittedSerializer, TrainingFirstSerializer
from coding.services import desk as services
from coding.states import Phase, Work, allows
from cyberdip.lib.problems import Invalid
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right

_REVISION = re.compile(r'"(\d{1,9})"')
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The ETag of the unit, `"<revision>"`: the revision that the coding or draft rests on.',
)
_SEARCH = OpenApiParameter("q", str, description="Words of the message, its account, or your note.")
_STATE = OpenApiParameter(
    "state", str, enum=["open", "coded"], description="Only what is open, or what is coded."
)
_STALE = OpenApiResponse(
    StaleSerializer, description="The round is not open, or the coding rests on an older revision."
)


_TRAINING_FIRST = OpenApiResponse(
    TrainingFirstSerializer, description="A training comes first, and is not passed yet."
)


class Desk(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE}

    @extend_schema(operation_id="desk", responses={200: NextSerializer, 409: _TRAINING_FIRST})
    def get(self, request: Request, number: int) -> Response:
        """The next message that waits for you in this round."""
        round_ = queries.coder_round(self.access.study, number)
        check_may_code(round_, self.access.user)
        is_open = allows(Work.CODE, Phase(round_.phase))
        following = queries.next_assignment(round_, self.access.user) if is_open else None
        unit = following and queries.own_assignment(round_, self.access.user, following.position)
        queue = queries.queue(round_, self.access.user)
        answer = {"unit": unit, "queue": queue, "detail": _reason(round_, unit, queue)}
        return _tagged(Response(NextSerializer(answer).data), unit)


class UnitList(StudyListView):
    rights: ClassVar = {"GET": Right.CODE}
    serializer_class = UnitSerializer
    ordering = ("position",)

    def rows(self) -> Any:
        round_ = queries.coder_round(self.access.study, self.kwargs["number"])
        return queries.own_assignments(
            round_, self.access.user, state=_choice(self.request, "state", ("open", "coded"))
        )

    @extend_schema(
        operation_id="unit_list",
        parameters=[_STATE],
        responses={200: UnitSerializer(many=True), 409: _TRAINING_FIRST},
    )
    def get(self, request: Request, number: int) -> Response:
        """Your queue in this round, in its order."""
        return self.answer_page(request)


class UnitDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE}

    @extend_schema(operation_id="desk_message", responses={200: UnitDetailSerializer, 409: _TRAINING_FIRST})
    def get(self, request: Request, number: int, position: int) -> Response:
        """One message of your queue. Its ETag is the revision for `If-Match`."""
        round_ = queries.coder_round(self.access.study, number)
        assignment = queries.own_assignment(round_, self.access.user, position)
        answer = {
            **UnitSerializer(assignment).data,
            "coding": _or_none(CodingSerializer, queries.newest_coding(assignment)),
            "draft": _or_none(SavedDraftSerializer, queries.live_draft(assignment)),
        }
        return _tagged(Response(answer), assignment)


class UnitDraft(StudyAPIView):
    rights: ClassVar = {"PUT": Right.CODE}

    @extend_schema(
        operation_id="draft_save",
        parameters=[_IF_MATCH],
        request=DraftSerializer,
        responses={200: SavedDraftSerializer, 409: _STALE},
    )
    def put(self, request: Request, number: int, position: int) -> Response:
        """Keeps what is chosen so far, in place of the draft before; it may be incomplete."""
        assignment = _to_code(self, number, position)
        words = _based(read(DraftSerializer, request), request)
        draft = services.save_draft(assignment, **words, by=self.access.user, at=timezone.now())
        return Response(SavedDraftSerializer(draft).data)


class UnitCodings(StudyListView):
    rights: ClassVar = {"GET": Right.CODE, "POST": Right.CODE}
    serializer_class = CodingSerializer
    ordering = ("-revision",)

    def rows(self) -> Any:
        return queries.versions(_to_code(self, self.kwargs["number"], self.kwargs["position"]))

    @extend_schema(operation_id="coding_versions", responses=CodingSerializer(many=True))
    def get(self, request: Request, number: int, position: int) -> Response:
        """Every version of your coding of this message, the newest first."""
        return self.answer_page(request)

    @extend_schema(
        operation_id="coding_submit",
        parameters=[_IF_MATCH],
        request=SubmissionSerializer,
        responses={201: SubmittedSerializer, 409: _STALE},
    )
    def post(self, request: Request, number: int, position: int) -> Response:
        """Adds your judgement as the newest version of your coding of this message; a training says what was right in it."""
        assignment = _to_code(self, number, position)
        words = _based(read(SubmissionSerializer, request), request)
        coding = services.submit_coding(assignment, **words, by=self.access.user, at=timezone.now())
        coding.feedback = own_feedback(assignment)  # type: ignore[attr-defined]
        answer = Response(SubmittedSerializer(coding).data, status=201)
        answer.headers["ETag"] = f'"{coding.revision}"'
        return answer


class OwnCodings(StudyListView):
    rights: ClassVar = {"GET": Right.CODE}
    serializer_class = CodingSerializer
    ordering = ("-submitted_at", "-id")

    def rows(self) -> Any:
        round_ = queries.coder_round(self.access.study, self.kwargs["number"])
        return queries.own_codings(round_, self.access.user, q=self.request.query_params.get("q", ""))

    @extend_schema(operation_id="own_codings", parameters=[_SEARCH], responses=CodingSerializer(many=True))
    def get(self, request: Request, number: int) -> Response:
        """The newest version of each of your codings in this round, the latest first."""
        return self.answer_page(request)


def _to_code(view: StudyAPIView, number: int, position: int) -> Assignment:
    return queries.assignment_to_code(view.access.study, number, view.access.user, position)


def _based(words: dict[str, Any], request: Request) -> dict[str, Any]:
    """The words with their `base_revision`, which the If-Match header may say in place of the body."""
    if "base_revision" in words:
        return words
    match = _REVISION.fullmatch(request.headers.get("If-Match", ""))
    if match is None:
        sentence = _(
            "Say which revision this rests on: “base_revision” in the body, or the unit's ETag as If-Match."
        )
        raise Invalid(sentence, fields={"base_revision": [sentence]})
    return words | {"base_revision": int(match[1])}


def _tagged(answer: Response, assignment: Assignment | None) -> Response:
    if assignment is not None:
        answer.headers["ETag"] = f'"{assignment.revision}"'
    return answer


def _or_none(serializer: Any, row: Any) -> Any:
    return None if row is None else serializer(row).data


def _choice(request: Request, name: str, choices: tuple[str, ...]) -> str:
    chosen: str = request.query_params.get(name, "")
    if chosen and chosen not in choices:
        sentence = _("“%(name)s” is one of: %(choices)s.") % {"name": name, "choices": ", ".join(choices)}
        raise Invalid(sentence, fields={name: [sentence]})
    return chosen


def _reason(round_: Round, unit: Assignment | None, queue: queries.Queue) -> str:
    """Why there is no next message; empty where there is one."""
    if unit is not None:
        return ""
    if round_.phase == Phase.PLANNED:
        return _("This round has not been opened yet.")
    if not queue.total:
        return _("No messages are assigned to you in this round.")
    if round_.phase == Phase.OPEN:
        return _("All your messages are coded. You can amend your codings until the round is closed.")
    return _("This round is closed.")
