"""Messages, for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from corpus import queries
from corpus.serializers import (
    MessageDetailSerializer,
    MessageFilterSerializer,
    MessageSerializer,
    TranslationSerializer,
)
from corpus.services.translations import add_translation
from cyberdip.lib.problems import Invalid
from studies.api.base import ProblemSerializer, StudyAPIView, StudyListView, read
from studies.roles import Right


class MessageList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS}
    serializer_class = MessageSerializer
    ordering = ("-posted_at", "-id")

    def rows(self) -> Any:
        return queries.messages_of(self.access.study, self.filters)

    @extend_schema(
        operation_id="message_list",
        parameters=[MessageFilterSerializer],
        responses={200: MessageSerializer(many=True), (422, "application/problem+json"): ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        asked = MessageFilterSerializer(data=request.query_params)
        if not asked.is_valid():
            fields = {name: [str(fault) for fault in faults] for name, faults in asked.errors.items()}
            raise Invalid(_("Some filters cannot be understood: see “fields”."), fields=fields)
        self.filters = asked.filters
        return self.answer_page(request)


class MessageDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS}

    @extend_schema(operation_id="message_detail", responses=MessageDetailSerializer)
    def get(self, request: Request, message_id: int) -> Response:
        return Response(MessageDetailSerializer(queries.message_of(self.access.study, message_id)).data)


class TranslationList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_CORPUS, "POST": Right.IMPORT_MESSAGES}
    serializer_class = TranslationSerializer
    ordering = ("-added_at", "-id")

    def rows(self) -> Any:
        return queries.translations_of(queries.message_of(self.access.study, self.kwargs["message_id"]))

    @extend_schema(operation_id="translation_list", responses=TranslationSerializer(many=True))
    def get(self, request: Request, message_id: int) -> Response:
        """The translations of a message, the newest first."""
        return self.answer_page(request)

    @extend_schema(
        operation_id="translation_add", request=TranslationSerializer, responses={201: TranslationSerializer}
    )
    def post(self, request: Request, message_id: int) -> Response:
        """Keeps a translation of a message, for coders who do not read its language."""
        message = queries.message_of(self.access.study, message_id)
        words = read(TranslationSerializer, request)
        translation = add_translation(message, **words, by=self.access.user, at=timezone.now())
        return Response(TranslationSerializer(translation).data, status=201)
