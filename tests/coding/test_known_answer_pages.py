"""Known answers: said, changed and retired by the PI, taken from rulings in one click, on pages and by programs."""

import pytest
from django.urls import reverse

from coding.models import KnownAnswer, Variable
from coding.queries.known_answers import known_answer_of, usable_answers
from coding.services.known_answers import retire_known_answer, set_known_answer, take_known_answer
from coding.services.rounds import start_adjudication
from coding.services.rulings import make_ruling
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import LogEntry
from tests.coding.stage import AGREED, NOW, add_messages, at_once, closed_in_dispute, published_codebook
from tests.coding.training_scene import REASONS, know

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(study):
    published_codebook(study)
    return add_messages(study, 4)


def verbs(study):
    found = LogEntry.objects.filter(study=study, verb__startswith="known answer").order_by("pk")
    return list(found.values_list("verb", flat=True))


# --- what is said


def test_a_changed_answer_is_a_new_one_and_the_old_one_stays(study, messages):
    first = know(messages[0])
    second = know(messages[0], {"intent": "attack"}, reasons={}, based_on=first.pk)
    first.refresh_from_db()
    assert (first.values["intent"], first.retired_at) == ("warn", NOW)
    assert known_answer_of(messages[0]) == second
    assert verbs(study) == ["known answer set", "known answer changed"]


def test_the_same_once_more_changes_nothing(study, messages):
    first = know(messages[0])
    assert know(messages[0]) == first == know(messages[0], based_on=first.pk)
    assert verbs(study) == ["known answer set"]


def test_nobody_overwrites_what_they_have_not_seen(messages):
    know(messages[0])
    with pytest.raises(Stale) as raised:
        know(messages[0], {"intent": "attack"})
    assert raised.value.extra["stored"]["values"]["intent"] == "warn"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_says_it_once(study, messages):
    assert at_once(lambda: know(messages[0]), times=2) == []
    assert KnownAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "of one variable at least"),
        ({"intent": "praise"}, "no category"),
        ({"mood": "warm"}, "no variable"),
        ({"concepts": ["security", 3]}, "list of category keys"),
    ],
)
def test_what_the_codebook_does_not_know_is_refused(messages, values, sentence):
    with pytest.raises(Invalid, match=sentence):
        know(messages[0], values)
    assert not KnownAnswer.objects.exists()


def test_a_part_of_the_variables_may_be_known_though_all_are_required(messages):
    assert know(messages[0], {"intent": "warn"}, reasons=REASONS).reasons == {"intent": REASONS["intent"]}


def test_reasons_have_an_end(messages):
    with pytest.raises(Invalid, match="at most 10000 characters"):
        know(messages[0], reasons={"intent": "x" * 10_001})
    with pytest.raises(Invalid, match="cannot be stored"):
        know(messages[0], reasons={"intent": "\x00"})


def test_there_has_to_be_a_codebook_and_a_text(study):
    (message,) = add_messages(study, 1)
    with pytest.raises(Conflict, match="publish one first"):
        know(message)
    published_codebook(study)
    know(message)
    message.removed_at, message.text, message.removed_reason = NOW, "", "asked for"
    message.save()
    with pytest.raises(Conflict, match="removed"):
        know(message, {"intent": "attack"})
    assert not usable_answers(study, study.codebook_versions.get()).exists()


def test_a_retired_answer_is_dealt_no_more(study, messages, pi):
    answer = know(messages[0])
    for _again in range(2):
        retire_known_answer(answer, by=pi, at=NOW)
    assert not usable_answers(study, study.codebook_versions.get()).exists()
    assert verbs(study) == ["known answer set", "known answer retired"]


# --- from rulings


@pytest.fixture
def ruled(study, messages, coder_a, coder_b, adjudicator):
    """Of message 0 the intent is in dispute; everything else is agreed."""
    round = closed_in_dispute(study, messages, coder_a, coder_b)
    round = start_adjudication(round, by=adjudicator, at=NOW)
    return round.units.select_related("message__study", "round__study", "round__codebook").get(
        message=messages[0]
    )


def rule(unit, by, value="attack"):
    intent = Variable.objects.get(version=unit.round.codebook, key="intent")
    make_ruling(unit, intent, value=value, reason="It says so.", base_revision=0, by=by, at=NOW)


def test_what_was_ruled_becomes_the_known_answer_with_its_reasons(ruled, adjudicator):
    rule(ruled, adjudicator)
    answer = take_known_answer(ruled, by=adjudicator, at=NOW)
    assert answer.values == {"intent": "attack", "concepts": AGREED["concepts"], "direct": True}
    assert answer.reasons == {"intent": "It says so."}
    assert take_known_answer(ruled, by=adjudicator, at=NOW) == answer


