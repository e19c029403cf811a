"""Plans of rounds: what they draw, what is wrong with them, and what the page and programs make of them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from coding.models import Assignment, Round
from coding.queries.round_outlook import outlook
from coding.queries.round_plan import plan_of
from coding.services.known_answers import set_known_answer
from coding.services.rounds import change_round, close_round, open_round
from corpus.models import Account, Import, Message
from corpus.queries import MessageFilters
from cyberdip.lib.problems import Conflict, Invalid, WrongPhase
from studies.models import Study
from studies.services.studies import create_study
from tests.coding.stage import NOW, at_once, code, planned_round, published_codebook

pytestmark = pytest.mark.django_db

COUNTRIES = {"north": "Northland", "south": "Southland", "tiny": ""}
SIZES = {"north": 40, "south": 16, "tiny": 4}


def furnish(study: Study, *, backwards: bool = False) -> list[Message]:
    """Sixty messages of three accounts; `backwards` gives the rows their ids the other way round."""
    by = study.created_by
    source = Import.objects.create(
        study=study,
        number=1,
        file_name="invented.csv",
        size=1,
        sha256="0" * 64,
        created_by=by,
        created_at=NOW,
    )
    accounts = {
        handle: Account.objects.create(study=study, handle=handle, country=country)
        for handle, country in (reversed(COUNTRIES.items()) if backwards else COUNTRIES.items())
    }
    handles = [handle for handle, size in SIZES.items() for _ in range(size)]
    messages = [
        Message(
            study=study,
            account=accounts[handle],
            external_id=f"{1000 + place}",
            posted_at=NOW - timedelta(days=400) + timedelta(days=place * 7 % 60 * 10, hours=place),
            text=f"Invented message {place}",
            language=("en", "zh")[place % 2],
            extra={"topic": ("networks", "trade", "")[place % 3]} if place % 4 else {},
            imported_by=source,
        )
        for place, handle in enumerate(handles)
    ]
    return Message.objects.bulk_create(reversed(messages) if backwards else messages)


@pytest.fixture
def messages(study):
    return furnish(study)


@pytest.fixture
def people(messages, coder_a, coder_b, adjudicator):
    return [coder_a, coder_b, adjudicator]


def drawn(round):
    return list(round.units.order_by("position").values_list("message__external_id", flat=True))


def strata_of(round):
    return [
        (*stratum.values.values(), stratum.population, stratum.planned, stratum.achieved)
        for stratum in round.strata.order_by("position")
    ]


# --- the sample


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (MessageFilters(country="Southland"), 16),
        (MessageFilters(language="zh", country="Northland"), 20),
        (MessageFilters(posted_from=date(2026, 1, 1)), None),
        (MessageFilters(kind="original", posted_to=date(2030, 1, 1)), 60),
    ],
)
def test_a_round_takes_what_passes_its_filter(study, people, pi, now, filters, number):
    round = open_round(planned_round(study, people, filters=filters), by=pi, at=now)
    assert plan_of(Round.objects.get()).filters == filters, "as it was planned"
    listed = {message.external_id for message in Message.objects.all() if _passes(message, filters)}
    assert set(drawn(round)) == listed
    assert number is None or len(listed) == number


def _passes(message: Message, filters: MessageFilters) -> bool:
    day = message.posted_at.date()
    return (
        filters.country in ("", message.account.country)
        and filters.language in ("", message.language)
        and filters.kind in ("", message.kind)
        and (filters.posted_from or day) <= day <= (filters.posted_to or day)
    )


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        ("proportional", [("", 4, 2, 2), ("Northland", 40, 20, 20), ("Southland", 16, 8, 8)]),
        ("equal", [("", 4, 10, 4), ("Northland", 40, 10, 13), ("Southland", 16, 10, 13)]),
    ],
)
def test_strata_give_their_shares_and_are_kept(study, people, pi, now, split, expected):
    planned = planned_round(
        study, people, sample_size=30, strata_by=("country",), split=split, overlap_size=15
    )
    promised = outlook(study, plan_of(planned), at=now)
    assert [(*s.values, s.population, s.planned, s.achieved) for s in promised.strata] == expected
    round = open_round(planned, by=pi, at=now)
    assert strata_of(round) == expected
    for stratum in round.strata.all():
        members = stratum.units.select_related("message__account")
        assert {unit.message.account.country for unit in members} == {stratum.values["country"]}
        assert members.count() == stratum.achieved
        several = sum(unit.assignments.count() > 1 for unit in members)
        assert abs(several - stratum.achieved / 2) < 1, "the overlap is spread over the strata"
    assert (
        not Assignment.objects.exclude(stratum=None)
        .exclude(stratum__units__assignments__isnull=False)
        .exists()
    )
    assert Assignment.objects.filter(stratum=None).count() == 0


@pytest.mark.parametrize(
    "names", [("account",), ("account_kind", "platform"), ("kind", "year"), ("month",), ("column:topic",)]
)
def test_any_metadata_makes_strata(study, people, pi, now, names):
    round = open_round(planned_round(study, people, strata_by=names), by=pi, at=now)
    assert round.units.filter(stratum=None).count() == 0
    assert sum(stratum.achieved for stratum in round.strata.all()) == 60
    assert all(set(stratum.values) == set(names) for stratum in round.strata.all())
    if names == ("column:topic",):
        assert [s.values["column:topic"] for s in round.strata.order_by("position")] == [
            "",
            "networks",
            "trade",
        ]


@pytest.mark.parametrize(
    "answers",
    [
        {"sample_size": 20},
        {"sample_size": 20, "strata_by": ("country", "language"), "split": "equal"},
        {"order": "blocked", "block_by": "account", "overlap_size": 7},
    ],
)
def test_a_seed_deals_the_same_in_every_database(study, people, pi, now, answers):
    """The same messages under other ids, of a study in which everything came in another order."""
    other = create_study(title="Elsewhere", slug="elsewhere", by=pi, at=now)
    for person in people:
        study.memberships.filter(user=person).update(study=other)
    furnish(other, backwards=True)
    there = open_round(planned_round(other, people, **answers), by=pi, at=now)
    other.memberships.filter(user__in=people).update(study=study)
    here = open_round(planned_round(study, people, **answers), by=pi, at=now)

    def table(round):
        rows = round.assignments.order_by("coder__email", "position")
        return list(rows.values_list("coder__email", "position", "unit__message__external_id"))

    assert table(here) == table(there)
    assert strata_of(here) == strata_of(there)


def test_so_many_messages_are_coded_by_several(study, people, pi, now):
    planned = planned_round(study, people, overlap_size=9, coders_per_message=3)
    assert outlook(study, plan_of(planned), at=now).shared == 9
    round = open_round(planned, by=pi, at=now)
    assert sorted(unit.assignments.count() for unit in round.units.all()) == [1] * 51 + [3] * 9


def test_blocks_come_whole_for_each_coder_oldest_first(study, people, coder_a, coder_b, pi, now):
    round = open_round(planned_round(study, people, order="blocked", block_by="account"), by=pi, at=now)
    orders = set()
    for person in people:
        queue = round.assignments.filter(coder=person).order_by("position")
        met = list(queue.values_list("unit__message__account__handle", "unit__position"))
        handles = [handle for handle, _position in met]
        turns = [h for place, h in enumerate(handles) if place == 0 or handles[place - 1] != h]
        assert sorted(turns) == sorted(COUNTRIES)
        for handle in turns:
            positions = [position for h, position in met if h == handle]
            assert positions == sorted(positions)
        orders.add(tuple(turns))
    assert len(orders) > 1, "the blocks come in another order for each"


# --- what is wrong


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"filters": MessageFilters(language="xx")}, "filters", "No message passes this filter"),
        (
            {"filters": MessageFilters(country="Southland"), "sample_size": 17},
            "sample_size",
            "16 messages pass the filter",
        ),
        ({"strata_by": ("mood",)}, "strata_by", "cannot be told apart by this: mood"),
        ({"strata_by": ("column:mood",)}, "strata_by", "cannot be told apart by this: mood"),
        ({"strata_by": ("year", "year")}, "strata_by", "one or by two different"),
        ({"strata_by": ("year", "kind", "month")}, "strata_by", "one or by two different"),
        ({"split": "half"}, "split", "no such way"),
        ({"overlap_size": 61}, "overlap_size", "60 messages: 61 cannot be coded by several"),
        ({"sample_size": 10, "overlap_size": 11}, "overlap_size", "10 messages: 11 cannot"),
        ({"order": "backwards"}, "order", "no such order"),
        ({"order": "blocked"}, "block_by", "Say by what the blocks are made"),
        ({"order": "blocked", "block_by": "mood"}, "block_by", "cannot be told apart"),
        ({"masked": ("mood",)}, "masked", "cannot be hidden"),
        ({"takes_new": True, "sample_size": 5}, "takes_new", "a sample would not be one any more"),
        ({"kind": "production", "gold_percent": 90}, "gold_percent", "Between 0 and 50"),
        ({"kind": "production", "gold_alert_percent": 101}, "gold_alert_percent", "between 0 and 100"),
        ({"kind": "training", "pass_rule": {"mood": 50}}, "pass_rule", "no such variables: mood"),
        ({"kind": "training", "pass_rule": {"intent": 101}}, "pass_rule", "between 0 and 100"),
        ({"kind": "stability"}, "repeats", "which round"),
        ({"kind": "mood"}, "kind", "no such kind"),
    ],
)
def test_every_wrong_answer_has_its_sentence(study, people, answers, field, words):
    with pytest.raises(Invalid) as refused:
        planned_round(study, people, **answers)
    assert words in refused.value.fields[field][0]
    assert not Round.objects.exists()


def test_too_many_strata_are_refused(study, people, monkeypatch):
    monkeypatch.setattr("coding.queries.round_faults.MOST_STRATA", 5)
    with pytest.raises(Invalid, match="too many to say anything about each"):
        planned_round(study, people, strata_by=("account", "language"))


def test_rounds_of_other_studies_are_no_trainings_and_nothing_to_repeat(study, people, pi, now):
    other = planned_round(study, people, title="Earlier")
    with pytest.raises(Invalid, match="is a training round of this study"):
        planned_round(study, people, training=other)
    with pytest.raises(Invalid, match="was not opened yet"):
        planned_round(study, people, kind="stability", repeats=other)


def test_a_sample_that_shrank_since_it_was_planned_cannot_be_opened(study, people, pi, now):
    planned = planned_round(study, people, sample_size=16, filters=MessageFilters(country="Southland"))
    gone = Message.objects.filter(account__country="Southland").first()
    gone.removed_at, gone.text = now, ""
    gone.save()
    with pytest.raises(Conflict, match="15 messages pass the filter: a sample of 16"):
        open_round(planned, by=pi, at=now)
    assert not Round.objects.get().units.exists()


# --- answers that only some kinds have


def test_a_kind_keeps_only_its_own_answers(study, people):
    round = planned_round(
        study, people, kind="recode", sample_size=5, gold_percent=20, strata_by=("mood",), takes_new=True
    )
    plan = plan_of(round)
    assert (plan.sample_size, plan.gold_percent, plan.strata_by, plan.takes_new) == (None, 0, (), False)
    assert plan_of(planned_round(study, people, kind="pilot", gold_percent=20)).gold_percent == 0
    assert plan_of(planned_round(study, people, block_by="account")).block_by == ""


def know(messages, pi):
    for message in messages:
        set_known_answer(message, values={"intent": "warn"}, reasons={}, based_on=None, by=pi, at=NOW)


def test_a_training_deals_what_is_known_to_everybody(study, messages, people, pi, now):
    codebook = published_codebook(study)
    planned = planned_round(study, people, kind="training", codebook=codebook, pass_rule={"intent": 80})
    assert outlook(study, plan_of(planned), at=now).messages == 0
    with pytest.raises(Conflict, match="No message has a known answer yet"):
        open_round(planned, by=pi, at=now)
    know(messages[:5], pi)
    assert [units for _coder, units in outlook(study, plan_of(planned), at=now).coders] == [5, 5, 5]
    round = open_round(planned, by=pi, at=now)
    assert round.units.filter(known=None).count() == 0
    assert [round.assignments.filter(coder=person).count() for person in people] == [5, 5, 5]


def test_a_training_comes_in_blocks_too(study, messages, people, coder_a, pi, now):
    codebook = published_codebook(study)
    know(messages[36:46] + messages[55:], pi)
    planned = planned_round(
        study, people, kind="training", codebook=codebook, order="blocked", block_by="account"
    )
    queue = open_round(planned, by=pi, at=now).assignments.filter(coder=coder_a).order_by("position")
    met = list(queue.values_list("unit__message__account__handle", flat=True))
    assert len([one for place, one in enumerate(met) if place == 0 or met[place - 1] != one]) == 3


def test_hidden_gold_is_no_part_of_the_sample(study, messages, people, pi, now):
    codebook = published_codebook(study)
    know(messages[:10], pi)
    planned = planned_round(
        study, people, kind="production", codebook=codebook, gold_percent=20, coders_per_message=1
    )
    seen = outlook(study, plan_of(planned), at=now)
    assert seen.messages == 50
    assert "10 messages have known answers" in seen.told[0]
    round = open_round(planned, by=pi, at=now)
    known = {message.pk for message in messages[:10]}
    hidden = round.units.exclude(known=None)
    assert round.units.filter(known=None).count() == 50
    assert {unit.message_id for unit in hidden} <= known
    assert not round.units.filter(known=None, message__in=known).exists()
    assert round.assignments.filter(unit__known=None).count() == 50
    assert round.assignments.exclude(unit__known=None).exists()


def test_a_stability_round_deals_to_everybody_what_they_coded(study, messages, coder_a, coder_b, pi, now):
    first = open_round(
        planned_round(study, [coder_a, coder_b], sample_size=8, coders_per_message=1), by=pi, at=now
    )
    code(first, coder_a)
    planned = planned_round(
        study, [coder_a, coder_b], title="Again", kind="stability", repeats=first, rest_days=3
    )
    close_round(first, by=pi, at=now)
    with pytest.raises(Conflict, match="rested long enough"):
        open_round(planned, by=pi, at=now)
    later = now + timedelta(days=4)
    assert sorted(units for _coder, units in outlook(study, plan_of(planned), at=later).coders) == [0, 4]
    again = open_round(planned, by=pi, at=later)
    own = set(first.assignments.filter(coder=coder_a).values_list("unit__message", flat=True))
    assert set(again.assignments.filter(coder=coder_a).values_list("unit__message", flat=True)) == own
    assert not again.assignments.filter(coder=coder_b).exists()


# --- the page and its twin


@pytest.fixture
def answers(study, messages, coder_a, coder_b):
    return {
        "title": "Strata",
        "kind": "reliability",
        "codebook": published_codebook(study).number,
        "only-country": "Northland",
        "sample": "stratified",
        "strata_first": "language",
        "strata_second": "column:topic",
        "split": "equal",
        "sample_size": 12,
        "coders": [coder_a.pk, coder_b.pk],
        "coders_per_message": 2,
        "overlap_by": "size",
        "overlap_size": 6,
        "overlap_percent": 10,
        "order": "blocked",
        "block_by": "month",
        "masked": ["author", "date"],
        "seed": 11,
    }


def test_the_page_keeps_every_answer_and_shows_it_again(client_of, study, answers, pi, now):
    client = client_of(pi)
    assert client.post(reverse("round_create", args=[study.slug]), answers).status_code == 302
    plan = plan_of(Round.objects.get())
    assert (plan.kind, plan.filters, plan.strata_by, plan.split, plan.sample_size) == (
        "reliability", MessageFilters(country="Northland"), ("language", "column:topic"), "equal", 12,
    )  # fmt: skip
    assert (plan.overlap_size, plan.order, plan.block_by, plan.masked) == (
        6,
        "blocked",
        "month",
        ("author", "date"),
    )
    page = client.get(reverse("round_change", args=[study.slug, 1]))
    form = page.context["form"]
    again = {name: form[name].value() for name in answers if not name.startswith("only")}
    again |= {"only-country": form.only["country"].value(), "title": "Strata"}
    client.post(reverse("round_change", args=[study.slug, 1]), again)
    assert plan_of(Round.objects.get()) == plan
    open_round(Round.objects.get(), by=pi, at=now)
    told = client.get(reverse("round_detail", args=[study.slug, 1])).text
    for words in (
        "12, stratified by language and topic",
        "Northland",
        "6 messages by 2 coders each",
        "blocks by month",
        "author, date",
        "Achieved",
    ):
        assert words.lower() in told.lower()


def test_the_preview_shows_planned_against_achieved(client_of, study, answers, pi):
    page = client_of(pi).post(
        reverse("round_preview", args=[study.slug]), answers, headers={"HX-Request": "true"}
    )
    assert "achieved" in page.text and "networks" in page.text
    assert "not said" in page.text, "messages without a topic are a stratum too"
    assert 'id="outlook"' in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"strata_first": ""}, "Say by what the sample is stratified"),
        ({"overlap_size": ""}, "Say how much is coded by several"),
        ({"coders_per_message": ""}, "Say how many coders"),
        ({"only-posted_from": "soon"}, "Enter a valid date"),
        ({"only-country": "Southland", "sample_size": 17}, "16 messages pass the filter"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client_of, study, answers, pi, change, words):
    page = client_of(pi).post(reverse("round_create", args=[study.slug]), answers | change)
    assert page.status_code == 422
    assert words in page.text
    assert not Round.objects.exists()


def test_what_stands_in_the_fields_of_other_kinds_is_no_fault(client_of, study, messages, answers, pi):
    know(messages[:3], pi)
    sent = answers | {
        "kind": "training",
        "gold_percent": 900,
        "strata_first": "mood",
        "overlap_size": "",
        "pass-intent": 75,
    }
    assert client_of(pi).post(reverse("round_create", args=[study.slug]), sent).status_code == 302
    assert plan_of(Round.objects.get()).pass_rule == {"intent": 75}


def test_the_pass_rule_asks_for_the_variables_of_the_chosen_codebook(client_of, study, answers, pi):
    page = client_of(pi).get(reverse("round_create", args=[study.slug])).text
    assert 'name="pass-intent"' in page and 'name="pass-direct"' in page
    assert 'name="pass-remark"' not in page, "free words are not right or wrong"


def test_programs_plan_with_the_same_answers(api_of, study, answers, coder_a, coder_b, pi):
    plan = {
        "title": "Strata",
        "kind": "reliability",
        "codebook": answers["codebook"],
        "coders": [coder_a.pk, coder_b.pk],
        "filters": {"country": "Northland"},
        "strata_by": ["language", "column:topic"],
        "split": "equal",
        "sample_size": 12,
        "overlap_size": 6,
        "order": "blocked",
        "block_by": "month",
        "masked": ["date", "author"],
        "seed": 11,
    }
    told = api_of(pi).post(reverse("api:round_preview", args=[study.slug]), plan).json()
    assert (told["messages"], told["shared"]) == (12, 6)
    assert sum(stratum["achieved"] for stratum in told["strata"]) == 12
    assert told["strata"][0]["values"] == {"language": "en", "column:topic": ""}
    made = api_of(pi).post(reverse("api:round_list", args=[study.slug]), plan).json()
    assert made["plan"]["filters"] == {"country": "Northland"}
    assert (made["plan"]["masked"], made["plan"]["overlap_size"]) == (["author", "date"], 6)
    assert api_of(coder_a).get(reverse("api:round_detail", args=[study.slug, 1])).json()["plan"] is None
    for wrong, field in (
        ({"training": 9}, "training"),
        ({"strata_by": ["mood"]}, "strata_by"),
        ({"overlap_size": 13}, "overlap_size"),
    ):
        answer = api_of(pi).post(reverse("api:round_list", args=[study.slug]), plan | wrong)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


# --- two people at once


@pytest.mark.django_db(transaction=True)
def test_of_one_who_opens_and_one_who_changes_nobody_meets_half_a_plan(study, people, pi, now):
    round = planned_round(study, people, sample_size=10)
    codebook = round.codebook

    def press():
        if turns.pop() == "open":
            open_round(round, by=pi, at=NOW)
        else:
            change_round(
                round, title="Changed", kind="pilot", codebook=codebook, coders=people[:2], coders_per_message=1,
                overlap_percent=100, sample_size=20, order="random", seed=3, by=pi, at=NOW,
            )  # fmt: skip

    turns = ["open", "change"]
    raised = at_once(press, times=2)
    round.refresh_from_db()
    assert round.phase == "open"
    assert round.units.count() == round.sample_size
    assert round.assignments.count() == round.sample_size * round.coders_per_message
    assert all(isinstance(error, WrongPhase) for error in raised)
    assert len(raised) == (round.sample_size == 10)
