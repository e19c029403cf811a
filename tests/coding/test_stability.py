"""Earlier messages come again to those who coded them: rested, blind, in a new order."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coding.queries.own_messages import rests
from coding.services.rounds import create_round, open_round
from cyberdip.lib.problems import Conflict
from tests.coding.stage import AGREED, NOW, add_messages, code, planned_round, published_codebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(study, coder_a, coder_b):
    """A round of which coder_a has coded 8 messages of 10, coder_b one."""
    published_codebook(study)
    messages = add_messages(study, 10)
    round = open_round(planned_round(study, [coder_a, coder_b]), by=study.created_by, at=NOW)
    for message in messages[:8]:
        code(round, coder_a, AGREED | {"remark": "seen before"}, message)
    code(round, coder_b, AGREED, messages[9])
    return round


def again(study, first, coders, *, at, **answers):
    plan = {
        "title": "Again",
        "kind": "stability",
        "codebook": first.codebook,
        "coders": coders,
        "repeats": first,
        "rest_days": 14,
        "seed": 3,
        "by": study.created_by,
        "at": NOW,
    } | answers
    return open_round(create_round(study, **plan), by=study.created_by, at=at)


def queue_of(round, coder):
    return list(
        round.assignments.filter(coder=coder).order_by("position").values_list("unit__message", flat=True)
    )


def test_every_coder_meets_their_own_messages_and_nobody_elses(study, first, coder_a, coder_b):
    round = again(study, first, [coder_a, coder_b], at=NOW + timedelta(days=14))
    coded = {
        coder: set(
            first.assignments.filter(coder=coder, revision__gt=0).values_list("unit__message", flat=True)
        )
        for coder in (coder_a, coder_b)
    }
    assert set(queue_of(round, coder_a)) == coded[coder_a]
    assert len(queue_of(round, coder_a)) == 8
    assert set(queue_of(round, coder_b)) == coded[coder_b]


def test_messages_that_have_not_rested_wait(study, first, coder_a):
    with pytest.raises(Conflict, match="rested long enough"):
        again(study, first, [coder_a], at=NOW + timedelta(days=13, hours=23))


def test_what_was_amended_rests_from_then_on(study, first, coder_a):
    assignment = first.assignments.filter(coder=coder_a, revision=1).earliest("position")
    assignment.codings.model.objects.create(
        assignment=assignment,
        revision=2,
        values=AGREED,
        key="5b3c1f60-8a3e-4d59-9a44-0d2f0c2a3b11",
        submitted_at=NOW + timedelta(days=5),
    )
    first.assignments.filter(pk=assignment.pk).update(revision=2)
    (rest,) = rests(first, [coder_a], rest_days=14, at=NOW + timedelta(days=14))
    assert (rest.rested, rest.resting, rest.all_rested_at) == (7, 1, NOW + timedelta(days=19))
    round = again(study, first, [coder_a], at=NOW + timedelta(days=14))
    assert assignment.unit.message_id not in queue_of(round, coder_a)


def test_a_sample_is_drawn_for_each_coder_by_the_seed(study, first, coder_a, coder_b):
    later = NOW + timedelta(days=20)
    drawn = [
        queue_of(again(study, first, [coder_a], at=later, sample_size=3, title=title), coder_a)
        for title in ("Once", "Twice")
    ]
    assert len(drawn[0]) == 3
    assert drawn[0] == drawn[1]


def test_the_order_is_a_new_one_and_the_desk_shows_nothing_of_before(
    study, first, coder_a, client_of, api_of
):
    round = again(study, first, [coder_a], at=NOW + timedelta(days=14))
    before = [message for message in queue_of(first, coder_a) if message in queue_of(round, coder_a)]
    assert queue_of(round, coder_a) != before
    for position in range(1, 9):
        page = client_of(coder_a).get(reverse("desk_message", args=[study.slug, round.number, position])).text
        form = page.partition("data-cd-coding")[2].partition("</form>")[0]
        assert "Intent" in form
        assert " checked" not in form
        assert "seen before" not in page
        told = (
            api_of(coder_a).get(reverse("api:desk_message", args=[study.slug, round.number, position])).json()
        )
        assert (told["coding"], told["draft"], told["revision"]) == (None, None, 0)
