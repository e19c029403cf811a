"""Reliability for programs."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agreement import queries, services
from agreement.serializers import (
    CoderStabilitySerializer,
    RoundReliabilitySerializer,
    RunReportSerializer,
    RunSerializer,
)
from agreement.table import write_csv
from coding.queries.rounds import round_of
from studies.api.base import ProblemSerializer, StudyAPIView, StudyListView
from studies.roles import Right
from studies.serializers import JobSerializer


class ReliabilityList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}
    serializer_class = RunSerializer

    def rows(self) -> Any:
        return queries.runs_of(self.access.study)

    @extend_schema(operation_id="reliability_list", responses=RunSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every run of the study, newest first, without figures."""
        return self.answer_page(request)


class ReliabilityDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(operation_id="reliability_detail", responses=RoundReliabilitySerializer)
    def get(self, request: Request, number: int) -> Response:
        """The newest run of a round with all its figures, and the job that is under way or failed."""
        round = round_of(self.access.study, number)
        job = queries.open_job(round)  # first: a job that ends between the two questions has its run found
        run = queries.newest_run(round)
        found = {"round": round, "job": job, "run": run}
        reports = queries.reports_of(run) if run else []
        return Response(RoundReliabilitySerializer(found, context={"reports": reports}).data)


class StabilityDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(
        operation_id="stability_detail",
        responses={
            200: CoderStabilitySerializer(many=True),
            409: OpenApiResponse(ProblemSerializer, description="The round is not closed yet."),
        },
    )
    def get(self, request: Request, number: int) -> Response:
        """How alike each coder coded what they met again."""
        round = services.repeated_round(round_of(self.access.study, number))
        found = [{"coder": coder, "variables": parts} for coder, parts in queries.stabilities_of(round)]
        return Response(CoderStabilitySerializer(found, many=True).data)


class ReliabilityCompute(StudyAPIView):
    rights: ClassVar = {"POST": Right.COMPUTE_RELIABILITY}

    @extend_schema(operation_id="reliability_compute", request=None, responses={202: JobSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Has the reliability computed; unchanged data give the run that is there, as `result` of the job says."""
        round = round_of(self.access.study, number)
        job = services.request_reliability(round, by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data, status=202)


class ReliabilityRun(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(operation_id="reliability_run", responses=RunReportSerializer)
    def get(self, request: Request, number: int, run: int) -> Response:
        """One run with all its figures."""
        found = queries.run_of(round_of(self.access.study, number), run)
        return Response(RunReportSerializer(found, context={"reports": queries.reports_of(found)}).data)


class _TellingTrouble(JSONRenderer):
    """Lets a program ask for CSV by its media type. The file is written by the view; only problems come here, as JSON."""

    media_type = "text/csv"


class ReliabilityTable(StudyAPIView):
    renderer_classes = (JSONRenderer, _TellingTrouble)
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(operation_id="reliability_table", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, number: int, run: int) -> HttpResponse:
        """The table of a run as CSV: one row per variable, and one per category below it."""
        found = queries.run_of(round_of(self.access.study, number), run)
        return HttpResponse(write_csv(queries.reports_of(found)), content_type="text/csv; charset=utf-8")
