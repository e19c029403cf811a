from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coding.services.founding import BLANK, found_study
from coding.study_templates import TEMPLATES
from studies.api.base import read
from studies.api.studies import StudyCollection as StudyList
from studies.serializers import StudySerializer


class NewStudySerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True, default="")
    window_start = serializers.DateField(required=False, allow_null=True, default=None)
    window_end = serializers.DateField(required=False, allow_null=True, default=None)
    slug = serializers.SlugField(
        required=False,
        allow_blank=True,
        default="",
        max_length=60,
        help_text="Made from the title where it is not given.",
    )
    template = serializers.ChoiceField(choices=list(TEMPLATES), default=BLANK)


class StudyCollection(StudyList):
    """The studies of the person, and a new one from a template."""

    @extend_schema(operation_id="study_create", request=NewStudySerializer, responses={201: StudySerializer})
    def post(self, request: Request) -> Response:
        study = found_study(**read(NewStudySerializer, request), by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return Response(StudySerializer(study).data, status=201)
