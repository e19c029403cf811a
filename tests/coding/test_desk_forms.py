"""The form of the desk: every answer a coder can give survives the way through the inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    VariableSpec,
    check_values,
    normalise,
    read_condition,
)
from coding.codebook_rules.quotes import place_quotes
from coding.forms.desk import (
    LETTERS,
    NOT_APPLICABLE,
    UNCODABLE,
    DraftForm,
    SubmissionForm,
    answers_in_words,
    logic_of,
    questions,
    values_from_post,
)


def _categories(*keys: str) -> tuple[CategorySpec, ...]:
    return tuple(CategorySpec(key, key.capitalize()) for key in keys)


def _variable(key: str, kind: str, level: str, **more: Any) -> VariableSpec:
    return VariableSpec(key, key.capitalize(), kind, level, allows_not_applicable=True, **more)


SPEC = CodebookSpec(
    (
        _variable("tone", "single", "nominal", categories=_categories("warm", "cold")),
        _variable("topics", "multi", "set", categories=_categories("trade", "law", "health")),
        _variable("strength", "ordinal", "ordinal", categories=_categories("weak", "strong")),
        _variable("ironic", "yesno", "nominal"),
        _variable("remark", "text", "", required=False),
        _variable("words", "integer", "ratio"),
        _variable("share", "decimal", "ratio"),
        _variable("day", "date", "interval"),
        _variable("proof", "quote", ""),
    )
)
MESSAGE = "Trust us\r\nand trust \U0001f469\u200d\U0001f680 5G, 你好"
SPECIAL = st.sampled_from([{"special": "uncodable"}, {"special": "not_applicable"}])
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "tone": st.sampled_from(["warm", "cold"]) | SPECIAL,
    "topics": st.lists(st.sampled_from(["trade", "law", "health"]), unique=True) | SPECIAL,
    "strength": st.sampled_from(["weak", "strong"]) | SPECIAL,
    "ironic": st.booleans() | SPECIAL,
    "remark": st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1) | SPECIAL,
    "words": st.integers(-(10**14), 10**14) | SPECIAL,
    "share": st.decimals(-1000, 1000, places=3).map(float) | SPECIAL,
    "day": st.dates().map(str) | SPECIAL,
    "proof": st.tuples(st.integers(0, len(MESSAGE) - 1), st.integers(1, len(MESSAGE)))
    .filter(lambda span: span[0] < span[1] and MESSAGE[slice(*span)].strip())
    .map(lambda span: {"start": span[0], "end": span[1], "text": MESSAGE[slice(*span)]})
    | SPECIAL,
}


@settings(
    suppress_health_check=[HealthCheck.too_slow]
)  # the first of all characters are slow on a busy machine
@given(st.fixed_dictionaries({}, optional=ANSWERS))
def test_what_the_form_shows_is_what_it_sends(values: dict[str, Any]) -> None:
    values = normalise(SPEC, values)
    assert not check_values(SPEC, values, complete=False)
    sent, misplaced = place_quotes(SPEC, values_from_post(SPEC, _pressed(values)), MESSAGE)
    assert not misplaced
    assert normalise(SPEC, sent) == values


def _pressed(values: dict[str, Any]) -> QueryDict:
    """What a browser sends of the form that shows `values`, untouched."""
    post = QueryDict(mutable=True)
    for question in questions(SPEC, values):
        if question.is_typed:
            post.appendlist(question.name, question.text.replace("\r\n", "\n").replace("\n", "\r\n"))
        if question.quote:
            for part, sent in {**question.quote, "known": question.text}.items():
                post.appendlist(f"{part}-{question.variable.key}", str(sent))
        for choice in question.choices:
            if choice.chosen:
                special = choice.value in {UNCODABLE, NOT_APPLICABLE}
                post.appendlist(question.special_name if special else question.name, choice.value)
    return post


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("", {}),
        ("v-topics=!none", {"topics": []}),
        ("v-topics=law&v-topics=trade", {"topics": ["law", "trade"]}),
        ("v-topics=!uncodable", {"topics": {"special": "uncodable"}}),
        ("v-ironic=no", {"ironic": False}),
        ("v-ironic=perhaps", {"ironic": "perhaps"}),
        ("v-remark=+&s-remark=", {}),
        ("v-remark=so&s-remark=!uncodable", {"remark": {"special": "uncodable"}}),
        ("v-remark=!uncodable", {"remark": "!uncodable"}),
        ("v-mood=good", {}),
    ],
)
def test_a_form_post_is_translated(sent: str, expected: dict[str, Any]) -> None:
    assert values_from_post(SPEC, QueryDict(sent)) == expected


def test_the_letters_follow_the_rows_of_the_keyboard_and_never_meet_another_key() -> None:
    tone, topics, _strength, ironic, remark, *_others = questions(SPEC, {})
    assert [choice.key for choice in tone.choices] == ["q", "w", "0", "."]
    assert [choice.key for choice in topics.choices] == ["q", "w", "e", "-", "0", "."]
    assert [choice.key for choice in ironic.choices] == ["q", "w", "0", "."]
    assert [choice.key for choice in remark.choices] == ["0", "."]
    assert len(set(LETTERS)) == len(LETTERS)
    assert not set(LETTERS) & set("fn0123456789-/?.,")


def test_more_categories_than_letters_can_still_be_chosen() -> None:
    many = VariableSpec(
        "many", "Many", "single", "nominal", categories=_categories(*[f"c{n}" for n in range(40)])
    )
    (question,) = questions(CodebookSpec((many,)), {})
    keys = [choice.key for choice in question.answers]
    assert keys == [*LETTERS, *[""] * (40 - len(LETTERS))]


def test_digits_end_at_nine() -> None:
    spec = CodebookSpec(tuple(VariableSpec(f"v{n}", f"V{n}", "yesno", "nominal") for n in range(11)))
    assert [question.digit for question in questions(spec, {})] == [*"123456789", "", ""]


@pytest.mark.parametrize(
    "values", [{"tone": 7}, {"topics": [1, None]}, {"ironic": "x"}, {"remark": {"a": 1}}, {"remark": 3}]
)
def test_values_of_another_make_are_shown_as_no_answer_instead_of_breaking_the_page(
    values: dict[str, Any],
) -> None:
    assert [question.answer_labels for question in questions(SPEC, values)] == [[]] * 9


@pytest.mark.parametrize(
    ("data", "faulty"),
    [
        ({}, {"base_revision", "key"}),
        (
            {"base_revision": -1, "key": "no uuid", "active_ms": "long", "note": "x" * 10_001},
            {"base_revision", "key", "active_ms", "note"},
        ),
        ({"base_revision": 0, "key": "6f1c2a52-4f0e-4c0e-9a44-0d6a1f3b2c1d", "active_ms": None}, set()),
    ],
)
def test_what_comes_with_a_coding_is_checked(data: dict[str, Any], faulty: set[str]) -> None:
    assert set(SubmissionForm(data).errors) == faulty


def test_a_clock_that_jumped_costs_no_coding() -> None:
    form = SubmissionForm(
        {"base_revision": 0, "key": "6f1c2a52-4f0e-4c0e-9a44-0d6a1f3b2c1d", "active_ms": 10**15}
    )
    assert form.is_valid()
    assert form.cleaned_data["active_ms"] == 86_400_000


def test_a_draft_needs_to_say_what_it_rests_on() -> None:
    assert set(DraftForm({"note": "x"}).errors) == {"base_revision"}


def _one(variable: VariableSpec, values: dict[str, Any]) -> list[Any]:
    return questions(CodebookSpec((variable,)), values)


def test_what_is_retired_is_offered_to_nobody_and_shown_where_it_was_chosen() -> None:
    gone = CategorySpec("old", "Old", retired=True)
    tone = VariableSpec("tone", "Tone", "single", "nominal", categories=(*_categories("warm"), gone))
    assert [choice.value for choice in _one(tone, {})[0].answers] == ["warm"]
    (asked,) = _one(tone, {"tone": "old"})
    assert [(choice.value, choice.chosen) for choice in asked.answers] == [("warm", False), ("old", True)]
    former = replace(tone, retired=True)
    assert _one(former, {}) == []
    assert _one(former, {"tone": "warm"})[0].answer_labels == ["Warm"]


def test_only_what_is_allowed_is_offered() -> None:
    topics = VariableSpec(
        "topics",
        "Topics",
        "multi",
        "set",
        categories=_categories("law"),
        offers_none=False,
        allows_uncodable=False,
    )
    assert [choice.value for choice in _one(topics, {})[0].choices] == ["law"]
    open_to_all = replace(topics, offers_none=True, allows_uncodable=True, allows_not_applicable=True)
    offered = [choice.value for choice in _one(open_to_all, {})[0].choices]
    assert offered == ["law", "!none", "!uncodable", "!not_applicable"]


def test_where_only_leaves_are_chosen_what_stands_above_has_no_key() -> None:
    below = CategorySpec("trade", "Trade", parent="economy")
    topics = VariableSpec(
        "topics",
        "Topics",
        "single",
        "nominal",
        tree_choice="leaves",
        categories=(*_categories("economy"), below),
    )
    told = [
        (choice.value, choice.is_choice, choice.key, choice.depth) for choice in _one(topics, {})[0].answers
    ]
    assert told == [("economy", False, "", 1), ("trade", True, "q", 2)]


def test_a_group_is_named_once_and_what_is_hidden_shows_no_answer() -> None:
    ironic = VariableSpec("ironic", "Ironic", "yesno", "nominal", group="Stance")
    about = VariableSpec(
        "about",
        "About whom",
        "yesno",
        "nominal",
        group="Stance",
        condition=read_condition({"variable": "ironic", "is": ["yes"]}),
        allows_not_applicable=True,
    )
    spec = CodebookSpec((ironic, about))
    values = normalise(spec, {"ironic": False, "about": True})
    shown = questions(spec, values)
    assert [question.heading for question in shown] == ["Stance", ""]
    assert [question.is_hidden for question in shown] == [False, True]
    assert not [choice for choice in shown[1].choices if choice.chosen]
    assert [words for _variable, words in answers_in_words(spec, values)] == [["No"], ["Does not apply"]]
    assert logic_of(spec)["variables"][1]["condition"] == {"variable": "ironic", "is": ["yes"]}
    assert logic_of(CodebookSpec((ironic,))) is None


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("integer", "12", 12),
        ("integer", "-3", -3),
        ("integer", "1.5", "1.5"),
        ("integer", "9" * 5000, "9" * 5000),
        ("decimal", "2.50", 2.5),
        ("decimal", "1,5", "1,5"),
        ("decimal", "1e3", "1e3"),
        ("date", "2019-05-12", "2019-05-12"),
        ("quote", "trust us", {"text": "trust us"}),
        ("quote", " ", None),
    ],
)
def test_what_is_typed_is_read_or_stays_to_be_refused(kind: str, typed: str, expected: Any) -> None:
    spec = CodebookSpec((VariableSpec("x", "X", kind, ""),))
    post = QueryDict(mutable=True)
    post["v-x"] = typed
    assert values_from_post(spec, post).get("x") == expected
