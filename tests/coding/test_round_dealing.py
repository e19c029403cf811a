"""Dealing in an open round: a coder in, a coder out, new messages; through services and both doors."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coding.models import Assignment, Draft, Round
from coding.queries.round_progress import progress_of
from coding.queries.round_redealing import dealing_in, dealing_out, leavers_of
from coding.services.desk import save_draft
from coding.services.round_news import take_new_messages, take_new_messages_everywhere
from coding.services.round_redealing import deal_in, deal_out
from coding.services.rounds import close_round, open_round
from corpus.models import Account, Message
from corpus.queries import MessageFilters
from cyberdip.lib.problems import Conflict, Invalid, NotFound, WrongPhase
from studies.models import LogEntry, Membership, User
from studies.roles import Role
from studies.services.members import remove_member
from tests.coding.stage import NOW, add_messages, at_once, code, planned_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(study):
    return add_messages(study, 24)


@pytest.fixture
def opened(study, messages, coder_a, coder_b, adjudicator, pi, now):
    return open_round(planned_round(study, [coder_a, coder_b, adjudicator]), by=pi, at=now)


@pytest.fixture
def newcomer(study, now):
    person = User.objects.create_user("newcomer@example.org", name="newcomer")
    Membership.objects.create(
        study=study, user=person, role=Role.CODER, added_by=study.created_by, added_at=now
    )
    return person


def left(round):
    return {coder.coder: coder.left for coder in progress_of(round).coders}


def queue(round, coder):
    return list(round.assignments.filter(coder=coder).order_by("position").values_list("unit", flat=True))


def coders_each(round):
    return [unit.assignments.values("coder").distinct().count() for unit in round.units.all()]


def code_some(round, coder, number):
    for assignment in round.assignments.filter(coder=coder, revision=0).order_by("position")[:number]:
        code(round, coder, message=assignment.unit.message)


# --- in


def test_a_newcomer_gets_an_even_share_of_what_is_left(opened, coder_a, newcomer, pi, now):
    code_some(opened, coder_a, 8)
    before = left(opened)
    promised = dealing_in(opened, newcomer)
    dealt = deal_in(opened, newcomer, by=pi, at=now)
    assert dealt == promised
    after = left(opened)
    assert sum(after.values()) == sum(before.values())
    assert {row.coder: row.after for row in dealt.rows} == after
    assert {row.coder: row.before for row in dealt.rows} == before | {newcomer: 0}
    assert max(after.values()) - after[newcomer] <= 1
    assert after[coder_a] == before[coder_a], "who has least left gives nothing"
    assert coders_each(opened) == [2] * 24
    assert opened.coders.get(coder=newcomer).letter == "D"
    assert queue(opened, newcomer) and len(set(queue(opened, newcomer))) == dealt.moved
    entry = LogEntry.objects.get(verb="coder dealt in")
    assert entry.detail == {"round": 1, "moved": dealt.moved, "unplaced": 0}


def test_what_is_coded_or_begun_is_not_taken_from_anybody(opened, coder_a, coder_b, newcomer, pi, now):
    code_some(opened, coder_a, 5)
    begun = opened.assignments.filter(coder=coder_b)[:4]
    for assignment in begun:
        save_draft(assignment, values={"intent": "warn"}, base_revision=0, by=coder_b, at=now)
    kept = {one.pk for one in begun} | set(
        opened.assignments.filter(revision__gt=0).values_list("pk", flat=True)
    )
    deal_in(opened, newcomer, by=pi, at=now)
    assert set(opened.assignments.filter(pk__in=kept).values_list("pk", flat=True)) == kept
    withdrawn = Assignment.with_withdrawn.filter(round=opened).exclude(withdrawn_at=None)
    assert withdrawn.exists()
    assert set(withdrawn.values_list("revision", flat=True)) == {0}
    assert not Draft.objects.filter(assignment__in=withdrawn).exists()


def test_dealing_in_twice_is_dealing_in_once(opened, newcomer, pi, now):
    deal_in(opened, newcomer, by=pi, at=now)
    before = queue(opened, newcomer)
    assert deal_in(opened, newcomer, by=pi, at=now).moved == 0
    assert queue(opened, newcomer) == before
    assert LogEntry.objects.filter(verb="coder dealt in").count() == 1


def test_only_members_who_code_are_dealt_in(opened, observer, outsider, pi, now):
    for person in (observer, outsider):
        with pytest.raises(Invalid, match="may not code in this study"):
            deal_in(opened, person, by=pi, at=now)


def test_the_newcomer_can_begin_at_once(opened, newcomer, pi, now):
    deal_in(opened, newcomer, by=pi, at=now)
    code(opened, newcomer)
    assert left(opened)[newcomer] == 0


# --- out


def test_what_a_leaver_has_not_coded_goes_to_the_others(opened, coder_a, coder_b, adjudicator, pi, now):
    code_some(opened, coder_a, 6)
    before = left(opened)
    promised = dealing_out(opened, coder_a)
    dealt = deal_out(opened, coder_a, by=pi, at=now)
    assert dealt == promised
    after = left(opened)
    assert after[coder_a] == 0
    assert dealt.moved == before[coder_a] and not dealt.unplaced
    assert abs(after[coder_b] - after[adjudicator]) <= 1
    assert coders_each(opened) == [2] * 24
    assert opened.assignments.filter(coder=coder_a, revision=1).count() == 6, "what was coded stays"
    assert opened.coders.get(coder=coder_a).left_at == now


def test_what_everybody_has_already_goes_to_nobody_and_is_told(study, messages, coder_a, coder_b, pi, now):
    round = open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)
    dealt = deal_out(round, coder_a, by=pi, at=now)
    assert (dealt.moved, dealt.unplaced) == (0, 24)
    assert left(round) == {coder_a: 0, coder_b: 24}


def test_drafts_of_a_leaver_are_kept_with_what_was_taken_back(opened, coder_a, pi, now):
    begun = opened.assignments.filter(coder=coder_a).first()
    save_draft(begun, values={"intent": "warn"}, base_revision=0, by=coder_a, at=now)
    deal_out(opened, coder_a, by=pi, at=now)
    draft = Draft.objects.get()
    assert draft.assignment.withdrawn_at == now
    with pytest.raises(NotFound):
        save_draft(begun, values={"intent": "warn"}, base_revision=0, by=coder_a, at=now)


def test_a_leaver_can_come_back_under_the_same_letter(opened, coder_a, pi, now):
    letter = opened.coders.get(coder=coder_a).letter
    had = set(queue(opened, coder_a))
    deal_out(opened, coder_a, by=pi, at=now)
    deal_in(opened, coder_a, by=pi, at=now)
    assert opened.coders.get(coder=coder_a).letter == letter
    assert not had & set(queue(opened, coder_a)), "never what the coder had before"


def test_dealing_out_twice_is_dealing_out_once_and_strangers_are_none(opened, coder_a, observer, pi, now):
    deal_out(opened, coder_a, by=pi, at=now)
    assert deal_out(opened, coder_a, by=pi, at=now).moved == 0
    assert LogEntry.objects.filter(verb="coder dealt out").count() == 1
    with pytest.raises(NotFound, match="is no coder of this round"):
        deal_out(opened, observer, by=pi, at=now)


def test_dealing_is_work_of_an_open_round_that_is_shared_out(study, opened, coder_a, newcomer, pi, now):
    closed = close_round(opened, by=pi, at=now)
    for deed, person in ((deal_in, newcomer), (deal_out, coder_a)):
        with pytest.raises(WrongPhase):
            deed(closed, person, by=pi, at=now)
    Round.objects.filter(pk=opened.pk).update(phase="open", kind="stability")
    with pytest.raises(Conflict, match="everybody has a queue of their own"):
        deal_in(opened, newcomer, by=pi, at=now)


def test_the_page_of_a_round_says_that_a_coder_has_left(client_of, study, opened, coder_a, pi, now):
    address = reverse("round_detail", args=[study.slug, opened.number])
    assert "may not code in this study any more" not in client_of(pi).get(address).text
    remove_member(study, study.memberships.get(user=coder_a).pk, by=pi, at=now)
    assert [leaver.coder for leaver in leavers_of(opened)] == [coder_a]
    page = client_of(pi).get(address).text
    assert "may not code in this study any more" in page
    assert f"{reverse('round_deal_out', args=[study.slug, 1])}?coder={coder_a.pk}" in page
    deal_out(opened, coder_a, by=pi, at=now)
    assert "may not code in this study any more" not in client_of(pi).get(address).text


@pytest.mark.parametrize("order", ["random", "chronological", "blocked"])
def test_what_is_taken_over_stands_behind_what_was_there(
    study, messages, coder_a, coder_b, newcomer, pi, now, order
):
    Account.objects.filter(study=study).update(country="A")
    round = open_round(
        planned_round(study, [coder_a, coder_b, newcomer], order=order, block_by="account", coders_per_message=1),
        by=pi, at=now,
    )  # fmt: skip
    before = queue(round, coder_b)
    deal_out(round, coder_a, by=pi, at=now)
    assert queue(round, coder_b)[: len(before)] == before
    added = queue(round, coder_b)[len(before) :]
    positions = dict(round.units.values_list("pk", "position"))
    assert added and (
        order == "random" or [positions[u] for u in added] == sorted(positions[u] for u in added)
    )


@pytest.mark.django_db(transaction=True)
def test_a_coding_and_a_dealing_in_the_same_moment_lose_nothing(
    opened, coder_a, coder_b, adjudicator, newcomer, pi
):
    mine = list(opened.assignments.filter(coder=coder_a).select_related("unit__message"))

    def press():
        try:
            turn = turns.pop()
        except IndexError:
            return
        if turn == "deal":
            deal_in(opened, newcomer, by=pi, at=NOW)
        else:
            code(opened, coder_a, message=turn.unit.message)

    turns = [*mine[:5], "deal"]
    at_once(press, times=6)
    coded = opened.assignments.filter(coder=coder_a, revision=1)
    assert coders_each(opened) == [2] * 24
    assert (
        not Assignment.with_withdrawn.filter(round=opened, revision__gt=0).exclude(withdrawn_at=None).exists()
    )
    assert coded.count() + opened.assignments.filter(coder=newcomer).count() > 0


# --- new messages


def bring(study, number, **fields):
    newest = Message.objects.filter(study=study).latest("posted_at")
    return Message.objects.bulk_create(
        Message(
            study=study,
            account=newest.account,
            external_id=f"{9_000_000 + Message.objects.count() + place}",
            posted_at=newest.posted_at + timedelta(hours=place + 1),
            text=f"New message {place}",
            imported_by=newest.imported_by,
            **{"language": "en"} | fields,
        )
        for place in range(number)
    )


@pytest.fixture
def growing(study, messages, coder_a, coder_b, adjudicator, pi, now):
    round = planned_round(
        study,
        [coder_a, coder_b, adjudicator],
        takes_new=True,
        filters=MessageFilters(language="en"),
        strata_by=("language",),
        overlap_percent=50,
    )
    return open_round(round, by=pi, at=now)


def test_new_messages_that_pass_the_filter_go_to_the_coders(study, growing, pi, now):
    new = bring(study, 5)
    bring(study, 3, language="zh")
    before = left(growing)
    assert take_new_messages_everywhere(at=now) == 5
    assert growing.units.count() == 29
    assert [unit.message for unit in growing.units.order_by("position")][24:] == new
    assert sorted(coders_each(growing)).count(2) == 15, "half of 29, rounded up"
    after = left(growing)
    assert max(after.values()) - min(after.values()) <= 1
    assert sum(after.values()) - sum(before.values()) == 5 + 3
    stratum = growing.strata.get()
    assert (stratum.population, stratum.planned, stratum.achieved) == (29, 29, 29)
    assert growing.assignments.filter(stratum=stratum).count() == growing.assignments.count()
    entry = LogEntry.objects.get(verb="new messages dealt")
    assert (entry.by, entry.detail["messages"]) == (None, 5)


def test_new_messages_are_dealt_once(study, growing, pi, now):
    bring(study, 2)
    assert take_new_messages(growing, by=pi, at=now) == 2
    assert take_new_messages(growing, by=pi, at=now) == 0
    assert take_new_messages_everywhere(at=now) == 0


@pytest.mark.django_db(transaction=True)
def test_the_task_and_the_button_in_the_same_moment_deal_once(study, growing, pi):
    bring(study, 6)
    assert at_once(lambda: take_new_messages(growing, by=pi, at=NOW), times=3) == []
    assert growing.units.count() == 30
    assert LogEntry.objects.filter(verb="new messages dealt").count() == 1


def test_a_round_that_takes_none_or_is_closed_gets_none(study, opened, growing, pi, now):
    bring(study, 2)
    assert take_new_messages(opened, by=pi, at=now) == 0
    close_round(growing, by=pi, at=now)
    assert take_new_messages_everywhere(at=now) == 0


def test_who_is_out_gets_no_new_messages(study, growing, coder_a, pi, now):
    deal_out(growing, coder_a, by=pi, at=now)
    bring(study, 4)
    take_new_messages(growing, by=pi, at=now)
    assert left(growing)[coder_a] == 0


def test_a_new_stratum_is_added(study, messages, coder_a, coder_b, pi, now):
    round = planned_round(study, [coder_a, coder_b], takes_new=True, strata_by=("language",))
    round = open_round(round, by=pi, at=now)
    bring(study, 2, language="zh")
    take_new_messages(round, by=pi, at=now)
    assert [(s.position, s.values, s.achieved) for s in round.strata.order_by("position")] == [
        (1, {"language": "en"}, 24),
        (2, {"language": "zh"}, 2),
    ]


# --- both doors


def test_each_deed_is_shown_before_it_is_done(client_of, api_of, study, growing, newcomer, coder_a, pi):
    bring(study, 2)

    def at(name):
        return reverse(name, args=[study.slug, growing.number])

    page = client_of(pi).get(at("round_deal_in"), {"coder": newcomer.pk}).text
    assert "messages get another coder" in page and "+" in page
    told = api_of(pi).get(at("api:round_deal_in"), {"coder": newcomer.pk}).json()
    assert [person["name"] for person in told["people"]] == ["newcomer", "pi"]
    moved = told["preview"]["moved"]
    assert f"{moved} messages get another coder" in page
    assert not growing.assignments.filter(coder=newcomer).exists(), "looking changes nothing"

    answer = api_of(pi).post(at("api:round_deal_in"), {"coder": newcomer.pk})
    assert (answer.status_code, answer.json()["moved"]) == (200, moved)
    assert "2 new messages wait to be dealt" in client_of(pi).get(at("round_detail")).text
    assert "2 messages came" in client_of(pi).get(at("round_take_new")).text
    assert api_of(pi).get(at("api:round_take_new")).json()["messages"] == 2
    client_of(pi).post(at("round_take_new"))
    assert growing.units.count() == 26
    answer = client_of(pi).post(at("round_deal_out"), {"coder": coder_a.pk}, follow=True)
    assert "have another coder now" in answer.text
    assert growing.coders.get(coder=coder_a).left_at is not None


def test_nobody_else_can_be_chosen(client_of, api_of, study, opened, observer, pi):
    for name in ("round_deal_in", "round_deal_out"):
        page = client_of(pi).get(reverse(name, args=[study.slug, 1]), {"coder": observer.pk})
        assert page.status_code == 422
        for given in (observer.pk, 10**30):
            answer = api_of(pi).get(reverse(f"api:{name}", args=[study.slug, 1]), {"coder": given})
            assert answer.status_code == 422
