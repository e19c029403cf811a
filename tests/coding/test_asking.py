"""When a variable is asked and a rule broken: the cases that JavaScript is tested with too, and laws."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    asked,
    broken_rules,
    check_values,
    condition_json,
    holds,
    level_of,
    normalise,
    read_condition,
    was_asked,
)
from coding.codebook_rules.conditions import DEEPEST_CONDITION, MOST_TESTS, NotACondition

CASES = json.loads((Path(__file__).parent / "condition_cases.json").read_text("utf-8"))


def of_sort(answer: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in CASES if answer in case]


def codebook(case: dict[str, Any]) -> CodebookSpec:
    rules = [
        RuleSpec(_condition(rule["when"]), _condition(rule["then"]), message=str(at))
        for at, rule in enumerate(case.get("rules", ()))
    ]
    return CodebookSpec(tuple(_variable(words) for words in case["variables"]), tuple(rules))


def _condition(words: Any) -> Any:
    return read_condition(words)


def _variable(words: dict[str, Any]) -> VariableSpec:
    categories = tuple(
        CategorySpec(
            part["key"],
            part["key"],
            parent=part.get("parent", ""),
            score=Decimal(part["score"]) if "score" in part else None,
        )
        for part in words.get("categories", ())
    )
    return VariableSpec(
        key=words["key"],
        label=words["key"],
        kind=words["kind"],
        level=level_of(words["kind"]),
        categories=categories,
        tree_choice=words.get("tree_choice", "any"),
        condition=read_condition(words.get("condition")),
        retired=words.get("retired", False),
    )


@pytest.mark.parametrize("case", of_sort("holds"))
def test_a_condition_holds_or_not(case: dict[str, Any]) -> None:
    assert holds(_condition(case["condition"]), case["values"], codebook(case)) is case["holds"]


@pytest.mark.parametrize("case", of_sort("asked"))
def test_what_is_asked_follows_from_what_was_answered(case: dict[str, Any]) -> None:
    spec = codebook(case)
    assert asked(spec, case["values"]) == set(case["asked"])
    assert [v.key for v in spec.variables if was_asked(spec, case["values"], v.key)] == case["asked"]


@pytest.mark.parametrize("case", of_sort("broken"))
def test_rules_are_broken_by_what_contradicts_them(case: dict[str, Any]) -> None:
    spec = codebook(case)
    assert [int(broken.message) for broken in broken_rules(spec, case["values"])] == case["broken"]


# --- spelling

KEYS = st.sampled_from(["intent", "tone", "words"])
TESTS = st.one_of(
    st.fixed_dictionaries({"variable": KEYS, name: st.lists(KEYS, min_size=1, max_size=3)})
    for name in ("is", "is_not", "has_all")
) | st.one_of(
    st.fixed_dictionaries({"variable": KEYS, name: value})
    for name, value in (("at_least", KEYS), ("at_most", KEYS), ("answered", st.booleans()))
)


def joined(levels: int) -> st.SearchStrategy[Any]:
    if levels == 1:
        return TESTS
    parts = st.lists(joined(levels - 1), min_size=1, max_size=2)
    return TESTS | st.one_of(st.fixed_dictionaries({name: parts}) for name in ("all", "any"))


@given(st.none() | joined(4))
def test_a_condition_is_spelt_as_it_was_read(document: Any) -> None:
    assert condition_json(read_condition(document)) == document


@pytest.mark.parametrize(
    "document",
    [
        5,
        [],
        {},
        {"variable": "intent"},
        {"variable": 5, "is": ["warn"]},
        {"variable": "intent", "is": "warn"},
        {"variable": "intent", "is": []},
        {"variable": "intent", "is": [5]},
        {"variable": "intent", "is": ["warn"], "is_not": ["attack"]},
        {"variable": "intent", "is": ["warn"], "more": True},
        {"variable": "intent", "at_least": 5},
        {"variable": "intent", "answered": "yes"},
        {"all": []},
        {"all": [{"variable": "intent", "is": ["warn"]}], "any": []},
        {"any": [{"all": [None]}]},
        {"all": [{"variable": "intent", "answered": True}] * (MOST_TESTS + 1)},
    ],
)
def test_what_is_no_condition_is_refused(document: Any) -> None:
    with pytest.raises(NotACondition):
        read_condition(document)


def test_a_condition_of_too_many_levels_is_refused() -> None:
    document: Any = {"variable": "intent", "answered": True}
    for _ in range(DEEPEST_CONDITION - 1):
        document = {"all": [document]}
    assert read_condition(document) is not None
    with pytest.raises(NotACondition):
        read_condition({"all": [document]})


# --- what is not asked

CHAIN = CodebookSpec(
    (
        _variable({"key": "intent", "kind": "single", "categories": [{"key": "attack"}, {"key": "warn"}]}),
        _variable(
            {
                "key": "tone",
                "kind": "ordinal",
                "categories": [{"key": "mild", "score": "1"}, {"key": "harsh", "score": "2"}],
                "condition": {"variable": "intent", "is": ["attack"]},
            }
        ),
        _variable({"key": "words", "kind": "quote", "condition": {"variable": "tone", "at_least": "harsh"}}),
    ),
    (
        RuleSpec(
            _condition({"variable": "intent", "answered": True}),
            _condition({"variable": "words", "answered": True}),
            "block",
            "Quote what is harsh.",
        ),
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["attack", "warn", "mild", "harsh"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(KEYS, JSON, max_size=3))
def test_what_is_hidden_never_stops_a_coding_and_is_stored_as_not_applicable(values: dict[str, Any]) -> None:
    stored = normalise(CHAIN, values)
    shown = asked(CHAIN, stored)
    hidden = {variable.key for variable in CHAIN.variables} - shown
    assert all(stored[key] == {"special": "not_applicable"} for key in hidden)
    assert not hidden & check_values(CHAIN, stored, complete=True).keys()
    assert normalise(CHAIN, stored) == stored


def test_a_rule_that_blocks_is_told_where_it_asks_for_something() -> None:
    harsh = {"intent": "attack", "tone": "harsh"}
    words = {"words": {"start": 0, "end": 1, "text": "x"}}
    faults = check_values(CHAIN, harsh, complete=True)["words"]
    assert "Quote what is harsh." in faults
    assert check_values(CHAIN, harsh, complete=False) == {}
    assert check_values(CHAIN, harsh | words, complete=True) == {}
    assert check_values(CHAIN, {"intent": "warn"}, complete=True) == {}
