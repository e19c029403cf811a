"""The pages of the corpus, as a browser without JavaScript gets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corpus import queries
from corpus.models import Account, Import, Message
from corpus.services.imports import check_import
from corpus.services.work import perform_check, perform_import
from studies.models import Job, JobState, Study, User
from tests.corpus.files import as_csv, bring_in, silent, tweet, upload

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def imported(study: Study, pi: User, now: datetime) -> Import:
    rows = [
        tweet(1, text="Line one\nline two <b>&amp;</b> @mfa_demo 🌐"),
        tweet(2, text="RT @mfa_demo: 可信网络", lang="zh", is_retweet="yes"),
        tweet(3, account="mfa_demo", country="Belmora", lang="ar", text="شبكة آمنة"),
    ]
    source = upload(study, as_csv([{"is_retweet": "no", **row} for row in rows]), by=pi, at=now)
    bring_in(source, by=pi, at=now)
    source.refresh_from_db()
    return source


def done(job: Job, work: Callable[..., dict[str, object]]) -> None:
    """What the worker would do."""
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result=work(job, silent))


def test_a_dry_run_that_ends_while_the_page_is_made_is_shown(
    client_of: ClientOf, study: Study, pi: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = upload(study, as_csv([tweet(1)]), by=pi, at=now)
    job = check_import(source, by=pi, at=now)
    asked = queries.jobs_of

    def ends_first(source: Import) -> QuerySet[Job]:
        done(job, perform_check)
        return asked(source)

    monkeypatch.setattr(queries, "jobs_of", ends_first)
    page = client_of(pi).get(reverse("import_detail", args=[study.slug, source.number])).content.decode()
    assert "Import 1 message" in page


def test_a_text_is_shown_as_it_was_written(
    client_of: ClientOf, study: Study, pi: User, imported: Import
) -> None:
    page = client_of(pi).get(reverse("message_list", args=[study.slug])).content.decode()
    assert 'Line one\nline two &lt;b&gt;&amp;&lt;/b&gt; <span class="tag">@mfa_demo</span> 🌐</p>' in page
    assert ' lang="zh">' in page
    assert "شبكة آمنة" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=网络", 1),
        ("search=آمنة", 1),
        ("search=LINE+two", 1),
        ("search=line+网络", 0),
        ("search=%27+%26+%21", 0),
        ("country=Arvenia", 2),
        ("language=zh", 1),
        ("kind=retweet", 1),
        ("posted_from=2019-05-03", 2),
        ("posted_from=2019-05-03&posted_to=2019-05-03", 1),
        ("posted_to=nonsense&kind=nonsense", 3),
    ],
)
def test_filters(
    client_of: ClientOf, study: Study, pi: User, imported: Import, query: str, found: int
) -> None:
    page = client_of(pi).get(f"{reverse('message_list', args=[study.slug])}?{query}")
    assert page.status_code == 200
    assert page.content.decode().count('class="message-card"') == found


def test_the_account_is_a_filter(client_of: ClientOf, study: Study, pi: User, imported: Import) -> None:
    account = Account.objects.get(handle="mfa_demo")
    page = client_of(pi).get(reverse("message_list", args=[study.slug]), {"account": account.pk})
    assert page.content.decode().count('class="message-card"') == 1


def test_htmx_gets_the_rows_that_the_whole_page_has(
    client_of: ClientOf, study: Study, pi: User, imported: Import
) -> None:
    address = reverse("message_list", args=[study.slug]) + "?kind=retweet"
    whole = client_of(pi).get(address).content.decode()
    rows = client_of(pi).get(address, headers={"HX-Request": "true"}).content.decode()
    assert rows.strip().startswith('<div id="message-list"')
    assert " ".join(rows.split()) in " ".join(whole.split())


def test_a_longer_list_needs_no_more_queries(
    client_of: ClientOf, study: Study, pi: User, imported: Import, now: datetime
) -> None:
    client, address = client_of(pi), reverse("message_list", args=[study.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    bring_in(upload(study, as_csv([tweet(n) for n in range(10, 40)]), by=pi, at=now), by=pi, at=now)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_next_page_goes_on_where_the_first_ended(
    client_of: ClientOf, study: Study, pi: User, now: datetime
) -> None:
    bring_in(upload(study, as_csv([tweet(n) for n in range(60)]), by=pi, at=now), by=pi, at=now)
    first = client_of(pi).get(reverse("message_list", args=[study.slug]))
    second = client_of(pi).get(
        reverse("message_list", args=[study.slug]), {"after": first.context["page"].next_cursor}
    )
    shown = [row.text for answer in (first, second) for row in answer.context["page"].rows]
    assert shown == list(Message.objects.order_by("-posted_at").values_list("text", flat=True))


def test_a_message_shows_where_it_comes_from(
    client_of: ClientOf, study: Study, pi: User, imported: Import
) -> None:
    message = Message.objects.order_by("posted_at")[1]
    page = client_of(pi).get(reverse("message_detail", args=[study.slug, message.pk])).content.decode()
    assert message.external_id in page
    assert "1: messages.csv" in page
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_an_account_can_be_told_about(client_of: ClientOf, study: Study, pi: User, imported: Import) -> None:
    account = Account.objects.get(handle="mfa_demo")
    typed = {
        "display_name": "Ministry",
        "country": "Belmora",
        "kind": "institutional",
        "followers": "12",
        "opened_on": "",
    }
    answer = client_of(pi).post(reverse("account_change", args=[study.slug, account.pk]), typed)
    assert answer.status_code == 302
    account.refresh_from_db()
    assert (account.display_name, account.kind, account.followers) == ("Ministry", "institutional", 12)
    assert "Ministry" in client_of(pi).get(reverse("account_list", args=[study.slug])).content.decode()


def test_the_road_of_a_file(client_of: ClientOf, study: Study, pi: User) -> None:
    """Upload, look at the guess, change it, dry run, import, report."""
    client = client_of(pi)
    content = as_csv([tweet(1), tweet(2), tweet(3, likes="many")])
    answer = client.post(
        reverse("import_create", args=[study.slug]), {"file": SimpleUploadedFile("a.csv", content)}
    )
    page = reverse("import_detail", args=[study.slug, 1])
    assert answer.headers["Location"] == page

    shown = client.get(page).content.decode()
    assert "A table whose columns are divided by commas (CSV)." in shown
    assert "“tweet_id” is a usual name for it." in shown
    assert '<option value="tweet_id" selected>' in shown
    assert "Our network, message 1 #5G" in shown

    columns = {
        "column_id": "tweet_id",
        "column_text": "text",
        "column_account": "account",
        "column_likes": "likes",
    }
    assert client.post(page, {**columns, "platform": "twitter", "zone": "UTC"}).status_code == 302
    assert "waiting for a worker" in client.get(page).content.decode()
    done(Job.objects.get(kind="corpus.check"), perform_check)

    shown = client.get(page).content.decode()
    assert "“many” in the column “likes” is not a count" in shown
    assert "Import 2 messages" in shown

    answer = client.post(reverse("import_start", args=[study.slug, 1]), {"leave_out_refused": "on"})
    assert answer.headers["Location"] == page
    done(Job.objects.get(kind="corpus.import"), perform_import)
    shown = client.get(page).content.decode()
    assert "What came of it" in shown
    assert Message.objects.count() == 2


def test_a_broken_row_can_be_looked_at(client_of: ClientOf, study: Study, pi: User, now: datetime) -> None:
    upload(study, as_csv([tweet(1, text="中文"), tweet(2)]) + b"3,\xff\0,,,,,,\n", by=pi, at=now)
    page = client_of(pi).get(reverse("import_detail", args=[study.slug, 1]))
    assert "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}" in page.content.decode()


def test_a_mapping_that_cannot_be_comes_back_with_its_sentence(
    client_of: ClientOf, study: Study, pi: User, now: datetime
) -> None:
    upload(study, as_csv([tweet(1)]), by=pi, at=now)
    typed = {"column_text": "text", "column_account": "account", "platform": "twitter", "zone": "Mars"}
    answer = client_of(pi).post(reverse("import_detail", args=[study.slug, 1]), typed)
    assert answer.status_code == 422
    assert "No column is chosen for the id." in answer.content.decode()
    assert "There is no time zone “Mars”." in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "The submitted file is empty."), (b"%PDF-1.7", "This is a PDF document.")]
)
def test_a_file_that_cannot_be_read_comes_back_with_its_sentence(
    client_of: ClientOf, study: Study, pi: User, content: bytes, sentence: str
) -> None:
    answer = client_of(pi).post(
        reverse("import_create", args=[study.slug]), {"file": SimpleUploadedFile("a.csv", content)}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_looking_never_writes(client_of: ClientOf, study: Study, pi: User, imported: Import) -> None:
    client = client_of(pi)
    addresses = [
        reverse(name, args=[study.slug])
        for name in ("message_list", "account_list", "import_list", "import_create")
    ]
    with CaptureQueriesContext(connection) as captured:
        for address in [*addresses, reverse("import_detail", args=[study.slug, imported.number])]:
            assert client.get(address).status_code == 200
    assert not [
        query["sql"] for query in captured if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}
    ]


def test_one_account_for_a_whole_file_can_be_typed(
    client_of: ClientOf, study: Study, pi: User, now: datetime
) -> None:
    row = {name: cell for name, cell in tweet(1).items() if name != "account"}
    source = upload(study, as_csv([row]), by=pi, at=now)
    columns = {"column_id": "tweet_id", "column_text": "text"}
    typed = {
        **columns,
        "fixed_account": " embassy_demo ",
        "fixed_country": "Arvenia",
        "platform": "twitter",
        "zone": "UTC",
    }
    assert client_of(pi).post(reverse("import_detail", args=[study.slug, 1]), typed).status_code == 302
    source.refresh_from_db()
    assert source.mapping["fixed"] == {"account": "embassy_demo", "country": "Arvenia"}


def checked(client: Client, study: Study, pi: User, now: datetime, rows: list[dict[str, str]]) -> str:
    """The page of a new import of these rows after its dry run."""
    source = upload(study, as_csv(rows), by=pi, at=now)
    client.post(reverse("import_check", args=[study.slug, source.number]))
    done(Job.objects.latest("pk"), perform_check)
    return client.get(reverse("import_detail", args=[study.slug, source.number])).content.decode()


def test_the_button_says_what_it_would_do(client_of: ClientOf, study: Study, pi: User, now: datetime) -> None:
    client = client_of(pi)
    bring_in(upload(study, as_csv([tweet(1)]), by=pi, at=now), by=pi, at=now)
    assert "Import 1 message" in checked(client, study, pi, now, [tweet(1), tweet(2)])
    assert "Add the counts of 1 message" in checked(client, study, pi, now, [tweet(1, likes="99")])
    assert "There is nothing to import" in checked(client, study, pi, now, [tweet(1)])
    assert "upload it again" in checked(
        client, study, pi, now, [{**tweet(n), "tweet_id": f"10985818692330{n}0000"} for n in (1, 2)]
    )
