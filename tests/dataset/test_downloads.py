"""Downloads: the same bytes on both doors, at every time, for whoever may see the dataset."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from corpus.models import Message
from dataset.models import Snapshot
from studies.models import User
from tests.dataset.scene import Scene, external_id

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]

PAGES = "/studies/a-study/snapshots/1/"
API = "/api/v1/studies/a-study/snapshots/1/"
FILES = [f"{name}.{form}" for name in ("long", "matrix", "reconciled") for form in ("csv", "jsonl")]
FIGURES = [
    f"figures/{key}.{form}"
    for key in ("intent", "tone", "concepts")
    for form in ("svg", "png", "csv", "json")
]


@pytest.fixture
def snapshot(scene: Scene) -> Snapshot:
    return scene.freeze()


def body(response: Any) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def test_both_doors_send_the_same_bytes(
    scene: Scene, snapshot: Snapshot, client_of: ClientOf, api_of: ApiOf
) -> None:
    page, program = client_of(scene.pi), api_of(scene.pi)
    for file in [*FILES, *FIGURES, "manifest.json"]:
        assert body(page.get(PAGES + file)) == body(program.get(API + file)), file


def test_a_file_has_the_size_and_the_hash_that_the_manifest_says(
    scene: Scene, snapshot: Snapshot, api_of: ApiOf
) -> None:
    program = api_of(scene.pi)
    told = json.loads(body(program.get(API + "manifest.json")))["files"]
    assert sorted(told) == sorted(FILES)
    for file in FILES:
        content = body(program.get(API + file))
        assert told[file] == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize("accept", ["text/csv", "image/png", "application/json", "*/*", "nonsense"])
def test_the_address_decides_on_the_format_whatever_is_accepted(
    scene: Scene, snapshot: Snapshot, api_of: ApiOf, accept: str
) -> None:
    program = api_of(scene.pi)
    for file, media_type in (("long.csv", "text/csv"), ("figures/tone.svg", "image/svg+xml")):
        answer = program.get(API + file, HTTP_ACCEPT=accept)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{media_type}; charset=utf-8")
    missing = program.get(API + "wide.csv", HTTP_ACCEPT=accept)
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_a_file_that_is_known_is_not_sent_again(scene: Scene, snapshot: Snapshot, api_of: ApiOf) -> None:
    program = api_of(scene.pi)
    for file in ("reconciled.csv", "figures/intent.svg", "manifest.json"):
        tag = program.get(API + file).headers["ETag"]
        again = program.get(API + file, HTTP_IF_NONE_MATCH=tag)
        assert (again.status_code, again.content) == (304, b"")


def test_a_removal_changes_the_words_and_the_tag_and_nothing_else(
    scene: Scene, snapshot: Snapshot, api_of: ApiOf
) -> None:
    program = api_of(scene.pi)
    before = {file: program.get(API + file).headers["ETag"] for file in FILES}
    Message.objects.filter(external_id=external_id(0)).update(text="", removed_at=scene.now)
    after = {file: program.get(API + file).headers["ETag"] for file in FILES}
    assert {file for file in FILES if before[file] != after[file]} == {"reconciled.csv", "reconciled.jsonl"}
    first = json.loads(body(program.get(API + "reconciled.jsonl")).splitlines()[0])
    assert (first["text"], first["text_removed"], first["concepts"]) == ("", True, ["china", "trust"])


def test_the_reconciled_table_reads_back_as_what_was_coded(
    scene: Scene, snapshot: Snapshot, client_of: ClientOf
) -> None:
    response = client_of(scene.pi).get(PAGES + "reconciled.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="a-study-1-reconciled.csv"'
    rows = list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))
    assert [row["message_id"] for row in rows] == [external_id(place) for place in range(6)]
    assert [row["intent"] for row in rows] == ["warn", "attack", "", "<uncodable>", "defend", ""]
    assert [row["concepts"] for row in rows] == ["china|trust", "<none>", "", "<none>", "freedom", ""]
    assert [row["concepts.trust"] for row in rows] == ["1", "0", "", "0", "0", ""]
    assert [row["intent.provenance"] for row in rows] == [
        "unanimous",
        "unanimous",
        "open",
        "unanimous",
        "single",
        "uncoded",
    ]
    assert rows[0]["text"] == '=5G "0",\n👩\u200d🔬 中文'


def test_the_pictures_are_pictures(scene: Scene, snapshot: Snapshot, client_of: ClientOf) -> None:
    page = client_of(scene.pi)
    assert body(page.get(PAGES + "figures/intent.svg")).startswith(b"<svg ")
    assert body(page.get(PAGES + "figures/intent.png")).startswith(b"\x89PNG")
    shares = list(csv.DictReader(io.StringIO(body(page.get(PAGES + "figures/intent.csv")).decode())))
    assert {
        "country": "Arvenia",
        "category": "warn",
        "label": "Warn",
        "n": "1",
        "base": "2",
        "share": "0.5",
    } in shares


@pytest.mark.parametrize(
    "file", ["wide.csv", "long.xlsx", "figures/mood.svg", "figures/intent.gif", "../2/long.csv"]
)
def test_what_is_not_there_is_not_found_on_both_doors(
    scene: Scene, snapshot: Snapshot, client_of: ClientOf, api_of: ApiOf, file: str
) -> None:
    assert client_of(scene.pi).get(PAGES + file).status_code == 404
    assert api_of(scene.pi).get(API + file).status_code == 404


def test_who_may_download(
    scene: Scene, snapshot: Snapshot, observer: User, outsider: User, client_of: ClientOf, api_of: ApiOf
) -> None:
    expected = {scene.pi: 200, observer: 200, scene.coders[0]: 403, outsider: 404}
    for person, status in expected.items():
        for file in ("long.csv", "figures/tone.png", "manifest.json"):
            assert client_of(person).get(PAGES + file).status_code == status
            assert api_of(person).get(API + file).status_code == status
    assert api_of(None).get(API + "long.csv").status_code == 401
    assert client_of(None).get(PAGES + "long.csv").status_code == 302
