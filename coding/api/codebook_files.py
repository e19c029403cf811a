"""Codebooks from files and as files, and templates, for programs."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coding.codebook_formats import MEDIA_TYPES, MOST_BYTES, Format, NotACodebook, Reading, read, write
from coding.queries.codebook import codebook_spec, codebook_version
from coding.queries.codebook_files import arrival_of
from coding.serializers.codebook import CodebookSerializer, document
from coding.serializers.codebook_files import (
    CodebookReadingSerializer,
    CodebookUploadSerializer,
    TemplateSerializer,
    reading_document,
)
from coding.services.codebook_draft import refuse
from coding.services.codebook_files import begin_with_template, import_codebook
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Invalid
from studies.api.base import StudyAPIView
from studies.api.base import read as read_body
from studies.roles import Right


def _reading(words: dict[str, Any]) -> Reading:
    """What is in the file that was sent. Raises Invalid where that is no codebook."""
    file = words["file"]
    try:
        return read(file.read(MOST_BYTES + 1), file.name, say=_)
    except NotACodebook as refusal:
        raise Invalid(refusal.sentence, fields={"file": [refusal.sentence]}) from refusal


class CodebookImport(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="codebook_import",
        request={"multipart/form-data": CodebookUploadSerializer},
        responses=CodebookReadingSerializer,
    )
    def post(self, request: Request) -> Response:
        """What a file holds and what taking it over would come to, with all faults at once. Nothing is stored."""
        reading = _reading(read_body(CodebookUploadSerializer, request))
        return Response(reading_document(reading, arrival_of(self.access.study, reading.spec)))


class CodebookTakeOver(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="codebook_take_over",
        request={"multipart/form-data": CodebookUploadSerializer},
        responses=CodebookSerializer,
    )
    def post(self, request: Request) -> Response:
        """Puts the codebook of a file in the place of the draft (`number`, `edits`), or begins one with it."""
        words = read_body(CodebookUploadSerializer, request)
        reading = _reading(words)
        refuse(list(reading.faults), _("The codebook was not taken over: %(faults)s"))
        draft = import_codebook(
            self.access.study,
            reading.spec,
            number=words["number"],
            edits=words["edits"],
            file_name=words["file"].name,
            by=self.access.user,
            at=timezone.now(),
        )
        return Response(document(draft, codebook_spec(draft)))


def _telling_trouble(media_type: str) -> type[JSONRenderer]:
    """Lets a program ask for a file by its media type. The file is written by the view; only problems come here, as JSON."""
    return type("TellingTrouble", (JSONRenderer,), {"media_type": media_type})


class CodebookFile(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}
    renderer_classes = (JSONRenderer, *map(_telling_trouble, MEDIA_TYPES.values()))

    @extend_schema(
        operation_id="codebook_file",
        responses={
            (200, media_type): OpenApiTypes.OBJECT if form is Format.JSON else OpenApiTypes.BINARY
            for form, media_type in MEDIA_TYPES.items()
        },
    )
    def get(self, request: Request, number: int, form: str) -> HttpResponse:
        """A version as json, csv, xlsx or qdc. `X-Codebook-Lost` is a JSON list of sentences: what the format loses."""
        version = codebook_version(self.access.study, number)
        chosen = Format(form)
        content, lost = write(codebook_spec(version), chosen, say=_)
        headers = {"X-Codebook-Lost": json.dumps(lost)}
        return HttpResponse(content, content_type=MEDIA_TYPES[chosen], headers=headers)


class TemplateList(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}

    @extend_schema(operation_id="codebook_templates", responses=TemplateSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Codebooks to begin with, each with all that is in it."""
        templates = [template for template in TEMPLATES.values() if template.variables]
        return Response(TemplateSerializer(templates, many=True).data)


class TemplateUse(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}

    @extend_schema(operation_id="template_use", request=None, responses=CodebookSerializer)
    def post(self, request: Request, template: str) -> Response:
        """Begins the codebook with a template: the draft has to be empty, or not there yet."""
        draft = begin_with_template(
            self.access.study, template=template, by=self.access.user, at=timezone.now()
        )
        return Response(document(draft, codebook_spec(draft)))
