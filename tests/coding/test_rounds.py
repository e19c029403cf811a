"""Rounds through both doors: pages for people, the same for programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.models import Assignment, Round
from coding.services.rounds import close_round, open_round
from studies.models import Job, LogEntry
from tests.coding.stage import NOW, add_messages, code, planned_round, published_codebook

pytestmark = pytest.mark.django_db


def at(name, study, *args):
    return reverse(name, args=[study.slug, *args])


@pytest.fixture
def messages(study):
    return add_messages(study, 10)


@pytest.fixture
def codebook(study):
    return published_codebook(study)


@pytest.fixture
def answers(messages, codebook, coder_a, coder_b):
    """A plan as the form sends it."""
    return {
        "title": "First pilot",
        "kind": "pilot",
        "codebook": codebook.number,
        "sample": "all",
        "sample_size": "",
        "coders": [coder_a.pk, coder_b.pk],
        "coders_per_message": 2,
        "overlap_percent": 40,
        "order": "random",
        "seed": 11,
    }


@pytest.fixture
def opened(study, messages, coder_a, coder_b, pi, now):
    return open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)


# --- the list


def test_an_empty_list_says_what_comes_first(client_of, study, pi, coder_a):
    assert "A codebook comes first" in client_of(pi).get(at("round_list", study)).text
    published_codebook(study)
    assert at("round_create", study) in client_of(pi).get(at("round_list", study)).text
    assert at("round_create", study) not in client_of(coder_a).get(at("round_list", study)).text


def test_the_list_shows_everybodys_progress_to_those_who_steer_and_ones_own_to_coders(
    client_of, study, opened, pi, coder_a
):
    code(opened, coder_a)
    steering = client_of(pi).get(at("round_list", study)).text
    assert "10 of 20" in steering
    own = client_of(coder_a).get(at("round_list", study)).text
    assert "10 of 10 coded" in own
    assert "10 of 20" not in own
    assert at("desk", study, opened.number) in own


def test_the_list_of_programs_is_the_same(api_of, study, opened, pi, coder_a, outsider):
    code(opened, coder_a)
    for_pi = api_of(pi).get(at("api:round_list", study)).json()["results"][0]
    assert (for_pi["planned"], for_pi["done"], for_pi["own_planned"], for_pi["messages"]) == (20, 10, 0, 10)
    for_coder = api_of(coder_a).get(at("api:round_list", study)).json()["results"][0]
    assert (for_coder["planned"], for_coder["done"], for_coder["own_planned"], for_coder["own_done"]) == (
        None,
        None,
        10,
        10,
    )
    assert api_of(outsider).get(at("api:round_list", study)).status_code == 404


# --- planning


def test_a_plan_is_saved_as_it_was_answered(client_of, study, answers, pi):
    answer = client_of(pi).post(at("round_create", study), answers)
    round = Round.objects.get()
    assert answer.url == at("round_detail", study, round.number)
    assert (round.title, round.sample_size, round.overlap_percent, round.seed) == (
        "First pilot",
        None,
        40,
        11,
    )
    assert round.coders.count() == 2
    assert not Assignment.objects.exists()


def test_a_sample_needs_a_size_and_messages(client_of, study, answers, pi):
    answer = client_of(pi).post(at("round_create", study), answers | {"sample": "random"})
    assert answer.status_code == 422
    assert "Say how many messages" in answer.text
    answer = client_of(pi).post(at("round_create", study), answers | {"sample": "random", "sample_size": 11})
    assert "a sample of 11 cannot be drawn" in answer.text
    client_of(pi).post(at("round_create", study), answers | {"sample": "random", "sample_size": 4})
    assert Round.objects.get().sample_size == 4


def test_what_is_wrong_with_a_plan_stands_beside_its_field(client_of, study, answers, pi):
    answer = client_of(pi).post(at("round_create", study), answers | {"coders_per_message": 3, "title": ""})
    assert answer.status_code == 422
    answer = client_of(pi).post(at("round_create", study), answers | {"coders_per_message": 3})
    assert "3 coders a message cannot be had from 2 coders" in answer.text
    assert (
        "A round needs coders" in client_of(pi).post(at("round_create", study), answers | {"coders": []}).text
    )
    assert not Round.objects.exists()


def test_the_preview_shows_what_each_coder_gets_and_saves_nothing(client_of, study, answers, pi):
    answer = client_of(pi).post(
        at("round_preview", study), answers | {"title": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert 'id="outlook"' in answer.text
    assert "<html" not in answer.text
    assert "Every pair of coders has 4 messages in common." in answer.text
    assert answer.text.count('<td class="num">7</td>') == 2
    assert not Round.objects.exists()


def test_the_preview_tells_hours_once_they_are_measured(client_of, api_of, study, opened, answers, pi):
    program = {name: value for name, value in answers.items() if name != "sample"} | {"sample_size": 4}
    assert (
        api_of(pi).post(at("api:round_preview", study), program, format="json").json()["seconds_each"] is None
    )
    for coder in opened.coders.all():
        code(opened, coder.coder, active_ms=900_000)
    text = client_of(pi).post(at("round_preview", study), answers, headers={"HX-Request": "true"}).text
    assert "900 seconds a message" in text
    assert text.count('<td class="num">1.8</td>') == 2  # 7 messages of a quarter of an hour
    assert (
        api_of(pi).post(at("api:round_preview", study), program, format="json").json()["seconds_each"] == 900
    )


def test_without_javascript_the_preview_is_the_page_with_the_plan_in_it(client_of, study, answers, pi):
    answer = client_of(pi).post(at("round_preview", study), answers)
    assert "<html" in answer.text
    assert 'value="First pilot"' in answer.text
    assert "Every pair of coders has 4 messages in common." in answer.text


def test_the_preview_says_why_a_plan_cannot_be_dealt(client_of, study, answers, pi):
    answer = client_of(pi).post(
        at("round_preview", study), answers | {"coders_per_message": 3}, headers={"HX-Request": "true"}
    )
    assert "3 coders a message cannot be had from 2 coders" in answer.text


@pytest.fixture
def plan(answers):
    """The same plan as programs send it."""
    return {name: value for name, value in answers.items() if name != "sample"} | {"sample_size": None}


def test_programs_plan_the_same_round(api_of, study, plan, pi):
    answer = api_of(pi).post(at("api:round_list", study), plan, format="json")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["number"], body["phase"], body["overlap_percent"], body["seed"]) == (1, "planned", 40, 11)
    assert [coder["planned"] for coder in body["progress"]] == [0, 0]


def test_programs_are_told_the_seed_that_was_drawn(api_of, study, plan, pi):
    del plan["seed"]
    seed = api_of(pi).post(at("api:round_list", study), plan, format="json").json()["seed"]
    assert seed == Round.objects.get().seed


def test_programs_look_ahead(api_of, study, plan, pi, coder_a, coder_b):
    body = api_of(pi).post(at("api:round_preview", study), plan, format="json").json()
    assert (body["messages"], body["shared"], body["codings"], body["seed"]) == (10, 4, 14, 11)
    assert [share["messages"] for share in body["coders"]] == [7, 7]
    assert body["pairs"][0]["messages"] == 4
    assert set(body["pairs"][0]["coders"]) == {coder_a.pk, coder_b.pk}
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"codebook": 9}, "codebook"),
        ({"coders": []}, "coders"),
        ({"coders": [0]}, "coders"),
        ({"coders_per_message": 3}, "coders_per_message"),
        ({"sample_size": 11}, "sample_size"),
        ({"overlap_percent": 101}, "overlap_percent"),
        ({"title": ""}, "title"),
        ({"kind": "festival"}, "kind"),
        ({"order": "backwards"}, "order"),
        ({"seed": -1}, "seed"),
    ],
)
def test_programs_are_told_which_answer_is_wrong(api_of, study, plan, pi, change, field):
    answer = api_of(pi).post(at("api:round_list", study), plan | change, format="json")
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert not Round.objects.exists()


def test_a_plan_can_be_changed_until_the_round_opens(
    client_of, study, answers, messages, pi, coder_a, coder_b
):
    round = planned_round(study, [coder_a], coders_per_message=1)
    address = at("round_change", study, round.number)
    assert 'value="Pilot"' in client_of(pi).get(address).text
    client_of(pi).post(address, answers | {"seed": 12})
    round.refresh_from_db()
    assert (round.title, round.overlap_percent, round.seed) == ("First pilot", 40, 12)
    assert {coder.coder for coder in round.coders.all()} == {coder_a, coder_b}
    entry = LogEntry.objects.get(verb="round planned anew")
    assert (entry.detail["before"]["seed"], entry.detail["after"]["seed"]) == (7, 12)
    open_round(round, by=pi, at=NOW)
    assert client_of(pi).get(address).status_code == 409
    assert client_of(pi).post(address, answers).status_code == 409


def test_the_preview_of_a_changed_plan_still_belongs_to_its_round(client_of, study, answers, pi, coder_a):
    round = planned_round(study, [coder_a], coders_per_message=1)
    text = client_of(pi).post(f"{at('round_preview', study)}?round={round.number}", answers).text
    assert f'action="{at("round_change", study, round.number)}"' in text


def test_programs_change_a_plan(api_of, study, plan, pi, coder_a):
    round = planned_round(study, [coder_a], coders_per_message=1)
    address = at("api:round_change", study, round.number)
    assert api_of(pi).post(address, plan, format="json").json()["overlap_percent"] == 40
    open_round(round, by=pi, at=NOW)
    assert api_of(pi).post(address, plan, format="json").json()["code"] == "wrong_phase"


# --- the round


def test_a_planned_round_shows_what_opening_deals(client_of, study, messages, pi, coder_a, coder_b):
    round = planned_round(study, [coder_a, coder_b])
    text = client_of(pi).get(at("round_detail", study, round.number)).text
    assert at("round_open", study, round.number) in text
    assert "Every pair of coders has 10 messages in common." in text
    for_coder = client_of(coder_a).get(at("round_detail", study, round.number)).text
    assert "Not open yet" in for_coder
    assert at("round_open", study, round.number) not in for_coder


def test_a_planned_round_without_messages_leads_to_the_import(
    client_of, study, codebook, pi, coder_a, coder_b
):
    round = planned_round(study, [coder_a, coder_b])
    text = client_of(pi).get(at("round_detail", study, round.number)).text
    assert at("round_open", study, round.number) not in text
    assert at("import_list", study) in text


def test_an_open_round_shows_progress_to_those_who_steer(
    client_of, study, opened, pi, observer, coder_a, coder_b
):
    code(opened, coder_a)
    for person in (pi, observer):
        text = client_of(person).get(at("round_detail", study, opened.number)).text
        assert "10 of 20 codings" in text
        assert coder_b.name in text
    for_coder = client_of(coder_b).get(at("round_detail", study, opened.number)).text
    assert "0 of 10 coded" in for_coder
    assert "10 of 20" not in for_coder
    assert coder_a.name not in for_coder
    assert at("desk", study, opened.number) in for_coder


@pytest.mark.parametrize("name", ["pi", "observer", "adjudicator", "coder_b"])
def test_no_value_is_seen_in_an_open_round_through_any_door(
    request, client_of, api_of, study, opened, coder_a, name
):
    code(opened, coder_a, {"intent": "extol", "concepts": ["privacy"], "remark": "Zanzibar"})
    person = request.getfixturevalue(name)
    for address in ((opened.number,), ()):
        page = "round_detail" if address else "round_list"
        for answer in (
            client_of(person).get(at(page, study, *address)),
            api_of(person).get(at(f"api:{page}", study, *address)),
        ):
            assert answer.status_code == 200
            assert not any(word in answer.text for word in ("extol", "Extol", "privacy", "Zanzibar"))


def test_the_progress_alone_is_the_part_of_the_page(client_of, study, opened, pi):
    fragment = (
        client_of(pi).get(at("round_detail", study, opened.number), headers={"HX-Request": "true"}).text
    )
    whole = client_of(pi).get(at("round_detail", study, opened.number)).text
    assert fragment.strip() in whole
    assert "<html" not in fragment


def test_a_round_is_opened_once(client_of, study, messages, pi, coder_a, coder_b):
    round = planned_round(study, [coder_a, coder_b])
    for _press in range(2):
        answer = client_of(pi).post(at("round_open", study, round.number), follow=True)
        assert answer.status_code == 200
        assert "The round is open" in answer.text
    assert Assignment.objects.count() == 20


def test_programs_open_close_adjudicate_and_settle(
    api_of, study, messages, pi, adjudicator, coder_a, coder_b
):
    round = planned_round(study, [coder_a, coder_b])
    opened = api_of(pi).post(at("api:round_open", study, round.number))
    assert (opened.status_code, opened.json()["phase"], opened.json()["planned"]) == (200, "open", 20)
    for coder, intent in ((coder_a, "warn"), (coder_b, "attack")):
        code(round, coder, {"intent": intent, "concepts": []})
    assert api_of(adjudicator).post(at("api:round_close", study, round.number)).status_code == 403
    assert api_of(pi).post(at("api:round_close", study, round.number)).json()["phase"] == "closed"
    assert Job.objects.get().task == "agreement.reliability"
    adjudicating = api_of(adjudicator).post(at("api:round_adjudicate", study, round.number)).json()
    assert adjudicating["disagreements"] == {"found": 10, "ruled": 0, "open": 10}
    refused = api_of(adjudicator).post(at("api:round_settle", study, round.number), {}, format="json")
    assert (refused.status_code, refused.json()["open"]) == (409, 10)
    settled = api_of(adjudicator).post(
        at("api:round_settle", study, round.number), {"leaving_open": 10}, format="json"
    )
    assert settled.json()["phase"] == "settled"


def test_deeds_of_another_phase_are_conflicts_on_both_doors(client_of, api_of, study, opened, pi):
    for name in ("round_adjudicate", "round_settle"):
        body = {"leaving_open": 0}
        assert client_of(pi).post(at(name, study, opened.number), body).status_code == 409
        answer = api_of(pi).post(at(f"api:{name}", study, opened.number), body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_phase")


def test_closing_asks_first_and_says_what_is_open(client_of, study, opened, pi, coder_a):
    code(opened, coder_a)
    asked = client_of(pi).get(at("round_close", study, opened.number))
    assert "10 assignments are still open" in asked.text
    assert Round.objects.get().phase == "open"
    client_of(pi).post(at("round_close", study, opened.number))
    assert Round.objects.get().phase == "closed"


@pytest.mark.parametrize("name", ["round_close", "round_settle"])
def test_what_cannot_be_done_now_is_not_asked_about(client_of, study, messages, pi, coder_a, coder_b, name):
    round = planned_round(study, [coder_a, coder_b])
    assert client_of(pi).get(at(name, study, round.number)).status_code == 409


@pytest.fixture
def closed(opened, coder_a, coder_b, pi, now):
    """Two coders who differ on the intent of all ten messages."""
    for coder, intent in ((coder_a, "warn"), (coder_b, "attack")):
        code(opened, coder, {"intent": intent, "concepts": []})
    return close_round(opened, by=pi, at=now)


def test_settling_carries_the_number_that_was_read(client_of, study, closed, adjudicator):
    client_of(adjudicator).post(at("round_adjudicate", study, closed.number))
    asked = client_of(adjudicator).get(at("round_settle", study, closed.number))
    assert "10 disagreements are open" in asked.text
    assert 'name="leaving_open" value="10"' in asked.text
    assert (
        client_of(adjudicator).post(at("round_settle", study, closed.number), {"leaving_open": 3}).status_code
        == 409
    )
    assert client_of(adjudicator).post(at("round_settle", study, closed.number), {}).status_code == 422
    client_of(adjudicator).post(at("round_settle", study, closed.number), {"leaving_open": 10})
    assert Round.objects.get().phase == "settled"


@pytest.mark.parametrize("door", ["client_of", "api_of"])
def test_a_round_that_is_not_there_is_not_found(request, door, study, pi):
    client = request.getfixturevalue(door)(pi)
    name = "round_detail" if door == "client_of" else "api:round_detail"
    assert client.get(at(name, study, 99)).status_code == 404


def statements(client, address):
    """How many statements a page takes, once sessions and caches are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["round_list", "round_detail", "api:round_list", "api:round_detail"])
def test_statements_do_not_grow_with_rounds_messages_or_codings(request, study, opened, name):
    pi, coder_a, coder_b = (request.getfixturevalue(person) for person in ("pi", "coder_a", "coder_b"))
    client = request.getfixturevalue("api_of" if name.startswith("api:") else "client_of")(pi)
    address = at(name, study, *([] if name.endswith("list") else [opened.number]))
    few = statements(client, address)
    code(opened, coder_a)
    for seed in range(3):
        open_round(planned_round(study, [coder_a, coder_b], seed=seed), by=pi, at=NOW)
    assert statements(client, address) == few
