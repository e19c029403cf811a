"""Is a coding right against a known answer, and is an attempt good enough? The rules, by kind of variable."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.known_answers import (
    ENOUGH,
    Score,
    gold_wanted,
    is_alarming,
    is_right,
    judge,
    scores,
    shared_part,
    shortfall_sentence,
    shortfalls,
)

UNCODABLE = {"special": "uncodable"}
NOT_APPLICABLE = {"special": "not_applicable"}


def quote(start: int, end: int) -> dict:
    return {"start": start, "end": end, "text": "x" * (end - start)}


@pytest.mark.parametrize(
    ("kind", "given", "known", "right"),
    [
        ("single", "warn", "warn", True),
        ("single", "attack", "warn", False),
        ("single", None, "warn", False),
        ("ordinal", "3", "3", True),
        ("ordinal", "2", "3", False),
        ("yesno", False, False, True),
        ("yesno", True, False, False),
        ("date", "2019-05-12", "2019-05-12", True),
        ("date", "2019-05-13", "2019-05-12", False),
        ("integer", 3, 3, True),
        ("integer", 3, 4, False),
        ("decimal", 2.0, 2, True),
        ("decimal", 2.5, 2, False),
        ("multi", ["b", "a"], ["a", "b"], True),
        ("multi", ["a"], ["a", "b"], False),
        ("multi", [], [], True),
        ("multi", UNCODABLE, [], False),
        ("multi", [], NOT_APPLICABLE, False),
        ("single", UNCODABLE, UNCODABLE, True),
        ("single", NOT_APPLICABLE, UNCODABLE, False),
        ("quote", quote(0, 10), quote(0, 10), True),
        ("quote", quote(5, 10), quote(0, 10), True),
        ("quote", quote(6, 10), quote(0, 10), False),
        ("quote", quote(0, 21), quote(0, 10), False),
        ("quote", quote(20, 30), quote(0, 10), False),
        ("quote", UNCODABLE, quote(0, 10), False),
        ("quote", None, quote(0, 10), False),
    ],
)
def test_what_is_right_depends_on_the_kind(kind, given, known, right):
    assert is_right(kind, given, known) is right


@given(st.tuples(*[st.integers(0, 50)] * 4))
def test_the_shared_part_of_two_quotes_is_the_same_from_either_side(places):
    a, b, c, d = places
    one, other = quote(min(a, b), max(a, b) + 1), quote(min(c, d), max(c, d) + 1)
    assert shared_part(one, other) == shared_part(other, one)
    assert 0 <= shared_part(one, other) <= 1
    assert (shared_part(one, other) == 1) is (one == other)


def _category(key: str, **more) -> CategorySpec:
    return CategorySpec(key, key.title(), **more)


SPEC = CodebookSpec(
    (
        VariableSpec(
            "tone",
            "Tone",
            "single",
            "nominal",
            categories=(_category("calm"), _category("harsh"), _category("old", retired=True)),
        ),
        VariableSpec("topics", "Topics", "multi", "set", categories=tuple(map(_category, "abcd"))),
        VariableSpec("remark", "Remark", "text", ""),
        VariableSpec("gone", "Gone", "yesno", "nominal", retired=True),
    )
)


def test_only_what_is_known_and_can_be_said_by_the_codebook_is_judged():
    known = {"tone": "calm", "remark": "words", "gone": True, "elsewhere": 1}
    assert [one.variable for one in judge(SPEC, {"tone": "calm"}, known)] == ["tone"]
    assert judge(SPEC, {"tone": "calm"}, {"tone": "old"}) == ()
    assert judge(SPEC, {"tone": "calm"}, {"tone": "of another version"}) == ()
    assert judge(SPEC, {"topics": ["a"]}, {"topics": ["a", "e"]}) == ()


def test_of_a_set_it_is_told_what_is_missing_and_what_is_too_much():
    (topics,) = judge(SPEC, {"topics": ["a", "c"]}, {"topics": ["a", "b"]})
    assert (topics.right, topics.missing, topics.too_many) == (False, ("b",), ("c",))
    assert topics.alike == Fraction(2, 4)  # a and d were decided alike


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_a_set_is_right_exactly_when_all_its_categories_are_decided_alike(given_, known):
    (topics,) = judge(SPEC, {"topics": sorted(given_)}, {"topics": sorted(known)})
    assert topics.right is (topics.alike == 1) is (given_ == known)


def test_scores_count_only_where_something_was_judged():
    judged = [
        judge(SPEC, {"tone": "calm", "topics": []}, {"tone": "calm", "topics": []}),
        judge(SPEC, {"tone": "harsh"}, {"tone": "calm"}),
    ]
    assert scores(judged) == {"tone": Score(1, 2), "topics": Score(1, 1)}


@pytest.mark.parametrize(
    ("score", "needed", "passes"),
    [
        (Score(7, 10), 70, True),
        (Score(69, 100), 70, False),
        (Score(2, 3), 67, False),  # 66.6 per cent are fewer than 67
        (Score(2, 3), 66, True),
        (Score(0, 5), 0, True),
        (Score(5, 5), 100, True),
    ],
)
def test_a_share_passes_exactly_from_what_is_needed_on(score, needed, passes):
    assert (shortfalls({"tone": score}, {"tone": needed}) == ()) is passes


def test_a_rule_about_what_was_never_judged_keeps_nobody_out():
    assert shortfalls({}, {"tone": 100}) == ()


def test_what_failed_is_told_in_a_sentence():
    (short,) = shortfalls({"tone": Score(2, 3)}, {"tone": 80})
    assert shortfall_sentence(short, "Tone") == "Tone: 2 of 3 right, that is 66 %; 80 % are needed."


def test_an_alert_needs_enough_messages():
    assert not is_alarming(Score(0, ENOUGH - 1), 70)
    assert is_alarming(Score(3, ENOUGH), 70)
    assert not is_alarming(Score(7, 10), 70)


@given(st.integers(0, 100_000), st.integers(0, 50))
def test_hidden_messages_are_the_asked_share_of_the_whole_queue(load, percent):
    hidden = gold_wanted(load, percent)
    if not load or not percent:
        assert hidden == 0
    else:
        assert hidden == 1 or abs(hidden * 100 - percent * (load + hidden)) <= 100
