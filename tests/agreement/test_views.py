"""The report page, its table as a file, and the same for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from agreement import queries
from agreement.table import COLUMNS
from coding.models import Round
from studies.models import Job, JobState, Study, User
from tests.agreement.rounds import closed_pilot, computed, open_pilot

pytestmark = pytest.mark.django_db

Clients = Callable[[User | None], Client]
Programs = Callable[[User | None], APIClient]


@pytest.fixture
def round(study: Study, coder_a: User, coder_b: User) -> Round:
    return closed_pilot(study, coder_a, coder_b)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=["a-study", *args]))
    assert answer.status_code == 200
    return answer.content.decode()


def data(client: APIClient, name: str, *args: Any) -> Any:
    answer = client.get(reverse(f"api:{name}", args=["a-study", *args]))
    assert answer.status_code == 200
    return json.loads(answer.content)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_run_that_ends_while_the_page_is_made_is_shown(
    round: Round, pi: User, client_of: Clients, api_of: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = queries.open_job

    def ends_first(round: Round) -> Job | None:
        computed(round, by=pi)
        return asked(round)

    monkeypatch.setattr(queries, "open_job", ends_first)
    assert "What may be concluded" in page(client_of(pi), "reliability_detail", round.number)
    assert data(api_of(pi), "reliability_detail", round.number)["run"] is not None


def test_each_variable_gets_a_sentence(round: Round, pi: User, client_of: Clients) -> None:
    run = computed(round, by=pi)
    intent = queries.reports_of(run)[0]
    words = text(page(client_of(pi), "reliability_detail", round.number))
    assert "Intent is not reliable enough to draw conclusions from (alpha .76, lower bound" in words
    assert intent.dispute is not None
    assert (
        f"Most disagreement is between {intent.dispute.names[0]} and {intent.dispute.names[1]} (50.0 % of it)."
        in words
    )
    assert "Concepts has no alpha: all codes are the same" in words
    assert "Coders agree in 100.0 % of pairs of codes." in words


def test_the_page_says_how_it_was_computed(round: Round, pi: User, client_of: Clients) -> None:
    run = computed(round, by=pi)
    words = text(page(client_of(pi), "reliability_detail", round.number))
    assert "10,000 bootstrap replicates (seed 2007)" in words
    assert re.search(r"Confirmed by krippendorff 0\.9\.\d+ to nine decimals: 4 alphas\.", words)
    assert run.digest in words
    assert "Zapf et al. 2016" in words


def test_the_arithmetic_is_shown(round: Round, pi: User, client_of: Clients) -> None:
    computed(round, by=pi)
    words = text(page(client_of(pi), "reliability_detail", round.number))
    assert "= 1 − 0.166667 / 0.684783 = 0.756614" in words
    assert "From 24 codes on 12 messages" in words


def test_no_number_stands_in_for_what_is_undefined(
    round: Round, pi: User, client_of: Clients, api_of: Programs
) -> None:
    computed(round, by=pi)
    html = page(client_of(pi), "reliability_detail", round.number)
    assert "nan" not in text(html).lower().replace("permanent", "")
    concepts = data(api_of(pi), "reliability_detail", round.number)["run"]["variables"][1]
    assert concepts["alpha"] == {
        "value": None,
        "undefined": {
            "key": "no_variation",
            "words": "all codes are the same, so no disagreement is to be expected by chance",
        },
        "interval": None,
        "no_interval": None,
    }
    assert concepts["verdict"] == "undefined"
    assert concepts["agreement_pairs"]["value"] == 1.0


def test_programs_read_what_people_read(round: Round, pi: User, client_of: Clients, api_of: Programs) -> None:
    computed(round, by=pi)
    words = text(page(client_of(pi), "reliability_detail", round.number))
    found = data(api_of(pi), "reliability_detail", round.number)
    assert (found["round"], found["phase"], found["run"]["number"]) == (round.number, "closed", 1)
    for variable in found["run"]["variables"]:
        assert text(variable["sentence"]).replace("“", "“") in words.replace("&quot;", '"')
    intent = found["run"]["variables"][0]
    assert intent["alpha"]["value"] == pytest.approx(0.756614, abs=1e-6)
    assert set(intent["alpha"]["interval"]) == {
        "lower",
        "upper",
        "p_below_667",
        "p_below_800",
        "share_undefined",
    }
    assert intent["second_opinion"]["confirms"] is True
    assert intent["tally"]["pairable_units"] == 12
    assert [category["key"] for category in intent["categories"]] == ["extol", "attack", "warn"]
    assert found == {**found, "run": data(api_of(pi), "reliability_run", round.number, 1)}


def test_the_table_is_a_file_with_all_digits(
    round: Round, pi: User, client_of: Clients, api_of: Programs
) -> None:
    computed(round, by=pi)
    answer = client_of(pi).get(reverse("reliability_table", args=["a-study", round.number, 1]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="a-study-round-1-reliability-1.csv"'
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    by_key = {(row["variable"], row["category"]): row for row in rows}
    assert len(by_key) == len(rows) == 4 + 3 + 3
    assert float(by_key["intent", ""]["alpha"]) == pytest.approx(1 - (4 / 24) / (378 / 552), abs=1e-15)
    assert by_key["concepts", ""]["alpha"] == ""
    assert by_key["concepts", ""]["why_alpha_undefined"] == "no_variation"
    assert by_key["concepts", "trust"]["why_alpha_undefined"] == "never_used"
    same = api_of(pi).get(reverse("api:reliability_table", args=["a-study", round.number, 1]))
    assert same.content == answer.content


def test_programs_may_ask_for_the_table_by_its_media_type(round: Round, pi: User, api_of: Programs) -> None:
    computed(round, by=pi)
    address, missing = (
        reverse("api:reliability_table", args=["a-study", round.number, run]) for run in (1, 9)
    )
    answer = api_of(pi).get(address, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    refused = api_of(pi).get(missing, headers={"Accept": "text/csv"})
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(refused.content)["code"] == "not_found"


def test_the_list_shows_every_closed_round_with_its_newest_run(
    round: Round, pi: User, client_of: Clients, api_of: Programs, django_assert_max_num_queries: Any
) -> None:
    computed(round, by=pi)
    client = client_of(pi)
    with django_assert_max_num_queries(8):
        words = text(page(client, "reliability_list"))
    assert "1: Pilot" in words and "Intent" in words and ".76" in words
    runs = data(api_of(pi), "reliability_list")["results"]
    assert [(run["round"], run["number"]) for run in runs] == [(1, 1)]


def test_the_list_says_what_belongs_there(study: Study, pi: User, client_of: Clients) -> None:
    assert "No round is closed yet" in page(client_of(pi), "reliability_list")


def test_a_waiting_job_is_shown_and_asks_again_by_itself(
    round: Round, pi: User, client_of: Clients, api_of: Programs
) -> None:
    html = page(client_of(pi), "reliability_detail", round.number)
    job = Job.objects.get()
    assert f'hx-get="{reverse("job_detail", args=["a-study", job.pk])}"' in html
    found = data(api_of(pi), "reliability_detail", round.number)
    assert (found["job"]["id"], found["job"]["state"], found["run"]) == (job.pk, "queued", None)


def test_a_closed_round_without_a_run_offers_to_compute_it(
    round: Round, pi: User, observer: User, client_of: Clients
) -> None:
    Job.objects.update(state=JobState.DONE)
    compute = reverse("reliability_compute", args=["a-study", round.number])
    assert compute in page(client_of(pi), "reliability_detail", round.number)
    assert compute not in page(client_of(observer), "reliability_detail", round.number)


def test_an_open_round_says_why_there_is_nothing(
    study: Study, coder_a: User, coder_b: User, pi: User, client_of: Clients, api_of: Programs
) -> None:
    round = open_pilot(study, [coder_a, coder_b])
    assert "Coders work blind" in page(client_of(pi), "reliability_detail", round.number)
    assert data(api_of(pi), "reliability_detail", round.number)["run"] is None
    address = ["a-study", round.number]
    refused = client_of(pi).post(reverse("reliability_compute", args=address))
    told = api_of(pi).post(reverse("api:reliability_compute", args=address))
    assert refused.status_code == told.status_code == 409
    assert json.loads(told.content)["code"] == "wrong_phase"
    assert "once the round is closed" in refused.content.decode()


def test_computing_answers_with_the_job(round: Round, pi: User, client_of: Clients, api_of: Programs) -> None:
    address = ["a-study", round.number]
    answer = api_of(pi).post(reverse("api:reliability_compute", args=address))
    assert answer.status_code == 202
    assert json.loads(answer.content)["id"] == Job.objects.get().pk
    followed = client_of(pi).post(reverse("reliability_compute", args=address))
    assert followed.url == reverse("reliability_detail", args=address)  # type: ignore[attr-defined]
    assert Job.objects.count() == 1


def test_an_older_run_stays_readable(round: Round, pi: User, client_of: Clients, api_of: Programs) -> None:
    computed(round, by=pi)
    assert "Figures" in page(client_of(pi), "reliability_run", round.number, 1)
    for client, name in ((client_of(pi), "reliability_run"), (api_of(pi), "api:reliability_run")):
        assert client.get(reverse(name, args=["a-study", round.number, 7])).status_code == 404


def test_queries_do_not_grow_with_variables_and_categories(
    round: Round, pi: User, client_of: Clients, django_assert_max_num_queries: Any
) -> None:
    computed(round, by=pi)
    client = client_of(pi)
    with django_assert_max_num_queries(8):
        page(client, "reliability_detail", round.number)
