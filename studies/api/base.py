"""What every operation of the API stands on: the door, one shape for problems, pages, the schema."""

from http import HTTPStatus
from typing import Any, ClassVar, Literal

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from cyberdip.lib.problems import Invalid, NotFound, Problem
from studies.access import Access, open_study
from studies.api.pages import Pages
from studies.roles import Right


class ProblemSerializer(serializers.Serializer[Any]):
    """How every trouble is told (RFC 9457), with the sentence in `detail` and sentences a field in `fields`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]
    request_id = serializers.CharField()


class StudyAPIView(APIView):
    """An operation inside a study: `rights` says what each method needs, and a method without a right is refused.

    `self.access` is the person inside the study.
    """

    rights: ClassVar[dict[str, Right]] = {}
    access: Access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method == "HEAD" else (request.method or "")
        if method not in self.rights:
            raise exceptions.MethodNotAllowed(method)
        self.access = open_study(request.user, self.slug, self.rights[method])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        # The door takes the study's short name: handlers get the access instead.
        self.slug = kwargs.pop("slug")
        return super().dispatch(request, *args, **kwargs)

    @property
    def allowed_methods(self) -> list[str]:
        return sorted(self.rights)


class AddressDecides(BaseContentNegotiation):
    """The address says which format comes, whatever a program says it accepts; problems come as JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class StudyListView(StudyAPIView):
    """A list in a study. Subclasses give `serializer_class` and `rows()`; `ordering` must be total."""

    serializer_class: ClassVar[type[serializers.BaseSerializer[Any]]]
    pagination_class = Pages
    ordering: ClassVar[tuple[str, ...]] = ("-id",)

    def rows(self) -> Any:
        """The QuerySet of the list, within `self.access.study`."""
        raise AssertionError("a list has to say its rows")

    def answer_page(self, request: Request) -> Response:
        """One page of `rows()`."""
        pages = Pages()
        pages.ordering = self.ordering
        rows: Any = pages.paginate_queryset(self.rows(), request, view=self)
        return pages.get_paginated_response(
            self.serializer_class(rows, many=True, context={"request": request}).data
        )


def read(
    serializer_class: type[serializers.Serializer[Any]], request: Request, **options: Any
) -> dict[str, Any]:
    """The body of `request` as `serializer_class` understands it. Raises Invalid with all faults at once."""
    if not isinstance(request.data, dict):
        raise Invalid(_("The body has to be a JSON object."))
    serializer = serializer_class(data=request.data, **options)
    if not serializer.is_valid():
        raise Invalid(_("Some values cannot be taken: see “fields”."), fields=_flatten(serializer.errors))
    return dict(serializer.validated_data)


def problem_answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every trouble in one shape. Returns None for what nobody expected, which is then a logged 500."""
    if isinstance(error, Problem):
        return _answer(error.status, error.code, error.detail, error.fields, error.extra)
    if isinstance(error, Http404):
        return _answer(404, NotFound.code, _("There is nothing at this address."))
    if isinstance(error, exceptions.ParseError):
        sentence = _("The body cannot be read: send JSON, in UTF-8. (%(fault)s)") % {"fault": error.detail}
        return _answer(400, "unreadable", sentence)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    answer = exception_handler(error, context)
    if answer is None or not isinstance(error, exceptions.APIException):
        return None
    fields = _flatten(error.detail) if isinstance(error, exceptions.ValidationError) else {}
    detail = _("Some values cannot be taken: see “fields”.") if fields else str(error.detail)
    problem = _answer(answer.status_code, str(error.default_code), detail, fields)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in answer.headers:
            problem.headers[header] = answer.headers[header]
    return problem


def _answer(
    status: int,
    code: str,
    detail: str,
    fields: dict[str, list[str]] | None = None,
    extra: dict[str, Any] | None = None,
) -> Response:
    body = {
        **(extra or {}),
        "type": f"urn:cyberdip:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "fields": fields or {},
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }
    return Response(body, status=status, content_type="application/problem+json")


def _flatten(errors: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as `path -> sentences`, the path spelt `categories.2.key`."""
    if isinstance(errors, dict):
        pairs = list(errors.items())
    elif errors and any(isinstance(item, dict | list) for item in errors):
        pairs = list(enumerate(errors))
    else:
        return {prefix or "body": [str(item) for item in errors]} if errors else {}
    flat: dict[str, list[str]] = {}
    for key, value in pairs:
        flat |= _flatten(value, f"{prefix}.{key}" if prefix else str(key))
    return flat


class StudySchema(AutoSchema):
    """Documents what can go wrong beside what goes right, for every operation."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction=direction)
        for status, body in bodies.items():
            if status >= "400" and "application/json" in body.get("content", {}):
                body["content"]["application/problem+json"] = body["content"].pop("application/json")
        for status, words in self._problems().items():
            if status not in bodies:
                bodies[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    OpenApiResponse(ProblemSerializer, description=words),
                    status,
                    media_types=["application/problem+json"],
                    direction=direction,
                )
        return bodies

    def _problems(self) -> dict[str, str]:
        problems = {"401": "Not signed in, or the token is not valid."}
        if isinstance(self.view, StudyAPIView):
            problems |= {"403": "A member without the right.", "404": "Not there, or not for you."}
        if hasattr(self.view, "pagination_class"):
            problems |= {"422": "A cursor or filter that cannot be read: see `fields`."}
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            problems |= {
                "400": "The body is not JSON.",
                "403": "Not allowed.",
                "404": "Not there, or not for you.",
                "409": "The state of things forbids it, or somebody was here first.",
                "413": "Too large.",
                "415": "Not a media type that is understood here.",
                "422": "Understood, and wrong: see `fields`.",
            }
        return problems

    def get_tags(self) -> list[str]:
        """The noun of the address: `/studies/{slug}/rounds/...` is about rounds."""
        words = [word for word in self.path.split("/") if word and not word.startswith("{")]
        nouns = words[words.index("v1") + 1 :]
        return [nouns[1] if nouns[0] == "studies" and len(nouns) > 1 else nouns[0]]
