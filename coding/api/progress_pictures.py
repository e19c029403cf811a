"""The pictures of a round for programs: the same files as those of the pages."""

from typing import ClassVar

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from coding.models import Round
from coding.pictures import Picture
from coding.queries import progress as queries
from coding.queries.pictures import FORMS, picture_file, rates_by_coder, speed_by_coder
from coding.queries.rates import rates_of
from coding.queries.rounds import round_of
from studies.api.base import AddressDecides, StudyAPIView
from studies.roles import Right

_FORM = OpenApiParameter("form", location="path", enum=list(FORMS))
_FILES = {
    (200, "image/svg+xml"): OpenApiTypes.BINARY,
    (200, "image/png"): OpenApiTypes.BINARY,
    (200, "text/csv"): OpenApiTypes.BINARY,
}


class _Picture(StudyAPIView):
    content_negotiation_class = AddressDecides

    def send(self, request: Request, round: Round, picture: Picture, form: str) -> HttpResponseBase:
        """The bytes, or only their tag to a program that has them."""
        file = picture_file(round, picture, form)
        response = HttpResponse(file.content, headers=file.headers)
        return get_conditional_response(request, etag=file.etag, response=response) or response


class ProgressPicture(_Picture):
    rights: ClassVar = {"GET": Right.SEE_PROGRESS}

    @extend_schema(operation_id="progress_picture", parameters=[_FORM], responses=_FILES)
    def get(self, request: Request, number: int, form: str) -> HttpResponseBase:
        """The round over time, as picture (svg, png) or as its numbers (csv)."""
        round = round_of(self.access.study, number)
        found = queries.progress_now(round, today=timezone.localdate())
        return self.send(request, round, queries.picture_of_progress(round, found), form)


class SpeedPicture(_Picture):
    rights: ClassVar = {"GET": Right.SEE_ROUNDS}

    @extend_schema(operation_id="speed_picture", parameters=[_FORM], responses=_FILES)
    def get(self, request: Request, number: int, form: str) -> HttpResponseBase:
        """Active seconds a message as box plots; a coder is shown their own alone."""
        round = round_of(self.access.study, number)
        speeds, _is_own = queries.speeds_for(round, self.access)
        return self.send(request, round, speed_by_coder(round, speeds), form)


class RatesPicture(_Picture):
    rights: ClassVar = {"GET": Right.SEE_RELIABILITY}

    @extend_schema(
        operation_id="rates_picture",
        parameters=[
            _FORM,
            OpenApiParameter("variable", location="path", description="Key of the variable."),
            OpenApiParameter("messages", enum=["shared", "all"], description="Which messages are counted."),
        ],
        responses=_FILES,
    )
    def get(self, request: Request, number: int, variable: str, form: str) -> HttpResponseBase:
        """How often each coder used each category, with intervals; once the round is closed."""
        round = queries.check_rates(round_of(self.access.study, number), self.access)
        shared = queries.is_shared(round, request.query_params.get("messages", ""))
        return self.send(request, round, rates_by_coder(rates_of(round, variable, shared=shared)), form)
