"""Conditions as rows of a form: nothing is lost on the way there and back, and nothing is said that was not meant."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules import conditions as language
from coding.codebook_rules.condition_rows import ConditionRows, condition_of, rows_of
from coding.codebook_rules.condition_words import condition_words
from coding.codebook_rules.conditions import MOST_TESTS, All, AnyOf, Condition

Ask = language.Test  # by its own name pytest would take it for a test

A, B, C, D = (Ask(name, "answered", ("true",)) for name in "abcd")

conditions = st.recursive(
    st.sampled_from([A, B, C, D]),
    lambda inner: st.builds(
        lambda joint, parts: joint(tuple(parts)),
        st.sampled_from([All, AnyOf]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=9,
)


def _truth(condition: Condition | None, true: frozenset[Ask]) -> bool:
    match condition:
        case All(parts):
            return all(_truth(part, true) for part in parts)
        case AnyOf(parts):
            return any(_truth(part, true) for part in parts)
        case _:
            return condition in true


@given(conditions)
def test_rows_say_what_the_condition_says(condition: Condition) -> None:
    rows = rows_of(condition)
    if rows is None:
        return
    said = condition_of(rows)
    for marks in product([True, False], repeat=4):
        true = frozenset(test for test, mark in zip((A, B, C, D), marks, strict=True) if mark)
        assert _truth(said, true) == _truth(condition, true)
    assert sum(map(len, rows.groups)) <= MOST_TESTS


@given(conditions)
def test_what_rows_say_is_shown_in_rows_and_said_again(condition: Condition) -> None:
    rows = rows_of(condition)
    said = rows and condition_of(rows)
    again = rows_of(said) if said else None
    assert (again and condition_of(again)) == said


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (None, ConditionRows()),
        (A, ConditionRows("all", ((A,),))),
        (All((A, B)), ConditionRows("all", ((A, B),))),
        (AnyOf((A, B)), ConditionRows("any", ((A, B),))),
        (AnyOf((All((A, B)), C)), ConditionRows("all", ((A, B), (C,)))),
        (All((AnyOf((A, B)), C)), ConditionRows("any", ((A, B), (C,)))),
        # Three levels become two: a and (b or (c and d)).
        (All((A, AnyOf((B, All((C, D)))))), ConditionRows("all", ((A, B), (A, C, D)))),
    ],
)
def test_a_form_of_two_levels_shows(condition: Condition | None, rows: ConditionRows) -> None:
    assert rows_of(condition) == rows


def test_what_would_fill_a_book_of_rows_is_left_alone() -> None:
    pair = AnyOf((All((A, B)), All((C, D))))
    assert rows_of(All((pair,) * 6)) is None
    assert sum(1 for _ in language.tests_of(All((pair,) * 6))) < MOST_TESTS


def test_groups_without_tests_count_for_nothing() -> None:
    assert condition_of(ConditionRows("all", ((), ()))) is None
    assert condition_of(ConditionRows("any", ((), (A, B)))) == AnyOf((A, B))


SPEC = CodebookSpec(
    (
        VariableSpec("tone", "Tone", "single", "nominal", categories=(CategorySpec("warm", "Warm"),)),
        VariableSpec("topics", "Topics", "multi", "set", categories=(CategorySpec("trade", "Trade"),)),
        VariableSpec("irony", "Irony", "yesno", "nominal"),
    )
)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Ask("tone", "is", ("warm", "gone")), "“Tone” is “Warm” or gone"),
        (Ask("topics", "has_all", ("trade", "law")), "“Topics” has “Trade” and law"),
        (Ask("topics", "is_not", ("trade",)), "“Topics” has not “Trade”"),
        (Ask("irony", "is", ("yes",)), "“Irony” is yes"),
        (Ask("irony", "answered", ("false",)), "“Irony” is not answered"),
        (
            AnyOf((All((Ask("irony", "is", ("no",)), Ask("tone", "answered", ("true",)))), Ask("size", "at_least", ("3",)))),
            "(“Irony” is no and “Tone” is answered) or “size” is at least 3",
        ),
    ],
)  # fmt: skip
def test_a_condition_is_said_by_its_labels(condition: Condition, words: str) -> None:
    assert condition_words(condition, SPEC) == words
