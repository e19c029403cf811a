"""Rulings: beside the codings, one after the other, with a reason where nobody chose the value."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from coding.models import Coding, Ruling
from coding.queries.rulings import left_to_rule, next_to_rule, sheet_of, unit_of, units_to_rule, variable_of
from coding.services.rounds import close_round, open_round, settle_round, start_adjudication
from coding.services.rulings import make_ruling, withdraw_ruling
from cyberdip.lib.problems import Conflict, Invalid, NotFound, Stale, WrongPhase
from studies.models import LogEntry
from tests.coding.stage import AGREED, add_messages, at_once, closed_in_dispute, code, planned_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(study):
    return add_messages(study, 6)


@pytest.fixture
def closed(study, messages, coder_a, coder_b):
    return closed_in_dispute(study, messages, coder_a, coder_b)


@pytest.fixture
def round(closed, pi, now):
    return start_adjudication(closed, by=pi, at=now)


@pytest.fixture
def unit(round, messages):
    return unit_of(round, messages[0].pk)


@pytest.fixture
def intent(round):
    return variable_of(round, "intent")


@pytest.fixture
def rule(unit, intent, adjudicator, now):
    """Rule on the intent of the first message: `rule("warn", base_revision=0)`."""

    def rule(value, **words):
        return make_ruling(
            unit, intent, value=value, **({"base_revision": 0, "by": adjudicator, "at": now} | words)
        )

    return rule


def test_a_ruling_settles_a_disagreement_and_leaves_the_codings(round, unit, rule, adjudicator, now):
    before = list(Coding.objects.order_by("pk").values())
    ruling = rule("attack", error_type="slip")
    assert (ruling.origin, ruling.value, ruling.revision, ruling.by) == (
        "adjudicated",
        "attack",
        1,
        adjudicator,
    )
    assert left_to_rule(round).open == 2
    assert list(Coding.objects.order_by("pk").values()) == before
    entry = LogEntry.objects.get(verb="ruling made")
    assert (entry.by, entry.detail["variable"], entry.detail["error_type"]) == (adjudicator, "intent", "slip")


def test_a_value_that_no_coder_chose_needs_a_reason(rule):
    with pytest.raises(Invalid) as refused:
        rule("extol", reason="  ")
    assert refused.value.fields == {"reason": ["None of the coders chose this: say why it is right."]}
    assert rule("extol", reason="It praises its own networks.").reason == "It praises its own networks."


@pytest.mark.parametrize("value", ["nonsense", None, "", 3, ["warn"], {"special": "odd"}])
def test_a_value_that_the_codebook_does_not_know_is_refused(rule, value):
    with pytest.raises(Invalid) as refused:
        rule(value, reason="Because.")
    assert "value" in refused.value.fields


def test_that_it_cannot_be_coded_can_be_ruled_too(rule):
    assert rule({"special": "uncodable"}, reason="The text is cut off.").value == {"special": "uncodable"}


def test_sets_are_the_same_in_any_order(round, messages, adjudicator, now):
    unit = unit_of(round, messages[2].pk)
    concepts = variable_of(round, "concepts")
    words = {"base_revision": 0, "by": adjudicator, "at": now}
    with pytest.raises(Invalid, match="None of the coders"):
        make_ruling(unit, concepts, value=["trust", "security"], **words)
    ruling = make_ruling(unit, concepts, value=["trust", "security"], reason="Both are named.", **words)
    assert ruling.value == ["security", "trust"]


def test_an_unknown_kind_of_error_is_refused(rule):
    with pytest.raises(Invalid, match="slip, codebook_gap"):
        rule("attack", error_type="laziness")


def test_a_second_press_is_one_ruling(rule):
    assert rule("attack") == rule("attack")
    assert Ruling.objects.filter(origin="adjudicated").count() == 1


def test_who_has_not_seen_the_newest_ruling_overwrites_nothing(rule, pi):
    rule("attack")
    with pytest.raises(Stale) as refused:
        rule("warn", by=pi)
    assert refused.value.extra["stored"]["value"] == "attack"
    assert refused.value.extra["yours"] == {
        "base_revision": 0,
        "value": "warn",
        "reason": "",
        "error_type": "",
    }
    assert rule("warn", by=pi, base_revision=1).revision == 2


def test_a_ruling_can_be_taken_back_and_both_rows_stay(round, unit, intent, rule, adjudicator, now):
    rule("attack")
    words = {"base_revision": 1, "by": adjudicator, "at": now}
    taken_back = withdraw_ruling(unit, intent, **words)
    assert (taken_back.origin, taken_back.value, taken_back.revision) == ("withdrawn", None, 2)
    assert left_to_rule(round).open == 3
    assert withdraw_ruling(unit, intent, **words) == taken_back
    assert list(
        unit.rulings.filter(variable=intent).order_by("revision").values_list("origin", flat=True)
    ) == [
        "adjudicated",
        "withdrawn",
    ]
    assert rule("warn", base_revision=2).revision == 3


def test_what_was_not_ruled_cannot_be_taken_back(unit, intent, adjudicator, now):
    with pytest.raises(Conflict, match="no ruling to take back"):
        withdraw_ruling(unit, intent, base_revision=0, by=adjudicator, at=now)


def test_where_coders_agree_there_is_nothing_to_rule(round, messages, adjudicator, now):
    words = {"base_revision": 1, "by": adjudicator, "at": now, "reason": "I think so."}
    with pytest.raises(Conflict, match="do not disagree"):
        make_ruling(unit_of(round, messages[1].pk), variable_of(round, "intent"), value="extol", **words)


def test_nothing_is_ruled_before_adjudication_or_after_it(closed, messages, adjudicator, pi, now):
    unit, intent = unit_of(closed, messages[0].pk), variable_of(closed, "intent")
    words = {"value": "warn", "base_revision": 0, "by": adjudicator, "at": now}
    with pytest.raises(WrongPhase, match="“adjudicating”; this one is “closed”"):
        make_ruling(unit, intent, **words)
    settle_round(start_adjudication(closed, by=pi, at=now), leaving_open=3, by=pi, at=now)
    with pytest.raises(WrongPhase, match="this one is “settled”"):
        make_ruling(unit, intent, **words)
    with pytest.raises(WrongPhase):
        withdraw_ruling(unit, intent, base_revision=0, by=adjudicator, at=now)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_rule_at_once_one_is_told(round, unit, intent, adjudicator, pi, now):
    people = iter([(adjudicator, "attack"), (pi, "warn")])
    lock = threading.Lock()

    def rule():
        with lock:
            by, value = next(people)
        make_ruling(unit, intent, value=value, base_revision=0, by=by, at=now)

    raised = at_once(rule, times=2)
    assert [type(error) for error in raised] == [Stale]
    assert Ruling.objects.filter(origin="adjudicated").count() == 1


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_a_ruling_cannot_be_changed_by_any_code_path(rule, deed):
    rows = Ruling.objects.filter(pk=rule("attack").pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(value="warn") if deed == "update" else rows.delete()


# --- the queue


def test_the_queue_goes_through_the_sample_and_round_again(round, messages, rule):
    def following(**where):
        unit = next_to_rule(round, **where)
        return unit and unit.message

    assert following() == messages[0]
    assert following(after=1) == messages[2]
    assert following(after=3) == messages[0]
    assert following(after=3, variable="concepts") == messages[2]
    rule("attack")
    assert following(after=3) == messages[2]
    assert [unit.message for unit in units_to_rule(round, ruled=True)] == [messages[0]]


def test_what_is_left_is_counted_by_variable(round, rule):
    rule("attack")
    left = left_to_rule(round)
    assert [(one.variable.key, one.found, one.open) for one in left.variables] == [
        ("intent", 2, 1),
        ("concepts", 1, 1),
    ]
    assert (left.found, left.ruled, left.open) == (3, 1, 2)


def test_a_sheet_shows_every_variable_with_letters_instead_of_names(unit, coder_a, coder_b):
    sheet = sheet_of(unit)
    verdicts = {question.variable.key: question.comparison.verdict for question in sheet.questions}
    assert verdicts == {
        "intent": "disagreement",
        "concepts": "unanimous",
        "direct": "unanimous",
        "remark": "free",
    }
    question = sheet.question("intent")
    assert sorted(
        letter for choice in question.comparison.choices for letter in question.letters_of(choice)
    ) == ["A", "B"]
    assert question.is_open
    assert coder_a.name not in str([question.letters for question in sheet.questions])


def test_letters_are_drawn_anew_for_every_message(study, coder_a, coder_b, pi, now):
    add_messages(study, 20)
    round = open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)
    for coder, intent in ((coder_a, "warn"), (coder_b, "attack")):
        code(round, coder, AGREED | {"intent": intent})
    round = start_adjudication(close_round(round, by=pi, at=now), by=pi, at=now)
    of_a = {
        sheet_of(unit).question("intent").letters[0] for unit in round.units.select_related("round__codebook")
    }
    assert of_a == {"A", "B"}


def test_another_rounds_message_is_not_found(round):
    with pytest.raises(NotFound):
        unit_of(round, 0)
    with pytest.raises(NotFound):
        variable_of(round, "nothing")


def test_the_record_does_not_slow_down_what_is_written_in_bulk(round):
    """A question of the triggers that fails is rolled back past all rows before it: in bulk that takes for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
        assert cursor.fetchone() == ("{}",)
    assert Ruling.pgh_event_model.objects.count() == Ruling.objects.count() > 0
