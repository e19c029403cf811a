"""Versions for programs: two side by side, what one costs, and the round that pays for it."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.queries.codebook import codebook_version
from coding.queries.codebook_comparison import comparison_of, default_pair
from coding.queries.codebook_impact import codings_to_recode, impact_of, messages_to_recode
from coding.queries.rounds import rounds_of
from coding.serializers.codebook_versions import (
    ComparisonSerializer,
    ImpactSerializer,
    TouchedMessageSerializer,
)
from coding.serializers.rounds import RoundSerializer
from coding.services.codebook_recoding import plan_recoding
from cyberdip.lib.problems import Invalid, NotFound
from studies.api.base import ProblemSerializer, StudyAPIView, StudyListView
from studies.api.pages import Pages
from studies.roles import Right

_BEFORE = OpenApiParameter(
    "before", int, description="Number of a version; by default what `after` is based on."
)
_AFTER = OpenApiParameter("after", int, description="Number of a version; by default the newest.")


class CodebookCompare(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}

    @extend_schema(
        operation_id="codebook_compare",
        parameters=[_BEFORE, _AFTER],
        responses={200: ComparisonSerializer, (422, "application/problem+json"): ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        """Two versions side by side: the changes by kind, and the texts word by word."""
        study = self.access.study
        default = default_pair(list(study.codebook_versions.order_by("-number")))
        if not default:
            raise NotFound(_("There is one version at most: nothing to compare yet."))
        pair = {name: _number(request, name, default[name]) for name in ("before", "after")}
        versions = {name: codebook_version(study, number) for name, number in pair.items()}
        return Response(ComparisonSerializer(comparison_of(**versions)).data)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or len(text) > 9:
        sentence = _("A version is named by its number.")
        raise Invalid(sentence, fields={name: [sentence]})
    return int(text)


class CodebookImpact(StudyAPIView):
    rights: ClassVar = {"GET": Right.EDIT_CODEBOOK}

    @extend_schema(operation_id="codebook_impact", responses=ImpactSerializer)
    def get(self, request: Request, number: int) -> Response:
        """What has to be coded again by a version; of the draft, what its own changes would cost."""
        version = codebook_version(self.access.study, number)
        return Response(ImpactSerializer(impact_of(self.access.study, version)).data)


class ImpactMessages(StudyListView):
    rights: ClassVar = {"GET": Right.EDIT_CODEBOOK}
    serializer_class = TouchedMessageSerializer
    ordering = ("posted_at", "id")

    @extend_schema(operation_id="impact_messages", responses=TouchedMessageSerializer(many=True))
    def get(self, request: Request, number: int) -> Response:
        """The messages that have to be coded again, oldest first, and whose codings of them."""
        version = codebook_version(self.access.study, number)
        pages = Pages()
        pages.ordering = self.ordering
        found: Any = pages.paginate_queryset(
            messages_to_recode(self.access.study, version), request, view=self
        )
        context = {"codings": codings_to_recode(self.access.study, version, found)}
        return pages.get_paginated_response(TouchedMessageSerializer(found, many=True, context=context).data)


class CodebookRecode(StudyAPIView):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="codebook_recode", request=None, responses={201: RoundSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Plans the round in which everybody codes again what this version touches. Planned already, it is that round."""
        version = codebook_version(self.access.study, number)
        round = plan_recoding(version, by=self.access.user, at=timezone.now())
        rounds = rounds_of(self.access.study, viewer=self.access.user, with_progress=True)
        return Response(RoundSerializer(rounds.get(pk=round.pk)).data, status=201)
