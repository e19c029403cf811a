"""What is wrong with trees, conditions, rules, bounds and marks: all of it is told, each with its place."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    check_codebook,
    check_draft,
    level_of,
    read_condition,
)
from coding.codebook_rules.tree import (
    Loop,
    choosable,
    in_a_loop,
    lowest,
    path_to,
    paths,
    replant,
    subtree_of,
    told_apart,
    with_those_above,
)


def category(key: str, parent: str = "", **fields: Any) -> CategorySpec:
    return CategorySpec(key=key, label=fields.pop("label", key.title()), parent=parent, **fields)


def variable(key: str, kind: str, *categories: CategorySpec, **fields: Any) -> VariableSpec:
    condition = read_condition(fields.pop("condition", None))
    return VariableSpec(
        key, key.title(), kind, level_of(kind), categories=categories, condition=condition, **fields
    )


def told(spec: CodebookSpec) -> list[tuple[str, str]]:
    return [(fault.where, fault.sentence) for fault in check_draft(spec)]


# --- trees

TREE = (
    category("economy"),
    category("trade", "economy"),
    category("tariffs", "trade"),
    category("steel", "tariffs"),
    category("jobs", "economy"),
    category("security"),
)


def test_a_tree_of_four_levels_has_no_faults() -> None:
    assert told(CodebookSpec((variable("topic", "single", *TREE),))) == []


@pytest.mark.parametrize(
    ("categories", "where", "words"),
    [
        ((category("a", "b"), category("b", "a"), category("c")), {"topic.a", "topic.b"}, "below itself"),
        ((category("a", "a"),), {"topic.a"}, "below itself"),
        ((category("a"), category("b", "x")), {"topic.b"}, "“x”, which is no category"),
        ((category("b", "a"), category("a")), {"topic.b"}, "right behind “A”"),
        ((*TREE, category("loans", "trade")), {"topic.loans"}, "right behind “Trade”"),
        ((*TREE[:4], category("rods", "steel")), {"topic.rods"}, "on level 5: a tree has at most 4"),
        ((category("a", retired=True), category("b", "a")), {"topic.b"}, "which is retired"),
    ],
)
def test_what_is_no_tree_is_told(categories: tuple[CategorySpec, ...], where: set[str], words: str) -> None:
    faults = told(CodebookSpec((variable("topic", "single", *categories),)))
    assert {place for place, _ in faults} == where
    assert all(words in sentence for _, sentence in faults)


KEYS = "abcdef"


@given(st.lists(st.sampled_from(["", *KEYS]), min_size=len(KEYS), max_size=len(KEYS)))
def test_every_loop_is_found_and_nothing_else(parents: list[str]) -> None:
    categories = tuple(category(key, parent) for key, parent in zip(KEYS, parents, strict=True))
    above = dict(zip(KEYS, parents, strict=True))

    def comes_back(key: str) -> bool:
        step = above[key]
        for _ in KEYS:
            if step in ("", key):
                break
            step = above[step]
        return step == key

    loops = {key for key in KEYS if comes_back(key)}
    assert in_a_loop(categories) == loops
    faults = told(CodebookSpec((variable("topic", "single", *categories),)))
    assert {where for where, sentence in faults if "below itself" in sentence} == {
        f"topic.{key}" for key in loops
    }


@st.composite
def trees(draw: st.DrawFn) -> tuple[CategorySpec, ...]:
    """Trees in their order, grown by planting one category after the other."""
    grown: tuple[CategorySpec, ...] = ()
    for key in KEYS:
        parent = draw(st.sampled_from(["", *(c.key for c in grown)]))
        grown = replant((*grown, category(key)), key, parent=parent, to=draw(st.integers(0, 6)))
    return grown


@given(trees(), st.data())
def test_a_branch_moves_as_a_whole_and_the_rest_stays_in_order(
    tree: tuple[CategorySpec, ...], data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(KEYS))
    parent = data.draw(st.sampled_from(["", *KEYS]))
    to = data.draw(st.integers(-1, 7))
    branch = subtree_of(tree, key)
    if parent in branch:
        with pytest.raises(Loop):
            replant(tree, key, parent=parent, to=to)
        return
    moved = replant(tree, key, parent=parent, to=to)
    order = [c.key for c in moved]
    assert subtree_of(moved, key) == branch
    assert [k for k in order if k not in branch] == [c.key for c in tree if c.key not in branch]
    assert not [s for _, s in told(CodebookSpec((variable("x", "single", *moved),))) if "right behind" in s]
    brothers = [c.key for c in moved if c.parent == parent]
    assert brothers.index(key) == min(max(to, 0), len(brothers) - 1)


def test_paths_and_what_stands_above_and_below() -> None:
    topic = variable("topic", "multi", *TREE, tree_choice="leaves")
    assert path_to(TREE, "steel") == ("economy", "trade", "tariffs", "steel")
    assert path_to(TREE, "nothing") == ()
    assert {key: len(path) for key, path in paths(TREE).items()} == {
        "economy": 1,
        "trade": 2,
        "tariffs": 3,
        "steel": 4,
        "jobs": 2,
        "security": 1,
    }
    assert subtree_of(TREE, "trade") == ("trade", "tariffs", "steel")
    assert [c.key for c in choosable(topic)] == ["steel", "jobs", "security"]
    assert with_those_above(topic, ["tariffs", "security"]) == ["economy", "trade", "tariffs", "security"]
    assert lowest(topic, ["economy", "trade", "jobs", "security"]) == ["trade", "jobs", "security"]


def test_labels_that_stand_twice_are_told_apart_by_what_is_above_them() -> None:
    tree = (
        category("a"),
        category("x", "a", label="Other"),
        category("b"),
        category("y", "b", label="other"),
    )
    labels = {part.key: part.label for part in tree}
    assert told_apart(labels, paths(tree)) == {"a": "A", "x": "A › Other", "b": "B", "y": "B › other"}
    assert told_apart({"x": "Other", "y": "Other"}, {}) == {"x": "Other", "y": "Other"}


# --- conditions and rules


def a_variable(kind: str) -> VariableSpec:
    lists = {
        "single": (category("yes"), category("no")),
        "multi": (category("yes"), category("no")),
        "ordinal": (category("low", score=Decimal(1)), category("high", score=Decimal(2))),
    }
    return variable("first", kind, *lists.get(kind, ()))


CONDITIONS = [
    ("single", {"is": ["yes"]}, ""),
    ("single", {"is_not": ["yes", "no"]}, ""),
    ("single", {"is": ["maybe"]}, "“maybe”, which is none of its answers"),
    ("single", {"has_all": ["yes"]}, "for “has_all”: use one of is, is_not, answered"),
    ("single", {"at_least": "yes"}, "for “at_least”"),
    ("multi", {"has_all": ["yes", "no"]}, ""),
    ("multi", {"at_least": "yes"}, "for “at_least”"),
    ("ordinal", {"at_least": "high"}, ""),
    ("ordinal", {"at_least": "2"}, "“2”, which is none of its answers"),
    ("integer", {"at_most": "3.5"}, ""),
    ("integer", {"at_most": "many"}, "“many”, which is none of its answers"),
    ("integer", {"is": ["3"]}, "for “is”"),
    ("decimal", {"at_least": "NaN"}, "“NaN”, which is none of its answers"),
    ("date", {"at_least": "2019-05-12"}, ""),
    ("date", {"at_least": "2019-5-12"}, "which is none of its answers"),
    ("yesno", {"is": ["yes"]}, ""),
    ("yesno", {"is": ["true"]}, "“true”, which is none of its answers"),
    ("text", {"answered": True}, ""),
    ("text", {"is": ["x"]}, "for “is”: use one of answered"),
    ("quote", {"answered": False}, ""),
]


@pytest.mark.parametrize(("kind", "test", "words"), CONDITIONS)
def test_a_condition_tests_what_can_be_answered(kind: str, test: dict[str, Any], words: str) -> None:
    document = {"variable": "first", **test}
    second = variable("second", "text", condition={"all": [document]})
    spec = CodebookSpec((a_variable(kind), second))
    condition = read_condition(document)
    assert condition is not None
    rules = CodebookSpec(spec.variables[:1], (RuleSpec(condition, condition),))
    for faults, place in ((told(spec), "second"), (told(rules), "rules.1")):
        assert [where for where, _ in faults] == ([place] if words else [])
        assert all(words in sentence for _, sentence in faults)


@pytest.mark.parametrize(
    ("first", "second", "place", "words"),
    [
        ({"condition": {"variable": "first", "answered": True}}, {}, "first", "cannot depend on itself"),
        (
            {"condition": {"variable": "second", "answered": True}},
            {},
            "first",
            "“Second”, which is asked later: put “Second” before it",
        ),
        (
            {"condition": {"variable": "third", "answered": True}},
            {},
            "first",
            "“third”, which is no variable",
        ),
        (
            {"retired": True},
            {"condition": {"variable": "first", "answered": True}},
            "second",
            "“First”, which is retired",
        ),
    ],
)
def test_a_condition_tests_what_is_asked_before(
    first: dict[str, Any], second: dict[str, Any], place: str, words: str
) -> None:
    spec = CodebookSpec((variable("first", "text", **first), variable("second", "text", **second)))
    assert [(where, words in sentence) for where, sentence in told(spec)] == [(place, True)]


def test_a_retired_variable_may_depend_on_what_it_likes() -> None:
    gone = variable("first", "text", retired=True, condition={"variable": "mood", "answered": True})
    assert told(CodebookSpec((gone, variable("second", "text")))) == []


def test_a_rule_is_told_by_its_number() -> None:
    known = read_condition({"variable": "first", "answered": True})
    unknown = read_condition({"variable": "mood", "answered": True})
    assert known
    assert unknown
    spec = CodebookSpec(
        (variable("first", "text"),),
        (
            RuleSpec(known, known, "warn", "Look again."),
            RuleSpec(known, unknown),
            RuleSpec(known, known, "shout"),
            RuleSpec(known, known, "block", "x" * 501),
            RuleSpec(known, known, "block", "a\x00"),
        ),
    )
    faults = told(spec)
    assert [where for where, _ in faults] == ["rules.2", "rules.3", "rules.4", "rules.5"]
    words = ("which is no variable", "is no severity", "this one has 501", "cannot be stored")
    assert all(word in sentence for word, (_, sentence) in zip(words, faults, strict=True))


# --- bounds and marks


@pytest.mark.parametrize(
    ("part", "place", "words"),
    [
        (variable("n", "integer", least=Decimal(5), most=Decimal(1)), "n", "exchange the two"),
        (variable("n", "integer", least=Decimal("0.5")), "n", "are whole numbers"),
        (variable("n", "decimal", least=Decimal("1e20")), "n", "14 digits before the point"),
        (variable("n", "decimal", least=Decimal("1e-7")), "n", "6 after it"),
        (variable("n", "decimal", most=Decimal("Infinity")), "n", "14 digits before the point"),
        (variable("n", "text", most=Decimal(1)), "n", "leave them out"),
        (variable("n", "text", group="x" * 121), "n", "this one has 121"),
        (variable("n", "text", group="a\x00"), "n", "cannot be stored"),
        (variable("n", "text", tree_choice="roots"), "n", "is no way to choose in a tree"),
        (variable("n", "multi", category("a", colour="pink")), "n.a", "“pink” is no colour"),
        (variable("n", "multi", category("a", number=10**9)), "n.a", "at most 9 digits"),
        (
            variable("n", "multi", category("a", number=1), category("b", number=1)),
            "n.b",
            "number 1 is that of “A” already",
        ),
        (variable("n", "multi", category("a", near_misses=("x",) * 21)), "n.a", "at most 20 near misses"),
        (variable("n", "multi", category("a", near_misses=("x" * 5001,))), "n.a", "at most 5000"),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_place(part: VariableSpec, place: str, words: str) -> None:
    assert [(where, words in s) for where, s in told(CodebookSpec((part,)))] == [(place, True)]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (CodebookSpec((variable("n", "text", retired=True),)), ["no variables"]),
        (CodebookSpec((variable("n", "integer", category("a")),)), ["not answered from a list"]),
        (
            CodebookSpec((variable("n", "single", category("a"), category("b", retired=True)),)),
            ["has 1 of the 2 categories"],
        ),
        (
            CodebookSpec((variable("n", "single", category("a"), category("b", "a"), tree_choice="leaves"),)),
            ["has 1 of the 2 categories"],
        ),
        (
            CodebookSpec(
                (
                    variable(
                        "n",
                        "ordinal",
                        category("a", score=Decimal(1)),
                        category("b", "a", score=Decimal(2)),
                    ),
                )
            ),
            ["are a scale"],
        ),
        (CodebookSpec((variable("n", "text"), variable("N", "text", retired=True))), []),
    ],
)
def test_what_is_retired_is_no_part_of_what_is_published(spec: CodebookSpec, words: list[str]) -> None:
    faults = check_codebook(spec)
    assert [word in fault.sentence for word, fault in zip(words, faults, strict=True)] == [True] * len(words)
