"""Snapshots for programs: the same bytes as on the pages, with a token."""

from typing import Any, ClassVar, cast

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dataset.formats import Format
from dataset.queries import downloads, snapshots
from dataset.queries.downloads import FIGURE_FORMATS, Download
from dataset.serializers import NewSnapshotSerializer, SnapshotSerializer
from dataset.services import snapshots as services
from dataset.tables import TableName
from studies.api.base import AddressDecides, StudyAPIView, StudyListView, read
from studies.roles import Right
from studies.serializers import JobSerializer


class SnapshotList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_DATASET, "POST": Right.MAKE_SNAPSHOT}
    serializer_class = SnapshotSerializer
    ordering: ClassVar = ("-number",)

    def rows(self) -> Any:
        return snapshots.snapshots_of(self.access.study)

    @extend_schema(operation_id="snapshot_list", responses=SnapshotSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.answer_page(request)

    @extend_schema(
        operation_id="snapshot_create", request=NewSnapshotSerializer, responses={202: JobSerializer}
    )
    def post(self, request: Request) -> Response:
        """Asks for a snapshot. The job's `result` says which snapshot it made, and whether its content is new."""
        words = read(NewSnapshotSerializer, request)
        job = services.take_snapshot(self.access.study, **words, by=self.access.user, at=timezone.now())
        return Response(JobSerializer(job).data, status=202)


class SnapshotDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_DATASET}

    @extend_schema(operation_id="snapshot_detail", responses=SnapshotSerializer)
    def get(self, request: Request, number: int) -> Response:
        return Response(SnapshotSerializer(snapshots.snapshot_of(self.access.study, number)).data)


class _FileView(StudyAPIView):
    """An operation whose answer is a file."""

    content_negotiation_class = AddressDecides
    rights: ClassVar = {"GET": Right.SEE_DATASET}


class SnapshotManifest(_FileView):
    @extend_schema(
        operation_id="snapshot_manifest", responses={(200, "application/json"): OpenApiTypes.OBJECT}
    )
    def get(self, request: Request, number: int) -> HttpResponseBase:
        """Everything about a snapshot: codebook, rounds, reliability, columns, spelling, and the SHA-256 of each file."""
        snapshot = snapshots.snapshot_of(self.access.study, number)
        return _answer(request, downloads.manifest_download(snapshot))


class SnapshotTable(_FileView):
    @extend_schema(
        operation_id="snapshot_table",
        parameters=[
            OpenApiParameter("table", location="path", enum=[name.value for name in TableName]),
            OpenApiParameter("form", location="path", enum=[form.value for form in Format]),
        ],
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/x-ndjson"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, number: int, table: str, form: str) -> HttpResponseBase:
        """A table, streamed; the same bytes each time, so `If-None-Match` saves the way."""
        snapshot = snapshots.snapshot_of(self.access.study, number)
        return _answer(request, downloads.table_download(snapshot, table, form))


class Figure(_FileView):
    @extend_schema(
        operation_id="figure",
        parameters=[
            OpenApiParameter("key", location="path", description="Key of the variable."),
            OpenApiParameter("form", location="path", enum=list(FIGURE_FORMATS)),
        ],
        responses={
            (200, "image/svg+xml"): OpenApiTypes.BINARY,
            (200, "image/png"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.OBJECT,
        },
    )
    def get(self, request: Request, number: int, key: str, form: str) -> HttpResponseBase:
        """A figure as picture (svg, png), as its numbers (csv), or as its Vega-Lite specification (json)."""
        snapshot = snapshots.snapshot_of(self.access.study, number)
        return _answer(request, downloads.figure_download(snapshot, key, form))


def _answer(request: Request, download: Download) -> HttpResponseBase:
    """The bytes, or only their tag to a program that has them."""
    response = StreamingHttpResponse(download.pieces, headers=download.headers)
    # Takes any response; its types know only the plain one.
    plain = cast(HttpResponse, response)
    return get_conditional_response(request, etag=download.etag, response=plain) or response
