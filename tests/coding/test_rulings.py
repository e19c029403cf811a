"""Rulings through both doors: the queue, a message side by side, ruling, taking back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.models import Disagreement, Ruling
from coding.services.rounds import close_round, open_round, start_adjudication
from tests.coding.stage import add_messages, closed_in_dispute, code, planned_round

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
def at(study):
    """`at("ruling_make", message, "intent")`: the address in the round of the study."""

    def address(name, message=None, *args):
        return reverse(name, args=[study.slug, 1, *([message.pk] if message else []), *args])

    return address


@pytest.fixture
def person(client_of, adjudicator):
    return client_of(adjudicator)


@pytest.fixture
def program(api_of, adjudicator):
    return api_of(adjudicator)


# --- the queue


def test_the_queue_lists_what_is_open_and_leads_to_the_first(person, at, round, messages):
    text = person.get(at("ruling_queue")).text
    assert "3 of 3 disagreements are open." in text
    assert text.index(at("ruling_detail", messages[0])) < text.index(at("ruling_detail", messages[2]))
    assert at("ruling_detail", messages[1]) not in text


def test_the_queue_can_be_narrowed_to_a_variable_and_to_what_is_ruled(person, at, round, messages):
    text = person.get(at("ruling_queue"), {"variable": "concepts"}).text
    assert at("ruling_detail", messages[2]) in text
    assert at("ruling_detail", messages[0]) not in text
    assert "No message of the round fits" in person.get(at("ruling_queue"), {"state": "ruled"}).text


def test_programs_read_the_same_queue(program, at, round, messages):
    rows = program.get(at("api:ruling_queue")).json()["results"]
    assert [row["message"] for row in rows] == [messages[0].pk, messages[2].pk]
    assert rows[1]["disagreements"] == [
        {"variable": "intent", "is_open": True},
        {"variable": "concepts", "is_open": True},
    ]
    narrowed = program.get(at("api:ruling_queue"), {"variable": "concepts"}).json()["results"]
    assert [row["message"] for row in narrowed] == [messages[2].pk]
    assert program.get(at("api:ruling_queue"), {"state": "ruled"}).json()["results"] == []
    assert program.get(at("api:ruling_queue"), {"state": "lost"}).status_code == 422
    assert program.get(at("api:ruling_queue"), {"variable": "nothing"}).status_code == 404


def test_nothing_of_it_is_seen_before_adjudication(person, program, at, closed, messages):
    for client, space in ((person, ""), (program, "api:")):
        assert client.get(at(f"{space}ruling_queue")).status_code == 409
        answer = client.get(at(f"{space}ruling_detail", messages[0]))
        assert answer.status_code == 409
        assert "attack" not in answer.text.lower()


# --- one message


def test_a_message_shows_the_choices_without_the_names_of_the_coders(
    person, at, round, messages, coder_a, coder_b
):
    text = person.get(at("ruling_detail", messages[0])).text
    assert messages[0].text in text
    assert "Warn" in text
    assert "Attack" in text
    assert "hard to say" in text
    assert coder_a.name not in text
    assert coder_b.name not in text
    assert at("ruling_make", messages[0], "intent") in text
    assert at("ruling_make", messages[0], "concepts") not in text


def test_programs_read_the_same_sheet(program, at, round, messages):
    sheet = program.get(at("api:ruling_detail", messages[0])).json()
    by_key = {question["variable"]: question for question in sheet["questions"]}
    assert {key: question["verdict"] for key, question in by_key.items()} == {
        "intent": "disagreement",
        "concepts": "unanimous",
        "direct": "unanimous",
        "remark": "free",
    }
    assert sorted(choice["value"] for choice in by_key["intent"]["choices"]) == ["attack", "warn"]
    assert sorted(letter for choice in by_key["intent"]["choices"] for letter in choice["coders"]) == [
        "A",
        "B",
    ]
    assert (by_key["intent"]["ruling"], by_key["intent"]["base_revision"]) == (None, 0)
    assert by_key["concepts"]["ruling"]["origin"] == "unanimous"


def test_a_message_of_no_round_is_not_found(person, program, at, round, messages):
    messages[0].pk = 0
    assert person.get(at("ruling_detail", messages[0])).status_code == 404
    assert program.get(at("api:ruling_detail", messages[0])).status_code == 404


def test_the_page_of_a_settled_round_can_only_be_read(person, at, round, messages):
    person.post(at("round_settle"), {"leaving_open": 3})
    text = person.get(at("ruling_detail", messages[0])).text
    assert "can be read, not changed" in text
    assert at("ruling_make", messages[0], "intent") not in text


# --- ruling


def test_a_press_takes_a_coders_choice_and_leads_on(person, at, round, messages, adjudicator):
    answer = person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "choice": 0})
    assert answer.url == at("ruling_detail", messages[2])
    ruling = Ruling.objects.get(origin="adjudicated")
    assert ruling.by == adjudicator
    assert ruling.value in {"warn", "attack"}


def test_the_same_message_comes_first_while_something_of_it_is_open_and_the_queue_last(
    person, at, round, messages
):
    ruled = {"base_revision": 0, "choice": 0}
    assert person.post(at("ruling_make", messages[2], "concepts"), ruled).url == at(
        "ruling_detail", messages[2]
    )
    assert person.post(at("ruling_make", messages[2], "intent"), ruled).url == at(
        "ruling_detail", messages[0]
    )
    assert person.post(at("ruling_make", messages[0], "intent"), ruled).url == at("ruling_queue")
    assert at("round_settle") in person.get(at("ruling_queue")).text


def test_the_way_stays_with_the_variable_it_was_narrowed_to(person, at, round, messages):
    ruled = {"base_revision": 0, "choice": 0, "variable": "intent"}
    first = person.post(at("ruling_make", messages[2], "intent"), ruled)
    assert first.url == f"{at('ruling_detail', messages[0])}?variable=intent"
    assert person.post(at("ruling_make", messages[0], "intent"), ruled).url == at("ruling_queue")


def test_another_value_comes_from_the_codebooks_inputs(person, at, round, messages):
    body = {
        "base_revision": 0,
        "v-concepts": ["trust", "privacy"],
        "reason": "Both are named.",
        "error_type": "slip",
    }
    person.post(at("ruling_make", messages[2], "concepts"), body)
    ruling = Ruling.objects.get(origin="adjudicated")
    assert (ruling.value, ruling.reason, ruling.error_type) == (
        ["privacy", "trust"],
        "Both are named.",
        "slip",
    )


def test_what_is_missing_comes_back_with_what_was_chosen(person, at, round, messages):
    answer = person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "v-intent": "extol"})
    assert answer.status_code == 422
    assert "None of the coders chose this" in answer.text
    assert 'value="extol" checked' in answer.text
    answer = person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0})
    assert answer.status_code == 422
    assert "A ruling needs a value" in answer.text
    assert (
        person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "choice": 7}).status_code
        == 422
    )
    assert person.post(at("ruling_make", messages[0], "intent"), {"choice": 0}).status_code == 422
    assert not Ruling.objects.filter(origin="adjudicated").exists()


def test_who_comes_late_sees_what_was_ruled(person, at, round, messages, client_of, pi):
    client_of(pi).post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "v-intent": "warn"})
    answer = person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "v-intent": "attack"})
    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.text
    assert "<strong>Warn</strong>" in answer.text


def test_programs_rule_and_take_back(program, at, round, messages):
    make, withdraw = (
        at("api:ruling_make", messages[0], "intent"),
        at("api:ruling_withdraw", messages[0], "intent"),
    )
    refused = program.post(make, {"value": "extol", "base_revision": 0}, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["reason"])
    made = program.post(
        make, {"value": "attack", "base_revision": 0, "error_type": "ambiguous"}, format="json"
    )
    assert (made.status_code, made.json()["revision"], made.json()["value"]) == (201, 1, "attack")
    stale = program.post(make, {"value": "warn", "base_revision": 0}, format="json").json()
    assert (stale["code"], stale["stored"]["value"], stale["yours"]["value"]) == ("stale", "attack", "warn")
    taken = program.post(withdraw, {"base_revision": 1}, format="json")
    assert (taken.status_code, taken.json()["origin"], taken.json()["value"]) == (201, "withdrawn", None)
    again = program.post(make, {"value": "warn", "base_revision": 2}, format="json")
    assert again.json()["revision"] == 3


def test_programs_cannot_rule_where_the_coders_agree(program, at, round, messages):
    body = {"value": "attack", "reason": "I disagree.", "base_revision": 1}
    answer = program.post(at("api:ruling_make", messages[1], "intent"), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_undo_takes_back_ones_own_last_ruling(person, at, round, messages):
    person.post(at("ruling_make", messages[0], "intent"), {"base_revision": 0, "choice": 0})
    assert at("ruling_withdraw", messages[0], "intent") in person.get(at("ruling_detail", messages[2])).text
    answer = person.post(at("ruling_withdraw", messages[0], "intent"), {"base_revision": 1})
    assert answer.url == f"{at('ruling_detail', messages[0])}?question=intent"
    assert Disagreement.objects.filter(ruling=None).count() == 3
    assert (
        at("ruling_withdraw", messages[0], "intent") not in person.get(at("ruling_detail", messages[2])).text
    )


@pytest.mark.parametrize("name", ["ruling_queue", "ruling_detail", "api:ruling_queue", "api:ruling_detail"])
def test_statements_do_not_grow_with_disagreements(request, study, at, name, pi, coder_a, coder_b):
    client = request.getfixturevalue("api_of" if name.startswith("api:") else "client_of")(pi)
    few = _statements(client, _adjudicated(study, 2, pi, coder_a, coder_b), name)
    assert _statements(client, _adjudicated(study, 12, pi, coder_a, coder_b), name) == few


def _adjudicated(study, disagreements, pi, coder_a, coder_b):
    if not study.messages.exists():
        add_messages(study, 12)
    round = open_round(
        planned_round(study, [coder_a, coder_b], sample_size=disagreements), by=pi, at=study.created_at
    )
    code(round, coder_a, {"intent": "warn", "concepts": ["privacy"]})
    code(round, coder_b, {"intent": "extol", "concepts": []})
    closed = close_round(round, by=pi, at=study.created_at)
    return start_adjudication(closed, by=pi, at=study.created_at)


def _statements(client, round, name):
    args = [] if name.endswith("queue") else [round.units.first().message_id]
    address = reverse(name, args=[round.study.slug, round.number, *args])
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
