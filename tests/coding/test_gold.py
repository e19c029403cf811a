"""Messages with known answers among the others: nobody who codes can tell them, nothing rests on them, and the PI sees how well
they are coded.
"""

import re
from itertools import groupby
from uuid import uuid4

import pytest
from django.urls import reverse

from agreement.services import compute_reliability, request_reliability
from coding.models import Disagreement, Ruling
from coding.queries.gold import alerts_in, gold_accuracy
from coding.services.desk import submit_coding
from coding.services.rounds import close_round, create_round, open_round, start_adjudication
from tests.coding.stage import AGREED, NOW, add_messages, published_codebook
from tests.coding.training_scene import know
from tests.design.pages import walk
from tests.house.access_table import PROGRAMS
from tests.house.visiting import all_addresses

pytestmark = pytest.mark.django_db

GIVES_AWAY = re.compile(r"gold|known.?answer|hidden message", re.IGNORECASE)


@pytest.fixture
def messages(study):
    published_codebook(study)
    return add_messages(study, 40)


@pytest.fixture
def known(messages):
    """Every fourth message has a known answer."""
    return [know(message) for message in messages[::4]]


def production(study, coders, **answers):
    return create_round(
        study,
        **{
            "title": "Production",
            "kind": "production",
            "codebook": study.codebook_versions.get(),
            "coders": coders,
            "coders_per_message": 2,
            "overlap_percent": 100,
            "sample_size": 20,
            "order": "random",
            "gold_percent": 20,
            "seed": 7,
            "by": study.created_by,
            "at": NOW,
        }
        | answers,
    )


def opened(study, coders, **answers):
    return open_round(production(study, coders, **answers), by=study.created_by, at=NOW)


def queue_of(round, coder):
    mine = round.assignments.filter(coder=coder).order_by("position")
    return list(mine.select_related("unit__message", "unit__known", "round__study", "round__codebook"))


def code_all(round, coder, values, *, gold=None):
    """Everything as `values`, the hidden messages as `gold`."""
    for assignment in queue_of(round, coder):
        submit_coding(
            assignment,
            values=gold if gold and assignment.unit.known else values,
            base_revision=0,
            key=uuid4(),
            by=coder,
            at=NOW,
        )


def test_each_queue_gets_its_share_of_messages_that_are_not_in_the_sample(study, known, coder_a, coder_b):
    round = opened(study, [coder_a, coder_b])
    for coder in (coder_a, coder_b):
        queue = queue_of(round, coder)
        hidden = [one for one in queue if one.unit.known]
        assert (len(queue), len(hidden)) == (25, 5)  # 20 per cent of 25
        assert [one.position for one in queue] == list(range(1, 26))
    sample = set(round.units.filter(known=None).values_list("message", flat=True))
    assert len(sample) == 20
    assert sample.isdisjoint(answer.message_id for answer in known)


def test_the_same_seed_hides_the_same_messages_at_the_same_places(study, known, coder_a, coder_b):
    dealt = [
        [(one.unit.message_id, one.unit.known_id) for one in queue_of(round, coder)]
        for coder in (coder_a, coder_b)
        for round in [opened(study, [coder], coders_per_message=1)]
    ]
    assert dealt[0] == dealt[1]
    assert sum(known_id is not None for _message, known_id in dealt[0]) == 5


def test_nobody_meets_a_hidden_message_whose_answer_they_were_told(study, known, coder_a, coder_b):
    plan = {"codebook": study.codebook_versions.get(), "seed": 1, "by": study.created_by, "at": NOW}
    training = create_round(study, title="Training", kind="training", coders=[coder_a], **plan)
    open_round(training, by=study.created_by, at=NOW)
    round = opened(study, [coder_a, coder_b])
    assert not any(one.unit.known for one in queue_of(round, coder_a))
    assert any(one.unit.known for one in queue_of(round, coder_b))


def test_a_retired_answer_is_hidden_no_more_and_a_new_one_does_not_change_what_was_dealt(
    study, known, coder_a
):
    round = opened(study, [coder_a], coders_per_message=1)
    (hidden, *_more) = [one for one in queue_of(round, coder_a) if one.unit.known]
    know(
        hidden.unit.message,
        {"intent": "attack"},
        reasons={},
        based_on=hidden.unit.known_id,
    )
    code_all(round, coder_a, AGREED)
    assert gold_accuracy(round).coders[0].scores["intent"].right == 5


