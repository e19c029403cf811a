"""The corpus for programs: what the pages do, by token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from corpus.models import Account, Message
from corpus.services.work import perform_check, perform_import
from studies.models import Job, JobState, Study, User
from tests.corpus.files import as_csv, bring_in, silent, tweet, upload

pytestmark = pytest.mark.django_db

ApiOf = Callable[[User | None], APIClient]


def at(name: str, study: Study, *args: object) -> str:
    return reverse(f"api:{name}", args=[study.slug, *args])


def send(client: APIClient, study: Study, content: bytes, name: str = "a.csv"):  # type: ignore[no-untyped-def]
    return client.post(
        at("import_list", study), {"file": SimpleUploadedFile(name, content)}, format="multipart"
    )


def done(kind: str, work: Callable[..., dict[str, object]]) -> None:
    """What the worker would do."""
    job = Job.objects.filter(kind=kind).latest("pk")
    Job.objects.filter(pk=job.pk).update(
        state=JobState.DONE, result=work(job, silent), finished_at=job.requested_at
    )


def test_the_road_of_a_file(api_of: ApiOf, study: Study, pi: User) -> None:
    client = api_of(pi)
    answer = send(client, study, as_csv([tweet(1), tweet(2, likes="many")]))
    assert answer.status_code == 201
    assert answer.data["mapping"]["columns"]["id"] == "tweet_id"
    assert answer.data["columns"][:2] == ["tweet_id", "created_at"]
    assert answer.data["recognised"][0] == "A table whose columns are divided by commas (CSV)."

    mapping = {"columns": {"id": "tweet_id", "text": "text", "account": "account", "likes": "likes"}}
    assert client.put(at("import_detail", study, 1), mapping).status_code == 200
    assert client.post(at("import_check", study, 1)).status_code == 202
    done("corpus.check", perform_check)
    report = client.get(at("import_detail", study, 1)).data["check_report"]
    assert (report["new"], report["refused"]) == (1, 1)
    assert [(fault["line"], fault["code"]) for fault in report["faults"]] == [(3, "count")]
    assert "is not a count" in report["faults"][0]["sentence"]

    assert client.post(at("import_start", study, 1), {"leave_out_refused": True}).status_code == 202
    done("corpus.import", perform_import)
    assert client.get(at("import_detail", study, 1)).data["report"]["new"] == 1
    messages = client.get(at("message_list", study)).data["results"]
    assert [(row["account"]["handle"], row["counts"]["likes"]) for row in messages] == [("embassy_demo", 10)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("search=2", 1),
        ("language=zh", 1),
        ("posted_from=2019-05-04", 1),
        ("posted_to=9999-12-31", 3),
        ("limit=2", 2),
    ],
)
def test_filters(api_of: ApiOf, study: Study, pi: User, now: datetime, query: str, found: int) -> None:
    rows = [tweet(1), tweet(2), tweet(3, lang="zh")]
    bring_in(upload(study, as_csv(rows), by=pi, at=now), by=pi, at=now)
    assert len(api_of(pi).get(f"{at('message_list', study)}?{query}").data["results"]) == found


@pytest.mark.parametrize("query", ["posted_from=yesterday", "kind=poem", "account=0"])
def test_a_filter_that_is_none_is_refused(api_of: ApiOf, study: Study, pi: User, query: str) -> None:
    answer = api_of(pi).get(f"{at('message_list', study)}?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [query.partition("=")[0]]


def test_a_message_has_its_counts_over_time(api_of: ApiOf, study: Study, pi: User, now: datetime) -> None:
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    bring_in(upload(study, as_csv([tweet(1, likes="99")]), by=pi, at=now), by=pi, at=now)
    answer = api_of(pi).get(at("message_detail", study, Message.objects.get().pk))
    assert [row["likes"] for row in answer.data["observations"]] == [99, 10]
    assert (answer.data["counts"]["likes"], answer.data["imported_by"]) == (99, 1)


def test_an_account_can_be_told_about(api_of: ApiOf, study: Study, pi: User, now: datetime) -> None:
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    account = Account.objects.get()
    answer = api_of(pi).patch(at("account_change", study, account.pk), {"country": "Belmora"})
    assert (answer.data["country"], answer.data["handle"]) == ("Belmora", "embassy_demo")
    assert [row["messages"] for row in api_of(pi).get(at("account_list", study)).data["results"]] == [1]


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(api_of: ApiOf, study: Study, pi: User) -> None:
    answer = send(api_of(pi), study, b'{"errors": [{"code": 88}]}')
    assert answer.status_code == 422
    assert answer.json()["code"] == "file.error_answer"
    assert "error that a server answered with" in answer.json()["fields"]["file"][0]


def test_an_unknown_field_in_a_mapping_is_refused(api_of: ApiOf, study: Study, pi: User) -> None:
    send(api_of(pi), study, as_csv([tweet(1)]))
    answer = api_of(pi).put(at("import_detail", study, 1), {"columns": {"mood": "text"}})
    assert answer.status_code == 422
    assert "mood" in answer.json()["fields"]["columns"][0]


def test_what_is_not_running_cannot_be_cancelled(api_of: ApiOf, study: Study, pi: User) -> None:
    client = api_of(pi)
    send(client, study, as_csv([tweet(1)]))
    assert client.post(at("import_cancel", study, 1)).status_code == 409
    client.post(at("import_check", study, 1))
    assert client.post(at("import_cancel", study, 1)).data["state"] == "cancelled"
