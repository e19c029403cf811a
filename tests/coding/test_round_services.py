"""A round from its plan to the end of adjudication: what each deed writes, refuses, and leaves alone."""

import threading

import pytest

from coding.models import Assignment, Coding, Disagreement, Draft, Round, Ruling
from coding.queries.round_outlook import outlook
from coding.queries.round_plan import plan_of
from coding.queries.round_progress import progress_of
from coding.services.desk import save_draft
from coding.services.rounds import close_round, create_round, open_round, settle_round, start_adjudication
from cyberdip.lib.problems import Conflict, Invalid, WrongPhase
from studies.models import Job, LogEntry
from studies.roles import Role
from studies.services.members import remove_member
from tests.coding.stage import AGREED, NOW, add_messages, at_once, code, draft_codebook, planned_round

pytestmark = pytest.mark.django_db


def verbs(study):
    return list(
        LogEntry.objects.filter(study=study, verb__contains="round")
        .order_by("id")
        .values_list("verb", flat=True)
    )


@pytest.fixture
def messages(study):
    return add_messages(study, 12)


@pytest.fixture
def three_coders(messages, coder_a, coder_b, adjudicator):
    return [coder_a, coder_b, adjudicator]


@pytest.fixture
def planned(study, three_coders):
    return planned_round(study, three_coders)


@pytest.fixture
def opened(planned, pi, now):
    return open_round(planned, by=pi, at=now)


def test_a_plan_deals_nothing_and_is_written_down(study, planned, pi):
    assert (planned.phase, planned.number) == ("planned", 1)
    assert not planned.units.exists()
    entry = LogEntry.objects.get(study=study, verb="round planned")
    assert (entry.by, entry.detail["seed"], len(entry.detail["coders"])) == (pi, 7, 3)


def test_letters_do_not_follow_the_alphabet_of_names(study, messages, coder_a, coder_b, adjudicator):
    orders = {
        tuple(
            c.coder.email
            for c in planned_round(study, [coder_a, coder_b, adjudicator], seed=seed).coders.order_by(
                "letter"
            )
        )
        for seed in range(6)
    }
    assert len(orders) > 1


def test_the_same_plan_twice_is_one_round(study, planned, coder_a, coder_b, adjudicator):
    assert planned_round(study, [coder_b, adjudicator, coder_a]) == planned
    assert planned_round(study, [coder_a, coder_b]).number == 2
    assert verbs(study) == ["round planned", "round planned"]


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"coders_per_message": 4}, "coders_per_message", "4 coders a message cannot be had from 3 coders"),
        ({"coders_per_message": 0}, "coders_per_message", "needs a coder"),
        ({"overlap_percent": 101}, "overlap_percent", "between 0 and 100"),
        ({"sample_size": 13}, "sample_size", "12 messages: a sample of 13"),
        ({"sample_size": 0}, "sample_size", "at least one"),
    ],
)
def test_a_plan_that_cannot_be_dealt_is_refused(study, three_coders, answers, field, words):
    with pytest.raises(Invalid) as refused:
        planned_round(study, three_coders, **answers)
    assert words in refused.value.fields[field][0]
    assert not Round.objects.exists()


def test_a_round_needs_coders_who_may_code(study, messages, observer, outsider):
    with pytest.raises(Invalid, match="choose at least one"):
        planned_round(study, [])
    with pytest.raises(Invalid, match="may not code in this study, or not any more: observer, outsider"):
        planned_round(study, [observer, outsider])


def test_a_draft_of_the_codebook_is_no_codebook_to_code_by(study, three_coders):
    draft = draft_codebook(study)
    with pytest.raises(Invalid, match="is a draft: publish it first"):
        planned_round(study, three_coders, codebook=draft)


def test_opening_deals_every_message_to_its_coders(opened, messages):
    assert opened.phase == "open"
    assert [unit.message for unit in opened.units.order_by("position").select_related("message")] == messages
    for unit in opened.units.all():
        assert unit.assignments.count() == 2
    for coder in progress_of(opened).coders:
        assert coder.planned == 8
        positions = opened.assignments.filter(coder=coder.coder).values_list("position", flat=True)
        assert sorted(positions) == list(range(1, 9))


