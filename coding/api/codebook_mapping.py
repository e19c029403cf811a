"""Merging, splitting and exemplifying categories of the draft, for programs."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.models import CodebookVersion, Variable
from coding.queries.codebook import codebook_spec, draft_variable, open_draft
from coding.queries.codebook_operations import operations_of
from coding.queries.rulings import round_in_sight, unit_of
from coding.serializers.codebook import CodebookSerializer, document
from coding.serializers.codebook_versions import (
    ChangedPartSerializer,
    NewExampleSerializer,
    NewMergeSerializer,
    NewSplitSerializer,
    OperationSerializer,
)
from coding.services.codebook_examples import use_as_example
from coding.services.codebook_mapping import merge_categories, split_category, undo_mapping
from coding.services.codebook_reverting import take_change_back
from studies.access import check
from studies.api.base import StudyAPIView, read
from studies.roles import Right


class _DraftView(StudyAPIView):
    rights: ClassVar = {"POST": Right.EDIT_CODEBOOK}

    def deed(self) -> dict[str, Any]:
        return {"by": self.access.user, "at": timezone.now()}

    def variable(self, key: str) -> Variable:
        return draft_variable(open_draft(self.access.study), key)


def _answer(draft: CodebookVersion) -> Response:
    return Response(document(draft, codebook_spec(draft)))


class Operations(StudyAPIView):
    rights: ClassVar = {"GET": Right.EDIT_CODEBOOK}

    @extend_schema(operation_id="codebook_operations", responses=OperationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What was merged and split in the draft, the latest first."""
        return Response(OperationSerializer(operations_of(open_draft(self.access.study)), many=True).data)


class MappingUndo(_DraftView):
    @extend_schema(operation_id="mapping_undo", request=None, responses=CodebookSerializer)
    def post(self, request: Request, operation: int) -> Response:
        """Takes a merge or a split of the draft back."""
        return _answer(undo_mapping(open_draft(self.access.study), operation, **self.deed()))


class ChangeTakeBack(_DraftView):
    @extend_schema(
        operation_id="change_take_back", request=ChangedPartSerializer, responses=CodebookSerializer
    )
    def post(self, request: Request) -> Response:
        """Lets a part of the draft be as it was published: a variable but for its categories, a category, or the rules."""
        words = read(ChangedPartSerializer, request)
        return _answer(take_change_back(open_draft(self.access.study), **words, **self.deed()))


class CategoryMerge(_DraftView):
    @extend_schema(operation_id="category_merge", request=NewMergeSerializer, responses=CodebookSerializer)
    def post(self, request: Request, variable: str, category: str) -> Response:
        """Merges a category of the draft with others: codes of them are read as the one they become."""
        words = read(NewMergeSerializer, request)
        words["categories"] = [category, *words["categories"]]
        return _answer(merge_categories(self.variable(variable), **words, **self.deed()))


class CategorySplit(_DraftView):
    @extend_schema(operation_id="category_split", request=NewSplitSerializer, responses=CodebookSerializer)
    def post(self, request: Request, variable: str, category: str) -> Response:
        """Splits a category of the draft: its codes are read by the words of the message, and made again elsewhere."""
        words = read(NewSplitSerializer, request)
        return _answer(split_category(self.variable(variable), category=category, **words, **self.deed()))


class ExampleAdd(_DraftView):
    @extend_schema(operation_id="example_add", request=NewExampleSerializer, responses=CodebookSerializer)
    def post(self, request: Request, number: int, message_id: int) -> Response:
        """Puts a message of a round that is ruled on among the examples or near misses of a category in the draft."""
        check(self.access, Right.RULE)
        unit = unit_of(round_in_sight(self.access, number), message_id)
        return _answer(use_as_example(unit.message, **read(NewExampleSerializer, request), **self.deed()))
