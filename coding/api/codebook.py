"""Codebooks for programs: versions, the draft as one document, publication."""

import re
from typing import Any, ClassVar, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, codebook_version, codebook_versions, open_draft
from coding.serializers.codebook import (
    CodebookSerializer,
    DraftCodebookSerializer,
    PublicationSerializer,
    StartSerializer,
    VersionRowSerializer,
    codebook_from,
    document,
)
from coding.services import codebook as services
from cyberdip.lib.problems import Invalid, Stale
from studies.api.base import StudyAPIView, StudyListView, read
from studies.roles import Right

_TAG = re.compile(r'"(\d{1,9})-(\d{1,9})"')
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The ETag of the draft, `"<number>-<edits>"`: the draft that was read.',
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you have: 304 if it is still that.",
)
_UNCHANGED = {200: CodebookSerializer, 304: None}


class Tag(NamedTuple):
    """Which draft somebody read: its number, and after how many changes. None for what they did not say."""

    number: int | None
    edits: int | None


class VersionList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}
    serializer_class = VersionRowSerializer
    ordering = ("-number",)

    def rows(self) -> Any:
        return codebook_versions(self.access.study)

    @extend_schema(operation_id="codebook_list", responses=VersionRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The versions of the codebook, the newest first."""
        return self.answer_page(request)


class CodebookStart(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}

    @extend_schema(
        operation_id="codebook_start", request=StartSerializer, responses={201: CodebookSerializer}
    )
    def post(self, request: Request) -> Response:
        """Begins a draft, blank or from a template."""
        words = read(StartSerializer, request)
        draft = services.start_draft(self.access.study, **words, by=self.access.user, at=timezone.now())
        return _answer(draft, status=201)


class CodebookDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CODEBOOK}

    @extend_schema(operation_id="codebook_detail", parameters=[_IF_NONE_MATCH], responses=_UNCHANGED)
    def get(self, request: Request, number: int) -> Response:
        """One version with all that is in it."""
        return _unless_known(request, codebook_version(self.access.study, number))


class CodebookRevise(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}

    @extend_schema(operation_id="codebook_revise", request=None, responses={201: CodebookSerializer})
    def post(self, request: Request, number: int) -> Response:
        """Begins a draft as a copy of this version."""
        version = codebook_version(self.access.study, number)
        draft = services.start_draft(
            self.access.study, based_on=version, by=self.access.user, at=timezone.now()
        )
        return _answer(draft, status=201)


class CodebookDraft(StudyAPIView):
    rights: ClassVar = {"GET": Right.EDIT_CODEBOOK, "PUT": Right.EDIT_CODEBOOK, "DELETE": Right.EDIT_CODEBOOK}

    @extend_schema(operation_id="codebook_draft", parameters=[_IF_NONE_MATCH], responses=_UNCHANGED)
    def get(self, request: Request) -> Response:
        """The draft with all that is in it. Its ETag is for `If-Match`."""
        return _unless_known(request, open_draft(self.access.study))

    @extend_schema(
        operation_id="codebook_replace",
        parameters=[_IF_MATCH],
        request=DraftCodebookSerializer,
        responses=CodebookSerializer,
    )
    def put(self, request: Request) -> Response:
        """Puts a whole codebook in the place of the draft; all faults are told at once, and then nothing is kept."""
        words = read(DraftCodebookSerializer, request)
        draft = open_draft(self.access.study)
        edits = _edits(_tag(request, words), draft)
        spec, faults = codebook_from(words)
        return _answer(
            services.replace_codebook(
                draft, spec, edits=edits, faults=faults, by=self.access.user, at=timezone.now()
            )
        )

    @extend_schema(operation_id="codebook_discard", parameters=[_IF_MATCH], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Discards the draft; published versions stay."""
        draft = open_draft(self.access.study)
        services.discard_draft(
            draft, edits=_edits(_tag(request, {}), draft), by=self.access.user, at=timezone.now()
        )
        return Response(status=204)


class CodebookPublish(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}

    @extend_schema(
        operation_id="codebook_publish",
        parameters=[_IF_MATCH],
        request=PublicationSerializer,
        responses=CodebookSerializer,
    )
    def post(self, request: Request) -> Response:
        """Publishes the draft for ever. Sent again with the same number it changes nothing."""
        words = read(PublicationSerializer, request)
        tag = _tag(request, words)
        study = self.access.study
        version = open_draft(study) if tag.number is None else codebook_version(study, tag.number)
        published = services.publish_codebook(
            version,
            note=words["note"],
            meaning_changed=_meaning_changed(words, version),
            edits=_edits(tag, version),
            by=self.access.user,
            at=timezone.now(),
        )
        return _answer(published)


def _meaning_changed(words: dict[str, Any], version: CodebookVersion) -> bool:
    if "meaning_changed" in words:
        return bool(words["meaning_changed"])
    if version.based_on_id is not None:
        sentence = _("Say whether this version changes what codes mean: true or false.")
        raise Invalid(sentence, fields={"meaning_changed": [sentence]})
    return True


def _answer(version: CodebookVersion, *, status: int = 200) -> Response:
    answer = Response(document(version, codebook_spec(version)), status=status)
    answer.headers["ETag"] = _tag_of(version)
    return answer


def _tag_of(version: CodebookVersion) -> str:
    # Publishing adds a note and a date without another edit.
    return f'"{version.number}-{version.edits if version.is_draft else version.state}"'


def _unless_known(request: Request, version: CodebookVersion) -> Response:
    tag = _tag_of(version)
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag})
    return _answer(version)


def _tag(request: Request, words: dict[str, Any]) -> Tag:
    """What the person read, from the header or the body. Raises Invalid for a header that is no ETag of a draft."""
    header = request.headers.get("If-Match")
    if header is None:
        return Tag(words.get("number"), words.get("edits"))
    match = _TAG.fullmatch(header)
    if match is None:
        sentence = _('If-Match takes the ETag of the draft, like "2-17" with its quotation marks.')
        raise Invalid(sentence, fields={"If-Match": [sentence]})
    return Tag(int(match[1]), int(match[2]))


def _edits(tag: Tag, version: CodebookVersion) -> int:
    """The edits that the person has seen. Raises Stale if they saw another version, Invalid if they did not say."""
    if tag.number is not None and tag.number != version.number:
        raise Stale(
            _("You have read version %(read)d, and the draft is version %(now)d: reload it.")
            % {"read": tag.number, "now": version.number},
            extra={"your_number": tag.number, "number": version.number},
        )
    if tag.edits is None:
        sentence = _(
            "Say which draft you have read: “edits” in the body, or the ETag of the draft as If-Match."
        )
        raise Invalid(sentence, fields={"edits": [sentence]})
    return tag.edits