@pytest.mark.parametrize("order", [{"order": "chronological"}, {"order": "blocked", "block_by": "month"}])
def test_in_an_ordered_round_hidden_messages_stand_where_their_time_puts_them(study, coder_a, order):
    published_codebook(study)
    for message in add_messages(study, 1500)[::150]:  # an hour apart: more than two months
        know(message)
    queue = queue_of(opened(study, [coder_a], coders_per_message=1, **order), coder_a)
    assert sum(bool(one.unit.known) for one in queue) == 5
    times = [one.unit.message.posted_at for one in queue]
    if order["order"] == "chronological":
        assert times == sorted(times)
        return
    blocks = [list(block) for _month, block in groupby(times, key=lambda time: time.month)]
    assert len(blocks) == len({time.month for time in times}) > 1
    assert all(block == sorted(block) for block in blocks)


def _shape(value):
    """What of a JSON value is not its content."""
    if isinstance(value, dict):
        return {key: _shape(part) for key, part in value.items()}
    return [_shape(part) for part in value] if isinstance(value, list) else type(value)


def test_a_hidden_message_looks_like_any_other_to_programs(study, known, coder_a, coder_b, api_of):
    round = opened(study, [coder_a, coder_b])
    api, base = api_of(coder_a), f"/api/v1/studies/{study.slug}/rounds/{round.number}/"
    hidden = {one.position: bool(one.unit.known) for one in queue_of(round, coder_a)}
    rows = api.get(base + "units/?limit=100").json()["results"]
    assert len(rows) == 25
    assert len({str(_shape(row)) for row in rows}) == 1
    details = {position: api.get(f"{base}units/{position}/").json() for position in hidden}
    assert len({str(_shape(detail)) for detail in details.values()}) == 1
    body = {"values": AGREED, "base_revision": 0}
    answers = [
        api.post(f"{base}units/{position}/codings/", body | {"key": str(uuid4())}, format="json").json()
        for position in hidden
    ]
    assert len({str(_shape(answer)) for answer in answers}) == 1
    assert {answer["feedback"] for answer in answers} == {None}
    assert {api.get(f"{base}units/{position}/feedback/").status_code for position in hidden} == {404}


def test_no_number_tells_a_coder_how_much_is_hidden(study, known, coder_a, coder_b, api_of):
    round = opened(study, [coder_a, coder_b])
    api = api_of(coder_a)
    told = api.get(f"/api/v1/studies/{study.slug}/rounds/{round.number}/").json()
    assert (told["messages"], told["own_planned"], told["sample_size"], told["plan"]) == (25, 25, None, None)
    (listed,) = api.get(f"/api/v1/studies/{study.slug}/rounds/").json()["results"]
    assert (listed["messages"], listed["own_planned"], listed["sample_size"]) == (25, 25, None)


def test_no_page_and_no_answer_says_to_a_coder_that_messages_are_hidden(
    study, known, coder_a, coder_b, client_of, api_of
):
    round = opened(study, [coder_a, coder_b])
    code_all(round, coder_a, AGREED)
    client, api = client_of(coder_a), api_of(coder_a)
    pages = {path.path for path in walk(client, f"/studies/{study.slug}/rounds/")}
    pages |= {reverse("desk_message", args=[study.slug, round.number, n]) for n in range(1, 26)}
    assert len(pages) > 30
    for path in pages:
        found = client.get(path, follow=True)
        if found["Content-Type"].startswith("text/"):
            assert not GIVES_AWAY.search(found.text), path
    for name in PROGRAMS:
        pattern = all_addresses().get(f"api:{name}", "")
        if name in ("schema", "docs") or "GET" not in PROGRAMS[name] or "number" not in str(pattern):
            continue
        kwargs = {"slug": study.slug, "number": round.number}
        if "position" in str(pattern):
            kwargs["position"] = 1
        try:
            path = reverse(f"api:{name}", kwargs=kwargs)
        except Exception:  # noqa: BLE001, S112 - addresses that need more are of other things
            continue
        found = api.get(path)
        if found.status_code == 200 and found["Content-Type"] == "application/json":
            assert not GIVES_AWAY.search(found.text), path


