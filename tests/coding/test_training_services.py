"""Trainings: attempts begin and end by themselves, are judged by the pass rule, and open the rounds that wait for them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from coding.models import Assignment, TrainingAttempt
from coding.queries.round_outlook import outlook
from coding.queries.round_plan import Plan
from coding.queries.training import check_may_code, feedback_of, trainee, trainees, trainings_first
from coding.services.desk import save_draft, submit_coding
from coding.services.training import join_training, try_again
from cyberdip.lib.problems import Conflict, Invalid, NotFound, WrongPhase
from studies.models import LogEntry
from tests.coding.stage import AGREED, NOW, add_messages, at_once, published_codebook
from tests.coding.training_scene import know, open_round, open_training, submit, walk_through

pytestmark = pytest.mark.django_db

WRONG = AGREED | {"intent": "attack"}


@pytest.fixture
def messages(study):
    return add_messages(study, 5)


@pytest.fixture
def training(study, messages, coder_a, coder_b):
    published_codebook(study)
    for message in messages[:3]:
        know(message)
    return open_training(study, [coder_a, coder_b])


def verbs(study):
    return list(
        LogEntry.objects.filter(study=study, verb__startswith="training").values_list("verb", flat=True)
    )


def test_a_training_deals_every_known_answer_to_everybody_each_in_their_own_order(training, coder_a, coder_b):
    queues = [
        list(training.assignments.filter(coder=coder).order_by("position").values_list("unit", flat=True))
        for coder in (coder_a, coder_b)
    ]
    assert sorted(queues[0]) == sorted(queues[1]) == sorted(training.units.values_list("pk", flat=True))
    assert len(queues[0]) == 3
    assert training.units.filter(known=None).count() == 0


def test_an_attempt_begins_with_the_first_coding_and_is_judged_with_the_last(study, training, coder_a):
    assert not TrainingAttempt.objects.exists()
    submit(training, coder_a, 1)
    attempt = TrainingAttempt.objects.get()
    assert (attempt.number, attempt.started_at, attempt.finished_at, attempt.passed) == (1, NOW, None, None)
    submit(training, coder_a, 2, WRONG)
    submit(training, coder_a, 3)
    attempt.refresh_from_db()
    assert attempt.finished_at == NOW
    assert attempt.results == {"intent": {"right": 2, "of": 3}, "concepts": {"right": 3, "of": 3}}
    assert attempt.passed is True  # 2 of 3 is more than 60 per cent
    assert verbs(study) == ["training begun", "training passed"]


def test_who_does_not_pass_tries_again_with_the_same_messages_in_a_new_order(study, training, coder_a, pi):
    walk_through(training, coder_a, WRONG, WRONG, AGREED)
    found = trainee(training, coder_a)
    assert not found.passed
    assert [(fall.variable, fall.score.right, fall.needed) for fall in found.attempts[0].shortfalls] == [
        ("intent", 1, 60)
    ]
    assert try_again(training, by=coder_a, at=NOW) == 2
    again = training.assignments.filter(coder=coder_a, attempt=2).order_by("position")
    first = training.assignments.filter(coder=coder_a, attempt=1).order_by("position")
    assert list(again.values_list("position", flat=True)) == [4, 5, 6]
    assert sorted(again.values_list("unit", flat=True)) == sorted(first.values_list("unit", flat=True))
    assert [one.revision for one in first] == [1, 1, 1]
    walk_through(training, coder_a, AGREED, AGREED, AGREED)
    found = trainee(training, coder_a)
    assert (found.passed, [attempt.passed for attempt in found.attempts]) == (True, [False, True])
    assert verbs(study) == [
        "training begun",
        "training not passed",
        "training begun again",
        "training begun",
        "training passed",
    ]


def test_the_order_of_an_attempt_is_a_new_one(study, coder_a):
    published_codebook(study)
    for message in add_messages(study, 12):
        know(message)
    training = open_training(study, [coder_a])
    walk_through(training, coder_a, *[WRONG] * 12)
    try_again(training, by=coder_a, at=NOW)
    orders = [
        list(training.assignments.filter(attempt=n).order_by("position").values_list("unit", flat=True))
        for n in (1, 2)
    ]
    assert orders[0] != orders[1]


def test_nothing_is_dealt_while_an_attempt_is_under_way_or_after_a_pass(training, coder_a, outsider):
    assert try_again(training, by=coder_a, at=NOW) == 1
    submit(training, coder_a, 1)
    assert try_again(training, by=coder_a, at=NOW) == 1
    walk_through(training, coder_a, AGREED, AGREED)
    with pytest.raises(Conflict, match="passed"):
        try_again(training, by=coder_a, at=NOW)
    with pytest.raises(NotFound):
        try_again(training, by=outsider, at=NOW)
    assert Assignment.objects.filter(round=training, coder=coder_a).count() == 3


def test_a_closed_training_is_not_tried_again(training, coder_a):
    walk_through(training, coder_a, WRONG, WRONG, WRONG)
    training.phase = "closed"
    training.save()
    with pytest.raises(WrongPhase):
        try_again(training, by=coder_a, at=NOW)


def test_a_coding_of_a_training_is_final_and_the_same_press_twice_is_one(training, coder_a):
    coding = submit(training, coder_a, 1)
    again = submit_coding(
        coding.assignment, values=AGREED, base_revision=0, key=coding.key, by=coder_a, at=NOW
    )
    assert again == coding
    with pytest.raises(Conflict, match="final") as raised:
        submit(training, coder_a, 1, WRONG)
    assert raised.value.code == "final"
    with pytest.raises(Conflict, match="final"):
        save_draft(coding.assignment, values=WRONG, base_revision=1, by=coder_a, at=NOW)


def test_the_coder_is_told_what_was_right_and_why_once_it_is_coded(training, coder_a, coder_b):
    with pytest.raises(Conflict, match="Code this message first"):
        feedback_of(training, coder_a, 1)
    submit(training, coder_a, 1, AGREED | {"concepts": ["privacy"]})
    told = feedback_of(training, coder_a, 1)
    assert (told.right, told.of) == (1, 2)
    intent, concepts = told.judgements
    assert (intent.variable, intent.right) == ("intent", True)
    assert (concepts.right, concepts.missing, concepts.too_many) == (False, ("security",), ("privacy",))
    assert told.known.reasons["concepts"] == "Security is meant."
    with pytest.raises(NotFound):
        feedback_of(training, coder_b, 7)


def test_a_round_behind_a_training_opens_with_the_pass(study, training, messages, coder_a, coder_b):
    behind = open_round(study, [coder_a, coder_b], messages[3:], training=training)
    assert trainings_first(study, coder_a) == {behind.pk: training}
    with pytest.raises(Conflict, match="Training") as raised:
        submit(behind, coder_a, 1)
    assert raised.value.code == "training_first"
    assert raised.value.extra["address"].endswith(f"/rounds/{training.number}/desk/")
    assignment = behind.assignments.select_related("round__study", "round__codebook").filter(coder=coder_a)
    with pytest.raises(Conflict, match="comes before"):
        save_draft(assignment[0], values={}, base_revision=0, by=coder_a, at=NOW)
    walk_through(training, coder_a, AGREED, AGREED, AGREED)
    assert trainings_first(study, coder_a) == {}
    submit(behind, coder_a, 1)
    with pytest.raises(Conflict, match="comes before"):
        check_may_code(behind, coder_b)


@pytest.mark.parametrize(
    ("phase", "sentence"), [("open", "Pass it"), ("planned", "not open yet"), ("closed", "ask the PI")]
)
def test_who_is_kept_out_is_told_the_way_in(study, training, messages, coder_a, phase, sentence):
    training.phase = phase
    training.save()
    behind = open_round(study, [coder_a], messages[3:], training=training)
    with pytest.raises(Conflict, match=sentence):
        check_may_code(behind, coder_a)


def test_the_pi_sees_every_coder_and_their_attempts(training, coder_a, coder_b):
    walk_through(training, coder_a, WRONG, WRONG, WRONG)
    first, second = trainees(training)
    assert (first.coder.coder, first.may_try_again, first.attempts[0].done) == (coder_a, True, 3)
    assert (second.coder.coder, second.may_try_again, second.attempts[0].done) == (coder_b, False, 0)


@pytest.mark.django_db(transaction=True)
def test_the_last_two_codings_at_once_end_the_attempt_once(training, coder_a):
    submit(training, coder_a, 1)
    waiting = list(
        training.assignments.select_related("round__study", "round__codebook").filter(
            coder=coder_a, revision=0
        )
    )

    def send():
        submit_coding(waiting.pop(), values=AGREED, base_revision=0, key=uuid4(), by=coder_a, at=NOW)

    assert at_once(send, times=2) == []
    attempt = TrainingAttempt.objects.get()
    assert (attempt.passed, attempt.results["intent"]) == (True, {"right": 3, "of": 3})


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_try_again_deals_once(training, coder_a):
    walk_through(training, coder_a, WRONG, WRONG, WRONG)
    assert at_once(lambda: try_again(training, by=coder_a, at=NOW), times=2) == []
    assert training.assignments.filter(coder=coder_a).count() == 6


def test_who_comes_later_takes_the_training_too(
    study, training, pi, adjudicator, outsider, client_of, api_of
):
    page = client_of(pi).post(
        reverse("training_join", args=[study.slug, training.number]), {"coder": adjudicator.pk}, follow=True
    )
    assert "at the desk of adjudicator" in page.text
    for _again in range(2):
        assert join_training(training, adjudicator, by=pi, at=NOW) == 3
    walk_through(training, adjudicator, AGREED, AGREED, AGREED)
    assert trainee(training, adjudicator).passed
    with pytest.raises(Invalid, match="may not code"):
        join_training(training, outsider, by=pi, at=NOW)
    told = api_of(pi).post(reverse("api:training_join", args=[study.slug, training.number]), {"coder": pi.pk})
    assert [len(coder["attempts"]) for coder in told.json()["coders"]] == [1, 1, 1, 1]


def test_a_plan_tells_whom_it_would_leave_behind(study, training, coder_a, coder_b, now):
    """Of the three known messages, one coder has met all in the training and the other, who is not in it, none."""
    training.coders.filter(coder=coder_b).delete()
    training.assignments.filter(coder=coder_b).delete()
    plan = Plan(
        training.codebook,
        (coder_a, coder_b),
        kind="production",
        coders_per_message=2,
        gold_percent=20,
        training=training,
    )
    fewer, left_out = outlook(study, plan, at=now).told[-2:]
    assert f"{coder_a} 0 of" in fewer
    assert str(coder_b) not in fewer
    assert left_out.startswith("Not in “") and left_out.endswith(f": {coder_b}.")