def test_what_nobody_ruled_on_stays_as_it_was_known(ruled, adjudicator):
    know(ruled.message, {"intent": "extol", "remark": "by hand"}, reasons={"intent": "I know."})
    answer = take_known_answer(ruled, by=adjudicator, at=NOW)
    assert (answer.values["intent"], answer.values["remark"]) == ("extol", "by hand")
    assert answer.values["concepts"] == AGREED["concepts"]
    assert answer.reasons["intent"] == "I know."


def test_one_click_on_the_ruling_page_and_one_call_take_it(study, ruled, adjudicator, client_of, api_of):
    rule(ruled, adjudicator)
    args = [study.slug, ruled.round.number, ruled.message_id]
    page = client_of(adjudicator).get(reverse("ruling_detail", args=args)).text
    assert reverse("known_answer_take", args=args) in page
    answer = client_of(adjudicator).post(reverse("known_answer_take", args=args), follow=True)
    assert "is now the known answer" in answer.text
    told = api_of(adjudicator).post(reverse("api:known_answer_take", args=args)).json()
    assert told["values"]["intent"] == "attack"
    assert KnownAnswer.objects.count() == 1


# --- pages and programs


def form(**more):
    return {"based_on": "", "v-intent": "warn", "r-intent": "It names a danger."} | more


def test_an_answer_is_said_on_its_page_and_found_in_the_list(study, messages, pi, client_of):
    client, address = client_of(pi), reverse("known_answer_change", args=[study.slug, messages[0].pk])
    assert (
        reverse("known_answer_change", args=[study.slug, messages[0].pk])
        in client.get(reverse("message_detail", args=[study.slug, messages[0].pk])).text
    )
    assert client.post(address, form()).status_code == 302
    (answer,) = KnownAnswer.objects.all()
    assert (answer.values, answer.reasons) == ({"intent": "warn"}, {"intent": "It names a danger."})
    page = client.get(address).text
    assert 'value="warn" checked' in page
    assert "It names a danger." in page
    found = client.get(reverse("known_answer_list", args=[study.slug]), {"q": "message 0"}).text
    assert address in found
    assert (
        "Nothing found" in client.get(reverse("known_answer_list", args=[study.slug]), {"q": "no such"}).text
    )


def test_what_is_wrong_comes_back_with_what_was_sent(study, messages, pi, client_of):
    client, address = client_of(pi), reverse("known_answer_change", args=[study.slug, messages[0].pk])
    answer = client.post(address, form(**{"v-intent": "", "r-intent": "Why not"}))
    assert answer.status_code == 422
    assert "one variable at least" in answer.text
    know(messages[0])
    answer = client.post(address, form(**{"v-intent": "attack"}))
    assert answer.status_code == 409
    assert "Above is what is known now" in answer.text
    assert 'value="attack" checked' in answer.text


def test_an_answer_is_retired_on_its_page(study, messages, pi, client_of):
    know(messages[0])
    client_of(pi).post(reverse("known_answer_retire", args=[study.slug, messages[0].pk]))
    assert known_answer_of(messages[0]) is None
    page = client_of(pi).get(reverse("known_answer_change", args=[study.slug, messages[0].pk])).text
    assert "1 earlier answer" in page


def test_programs_say_change_and_retire(study, messages, pi, coder_a, api_of):
    api, address = api_of(pi), reverse("api:known_answer_change", args=[study.slug, messages[0].pk])
    told = api.put(
        address, {"values": {"intent": "warn"}, "reasons": {"intent": "So."}}, format="json"
    ).json()
    assert api.get(address).json() == told
    assert api.put(address, {"values": {"intent": "attack"}}, format="json").status_code == 409
    changed = api.put(address, {"values": {"intent": "attack"}, "based_on": told["id"]}, format="json").json()
    assert changed["values"] == {"intent": "attack"}
    listed = api.get(reverse("api:known_answer_list", args=[study.slug])).json()["results"]
    assert [one["id"] for one in listed] == [changed["id"]]
    assert api.delete(address).json()["retired_at"]
    assert api.get(address).status_code == 404
    assert api_of(coder_a).get(address).status_code == 403


def test_the_text_of_html_is_shown_as_it_was_typed(study, messages, pi, client_of):
    know(messages[0], {"intent": "warn"}, reasons={"intent": "<b>bold</b>"})
    page = client_of(pi).get(reverse("known_answer_change", args=[study.slug, messages[0].pk])).text
    assert "&lt;b&gt;bold" in page


def test_set_known_answer_is_of_the_study_of_its_message(messages, pi):
    answer = set_known_answer(
        messages[0], values={"intent": "warn"}, reasons={}, based_on=None, by=pi, at=NOW
    )
    assert answer.study == messages[0].study
