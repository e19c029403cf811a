"""A study begins blank or from a template, on the page and in the API alike."""

import pytest
from django.urls import reverse

from coding.models import Category, CodebookVersion, Variable
from corpus.models import Account
from studies.models import LogEntry, Study

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "Talking about 5G",
    "template": "fiveg",
    "description": "",
    "window_start": "",
    "window_end": "",
}


def _found_by_page(client_of, api_of, pi):
    answer = client_of(pi).post(reverse("study_create"), WORDS)
    assert answer.url == reverse("study_detail", args=["talking-about-5g"])


def _found_by_program(client_of, api_of, pi):
    answer = api_of(pi).post("/api/v1/studies/", {"title": WORDS["title"], "template": "fiveg"})
    assert (answer.status_code, answer.json()["slug"]) == (201, "talking-about-5g")


@pytest.mark.parametrize("found", [_found_by_page, _found_by_program])
def test_the_5g_template_brings_window_accounts_and_codebook(found, client_of, api_of, pi):
    found(client_of, api_of, pi)
    study = Study.objects.get(slug="talking-about-5g")
    assert (study.window_start.isoformat(), study.window_end.isoformat()) == ("2017-01-20", "2021-01-20")
    assert Account.objects.filter(study=study).count() == 9
    draft = CodebookVersion.objects.get(study=study)
    assert draft.is_draft
    assert list(
        Variable.objects.filter(version=draft).order_by("position").values_list("key", flat=True)
    ) == [
        "intent",
        "tone",
        "concepts",
    ]
    assert not Category.objects.filter(variable__version=draft, definition="").exists()
    assert LogEntry.objects.filter(study=study, verb="study created", by=pi).exists()


def test_a_blank_study_is_empty(api_of, pi):
    api_of(pi).post("/api/v1/studies/", {"title": "Empty"})
    study = Study.objects.get()
    assert not (study.codebook_versions.exists() or study.accounts.exists())


def test_a_second_study_of_the_same_title_gets_another_short_name(api_of, pi):
    slugs = [api_of(pi).post("/api/v1/studies/", {"title": "Ünï 中文"}).json()["slug"] for _ in range(3)]
    assert slugs == ["uni", "uni-2", "uni-3"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"template": "sixg"}, "template"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"window_start": "2020-01-02", "window_end": "2020-01-01"}, "window_end"),
        ({"slug": "new"}, "slug"),
    ],
)
def test_wrong_words_are_refused_and_nothing_is_founded(api_of, pi, wrong, field):
    answer = api_of(pi).post("/api/v1/studies/", {"title": "T", **wrong})
    assert answer.status_code == 422
    assert field in answer.json()["fields"]
    assert not Study.objects.exists()


def test_the_page_shows_wrong_words_again_with_a_sentence(client_of, pi):
    answer = client_of(pi).post(
        reverse("study_create"),
        WORDS | {"title": "Kept", "window_start": "2020-01-02", "window_end": "2020-01-01"},
    )
    assert answer.status_code == 422
    assert "exchange the two days" in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()


@pytest.mark.parametrize("body", ["{", "[]", '"text"', "null", ""])
def test_a_body_that_is_no_object_is_refused_with_a_sentence(api_of, pi, body):
    answer = api_of(pi).generic("POST", "/api/v1/studies/", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json()["detail"]