def test_opening_deals_what_the_outlook_promised(study, planned, pi, now):
    promised = outlook(study, plan_of(planned), at=now)
    opened = open_round(planned, by=pi, at=now)
    dealt = {coder.coder: coder.planned for coder in progress_of(opened).coders}
    assert dealt == dict(promised.coders)
    people = [coder for coder, _units in promised.coders]
    for b, row in enumerate(promised.meetings):
        for a, common in enumerate(row):
            both = opened.units.filter(assignments__coder=people[a]).filter(assignments__coder=people[b])
            assert both.count() == common


def test_random_orders_differ_between_coders_and_chronological_ones_do_not(
    study, messages, coder_a, coder_b, pi, now
):
    def queue(round, coder):
        return list(
            round.assignments.filter(coder=coder)
            .order_by("position")
            .values_list("unit__position", flat=True)
        )

    mixed = open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)
    assert queue(mixed, coder_a) != queue(mixed, coder_b)
    straight = open_round(planned_round(study, [coder_a, coder_b], order="chronological"), by=pi, at=now)
    assert queue(straight, coder_a) == queue(straight, coder_b) == list(range(1, 13))


def test_a_sample_is_drawn_by_the_seed(study, messages, coder_a, coder_b, pi, now):
    def sample(seed):
        round = open_round(planned_round(study, [coder_a, coder_b], sample_size=5, seed=seed), by=pi, at=now)
        return list(round.units.order_by("position").values_list("message__external_id", flat=True))

    assert sample(1) == sample(1)
    assert sample(1) != sample(2)
    assert sample(1) == sorted(sample(1))
    assert len(sample(3)) == 5


def test_removed_messages_are_not_drawn(study, messages, coder_a, coder_b, pi, now):
    messages[0].removed_at, messages[0].text = now, ""
    messages[0].save()
    assert open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now).units.count() == 11


def test_a_second_press_deals_nothing_more(study, opened, pi, now):
    assert open_round(opened, by=pi, at=now).assignments.count() == 24
    assert verbs(study) == ["round planned", "round opened"]


def test_a_round_without_messages_cannot_be_opened(study, coder_a, coder_b, pi, now):
    round = planned_round(study, [coder_a, coder_b])
    with pytest.raises(Conflict, match="no messages to code yet: import some"):
        open_round(round, by=pi, at=now)
    assert Round.objects.get().phase == "planned"


def test_a_round_whose_coder_has_left_cannot_be_opened(study, planned, coder_a, pi, now):
    remove_member(study, study.memberships.get(user=coder_a).pk, by=pi, at=now)
    with pytest.raises(Conflict, match="not any more: coder_a"):
        open_round(planned, by=pi, at=now)
    assert not Assignment.objects.exists()


def test_closing_deletes_nothing_and_asks_for_the_reliability_once(study, opened, coder_a, pi, now):
    code(opened, coder_a, message=opened.assignments.filter(coder=coder_a).first().unit.message)
    waiting = opened.assignments.filter(coder=coder_a, revision=0).first()
    save_draft(waiting, values={"intent": "warn"}, base_revision=0, by=coder_a, at=now)
    closed = close_round(opened, by=pi, at=now)
    assert (closed.phase, closed.closed_at) == ("closed", now)
    assert (Assignment.objects.count(), Coding.objects.count(), Draft.objects.count()) == (24, 1, 1)
    close_round(opened, by=pi, at=now)
    job = Job.objects.get(study=study)
    assert (job.task, job.params, job.key) == (
        "agreement.reliability",
        {"round": closed.pk},
        f"reliability:{closed.pk}",
    )
    entry = LogEntry.objects.get(study=study, verb="round closed")
    assert (entry.detail["open_assignments"], entry.detail["unsent_drafts"]) == (23, 1)


@pytest.fixture
def coded(opened, messages, coder_a, coder_b, adjudicator):
    """Everybody agrees, but on the intent of the first message and the concepts of the second."""
    for coder in (coder_a, coder_b, adjudicator):
        code(opened, coder)
    for message, values in ((messages[0], {"intent": "attack"}), (messages[1], {"concepts": []})):
        one = opened.assignments.filter(unit__message=message).order_by("coder").first()
        code(opened, one.coder, AGREED | values, message)
    return opened


