"""The studies of a person, and one study."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from studies import queries
from studies.api.base import StudyAPIView, read
from studies.api.pages import Pages
from studies.roles import Right
from studies.serializers import StudySerializer
from studies.services.studies import change_study


class StudyCollection(APIView):
    """The studies of the person; the floor that knows templates adds how one is founded."""

    pagination_class = Pages

    @extend_schema(operation_id="study_list", responses=StudySerializer(many=True))
    def get(self, request: Request) -> Response:
        pages = Pages()
        rows = pages.paginate_queryset(queries.studies_of(request.user), request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(StudySerializer(rows, many=True).data)


class StudyDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_STUDY, "PATCH": Right.MANAGE_STUDY}

    @extend_schema(operation_id="study_detail", responses=StudySerializer)
    def get(self, request: Request) -> Response:
        return Response(StudySerializer(self.access.study).data)

    @extend_schema(operation_id="study_edit", request=StudySerializer, responses=StudySerializer)
    def patch(self, request: Request) -> Response:
        study = self.access.study
        now: dict[str, Any] = {
            name: getattr(study, name) for name in ("title", "description", "window_start", "window_end")
        }
        changes = read(StudySerializer, request, partial=True)
        study = change_study(study, **{**now, **changes}, by=self.access.user, at=timezone.now())
        return Response(StudySerializer(study).data)
