"""What a program is told when something is wrong: one shape, one status, one sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from studies.models import ApiToken, Job
from studies.services.tokens import create_token

pytestmark = pytest.mark.django_db

KEYS = {"type", "title", "status", "code", "detail", "fields", "request_id"}


def _with(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_a_token_that_has_expired_says_so_and_reading_does_not_remove_it(pi):
    token, text = create_token(pi, name="old", days=1)
    ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - timedelta(days=2))
    answer = _with(text).get("/api/v1/me/")
    assert answer.status_code == 401
    assert "expired on" in answer.json()["detail"]
    assert "profile page" in answer.json()["detail"]
    assert ApiToken.objects.filter(pk=token.pk).exists()


@pytest.mark.parametrize("token", ["x" * 64, "\xff\xfe", "a b", ""])
def test_a_token_that_is_none_is_refused(db, token):
    answer = _with(token).get("/api/v1/me/")
    assert answer.status_code == 401
    assert set(answer.json()) == KEYS


def test_a_revoked_token_is_not_known_any_more(api_of, pi):
    program = api_of(pi)
    (row,) = program.get("/api/v1/tokens/").json()
    assert program.delete(f"/api/v1/tokens/{row['token_key']}/").status_code == 204
    assert "may have been revoked" in program.get("/api/v1/me/").json()["detail"]


def test_no_token_is_kept_in_the_clear(pi):
    _token, text = create_token(pi, name="secret", days=1)
    assert all(text not in str(row) for row in ApiToken.objects.values())


def test_tokens_have_a_limit_that_is_told(api_of, pi, settings):
    settings.REST_KNOX = {**settings.REST_KNOX, "TOKEN_LIMIT_PER_USER": 1}
    answer = api_of(pi).post("/api/v1/tokens/", {"name": "second"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/studies/nowhere/", 404),
        ("put", "/api/v1/studies/a-study/", 405),
        ("post", "/api/v1/studies/a-study/", 405),
        ("get", "/api/v1/studies/a-study/jobs/4711/", 404),
        ("get", "/api/v1/studies/?limit=nonsense", 200),
        ("get", "/api/v1/studies/?cursor=forged", 422),
    ],
)
def test_problems_have_one_shape(api_of, study, pi, method, path, status):
    answer = getattr(api_of(pi), method)(path)
    assert answer.status_code == status
    if status >= 400:
        assert set(answer.json()) == KEYS
        assert answer.json()["status"] == status
        assert answer.json()["detail"]


def test_a_stranger_cannot_tell_a_study_from_none(api_of, client_of, study, outsider):
    there, nowhere = (
        api_of(outsider).get(f"/api/v1/studies/{slug}/").json() for slug in (study.slug, "nowhere")
    )
    assert {**there, "request_id": ""} == {**nowhere, "request_id": ""}
    pages = [client_of(outsider).get(f"/studies/{slug}/") for slug in (study.slug, "nowhere")]
    assert [page.status_code for page in pages] == [404, 404]


def test_lists_go_on_by_cursor(api_of, study, pi, now):
    Job.objects.bulk_create(
        Job(study=study, kind="trial", title=f"Job {n}", task="t", key=str(n), requested_at=now)
        for n in range(5)
    )
    program = api_of(pi)
    first = program.get("/api/v1/studies/a-study/jobs/?limit=3").json()
    rest = program.get(first["next"]).json()
    assert [row["title"] for row in first["results"] + rest["results"]] == [
        f"Job {n}" for n in (4, 3, 2, 1, 0)
    ]
    assert rest["next"] is None
