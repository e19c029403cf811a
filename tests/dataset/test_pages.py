"""The dataset's pages and their twins in the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from agreement.models import Coefficient
from agreement.notation import spell
from agreement.services import compute_reliability, request_reliability
from dataset.services.snapshots import freeze_snapshot
from studies.models import Job, Study, User
from tests.dataset.scene import Scene

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]

LIST = "/studies/a-study/snapshots/"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_an_empty_list_says_what_belongs_there(study: Study, pi: User, client_of: ClientOf) -> None:
    page = text(client_of(pi).get(LIST))
    assert "no round has been closed yet" in page
    assert "/studies/a-study/rounds/" in page


def test_a_pi_is_offered_the_first_snapshot_and_an_observer_is_not(
    scene: Scene, observer: User, client_of: ClientOf
) -> None:
    assert LIST + "new/" in text(client_of(scene.pi).get(LIST))
    assert LIST + "new/" not in text(client_of(observer).get(LIST))


def test_the_form_asks_for_a_job_and_the_list_shows_it(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.pi)
    answer = browser.post(LIST + "new/", {"title": "First", "note": "", "rounds": ["1"]})
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    job = Job.objects.get(kind="snapshot")
    assert job.params == {"title": "First", "note": "", "rounds": [1]}
    assert "Snapshot: First" in text(browser.get(LIST))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"title": "", "rounds": ["1"]}, "This field is required"),
        ({"title": "First"}, "This field is required"),
        ({"title": "First", "rounds": ["9"]}, "not one of the available choices"),
    ],
)
def test_a_form_that_is_wrong_says_where(
    scene: Scene, client_of: ClientOf, words: dict[str, Any], fault: str
) -> None:
    answer = client_of(scene.pi).post(LIST + "new/", words)
    assert answer.status_code == 422
    assert fault in text(answer)
    assert not Job.objects.filter(kind="snapshot").exists()


def test_a_round_without_reliability_is_told_before_it_is_frozen(scene: Scene, client_of: ClientOf) -> None:
    page = text(client_of(scene.pi).get(LIST + "new/"))
    assert "1: Pilot (adjudicating): its reliability has not been computed yet" in page
    compute_reliability(
        request_reliability(scene.round, by=scene.pi, at=scene.now),
        lambda done, total, step: None,
        at=scene.now,
    )
    page = text(client_of(scene.pi).get(LIST + "new/"))
    assert "1: Pilot (adjudicating)" in page and "has not been computed yet" not in page


def test_the_snapshot_keeps_the_reliability_as_it_was_computed(scene: Scene, client_of: ClientOf) -> None:
    compute_reliability(
        request_reliability(scene.round, by=scene.pi, at=scene.now),
        lambda done, total, step: None,
        at=scene.now,
    )
    snapshot = scene.freeze()
    kept = {
        (figure["variable_key"], figure["category_key"], figure["measure"]): figure["value"]
        for figure in snapshot.reliability[0]["figures"]
    }
    stored = {
        (figure.variable_key, figure.category_key, figure.measure): figure.value
        for figure in Coefficient.objects.all()
    }
    assert kept == stored
    page = text(client_of(scene.pi).get(f"{LIST}1/"))
    assert spell(kept["intent", None, "alpha"]) in page


def test_the_list_tells_what_changed(scene: Scene, client_of: ClientOf) -> None:
    scene.freeze("First")
    scene.rule(0, "tone", "warning")
    second = scene.freeze("Second")
    page = text(client_of(scene.pi).get(LIST))
    assert page.index("2: Second") < page.index("1: First")
    assert "Since snapshot 1: ±0 messages, ±0 codings, +1 settled values." in page
    assert second.content_hash[:12] in page


def test_a_job_that_found_nothing_new_says_so(scene: Scene, client_of: ClientOf) -> None:
    scene.freeze("First")
    job = scene.ask("Second")
    Job.objects.filter(pk=job.pk).update(
        state="done", result=freeze_snapshot(job, lambda done, total, step: None)
    )
    assert "held exactly what snapshot 1 holds" in text(client_of(scene.pi).get(LIST))


def test_the_detail_page_shows_values_figures_tables_and_the_line_for_a_program(
    scene: Scene, client_of: ClientOf
) -> None:
    snapshot = scene.freeze()
    page = text(client_of(scene.pi).get(f"{LIST}1/"))
    for piece in (
        snapshot.content_hash,
        "all coders agreed",
        "Intent by country",
        "figures/concepts.svg",
        "reconciled.csv",
        "/api/v1/studies/a-study/snapshots/1/reconciled.csv",
        "No reliability had been computed",
        "=5G &quot;0&quot;",
    ):
        assert piece in page, piece


def test_the_detail_page_costs_the_same_for_any_number_of_messages(
    scene: Scene, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    scene.freeze()
    browser = client_of(scene.pi)
    browser.get(f"{LIST}1/")
    with django_assert_max_num_queries(16):
        browser.get(f"{LIST}1/")


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999999"])
def test_a_snapshot_that_is_not_there_is_not_found(
    scene: Scene, client_of: ClientOf, api_of: ApiOf, number: str
) -> None:
    assert client_of(scene.pi).get(f"{LIST}{number}/").status_code == 404
    assert api_of(scene.pi).get(f"/api/v1{LIST}{number}/long.csv").status_code == 404


def test_a_coder_learns_nothing_of_the_dataset(scene: Scene, client_of: ClientOf, api_of: ApiOf) -> None:
    scene.freeze()
    for address in (LIST, f"{LIST}1/", f"{LIST}new/"):
        assert client_of(scene.coders[0]).get(address).status_code == 403
    assert api_of(scene.coders[0]).get("/api/v1/studies/a-study/snapshots/").status_code == 403


def test_an_observer_sees_and_cannot_freeze(
    scene: Scene, observer: User, client_of: ClientOf, api_of: ApiOf
) -> None:
    assert client_of(observer).get(LIST).status_code == 200
    assert client_of(observer).get(f"{LIST}new/").status_code == 403
    assert api_of(observer).post("/api/v1/studies/a-study/snapshots/", {"title": "x"}).status_code == 403


def test_a_program_takes_a_snapshot_and_lists_it(scene: Scene, api_of: ApiOf) -> None:
    program = api_of(scene.pi)
    asked = program.post("/api/v1/studies/a-study/snapshots/", {"title": "First"})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    freeze_snapshot(Job.objects.get(pk=asked.json()["id"]), lambda done, total, step: None)
    (listed,) = program.get("/api/v1/studies/a-study/snapshots/").json()["results"]
    detail = program.get("/api/v1/studies/a-study/snapshots/1/").json()
    assert listed == detail
    assert (detail["number"], detail["counts"]["messages"]) == (1, 6)


@pytest.mark.parametrize(
    ("words", "status", "field"),
    [
        ({}, 422, "title"),
        ({"title": "x", "rounds": ["one"]}, 422, "rounds.0"),
        ({"title": "x", "rounds": [7]}, 409, ""),
    ],
)
def test_a_program_is_told_what_is_wrong(
    scene: Scene, api_of: ApiOf, words: dict[str, Any], status: int, field: str
) -> None:
    answer = api_of(scene.pi).post("/api/v1/studies/a-study/snapshots/", words)
    assert answer.status_code == status
    assert answer.json()["code"] == {422: "invalid", 409: "conflict"}[status]
    assert not field or field in answer.json()["fields"]
