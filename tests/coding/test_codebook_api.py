"""The codebook for programs: the same deeds as on the pages, with the same answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook import publish_codebook, start_draft
from coding.services.codebook_variables import add_variable
from studies.models import LogEntry, Study, User

pytestmark = pytest.mark.django_db
ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def program(api_of: ApiOf, pi: User) -> APIClient:
    return api_of(pi)


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, template="fiveg", by=pi, at=now)


@pytest.fixture
def published(draft: CodebookVersion, pi: User, now: datetime) -> CodebookVersion:
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


def _url(name: str, *args: Any) -> str:
    return reverse(f"api:{name}", args=["a-study", *args])


def _put(program: APIClient, body: Any, **headers: str) -> Any:
    return program.put(_url("codebook_draft"), body, format="json", headers=headers)


def test_a_draft_is_begun_written_and_published_by_a_program(program: APIClient, study: Study) -> None:
    started = program.post(_url("codebook_start"), {"template": "blank"}, format="json")
    assert (started.status_code, started.json()["variables"]) == (201, [])
    variables = [
        {
            "label": "Tone",
            "kind": "ordinal",
            "categories": [{"label": "Mild", "score": 1}, {"label": "Harsh", "score": "2.5"}],
        },
        {"label": "Remark", "kind": "text", "required": False},
    ]
    written = _put(program, {"variables": variables}, **{"If-Match": started.headers["ETag"]})
    assert written.status_code == 200
    assert [v["key"] for v in written.json()["variables"]] == ["tone", "remark"]
    assert [c["score"] for c in written.json()["variables"][0]["categories"]] == ["1", "2.5"]
    body = {"note": "First", "number": 1, "edits": written.json()["edits"]}
    answers = [program.post(_url("codebook_publish"), body, format="json") for _ in range(2)]
    assert [(a.status_code, a.json()["state"]) for a in answers] == [(200, "published")] * 2
    assert answers[0].json() == answers[1].json()
    assert LogEntry.objects.filter(verb="codebook published").count() == 1


def test_a_document_goes_in_as_it_came_out(program: APIClient, draft: CodebookVersion) -> None:
    before = codebook_spec(draft)
    body = program.get(_url("codebook_draft")).json()
    again = _put(program, body)
    assert (again.status_code, again.json()) == (200, body)
    body["variables"].reverse()
    assert _put(program, body).json()["edits"] == body["edits"] + 1
    body = program.get(_url("codebook_draft")).json()
    body["variables"].reverse()
    _put(program, body)
    assert codebook_spec(draft) == before


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(
    program: APIClient, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    read = program.get(_url("codebook_draft"))
    add_variable(draft, label="Remark", kind="text", by=pi, at=now)
    for answer in (
        _put(program, read.json()),
        _put(program, {"variables": []}, **{"If-Match": read.headers["ETag"]}),
    ):
        assert answer.status_code == 409
        assert (answer.json()["code"], answer.json()["your_edits"], answer.json()["edits"]) == ("stale", 1, 2)
    assert len(codebook_spec(draft).variables) == 4


def test_who_does_not_say_what_they_read_is_asked(program: APIClient, draft: CodebookVersion) -> None:
    assert set(_put(program, {"variables": []}).json()["fields"]) == {"edits"}
    assert set(_put(program, {"variables": []}, **{"If-Match": "*"}).json()["fields"]) == {"If-Match"}
    other = _put(program, {"variables": []}, **{"If-Match": '"7-1"'})
    assert (other.status_code, other.json()["number"]) == (409, 1)


def test_all_faults_of_a_document_are_told_at_once(program: APIClient, draft: CodebookVersion) -> None:
    variables = [
        {"key": "tone", "label": "x" * 10_000, "kind": "radio"},
        {"key": "tone", "label": "Tone", "kind": "single", "categories": [{"key": "a b", "label": "A"}]},
        {"key": "note", "label": "Note", "kind": "text", "level": "ratio", "min_choices": -1},
    ]
    answer = _put(program, {"edits": 1, "variables": variables})
    assert answer.status_code == 422
    faults = answer.json()["fields"]
    assert {where: len(sentences) for where, sentences in faults.items()} == {
        "tone": 3,
        "tone.a b": 1,
        "note": 3,
    }
    assert len(codebook_spec(draft).variables) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"edits": 1}, "variables"),
        ({"edits": 1, "variables": [{"label": "X"}]}, "variables.0.kind"),
        ({"edits": 1, "variables": [{"label": "a\x00", "kind": "text"}]}, "variables.0.label"),
        ({"edits": 1, "variables": "all"}, "variables"),
        (
            {
                "edits": 1,
                "variables": [
                    {"label": "X", "kind": "ordinal", "categories": [{"label": "A", "score": "NaN"}]}
                ],
            },
            "variables.0.categories.0.score",
        ),
    ],
)
def test_a_document_of_another_shape_is_refused(
    body: dict[str, Any], field: str, program: APIClient, draft: CodebookVersion
) -> None:
    answer = _put(program, body)
    assert answer.status_code == 422
    assert [where for where in answer.json()["fields"] if where.startswith(field)]


def test_what_is_no_json_is_refused(program: APIClient, draft: CodebookVersion) -> None:
    answer = program.put(_url("codebook_draft"), "{", content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_version_is_sent_once(program: APIClient, published: CodebookVersion) -> None:
    first = program.get(_url("codebook_detail", 1))
    again = program.get(_url("codebook_detail", 1), headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.json()["published_by"]["email"] == "pi@example.org"


def test_publishing_changes_the_tag_of_a_version(
    program: APIClient, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    before = program.get(_url("codebook_detail", 1)).headers["ETag"]
    publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)
    assert program.get(_url("codebook_detail", 1), headers={"If-None-Match": before}).status_code == 200


def test_versions_are_listed_and_the_list_costs_the_same_for_any_length(
    program: APIClient, published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert program.get(_url("codebook_list")).status_code == 200
        return len(captured)

    before = statements()
    version = published
    for number in (2, 3):
        version = start_draft(study, based_on=version, by=pi, at=now)
        publish_codebook(version, note=f"{number}", meaning_changed=False, edits=0, by=pi, at=now)
    assert statements() == before
    rows = program.get(_url("codebook_list")).json()["results"]
    assert [(row["number"], row["based_on"], row["variable_count"]) for row in rows] == [
        (3, 2, 3),
        (2, 1, 3),
        (1, None, 3),
    ]


def test_a_version_is_revised_and_the_meaning_is_asked(
    program: APIClient, published: CodebookVersion
) -> None:
    revised = [program.post(_url("codebook_revise", 1)) for _ in range(2)]
    assert [(a.status_code, a.json()["number"], a.json()["based_on"]) for a in revised] == [(201, 2, 1)] * 2
    body = {"note": "Again", "edits": 0}
    asked = program.post(_url("codebook_publish"), body, format="json")
    assert (asked.status_code, set(asked.json()["fields"])) == (422, {"meaning_changed"})
    told = program.post(_url("codebook_publish"), body | {"meaning_changed": False}, format="json")
    assert (told.status_code, told.json()["meaning_changed"]) == (200, False)


def test_what_is_incomplete_is_not_published(program: APIClient, study: Study) -> None:
    program.post(_url("codebook_start"), {}, format="json")
    _put(
        program,
        {
            "edits": 0,
            "variables": [{"label": "Tone", "kind": "single"}, {"label": "", "kind": "text", "key": "x"}],
        },
    )
    answer = program.post(_url("codebook_publish"), {"note": "First", "edits": 1}, format="json")
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"tone", "x"})


def test_a_draft_is_discarded_by_who_has_read_it(program: APIClient, draft: CodebookVersion) -> None:
    assert program.delete(_url("codebook_draft")).status_code == 422
    assert program.delete(_url("codebook_draft"), headers={"If-Match": '"1-0"'}).status_code == 409
    assert program.delete(_url("codebook_draft"), headers={"If-Match": '"1-1"'}).status_code == 204
    assert program.get(_url("codebook_draft")).status_code == 404


def test_there_is_one_draft(program: APIClient, draft: CodebookVersion) -> None:
    answer = program.post(_url("codebook_start"), {"template": "blank"}, format="json")
    assert (answer.status_code, answer.json()["number"]) == (409, 1)


def test_everybody_in_the_study_reads_and_the_pi_writes(
    api_of: ApiOf,
    published: CodebookVersion,
    coder_a: User,
    adjudicator: User,
    observer: User,
    outsider: User,
) -> None:
    for person in (coder_a, adjudicator, observer):
        assert api_of(person).get(_url("codebook_list")).status_code == 200
        assert api_of(person).get(_url("codebook_detail", 1)).status_code == 200
        assert api_of(person).post(_url("codebook_revise", 1)).status_code == 403
        assert _put(api_of(person), {"edits": 0, "variables": []}).status_code == 403
    assert api_of(outsider).get(_url("codebook_detail", 1)).status_code == 404
    assert api_of(None).get(_url("codebook_detail", 1)).status_code == 401


def test_the_schema_describes_every_operation(program: APIClient, study: Study) -> None:
    paths = program.get(reverse("api:schema"), headers={"Accept": "application/json"}).json()["paths"]
    described = {
        operation["operationId"]
        for path, operations in paths.items()
        if "/codebook/" in path
        for operation in operations.values()
        if isinstance(operation, dict)
    }
    assert described >= {
        "codebook_list",
        "codebook_start",
        "codebook_detail",
        "codebook_revise",
        "codebook_draft",
        "codebook_replace",
        "codebook_discard",
        "codebook_publish",
    }
