"""Comparing versions, what they cost, merging and splitting, examples: as people and programs meet them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from coding.models import Category, CodebookVersion, Round
from coding.queries.codebook import codebook_spec, draft_of
from coding.services.rounds import start_adjudication
from coding.services.rulings import make_ruling
from corpus.models import Message
from studies.models import Study, User

from .stage import AGREED, NOW, add_messages, closed_in_dispute, published_codebook
from .version_scene import coded_round, next_draft, publish, redefined, renamed

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]
ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def browser(client_of: ClientOf, pi: User) -> Client:
    return client_of(pi)


@pytest.fixture
def program(api_of: ApiOf, pi: User) -> APIClient:
    return api_of(pi)


@pytest.fixture
def first(study: Study) -> CodebookVersion:
    return published_codebook(study)


@pytest.fixture
def messages(study: Study) -> list[Message]:
    return add_messages(study, 3)


def _url(name: str, *args: Any, api: bool = False) -> str:
    return reverse(f"api:{name}" if api else name, args=["a-study", *args])


def _intent(study: Study) -> dict[str, Category]:
    """The categories of the intent in the draft, by key."""
    found = Category.objects.filter(variable__version=draft_of(study), variable__key="intent")
    return {category.key: category for category in found}


# --- comparing


def test_two_versions_stand_side_by_side_word_by_word(
    browser: Client, program: APIClient, first: CodebookVersion
) -> None:
    second = publish(next_draft(first, redefined("intent", "warn", definition="What warn really means.")))
    next_draft(second, renamed("intent", "warn", "Caution"))
    page = browser.get(_url("codebook_compare"), {"before": 1, "after": 2}).text
    assert "What warn <ins>really </ins>means." in page
    assert "Definition changed" in page
    newest = browser.get(_url("codebook_compare")).text  # the draft and what it is based on
    assert "“Warn” is called “Caution” now" in newest
    assert "really" not in newest
    told = program.get(_url("codebook_compare", api=True), {"before": 1, "after": 2}).json()
    assert [group["sort"] for group in told["groups"]] == ["defined"]
    (part,) = told["parts"]
    assert (part["variable"], part["category"], part["fate"]) == ("intent", "warn", "changed")
    assert part["texts"][0]["pieces"][1] == {"fate": "added", "text": "really "}


def test_a_comparison_with_what_is_not_there_is_refused(
    browser: Client, program: APIClient, study: Study, first: CodebookVersion
) -> None:
    assert "Nothing to compare yet" in browser.get(_url("codebook_compare")).text
    assert program.get(_url("codebook_compare", api=True)).status_code == 404
    next_draft(first)
    assert browser.get(_url("codebook_compare"), {"before": 1, "after": 7}).status_code == 422
    assert program.get(_url("codebook_compare", api=True), {"after": 7}).status_code == 404
    assert program.get(_url("codebook_compare", api=True), {"after": "x"}).status_code == 422


def test_what_coders_typed_into_a_codebook_is_shown_as_text(browser: Client, first: CodebookVersion) -> None:
    next_draft(first, redefined("intent", "warn", definition="<script>alert(1)</script>"))
    assert "<script>alert" not in browser.get(_url("codebook_compare")).text


# --- merging and splitting


def test_categories_are_merged_split_and_taken_back_from_pages(
    browser: Client, study: Study, first: CodebookVersion
) -> None:
    next_draft(first)
    page = browser.get(_url("category_merge", "intent", "attack"))
    assert 'value="attack"' in page.text
    words = {"categories": ["attack", "warn"], "into": "+", "label": "Confront"}
    for _click in range(2):
        answer = browser.post(_url("category_merge", "intent", "attack"), words)
        assert answer.headers["Location"] == _url("codebook_operations")
    assert _intent(study)["attack"].retired
    parts = {"label_1": "Praise oneself", "phrases_1": "we, our engineers", "label_2": "Praise friends"}
    browser.post(_url("category_split", "intent", "extol"), parts)
    listed = browser.get(_url("codebook_operations")).text
    assert "Intent: “Attack”, “Warn” merged into “Confront”" in listed
    assert "Intent: “Extol” split into “Praise oneself” (messages with: we, our engineers)" in listed
    for done in reversed(draft_of(study).mapping):  # type: ignore[union-attr]
        browser.post(_url("mapping_undo", done["id"]))
    assert codebook_spec(draft_of(study)) == codebook_spec(first)  # type: ignore[arg-type]


def test_a_merge_that_makes_no_sense_comes_back_with_what_was_chosen(
    browser: Client, study: Study, first: CodebookVersion
) -> None:
    next_draft(first)
    words = {"categories": ["attack", "warn"], "into": "extol", "label": "Confront"}
    answer = browser.post(_url("category_merge", "intent", "attack"), words)
    assert answer.status_code == 422
    assert "Say what they become" in answer.text
    assert 'value="Confront"' in answer.text
    assert browser.post(_url("category_split", "intent", "attack"), {"label_1": "One"}).status_code == 422
    assert browser.post(_url("category_split", "intent", "nothing"), {"label_1": "One"}).status_code == 404


def test_programs_merge_split_and_take_back(program: APIClient, study: Study, first: CodebookVersion) -> None:
    next_draft(first)
    merge = program.post(
        _url("category_merge", "intent", "attack", api=True),
        {"categories": ["warn"], "label": "Confront"},
        format="json",
    )
    assert merge.status_code == 200
    split = program.post(
        _url("category_split", "intent", "confront", api=True),
        {"parts": [{"label": "Hard", "phrases": ["theft"]}, {"label": "Soft"}]},
        format="json",
    )
    assert split.status_code == 200
    done = program.get(_url("codebook_operations", api=True)).json()
    assert [each["by"]["name"] for each in done] == ["pi", "pi"]
    compared = program.get(_url("codebook_compare", api=True)).json()
    assert compared["operations"][0] == {
        "variable": "intent",
        "merge": ["attack", "warn"],
        "into": "confront",
    }
    early = program.post(_url("mapping_undo", done[1]["id"], api=True))
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    for each in done:
        assert program.post(_url("mapping_undo", each["id"], api=True)).status_code == 200
    assert program.post(_url("mapping_undo", 999, api=True)).status_code == 404
    refused = program.post(_url("category_split", "intent", "attack", api=True), {"parts": []}, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["parts"])


def test_a_used_category_is_retired_and_never_removed(
    browser: Client, program: APIClient, study: Study, first: CodebookVersion
) -> None:
    draft = next_draft(first)
    assert browser.post(_url("category_remove", "intent", "warn")).status_code == 422
    document = program.get(_url("codebook_draft", api=True)).json()
    document["variables"][0]["categories"].pop()
    answer = program.put(_url("codebook_draft", api=True), document, format="json")
    assert answer.status_code == 422
    assert codebook_spec(draft) == codebook_spec(first)
    document["variables"][0]["categories"].append(
        program.get(_url("codebook_draft", api=True)).json()["variables"][0]["categories"][-1]
        | {"retired": True}
    )
    assert program.put(_url("codebook_draft", api=True), document, format="json").status_code == 200
    assert _intent(study)["warn"].retired


# --- what it costs


@pytest.fixture
def second(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User, coder_b: User
) -> CodebookVersion:
    coded_round(study, [coder_a, coder_b], [AGREED, AGREED, AGREED | {"intent": "attack"}])
    return next_draft(first, redefined("intent", "warn"))


def test_a_draft_tells_what_it_would_cost_and_a_version_plans_the_round(
    browser: Client, program: APIClient, study: Study, second: CodebookVersion, coder_a: User
) -> None:
    page = browser.get(_url("codebook_impact", 2)).text
    assert "Intent: Warn" in page
    assert "coder_a" in page
    assert "Invented message 0" in page
    assert "Invented message 2" not in page
    told = program.get(_url("codebook_impact", 2, api=True)).json()
    assert (told["messages"], told["codings"], told["open_rounds"]) == (2, 4, 0)
    listed = program.get(_url("impact_messages", 2, api=True), {"limit": 1}).json()
    assert listed["next"]
    (row,) = listed["results"]
    assert row["codings"][0]["answers"] == {"intent": "warn"}
    assert browser.post(_url("codebook_recode", 2)).status_code == 409  # a draft
    publish(second)
    assert "Plan the round that codes it again" in browser.get(_url("codebook_impact", 2)).text
    answer = browser.post(_url("codebook_recode", 2))
    round = Round.objects.get(kind="recode")
    assert answer.headers["Location"] == _url("round_detail", round.number)
    again = program.post(_url("codebook_recode", 2, api=True))
    assert (again.status_code, again.json()["number"]) == (201, round.number)


def test_coders_learn_nothing_of_what_others_have_coded(
    client_of: ClientOf, api_of: ApiOf, second: CodebookVersion, coder_a: User, adjudicator: User
) -> None:
    for person in (coder_a, adjudicator):
        assert client_of(person).get(_url("codebook_impact", 2)).status_code == 403
        assert api_of(person).get(_url("impact_messages", 2, api=True)).status_code == 403


def test_the_page_costs_the_same_for_one_message_and_for_many(
    browser: Client, study: Study, second: CodebookVersion
) -> None:
    publish(second)
    with CaptureQueriesContext(connection) as few:
        browser.get(_url("codebook_impact", 2))
    third = publish(next_draft(second, redefined("intent", "attack")))
    browser.get(_url("codebook_impact", third.number))
    with CaptureQueriesContext(connection) as more:
        browser.get(_url("codebook_impact", third.number))
    assert len(more) <= len(few)


def test_publishing_shows_changes_by_kind_and_what_a_yes_costs(
    browser: Client, second: CodebookVersion
) -> None:
    page = browser.get(_url("codebook_publish")).text
    assert "Definition changed" in page
    assert "What a yes costs" in page
    assert _url("codebook_impact", 2) in page


# --- examples


@pytest.fixture
def ruled(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User, coder_b: User, pi: User
) -> Round:
    round = closed_in_dispute(study, messages, coder_a, coder_b)
    round = start_adjudication(round, by=pi, at=NOW)
    unit = round.units.get(message=messages[0])
    make_ruling(unit, first.variables.get(key="intent"), value="attack", base_revision=0, by=pi, at=NOW)
    return round


def test_a_ruled_message_becomes_an_example_in_one_click(
    browser: Client, program: APIClient, study: Study, ruled: Round, messages: list[Message]
) -> None:
    page = browser.get(_url("ruling_detail", ruled.number, messages[0].pk)).text
    assert '<option value="intent/attack" selected>' in page
    address = _url("example_add", ruled.number, messages[0].pk)
    for _click in range(2):
        answer = browser.post(address, {"place": "intent/attack"})
        assert answer.headers["Location"] == _url("ruling_detail", ruled.number, messages[0].pk)
    assert _intent(study)["attack"].examples == [messages[0].text]
    browser.post(address, {"place": "intent/warn", "near_miss": "on"})
    assert _intent(study)["warn"].near_misses == [messages[0].text]
    assert browser.post(address, {"place": "intent/nothing"}).status_code == 422
    words = {"variable": "intent", "category": "extol"}
    assert program.post(_url("example_add", ruled.number, messages[0].pk, api=True), words).status_code == 200
    assert _intent(study)["extol"].examples == [messages[0].text]


def test_only_who_writes_the_codebook_gives_it_examples(
    client_of: ClientOf, adjudicator: User, ruled: Round, messages: list[Message]
) -> None:
    page = client_of(adjudicator).get(_url("ruling_detail", ruled.number, messages[0].pk)).text
    assert "Use this message" not in page
    answer = client_of(adjudicator).post(
        _url("example_add", ruled.number, messages[0].pk), {"place": "intent/warn"}
    )
    assert answer.status_code == 403


def test_an_old_version_is_restored_as_a_new_draft(
    browser: Client, study: Study, second: CodebookVersion
) -> None:
    publish(second)
    assert f'action="{_url("codebook_revise", 1)}"' in browser.get(_url("codebook_list")).text
    browser.post(_url("codebook_revise", 1))
    draft = draft_of(study)
    assert draft is not None
    assert (draft.number, draft.based_on.number) == (3, 1)  # type: ignore[union-attr]
    assert codebook_spec(draft) == codebook_spec(study.codebook_versions.get(number=1))


def test_a_change_of_the_draft_is_taken_back_from_its_page(
    browser: Client, program: APIClient, study: Study, first: CodebookVersion
) -> None:
    next_draft(first, renamed("intent", "warn", "Caution"))
    assert "“Warn” is called “Caution” now" in browser.get(_url("codebook_operations")).text
    browser.post(_url("change_take_back"), {"variable": "intent", "category": "warn"})
    assert _intent(study)["warn"].label == "Warn"
    assert "Nothing changed yet" in browser.get(_url("codebook_operations")).text
    answer = program.post(_url("change_take_back", api=True), {"variable": "intent", "category": "warn"})
    assert answer.status_code == 200
