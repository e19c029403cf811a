"""What merged and split categories are read as, and which codes a change touches: laws."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules.change_groups import group_changes
from coding.codebook_rules.comparison import compare_words, word_changes
from coding.codebook_rules.impact import Step, Touched, touched, touched_along
from coding.codebook_rules.mapping import (
    Merge,
    Operation,
    Part,
    Split,
    operation_json,
    read_mapping,
    replaced_by,
    repoint,
    results_of,
)

KEYS = ("a", "b", "c", "d", "e")
WORDS = ("spy", "cost", "安全")
TEXTS = st.sampled_from(
    ["", "They spy on us.", "The cost, the COST!", "网络安全 costs, and they spy", "spying"]
)
keys = st.sampled_from(KEYS)


@st.composite
def merges(draw: st.DrawFn) -> Merge:
    into, *gone = draw(st.lists(keys, min_size=2, max_size=4, unique=True))
    return Merge(draw(st.sampled_from(["one", "many"])), tuple(gone), into)


@st.composite
def splits(draw: st.DrawFn) -> Split:
    category, *into = draw(st.lists(keys, min_size=3, max_size=4, unique=True))
    phrases = st.lists(st.sampled_from(WORDS), max_size=2, unique=True).map(tuple)
    return Split(
        draw(st.sampled_from(["one", "many"])), category, tuple(Part(each, draw(phrases)) for each in into)
    )


operations: st.SearchStrategy[Operation] = merges() | splits()
mappings = st.lists(operations, max_size=5)
# A busy machine may stop for seconds: that says nothing of the law.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
special = st.sampled_from([{"special": "uncodable"}, {"special": "not_applicable"}])
values = st.fixed_dictionaries(
    {},
    optional={
        "one": keys | special,
        "many": st.lists(keys, unique=True) | special,
        "direct": st.booleans(),
        "remark": st.sampled_from(["a", "spy", ""]),
        "quote": st.just({"start": 0, "end": 3, "text": "spy"}),
    },
)


@patient
@given(values, mappings, TEXTS)
def test_repointing_never_invents_a_code_and_leaves_everything_else_as_it_is(
    given_values: dict, mapping: list[Operation], text: str
) -> None:
    read, to_recode = repoint(given_values, mapping, text)
    assert read.keys() | to_recode == given_values.keys()
    assert not read.keys() & to_recode
    for variable, value in read.items():
        own = [each for each in mapping if each.variable == variable]
        if not own or isinstance(given_values[variable], dict):
            assert value is given_values[variable]
        else:
            allowed = {key for each in own for key in results_of(each)}
            assert set(value) - set(given_values[variable]) <= allowed
            assert len(value) == len(set(value))
    for variable in to_recode:
        assert any(isinstance(each, Split) and each.variable == variable for each in mapping)


@patient
@given(values, mappings, mappings, TEXTS)
def test_the_mappings_of_versions_compose(
    given_values: dict, first: list[Operation], second: list[Operation], text: str
) -> None:
    between, left_before = repoint(given_values, first, text)
    after, left_after = repoint(between, second, text)
    assert repoint(given_values, first + second, text) == (after, left_before | left_after)


@patient
@given(values, operations, TEXTS)
def test_nothing_is_read_as_a_category_that_went(given_values: dict, operation: Operation, text: str) -> None:
    read, _to_recode = repoint(given_values, [operation], text)
    value = read.get(operation.variable)
    if isinstance(value, str | list):
        assert set(value).isdisjoint(replaced_by(operation))


@patient
@given(mappings)
def test_a_mapping_survives_its_json(mapping: list[Operation]) -> None:
    assert read_mapping([operation_json(each) for each in mapping]) == tuple(mapping)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They spy on everybody", "spying"),
        ("It costs, and who can READ it?", "spying"),
        ("The bill is high", "costs"),
        ("The bill for those who spy", None),  # both
        ("Take care", None),  # neither
        ("https://example.org/spy", None),  # a link has no words
    ],
)
def test_a_split_is_decided_by_the_words_of_exactly_one_part(text: str, expected: str | None) -> None:
    split = Split("one", "warn", (Part("spying", ("spy", "who can read")), Part("costs", ("bill",))))
    read, to_recode = repoint({"one": "warn"}, [split], text)
    assert read.get("one") == expected
    assert to_recode == (set() if expected else {"one"})


# --- impact


def _spec(*categories: CategorySpec, **fields: object) -> CodebookSpec:
    single = VariableSpec("one", "One", "single", "nominal", categories=categories, **fields)
    multi = VariableSpec("many", "Many", "multi", "set", categories=categories, **fields)
    return CodebookSpec((single, multi))


A, B = CategorySpec("a", "A", definition="What a is"), CategorySpec("b", "B", definition="What b is")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (_spec(A, B), set()),
        (_spec(B, A), set()),  # moved
        (
            _spec(CategorySpec("a", "Another name", definition="What a is", examples=("x",), number=3), B),
            set(),
        ),
        (_spec(CategorySpec("a", "A", definition="Something else"), B), {"a"}),
        (_spec(CategorySpec("a", "A", definition="What a is", retired=True), B), {"a"}),
        (_spec(B), {"a"}),
        (_spec(A, CategorySpec("b", "B", definition="What b is", parent="a")), {"b"}),
        (_spec(A, B, CategorySpec("c", "C")), {""}),
        (_spec(A, B, instruction="Read it twice."), {""}),
        (_spec(A, B, retired=True), set()),
        (CodebookSpec(), set()),
    ],
)
def test_what_a_change_touches(after: CodebookSpec, expected: set[str]) -> None:
    found = touched(_spec(A, B), after)
    assert {each.category for each in found if each.variable == "one"} == expected
    assert {each.category for each in found if each.variable == "many"} == expected


def test_merged_categories_are_read_and_split_ones_are_touched_where_words_do_not_decide() -> None:
    merge = Merge("one", ("a", "b"), "c")
    assert touched(_spec(A, B), _spec(CategorySpec("c", "C")), [merge, Merge("many", ("a", "b"), "c")]) == ()
    split = Split("one", "a", (Part("c", ("spy",)), Part("d")))
    found = [
        each for each in touched(_spec(A, B), _spec(B, *_new("c", "d")), [split]) if each.variable == "one"
    ]
    assert [each.touches({"one": "a"}, text) for each in found for text in ("They spy", "No")] == [
        False,
        True,
    ]
    assert not any(each.touches({"one": "b"}, "No") for each in found)


def _new(*names: str) -> tuple[CategorySpec, ...]:
    return tuple(CategorySpec(name, name.upper()) for name in names)


@patient
@given(keys, st.lists(operations, max_size=4), keys, TEXTS)
def test_a_later_change_is_said_in_the_codes_of_the_first_version(
    value: str, mapping: list[Operation], changed: str, text: str
) -> None:
    """A coding is touched exactly if what it is read as is: whatever lies between."""
    plain = _spec(*_new(*KEYS))
    steps = [
        Step(plain, plain, tuple(mapping), counts=False),
        Step(plain, _spec(*(_redefined(each, changed) for each in plain.variables[0].categories))),
    ]
    found = [each for each in touched_along(steps) if each.variable == "one"]
    read, _to_recode = repoint({"one": value}, mapping, text)
    assert _any(found, {"one": value}, text) == (read.get("one") == changed)


def _redefined(category: CategorySpec, key: str) -> CategorySpec:
    return CategorySpec(category.key, category.label, definition="New") if category.key == key else category


def _any(found: Iterable[Touched], given_values: dict, text: str) -> bool:
    return any(each.touches(given_values, text) for each in found)


# --- comparison

texts = st.text(alphabet="ab_ .,\n安全🌐é", max_size=40)


@patient
@given(texts, texts)
def test_a_comparison_word_by_word_holds_both_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.fate != "added") == before
    assert "".join(piece.text for piece in pieces if piece.fate != "removed") == after


def test_words_that_stayed_are_told_from_those_that_came_and_went() -> None:
    assert [(piece.fate, piece.text) for piece in word_changes("Names a risk.", "Names a great risk.")] == [
        ("same", "Names a "),
        ("added", "great "),
        ("same", "risk."),
    ]


def test_changes_stand_by_kind_and_what_a_merge_explains_is_told_once() -> None:
    before = _spec(A, B)
    merged = CategorySpec("ab", "AB", definition="Both")
    after = _spec(replace(A, retired=True), merged, replace(B, retired=True))
    merges = [Merge(variable, ("a", "b"), "ab") for variable in ("one", "many")]
    groups = group_changes(before, after, merges)
    assert [(group.sort, [change.sentence for change in group.changes]) for group in groups] == [
        ("merged", ["One: “A”, “B” merged into “AB”", "Many: “A”, “B” merged into “AB”"])
    ]
    renamed = _spec(replace(A, label="Alpha", definition="New", number=4), B)
    assert [group.sort for group in group_changes(before, renamed)] == ["renamed", "defined"]


def test_a_part_of_a_split_is_compared_with_what_it_came_from() -> None:
    before = _spec(A, B)
    after = _spec(
        replace(A, retired=True),
        replace(A, key="c", label="C"),
        replace(A, key="d", label="D", definition="New"),
        B,
    )
    split = Split("one", "a", (Part("c"), Part("d")))
    parts = [part for part in compare_words(before, after, [split]) if part.variable.key == "one"]
    told = [
        (part.category and part.category.key, part.origin, [text.name for text in part.texts])
        for part in parts
    ]
    assert told == [("c", A, ["label"]), ("d", A, ["label", "definition"])]