def test_what_all_coders_agree_on_settles_itself(coded, messages, pi, now):
    round = start_adjudication(close_round(coded, by=pi, at=now), by=pi, at=now)
    assert round.phase == "adjudicating"
    unanimous = Ruling.objects.filter(unit__round=round)
    assert unanimous.count() == 12 * 3 - 2
    assert set(unanimous.values_list("origin", "revision", "by")) == {("unanimous", 1, None)}
    first = dict(unanimous.filter(unit__message=messages[5]).values_list("variable__key", "value"))
    assert first == AGREED
    found = Disagreement.objects.order_by("unit__position").values_list(
        "unit__message__external_id", "variable__key", "ruling"
    )
    assert list(found) == [
        (messages[0].external_id, "intent", None),
        (messages[1].external_id, "concepts", None),
    ]


def test_adjudication_begins_once(study, coded, pi, now):
    closed = close_round(coded, by=pi, at=now)
    start_adjudication(closed, by=pi, at=now)
    start_adjudication(closed, by=pi, at=now)
    assert Ruling.objects.count() == 34
    entry = LogEntry.objects.get(study=study, verb="adjudication begun")
    assert entry.detail == {"round": 1, "unanimous": 34, "disagreements": 2}


def test_a_message_coded_once_is_no_agreement(study, messages, coder_a, coder_b, pi, now):
    round = open_round(planned_round(study, [coder_a, coder_b], coders_per_message=1), by=pi, at=now)
    code(round, coder_a)
    start_adjudication(close_round(round, by=pi, at=now), by=pi, at=now)
    assert not Ruling.objects.exists()
    assert not Disagreement.objects.exists()


def test_only_the_newest_coding_counts(opened, messages, coder_a, coder_b, adjudicator, pi, now):
    for coder in (coder_a, coder_b, adjudicator):
        code(opened, coder, AGREED | {"intent": "attack"})
        code(opened, coder)
    round = start_adjudication(close_round(opened, by=pi, at=now), by=pi, at=now)
    assert set(
        Ruling.objects.filter(unit__round=round, variable__key="intent").values_list("value", flat=True)
    ) == {"warn"}


def test_a_round_settles_only_when_it_is_said_how_much_stays_open(study, coded, pi, now):
    round = start_adjudication(close_round(coded, by=pi, at=now), by=pi, at=now)
    for said in (0, 1, 3):
        with pytest.raises(Conflict, match="2 disagreements are open") as refused:
            settle_round(round, leaving_open=said, by=pi, at=now)
        assert refused.value.extra == {"open": 2}
    settled = settle_round(round, leaving_open=2, by=pi, at=now)
    assert (settled.phase, settled.settled_at) == ("settled", now)
    settle_round(round, leaving_open=2, by=pi, at=now)
    assert LogEntry.objects.get(study=study, verb="round settled").detail == {"round": 1, "left_open": 2}


def test_deeds_come_in_their_order(planned, pi, now):
    for deed in (close_round, start_adjudication, settle_round):
        with pytest.raises(WrongPhase, match="this one is “planned”"):
            deed(planned, by=pi, at=now)
    opened = open_round(planned, by=pi, at=now)
    closed = close_round(opened, by=pi, at=now)
    with pytest.raises(WrongPhase):
        open_round(closed, by=pi, at=now)
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_open_at_once_one_deals(study, messages, coder_a, coder_b, pi, now):
    round = planned_round(study, [coder_a, coder_b])
    assert at_once(lambda: open_round(round, by=pi, at=now), times=2) == []
    assert Assignment.objects.count() == 24
    assert LogEntry.objects.filter(verb="round opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_plan_at_once_get_two_numbers(study, messages, coder_a, coder_b, pi, adjudicator, now):
    study.memberships.filter(user=adjudicator).update(role=Role.PI)
    codebook = planned_round(study, [coder_a, coder_b]).codebook
    people = iter([pi, adjudicator])

    def plan():
        with lock:
            by = next(people)
        create_round(
            study, title="Twice", kind="pilot", codebook=codebook, coders=[coder_a, coder_b], coders_per_message=2,
            overlap_percent=100, sample_size=None, order="random", seed=1, by=by, at=NOW,
        )  # fmt: skip

    lock = threading.Lock()
    assert at_once(plan, times=2) == []
    assert sorted(Round.objects.values_list("number", flat=True)) == [1, 2, 3]
