"""Documents that no codebook is made of are answered with a sentence."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook import start_draft
from studies.models import Study, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, by=pi, at=now)


def nested(depth: int) -> str:
    condition = '{"all":[' * depth + '{"variable":"a","answered":true}' + "]}" * depth
    first = '{"key":"a","label":"A","kind":"text"}'
    second = '{"key":"b","label":"B","kind":"text","condition":' + condition + "}"
    return '{"edits":0,"variables":[' + first + "," + second + "]}"


@pytest.mark.parametrize("depth", [7, 900, 50_000])
def test_a_condition_without_end(
    depth: int, draft: CodebookVersion, pi: User, api_of: Callable[[User], APIClient]
) -> None:
    url = reverse("api:codebook_draft", args=["a-study"])
    answer = api_of(pi).put(url, nested(depth), content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]
    assert codebook_spec(draft).variables == ()


@pytest.mark.parametrize(
    "variable",
    [
        {"kind": "text", "condition": "x"},
        {"kind": "integer", "least": "NaN"},
        {"kind": "single", "categories": [{"key": "x", "label": "<b>X</b>", "parent": "x"}]},
        {"kind": "single", "categories": [{"label": "x" * 10_000}]},
        {"kind": "single", "categories": [{"key": "x", "label": "X", "number": 10**30}]},
        {"kind": "single", "categories": [{"key": "x", "label": "X", "score": "1e400"}]},
        {"kind": ["text"]},
    ],
)
def test_a_part_that_is_none(
    variable: dict[str, Any], draft: CodebookVersion, pi: User, api_of: Callable[[User], APIClient]
) -> None:
    words = {"edits": 0, "variables": [{"key": "a", "label": "A", **variable}]}
    answer = api_of(pi).put(reverse("api:codebook_draft", args=["a-study"]), words, format="json")
    assert answer.status_code in (400, 422)
    assert answer.json()["fields"]
    assert codebook_spec(draft).variables == ()