def test_the_pi_sees_how_well_hidden_messages_are_coded_while_the_round_is_open(
    study, known, coder_a, coder_b, pi, client_of, api_of
):
    round = opened(study, [coder_a, coder_b])
    code_all(round, coder_a, AGREED, gold=AGREED | {"intent": "attack"})
    code_all(round, coder_b, AGREED)
    accuracy = gold_accuracy(round)
    scored = {one.coder.coder: one.scores for one in accuracy.coders}
    assert (scored[coder_a]["intent"].right, scored[coder_a]["intent"].of) == (0, 5)
    assert (scored[coder_b]["intent"].right, scored[coder_a]["concepts"].right) == (5, 5)
    assert [(alert.coder.coder, alert.variable.key) for alert in accuracy.alerts] == [(coder_a, "intent")]
    assert alerts_in([round]) == {round.pk: 1}
    page = client_of(pi).get(reverse("gold_detail", args=[study.slug, round.number])).text
    assert "coder_a, Intent: 0 of 5 (0 %)" in page
    told = api_of(pi).get(reverse("api:gold_detail", args=[study.slug, round.number])).json()
    assert told["alerts"][0]["result"] == {"right": 0, "of": 5, "percent": 0}
    assert "1 alert" in client_of(pi).get(reverse("round_list", args=[study.slug])).text
    assert (
        "hidden messages" in client_of(pi).get(reverse("round_detail", args=[study.slug, round.number])).text
    )


def test_few_messages_alarm_nobody(study, known, coder_a):
    round = opened(study, [coder_a], coders_per_message=1, gold_percent=10)
    code_all(round, coder_a, AGREED, gold=AGREED | {"intent": "attack"})
    assert gold_accuracy(round).coders[0].scores["intent"].of < 5
    assert gold_accuracy(round).alerts == ()


@pytest.mark.parametrize("person", ["adjudicator", "observer", "coder_a"])
def test_hidden_messages_are_for_the_pi_alone(person, request, study, known, coder_a, client_of):
    who = request.getfixturevalue(person)
    round = opened(study, [coder_a], coders_per_message=1)
    client = client_of(who)
    assert client.get(reverse("gold_detail", args=[study.slug, round.number])).status_code == 403
    assert client.get(reverse("known_answer_list", args=[study.slug])).status_code == 403
    assert "/gold/" not in client.get(reverse("round_detail", args=[study.slug, round.number])).text


def test_nothing_is_concluded_from_hidden_messages(study, known, coder_a, coder_b, pi):
    round = opened(study, [coder_a, coder_b])
    code_all(round, coder_a, AGREED, gold=AGREED | {"intent": "attack"})
    code_all(round, coder_b, AGREED)
    round = close_round(round, by=pi, at=NOW)
    run = compute_reliability(request_reliability(round, by=pi, at=NOW), lambda *_: None, at=NOW)
    assert run is not None
    start_adjudication(round, by=pi, at=NOW)
    assert not Disagreement.objects.filter(round=round).exists()
    assert Ruling.objects.filter(unit__round=round).exists()
    assert not Ruling.objects.filter(unit__known__isnull=False).exists()


def test_a_coder_reads_their_own_accuracy_once_the_round_is_closed(
    study, known, coder_a, coder_b, pi, client_of, api_of
):
    round = opened(study, [coder_a, coder_b])
    code_all(round, coder_a, AGREED, gold=AGREED | {"intent": "attack"})
    code_all(round, coder_b, AGREED)
    own, told = reverse("own_progress", args=[study.slug]), reverse("api:own_progress", args=[study.slug])
    assert "right" not in client_of(coder_a).get(own).text.partition("<tbody>")[2]
    assert api_of(coder_a).get(told).json()[0]["accuracy"] == {}
    close_round(round, by=pi, at=NOW)
    assert "Intent: 0 of 5 right" in client_of(coder_a).get(own).text
    assert "Intent: 5 of 5 right" in client_of(coder_b).get(own).text
    assert api_of(coder_a).get(told).json()[0]["accuracy"]["concepts"] == {
        "right": 5,
        "of": 5,
        "percent": 100,
    }
