"""The logbook and the jobs of a study."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from studies import queries
from studies.api.base import StudyAPIView, StudyListView
from studies.roles import Right
from studies.serializers import JobSerializer, LogEntrySerializer
from studies.services import jobs as services


class LogList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_LOG}
    serializer_class = LogEntrySerializer

    def rows(self) -> Any:
        return queries.log_of(self.access.study)

    @extend_schema(operation_id="log_list", responses=LogEntrySerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)


class JobList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_JOBS}
    serializer_class = JobSerializer

    def rows(self) -> Any:
        return queries.jobs_of(self.access.study)

    @extend_schema(operation_id="job_list", responses=JobSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)


class JobDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_JOBS}

    @extend_schema(operation_id="job_detail", responses=JobSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        return Response(JobSerializer(queries.job_of(self.access.study, job_id)).data)


class JobCancel(StudyAPIView):
    rights: ClassVar = {"POST": Right.MANAGE_JOBS}

    @extend_schema(operation_id="job_cancel", request=None, responses=JobSerializer)
    def post(self, request: Request, job_id: int) -> Response:
        job = services.cancel_job(self.access.study, job_id, by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data)


class JobRetry(StudyAPIView):
    rights: ClassVar = {"POST": Right.MANAGE_JOBS}

    @extend_schema(operation_id="job_retry", request=None, responses={202: JobSerializer})
    def post(self, request: Request, job_id: int) -> Response:
        job = services.retry_job(self.access.study, job_id, by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data, status=202)
