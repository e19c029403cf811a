"""The road on a study's page, as each person sees it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coding.states import Phase
from dataset.queries.road import facts_of
from dataset.road import Facts
from studies.models import Study, User
from tests.furnished import furnish

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def full_study(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Study:
    """Five rounds, one in each phase; two coders."""
    furnish(study, pi=pi, coders=[coder_a, coder_b], now=now)
    return study


def road(client: Client, study: Study) -> str:
    answer = client.get(f"/studies/{study.slug}/road/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_empty_study_has_no_facts(study: Study, pi: User) -> None:
    assert facts_of(study, pi) == Facts()


def test_facts_are_counted(full_study: Study, coder_a: User) -> None:
    facts = facts_of(full_study, coder_a)
    rounds = facts.rounds[:5]
    assert (facts.messages, facts.accounts, facts.codebook, facts.snapshots) == (4, 1, 1, 1)
    phases = [Phase.SETTLED, Phase.ADJUDICATING, Phase.CLOSED, Phase.OPEN, Phase.PLANNED]
    assert [found.phase for found in rounds] == phases
    assert [found.measured for found in rounds] == [True, True, True, False, False]
    assert [found.open_disagreements for found in rounds] == [0, 1, 0, 0, 0]
    assert [(found.planned, found.done) for found in rounds] == [*[(8, 8)] * 3, (8, 2), (0, 0)]
    assert [(found.mine, found.mine_done) for found in rounds] == [*[(4, 4)] * 3, (4, 1), (0, 0)]


def test_empty_study_asks_its_pi_for_messages(client_of: ClientOf, study: Study, pi: User) -> None:
    page = road(client_of(pi), study)
    assert f'href="/studies/{study.slug}/imports/new/"' in page
    assert page.count("is-done") == 0


def test_pi_is_led_to_the_rulings_of_the_oldest_round(
    client_of: ClientOf, full_study: Study, pi: User
) -> None:
    page = road(client_of(pi), full_study)
    assert "1 disagreement is left." in page
    assert f'href="/studies/{full_study.slug}/rounds/2/rulings/"' in page


def test_coder_is_led_to_the_desk_and_sees_only_their_own_progress(
    client_of: ClientOf, full_study: Study, coder_a: User
) -> None:
    page = road(client_of(coder_a), full_study)
    rounds = facts_of(full_study, coder_a).rounds
    assert f'href="/studies/{full_study.slug}/rounds/4/desk/"' in page
    assert f"{sum(r.mine_done for r in rounds)} of your {sum(r.mine for r in rounds)}" in page
    assert "snapshots/" not in page
    assert "reliability/" not in page


def test_observer_looks_on(client_of: ClientOf, full_study: Study, observer: User) -> None:
    assert "is being coded" in road(client_of(observer), full_study)


def test_study_page_asks_for_the_road(client_of: ClientOf, study: Study, pi: User) -> None:
    page = client_of(pi).get(f"/studies/{study.slug}/").content.decode()
    assert f'hx-get="/studies/{study.slug}/road/"' in page


def test_more_rounds_take_no_more_queries(study: Study, pi: User, coder_a: User, now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        facts_of(study, pi)
    furnish(study, pi=pi, coders=[pi, coder_a], now=now)
    with CaptureQueriesContext(connection) as many:
        facts_of(study, pi)
    assert len(many) == len(few)
