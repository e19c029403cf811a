"""What counts as the same code, and what a message's codings come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.disagreement import Verdict, canonical, compare, compare_all

UNCODABLE = {"special": "uncodable"}
NOT_APPLICABLE = {"special": "not_applicable"}

MISSING = object()


def codings(*values):
    return [{} if value is MISSING else {"v": value} for value in values]


@pytest.mark.parametrize(
    ("kind", "values", "verdict"),
    [
        ("single", ["warn", "warn"], Verdict.UNANIMOUS),
        ("single", ["warn", "defend"], Verdict.DISAGREEMENT),
        ("single", ["warn"], Verdict.SINGLE),
        ("single", ["warn", MISSING], Verdict.SINGLE),
        ("single", ["warn", "warn", MISSING], Verdict.UNANIMOUS),
        ("single", [MISSING, MISSING], Verdict.SILENT),
        ("single", [], Verdict.SILENT),
        ("multi", [["a", "b"], ["b", "a"]], Verdict.UNANIMOUS),
        ("multi", [["a"], ["a", "b"]], Verdict.DISAGREEMENT),
        ("multi", [[], []], Verdict.UNANIMOUS),
        ("multi", [[], ["a"]], Verdict.DISAGREEMENT),
        ("multi", [[], MISSING], Verdict.SINGLE),
        ("multi", [[], UNCODABLE], Verdict.DISAGREEMENT),
        ("yesno", [True, True], Verdict.UNANIMOUS),
        ("yesno", [True, False], Verdict.DISAGREEMENT),
        ("decimal", [1, 1.0], Verdict.UNANIMOUS),
        ("decimal", [1, 1.5], Verdict.DISAGREEMENT),
        ("single", [UNCODABLE, UNCODABLE], Verdict.UNANIMOUS),
        ("single", [UNCODABLE, NOT_APPLICABLE], Verdict.DISAGREEMENT),
        ("single", [UNCODABLE, "uncodable"], Verdict.DISAGREEMENT),
        ("date", ["2019-05-12", "2019-05-12"], Verdict.UNANIMOUS),
        ("date", ["2019-05-12", "2019-05-13"], Verdict.DISAGREEMENT),
        ("quote", [{"start": 0, "end": 5, "text": "trade"}] * 2, Verdict.UNANIMOUS),
        (
            "quote",
            [{"start": 0, "end": 5, "text": "trade"}, {"start": 9, "end": 14, "text": "trade"}],
            Verdict.DISAGREEMENT,
        ),
        ("quote", [{"start": 0, "end": 5, "text": "trade"}, NOT_APPLICABLE], Verdict.DISAGREEMENT),
        ("text", ["one thing", "another"], Verdict.FREE),
        ("text", ["alone"], Verdict.FREE),
        ("text", [MISSING], Verdict.SILENT),
    ],
)
def test_codings_come_to(kind, values, verdict):
    assert compare(kind, codings(*values), "v").verdict == verdict


def test_yes_is_not_the_number_one():
    assert canonical(True) != canonical(1)


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError):
        canonical({"odd": 1})
    with pytest.raises(TypeError):
        canonical(None)


def test_choices_name_their_coders_most_chosen_first():
    compared = compare("single", codings("a", "b", "b", MISSING), "v")
    assert [(choice.value, choice.coders) for choice in compared.choices] == [("b", (1, 2)), ("a", (0,))]


def test_only_one_value_is_the_value():
    assert compare("multi", codings(["a", "b"], ["b", "a"]), "v").value == ["a", "b"]
    with pytest.raises(ValueError, match="disagreement"):
        compare("single", codings("a", "b"), "v").value  # noqa: B018


def test_each_variable_is_judged_by_itself():
    compared = compare_all(
        {"intent": "single", "concepts": "multi"},
        [{"intent": "warn", "concepts": ["a"]}, {"intent": "warn", "concepts": []}],
    )
    assert {key: c.verdict for key, c in compared.items()} == {
        "intent": Verdict.UNANIMOUS,
        "concepts": Verdict.DISAGREEMENT,
    }


values = st.one_of(
    st.sampled_from(["a", "b", "c"]),
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    st.sampled_from([UNCODABLE, NOT_APPLICABLE, True, False, 1, 2]),
)


@given(st.lists(values, max_size=5), st.randoms())
def test_the_order_of_coders_does_not_matter(given_values, chance):
    mixed = list(given_values)
    chance.shuffle(mixed)
    assert (
        compare("single", codings(*given_values), "v").verdict
        == compare("single", codings(*mixed), "v").verdict
    )


@given(st.lists(values, max_size=6))
def test_every_coder_who_answered_stands_in_exactly_one_choice(given_values):
    compared = compare("single", codings(*given_values), "v")
    assert sorted(place for choice in compared.choices for place in choice.coders) == list(
        range(len(given_values))
    )
