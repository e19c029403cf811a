"""Trees, numbers, retirement and rules of a draft: what moves together, what stays, what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from coding.codebook_rules import CodebookSpec, RuleSpec, read_condition
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import category_spec, codebook_spec, variable_spec
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.codebook_categories import (
    add_category,
    bring_back_category,
    change_category,
    move_category,
    remove_category,
    retire_category,
)
from coding.services.codebook_rows import insert_codebook, write_changes
from coding.services.codebook_variables import (
    add_variable,
    bring_back_variable,
    change_variable,
    move_variable,
    remove_variable,
    retire_variable,
)
from cyberdip.lib.problems import Invalid
from studies.models import LogEntry, Study, User
from tests.coding.codebook_strategies import codebooks

pytestmark = pytest.mark.django_db
ApiOf = Callable[[User | None], APIClient]


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, by=pi, at=now)


@pytest.fixture
def topic(draft: CodebookVersion, pi: User, now: datetime) -> Variable:
    """economy > trade > tariffs, economy > jobs, security."""
    variable = add_variable(draft, label="Topic", kind="single", by=pi, at=now)
    for label, parent in (
        ("Economy", ""),
        ("Trade", "economy"),
        ("Tariffs", "trade"),
        ("Jobs", "economy"),
        ("Security", ""),
    ):
        add_category(variable, label=label, parent=parent, by=pi, at=now)
    return variable


def tree(variable: Variable) -> list[tuple[str, str]]:
    spec = codebook_spec(CodebookVersion.objects.get(pk=variable.version_id)).variable(variable.key)
    assert spec
    return [(category.key, category.parent) for category in spec.categories]


def row(variable: Variable, key: str) -> Category:
    return Category.objects.get(variable__version=variable.version_id, variable__key=variable.key, key=key)


def published(draft: CodebookVersion, pi: User, now: datetime) -> CodebookVersion:
    draft.refresh_from_db()
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


GROWN = [("economy", ""), ("trade", "economy"), ("tariffs", "trade"), ("jobs", "economy"), ("security", "")]


def test_a_category_is_added_as_the_last_below_its_parent(topic: Variable, pi: User, now: datetime) -> None:
    assert tree(topic) == GROWN
    add_category(topic, label="Steel", parent="trade", by=pi, at=now)
    assert tree(topic)[3] == ("steel", "trade")
    assert add_category(topic, label="Steel", parent="security", by=pi, at=now).key == "steel_2"
    with pytest.raises(Invalid, match="The label “steel” is there already"):
        add_category(topic, label="steel", parent="trade", by=pi, at=now)
    with pytest.raises(Invalid, match="no category “peace” to stand below"):
        add_category(topic, label="Treaty", parent="peace", by=pi, at=now)


def test_a_branch_moves_as_a_whole_and_its_place_is_that_among_its_brothers(
    topic: Variable, pi: User, now: datetime
) -> None:
    move_category(row(topic, "trade"), to=0, parent="security", by=pi, at=now)
    moved = [
        ("economy", ""),
        ("jobs", "economy"),
        ("security", ""),
        ("trade", "security"),
        ("tariffs", "trade"),
    ]
    assert tree(topic) == moved
    move_category(row(topic, "security"), to=0, by=pi, at=now)
    assert tree(topic) == [*moved[2:], *moved[:2]]
    before = LogEntry.objects.count()
    move_category(row(topic, "security"), to=0, by=pi, at=now)
    assert LogEntry.objects.count() == before


def test_what_cannot_stand_there_stays_where_it_is(topic: Variable, pi: User, now: datetime) -> None:
    with pytest.raises(Invalid, match="cannot stand below itself"):
        move_category(row(topic, "economy"), to=0, parent="tariffs", by=pi, at=now)
    add_category(topic, label="Steel", parent="tariffs", by=pi, at=now)
    with pytest.raises(Invalid, match="“Steel” stands on level 5: a tree has at most 4 levels"):
        move_category(row(topic, "economy"), to=0, parent="security", by=pi, at=now)
    with pytest.raises(Invalid, match="on level 5"):
        add_category(topic, label="Rods", parent="steel", by=pi, at=now)
    assert tree(topic)[:3] == GROWN[:3]


def test_numbers_are_given_once_and_never_again(
    topic: Variable, pi: User, now: datetime, study: Study
) -> None:
    remove_category(row(topic, "jobs"), by=pi, at=now)
    assert [c.number for c in variable_spec(topic).categories] == [1, 2, 3, 5]
    version = published(topic.version, pi, now)
    draft = start_draft(study, based_on=version, by=pi, at=now)
    variable = draft.variables.get()
    retire_category(row(variable, "security"), by=pi, at=now)
    assert add_category(variable, label="Peace", by=pi, at=now).number == 6
    move_category(row(variable, "peace"), to=0, by=pi, at=now)
    numbers = {c.key: c.number for c in variable_spec(variable).categories}
    assert numbers == {"peace": 6, "economy": 1, "trade": 2, "tariffs": 3, "security": 5}


def test_a_number_can_be_chosen_and_stands_once(topic: Variable, pi: User, now: datetime) -> None:
    jobs = row(topic, "jobs")
    change_category(jobs, replace(category_spec(jobs), number=99), by=pi, at=now)
    security = row(topic, "security")
    with pytest.raises(Invalid, match="The number 99 is that of “Jobs” already"):
        change_category(security, replace(category_spec(security), number=99), by=pi, at=now)


def test_a_branch_is_retired_and_one_of_it_is_brought_back_with_those_above(
    topic: Variable, pi: User, now: datetime
) -> None:
    def retired() -> set[str]:
        return set(topic.categories.filter(retired=True).values_list("key", flat=True))

    retire_category(row(topic, "economy"), by=pi, at=now)
    retire_category(row(topic, "trade"), by=pi, at=now)
    assert retired() == {"economy", "trade", "tariffs", "jobs"}
    bring_back_category(row(topic, "trade"), by=pi, at=now)
    assert retired() == {"tariffs", "jobs"}
    verbs = LogEntry.objects.order_by("-id").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["category brought back", "category retired"]


def test_a_retired_label_can_be_given_again_and_then_stops_the_return(
    topic: Variable, pi: User, now: datetime
) -> None:
    retire_category(row(topic, "jobs"), by=pi, at=now)
    assert add_category(topic, label="Jobs", by=pi, at=now).key == "jobs_2"
    move_category(row(topic, "jobs_2"), to=0, parent="economy", by=pi, at=now)
    with pytest.raises(Invalid, match="The label “Jobs” is there already"):
        bring_back_category(row(topic, "jobs"), by=pi, at=now)


def test_what_was_published_is_retired_and_never_removed(
    topic: Variable, pi: User, now: datetime, study: Study
) -> None:
    draft = start_draft(study, based_on=published(topic.version, pi, now), by=pi, at=now)
    variable = draft.variables.get()
    new = add_category(variable, label="Peace", parent="economy", by=pi, at=now)
    for forbidden in (
        lambda: remove_variable(variable, by=pi, at=now),
        lambda: remove_category(row(variable, "economy"), by=pi, at=now),
        lambda: remove_category(row(variable, "tariffs"), by=pi, at=now),
    ):
        with pytest.raises(Invalid, match="was published and codes are stored by it. Retire it"):
            forbidden()
    with pytest.raises(Invalid, match="add another variable for another kind of answer"):
        change_variable(variable, replace(variable_spec(variable), kind="text", level=""), by=pi, at=now)
    draft.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        replace_codebook(draft, CodebookSpec(), edits=draft.edits, by=pi, at=now)
    assert list(refused.value.fields) == ["topic"]
    remove_category(new, by=pi, at=now)
    retire_variable(variable, by=pi, at=now)
    assert variable_spec(draft.variables.get()).retired
    assert len(tree(variable)) == 5


def test_a_variable_is_retired_and_brought_back(topic: Variable, pi: User, now: datetime) -> None:
    assert retire_variable(topic, by=pi, at=now).retired
    count = LogEntry.objects.count()
    assert retire_variable(topic, by=pi, at=now).retired
    assert LogEntry.objects.count() == count
    assert not bring_back_variable(topic, by=pi, at=now).retired


# --- what depends on what


@pytest.fixture
def remark(topic: Variable, pi: User, now: datetime) -> Variable:
    """Asked only of messages on trade or jobs."""
    remark = add_variable(topic.version, label="Remark", kind="text", by=pi, at=now)
    condition = read_condition({"variable": "topic", "is": ["trade", "jobs"]})
    return change_variable(remark, replace(variable_spec(remark), condition=condition), by=pi, at=now)


def test_conditions_and_rules_follow_a_new_key(
    remark: Variable, topic: Variable, pi: User, now: datetime
) -> None:
    condition = read_condition({"variable": "topic", "is": ["jobs"]})
    assert condition
    spec = codebook_spec(topic.version)
    topic.version.refresh_from_db()
    replace_codebook(
        topic.version,
        replace(spec, rules=(RuleSpec(condition, condition),)),
        edits=topic.version.edits,
        by=pi,
        at=now,
    )
    change_category(
        row(topic, "trade"), replace(category_spec(row(topic, "trade")), key="commerce"), by=pi, at=now
    )
    variable = Variable.objects.get(version=topic.version_id, key="topic")
    change_variable(variable, replace(variable_spec(variable), key="theme"), by=pi, at=now)
    after = codebook_spec(CodebookVersion.objects.get(pk=topic.version_id))
    assert [c.parent for c in after.variables[0].categories if c.key == "tariffs"] == ["commerce"]
    assert after.variables[1].condition == read_condition({"variable": "theme", "is": ["commerce", "jobs"]})
    assert after.rules[0].when == read_condition({"variable": "theme", "is": ["jobs"]})


def test_nothing_is_taken_from_under_a_condition(
    remark: Variable, topic: Variable, pi: User, now: datetime
) -> None:
    before = codebook_spec(topic.version)
    for forbidden, words in (
        (lambda: move_variable(remark, to=0, by=pi, at=now), "which is asked later"),
        (lambda: remove_variable(topic, by=pi, at=now), "no variable of the codebook"),
        (lambda: retire_variable(topic, by=pi, at=now), "which is retired"),
        (lambda: remove_category(row(topic, "jobs"), by=pi, at=now), "“jobs”, which is none of its answers"),
        (
            lambda: change_variable(
                topic, replace(variable_spec(topic), kind="text", level=""), by=pi, at=now
            ),
            "for “is”: use one of answered",
        ),
    ):
        with pytest.raises(Invalid, match=words):
            forbidden()
    assert codebook_spec(topic.version) == before


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"variable": "remark", "answered": True}, "“Remark” cannot depend on itself"),
        ({"variable": "later", "answered": True}, "“Later”, which is asked later"),
        ({"variable": "mood", "answered": True}, "“mood”, which is no variable"),
    ],
)
def test_a_condition_that_cannot_be_met_is_refused(
    condition: dict[str, Any], words: str, remark: Variable, pi: User, now: datetime
) -> None:
    add_variable(remark.version, label="Later", kind="text", by=pi, at=now)
    to = replace(variable_spec(remark), condition=read_condition(condition))
    with pytest.raises(Invalid, match=words) as refused:
        change_variable(remark, to, by=pi, at=now)
    assert list(refused.value.fields) == ["remark"]


# --- the document of programs


FULL = {
    "variables": [
        {
            "key": "topic",
            "label": "Topic",
            "kind": "multi",
            "group": "Content",
            "tree_choice": "with_parents",
            "offers_none": False,
            "max_choices": 3,
            "categories": [
                {
                    "key": "economy",
                    "label": "Economy",
                    "number": 10,
                    "colour": "blue",
                    "near_misses": ["GDP"],
                },
                {"key": "trade", "label": "Trade", "parent": "economy"},
                {"key": "old", "label": "Old", "retired": True},
            ],
        },
        {"key": "likes", "label": "Likes", "kind": "integer", "least": "0", "most": 100},
        {"key": "share", "label": "Share", "kind": "decimal", "least": "0.25"},
        {"key": "day", "label": "Day", "kind": "date", "level": ""},
        {
            "key": "words",
            "label": "Words",
            "kind": "quote",
            "allows_uncodable": False,
            "allows_not_applicable": True,
            "condition": {
                "any": [{"variable": "topic", "is": ["trade"]}, {"variable": "likes", "at_least": "5"}]
            },
        },
    ],
    "rules": [
        {
            "when": {"variable": "likes", "at_most": "1"},
            "then": {"variable": "share", "answered": True},
            "severity": "block",
            "message": "Say the share.",
        }
    ],
}


@pytest.fixture
def program(api_of: ApiOf, pi: User) -> APIClient:
    return api_of(pi)


def put(program: APIClient, body: dict[str, Any], draft: CodebookVersion) -> Any:
    draft.refresh_from_db()
    url = reverse("api:codebook_draft", args=["a-study"])
    return program.put(url, body | {"edits": draft.edits}, format="json")


def test_a_document_comes_out_as_it_went_in(program: APIClient, draft: CodebookVersion) -> None:
    first = put(program, FULL, draft)
    assert first.status_code == 200, first.json()
    found = first.json()
    assert found["rules"] == FULL["rules"]
    for sent, stored in zip(FULL["variables"], found["variables"], strict=True):
        own = {name: value for name, value in sent.items() if name not in ("categories", "most")}
        assert {name: stored[name] for name in own} == own
    assert [c["number"] for c in found["variables"][0]["categories"]] == [10, 11, 12]
    edits = first.json()["edits"]
    again = put(program, {"variables": found["variables"], "rules": found["rules"]}, draft)
    assert (again.status_code, again.json()["edits"]) == (200, edits)


def test_all_faults_of_a_document_are_told_at_once_and_nothing_is_kept(
    program: APIClient, draft: CodebookVersion
) -> None:
    put(program, FULL, draft)
    variables = [
        {
            "key": "topic",
            "label": "Topic",
            "kind": "single",
            "condition": {"variable": "later", "answered": True},
            "categories": [
                {"key": "a", "label": "A", "parent": "b"},
                {"key": "b", "label": "B", "parent": "a"},
                {"key": "b", "label": "B"},
            ],
        },
        {"key": "later", "label": "Later", "kind": "radio", "condition": {"variable": "topic"}},
        {"key": "n", "label": "N", "kind": "integer", "least": "5", "most": "1", "colour": "x"},
    ]
    rules = [{"when": {"all": []}, "then": {"variable": "mood", "answered": True}}]
    answer = put(program, {"variables": variables, "rules": rules}, draft)
    assert answer.status_code in (400, 422)
    places = set(answer.json()["fields"])
    assert {"topic", "topic.b", "later", "n", "rules.1"} <= places
    assert len(codebook_spec(CodebookVersion.objects.get(pk=draft.pk)).variables) == 5


# --- the rows of a draft


def keepable(codebook: CodebookSpec) -> CodebookSpec:
    """Numbers of choices are held in order by the database."""
    return replace(codebook, variables=tuple(replace(v, max_choices=None) for v in codebook.variables))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codebooks().map(keepable), codebooks().map(keepable), st.data())
def test_a_draft_becomes_whatever_it_shall_be(
    draft: CodebookVersion, before: CodebookSpec, other: CodebookSpec, data: st.DataObject
) -> None:
    """From any codebook to any other, also to one that shares parts with it, in another order."""
    shared = [v for v in before.variables if other.variable(v.key) is None and data.draw(st.booleans())]
    shuffled = [replace(v, categories=tuple(data.draw(st.permutations(v.categories)))) for v in shared]
    after = replace(other, variables=tuple(data.draw(st.permutations([*other.variables, *shuffled]))))
    with transaction.atomic():
        insert_codebook(draft, before)
        write_changes(draft, before, after)
        connection.check_constraints()
        assert codebook_spec(draft) == after
        transaction.set_rollback(True)
