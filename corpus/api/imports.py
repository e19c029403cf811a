"""Imports, for programs: upload, columns, dry run, start, report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from corpus import queries
from corpus.models import Import
from corpus.serializers import (
    ImportDetailSerializer,
    ImportSerializer,
    ImportStartSerializer,
    MappingSerializer,
    UploadSerializer,
    mapping_of,
)
from corpus.services import imports as services
from cyberdip.lib.problems import Conflict
from studies.api.base import StudyAPIView, StudyListView, read
from studies.api.parsers import BoundedJSONParser
from studies.roles import Right
from studies.serializers import JobSerializer
from studies.services.jobs import cancel_job


class ImportList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS, "POST": Right.IMPORT_MESSAGES}
    serializer_class = ImportSerializer
    ordering = ("-number",)
    parser_classes = (MultiPartParser, BoundedJSONParser)

    def rows(self) -> Any:
        return queries.imports_of(self.access.study)

    @extend_schema(operation_id="import_list", responses=ImportSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)

    @extend_schema(
        operation_id="import_create",
        request={"multipart/form-data": UploadSerializer},
        responses={201: ImportDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Upload a file as `file`. Nothing is imported yet: look at `mapping`, then check and start."""
        file = read(UploadSerializer, request)["file"]
        source = services.create_import(self.access.study, file=file, by=self.access.user, at=timezone.now())
        return Response(ImportDetailSerializer(source).data, status=201)


class _ImportView(StudyAPIView):
    """One import of the study."""

    def source(self, number: int) -> Import:
        return queries.import_of(self.access.study, number)


class ImportDetail(_ImportView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS, "PUT": Right.IMPORT_MESSAGES}

    @extend_schema(operation_id="import_detail", responses=ImportDetailSerializer)
    def get(self, request: Request, number: int) -> Response:
        return Response(ImportDetailSerializer(self.source(number)).data)

    @extend_schema(operation_id="import_map", request=MappingSerializer, responses=ImportDetailSerializer)
    def put(self, request: Request, number: int) -> Response:
        """Say which column holds what."""
        mapping = mapping_of(read(MappingSerializer, request))
        source = services.save_mapping(
            self.source(number), mapping=mapping, by=self.access.user, at=timezone.now()
        )
        return Response(ImportDetailSerializer(source).data)


class ImportCheck(_ImportView):
    rights: ClassVar = {"POST": Right.IMPORT_MESSAGES}

    @extend_schema(operation_id="import_check", request=None, responses={202: JobSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Have a dry run made; when the job is done, its report is `check_report` of the import."""
        job = services.check_import(self.source(number), by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data, status=202)


class ImportStart(_ImportView):
    rights: ClassVar = {"POST": Right.IMPORT_MESSAGES}

    @extend_schema(operation_id="import_start", request=ImportStartSerializer, responses={202: JobSerializer})
    def post(self, request: Request, number: int) -> Response:
        words = read(ImportStartSerializer, request)
        job = services.start_import(self.source(number), **words, by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data, status=202)


class ImportCancel(_ImportView):
    rights: ClassVar = {"POST": Right.IMPORT_MESSAGES}

    @extend_schema(operation_id="import_cancel", request=None, responses=JobSerializer)
    def post(self, request: Request, number: int) -> Response:
        job = queries.unfinished_job(self.source(number))
        if job is None:
            raise Conflict(_("Nothing is running for this import."))
        return Response(
            JobSerializer(cancel_job(self.access.study, job.pk, by=self.access.user, at=timezone.now())).data
        )
