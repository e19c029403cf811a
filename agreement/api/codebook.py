"""The codebook with what came of it, for programs: as figures, and as a PDF."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agreement.printing import PrintedCodebook, make_pdf, printed_codebook
from agreement.serializers import PrintedCodebookSerializer
from coding.queries.codebook import codebook_version
from studies.api.base import StudyAPIView
from studies.roles import Right


class _PrintView(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}

    def printed(self, number: int) -> PrintedCodebook:
        version = codebook_version(self.access.study, number)
        return printed_codebook(version, with_figures=self.access.may(Right.SEE_RELIABILITY))


class CodebookPrint(_PrintView):
    @extend_schema(operation_id="codebook_print", responses=PrintedCodebookSerializer)
    def get(self, request: Request, number: int) -> Response:
        """What stands on paper: conditions and rules in words, frequencies and alpha from closed rounds (if you may see them)."""
        return Response(PrintedCodebookSerializer(self.printed(number)).data)


class _PdfTellingTrouble(JSONRenderer):
    """Lets a program ask for PDF by its media type. The file is written by the view; only problems come here, as JSON."""

    media_type = "application/pdf"


class CodebookPdf(_PrintView):
    renderer_classes = (JSONRenderer, _PdfTellingTrouble)

    @extend_schema(operation_id="codebook_pdf", responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, number: int) -> HttpResponse:
        """The codebook as a PDF."""
        content: Any = make_pdf(self.printed(number), at=timezone.now())
        return HttpResponse(content, content_type="application/pdf")
