"""What a codebook may hold and what a coder may answer: the rules as laws and tables."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_rules import (
    KINDS,
    LEVELS,
    SPECIAL,
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    check_codebook,
    check_draft,
    check_values,
    find_changes,
    fingerprint,
    level_of,
    normalise,
    read_condition,
    suggest_key,
)

LETTERS = st.text("abcdefgh", min_size=1, max_size=4)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


def category(key: str, **fields: Any) -> CategorySpec:
    return CategorySpec(key=key, label=fields.pop("label", key.title()), **fields)


def variable(key: str, kind: str, *categories: CategorySpec, **fields: Any) -> VariableSpec:
    return VariableSpec(
        key=key,
        label=fields.pop("label", key.title()),
        kind=kind,
        level=fields.pop("level", level_of(kind)),
        categories=categories,
        **fields,
    )


CODEBOOK = CodebookSpec(
    (
        variable("intent", "single", category("warn"), category("defend")),
        variable("tone", "ordinal", category("mild", score=Decimal(1)), category("harsh", score=Decimal(2))),
        variable(
            "concepts", "multi", category("trust"), category("privacy"), category("china"), required=False
        ),
        variable("quotes", "yesno", required=False),
        variable("remark", "text", required=False),
        variable("likes", "integer", required=False, least=Decimal(0), most=Decimal(100)),
        variable("share", "decimal", required=False, allows_uncodable=False, most=Decimal("0.50")),
        variable("day", "date", required=False),
        variable("words", "quote", required=False, allows_not_applicable=True),
    )
)
ANSWERED = {"intent": "warn", "tone": "harsh"}


@st.composite
def codebooks(draw: st.DrawFn) -> CodebookSpec:
    keys = draw(st.lists(LETTERS, min_size=1, max_size=5, unique=True))
    return CodebookSpec(tuple(draw(variables(key)) for key in keys))


@st.composite
def variables(draw: st.DrawFn, key: str) -> VariableSpec:
    kind = draw(st.sampled_from(KINDS))
    names = draw(st.lists(LETTERS, min_size=2, max_size=5, unique=True))
    categories = [category(name, score=Decimal(at)) for at, name in enumerate(names)]
    has_list = kind in {"single", "multi", "ordinal"}
    special = {f"allows_{name}": draw(st.booleans()) for name in SPECIAL}
    return variable(key, kind, *(categories if has_list else []), required=draw(st.booleans()), **special)


@st.composite
def valid_values(draw: st.DrawFn, spec: CodebookSpec) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for each in draw(st.permutations(spec.variables)):
        offered = [name for name in SPECIAL if getattr(each, f"allows_{name}")]
        special = [st.sampled_from(offered).map(lambda name: {"special": name})] if offered else []
        answer = st.one_of(answers(each), *special)
        if each.required or draw(st.booleans()):
            values[each.key] = draw(answer)
    return values


def answers(each: VariableSpec) -> st.SearchStrategy[Any]:
    keys = st.sampled_from([part.key for part in each.categories] or [""])
    return {
        "single": keys,
        "ordinal": keys,
        "multi": st.lists(keys, max_size=8),
        "yesno": st.booleans(),
        "integer": st.integers(-(10**14), 10**14),
        "decimal": st.floats(-(10.0**14), 10.0**14) | st.integers(-(10**14), 10**14),
        "date": st.dates().map(str),
        "text": TEXTS.filter(lambda text: bool(text.strip())),
        "quote": st.builds(quote, st.integers(0, 9), TEXTS.filter(bool)),
    }[each.kind]


def quote(start: int, words: str) -> dict[str, Any]:
    return {"start": start, "end": start + len(words), "text": words}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_the_normal_spelling_of_valid_values_is_valid(data: st.DataObject) -> None:
    spec = data.draw(codebooks())
    values = data.draw(valid_values(spec))
    assert check_values(spec, values, complete=True) == {}
    assert check_values(spec, normalise(spec, values), complete=True) == {}


@given(st.dictionaries(st.sampled_from([v.key for v in CODEBOOK.variables]) | LETTERS, JSON, max_size=6))
def test_normalising_twice_is_normalising_once(values: dict[str, Any]) -> None:
    once = normalise(CODEBOOK, values)
    assert normalise(CODEBOOK, once) == once
    assert list(normalise(CODEBOOK, once)) == list(once)


@given(JSON, st.booleans())
def test_any_json_is_answered_with_sentences_and_never_with_an_exception(values: Any, complete: bool) -> None:
    faults = check_values(CODEBOOK, values, complete=complete)
    assert all(sentence for sentences in faults.values() for sentence in sentences)


@given(st.dictionaries(st.sampled_from([v.key for v in CODEBOOK.variables]), JSON, max_size=5))
def test_a_draft_is_never_judged_harder_than_a_coding(values: dict[str, Any]) -> None:
    assert (
        check_values(CODEBOOK, values, complete=False).keys()
        <= check_values(CODEBOOK, values, complete=True).keys()
    )


def test_choices_are_stored_in_the_order_of_the_codebook_and_once() -> None:
    values = {"concepts": ["china", "trust", "china"], "intent": "warn", "remark": " a\r\nb "}
    stored = normalise(CODEBOOK, values)
    assert stored == {"intent": "warn", "concepts": ["trust", "china"], "remark": "a\nb"}
    assert list(stored) == ["intent", "concepts", "remark"]


def test_empty_uncodable_not_applicable_and_missing_stay_four_different_things() -> None:
    given_answers: list[Any] = [[], {"special": "uncodable"}, {"special": "not_applicable"}]
    stored = [normalise(CODEBOOK, ANSWERED | {"concepts": answer}) for answer in given_answers]
    assert [values["concepts"] for values in stored] == given_answers
    assert "concepts" not in normalise(CODEBOOK, ANSWERED)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("intent", "praise", "“praise” is no category of Intent in this version"),
        ("intent", ["warn"], "takes the key of one category"),
        ("intent", True, "takes the key of one category"),
        ("intent", None, "Intent is required"),
        ("intent", "  ", "Intent is required"),
        ("intent", {"special": "skipped"}, "uncodable, not_applicable"),
        ("intent", {"special": "uncodable", "more": 1}, "uncodable, not_applicable"),
        ("intent", {"special": ["uncodable"]}, "uncodable, not_applicable"),
        ("concepts", "trust", "takes a list of category keys"),
        ("concepts", [{"a": 1}], "takes a list of category keys"),
        ("concepts", ["trust", "peace"], "“peace” is no category of Concepts"),
        ("quotes", 1, "takes true or false"),
        ("quotes", "true", "takes true or false"),
        ("remark", 5, "takes a text"),
        ("remark", "a\x00b", "cannot be stored"),
        ("remark", "a\ud800b", "cannot be stored"),
        ("remark", "x" * 10_001, "at most 10000 characters; there are 10001"),
        ("mood", "good", "“mood” is no variable of this version"),
        ("intent", {"special": "not_applicable"}, "always applies"),
        ("share", {"special": "uncodable"}, "has to be coded"),
        ("likes", 1.5, "takes a whole number"),
        ("likes", True, "takes a whole number"),
        ("likes", "12", "takes a whole number"),
        ("likes", -1, "takes 0 or more"),
        ("likes", 101, "takes 100 or less"),
        ("likes", 10**400, "at most 15 digits"),
        ("share", "0.5", "takes a number"),
        ("share", float("nan"), "takes a number"),
        ("share", float("inf"), "takes a number"),
        ("share", 0.51, "takes 0.5 or less"),
        ("day", "12 May 2019", "like 2019-05-12"),
        ("day", "2019-02-29", "like 2019-05-12"),
        ("day", "20190512", "like 2019-05-12"),
        ("day", 20190512, "like 2019-05-12"),
        ("words", "trade", "takes words of the message"),
        ("words", {"start": 0, "end": 5, "text": "trad"}, "takes words of the message"),
        ("words", {"start": -1, "end": 4, "text": "trade"}, "takes words of the message"),
        ("words", {"start": 3, "end": 3, "text": ""}, "takes words of the message"),
        ("words", {"start": 0, "end": 5}, "takes words of the message"),
        ("words", {"start": False, "end": True, "text": "t"}, "takes words of the message"),
        ("words", {"start": 1, "end": 6, "text": "trade"}, "does not stand in the message like this"),
        ("words", {"start": 0, "end": 6, "text": "Trade "}, "does not stand in the message like this"),
    ],
)
def test_a_wrong_answer_is_named_at_its_variable(key: str, value: Any, words: str) -> None:
    faults = check_values(CODEBOOK, ANSWERED | {key: value}, complete=True, text="trade 👩‍🔬 war")
    assert list(faults) == [key]
    assert words in faults[key][0]


def test_a_quote_is_counted_in_code_points() -> None:
    science = {"words": {"start": 6, "end": 9, "text": "👩\u200d🔬"}}
    text = "trade 👩\u200d🔬 war"
    assert check_values(CODEBOOK, ANSWERED | science, complete=True, text=text) == {}
    assert check_values(CODEBOOK, ANSWERED | science, complete=True, text="some other message") != {}
    assert check_values(CODEBOOK, ANSWERED | science, complete=True) == {}


@pytest.mark.parametrize(
    ("chosen", "fields", "words"),
    [
        (["trust"], {"min_choices": 2}, "at least 2 choices; there are 1"),
        ([], {"min_choices": 2, "offers_none": False}, "at least 2 choices; there are 0"),
        ([], {"offers_none": False}, "at least 1 choices; there are 0"),
        ([], {"min_choices": 2}, ""),
        (["trust", "privacy", "china"], {"max_choices": 2}, "at most 2 choices; there are 3"),
    ],
)
def test_the_number_of_choices_is_asked_of_a_coding_and_not_of_a_draft(
    chosen: list[str], fields: dict[str, Any], words: str
) -> None:
    """“None of these” is a choice of its own: a smallest number is asked of what was chosen."""
    concepts = CODEBOOK.variables[2]
    spec = CodebookSpec((variable("concepts", "multi", *concepts.categories, **fields),))
    told = check_values(spec, {"concepts": chosen}, complete=True).get("concepts", [""])
    assert words in told[0]
    assert bool(words) == bool(told[0])
    assert check_values(spec, {"concepts": chosen}, complete=False) == {}


TREE = (
    category("economy"),
    category("trade", parent="economy"),
    category("tariffs", parent="trade"),
    category("old", parent="economy", retired=True),
    category("security"),
)


@pytest.mark.parametrize(
    ("tree_choice", "key", "words"),
    [
        ("any", "economy", ""),
        ("any", "tariffs", ""),
        ("any", "old", "is retired"),
        ("leaves", "economy", "has categories below it"),
        ("leaves", "trade", "has categories below it"),
        ("leaves", "tariffs", ""),
        ("leaves", "security", ""),
        ("with_parents", "trade", ""),
    ],
)
def test_what_can_be_chosen_in_a_tree(tree_choice: str, key: str, words: str) -> None:
    for kind, value in (("single", key), ("multi", [key])):
        spec = CodebookSpec((variable("topic", kind, *TREE, tree_choice=tree_choice),))
        told = check_values(spec, {"topic": value}, complete=True).get("topic", [""])
        assert words in told[0]
        assert bool(words) == bool(told[0])


def test_a_choice_brings_those_above_it_and_counts_once() -> None:
    spec = CodebookSpec(
        (variable("topics", "multi", *TREE, tree_choice="with_parents", min_choices=2, max_choices=2),)
    )
    one, two = (normalise(spec, {"topics": chosen}) for chosen in (["tariffs"], ["security", "tariffs"]))
    assert two == {"topics": ["economy", "trade", "tariffs", "security"]}
    assert "there are 1" in check_values(spec, one, complete=True)["topics"][0]
    assert check_values(spec, two, complete=True) == {}


def test_a_number_is_stored_in_one_spelling() -> None:
    stored = normalise(CODEBOOK, {"likes": 12.0, "share": Decimal("0.50"), "day": " 2019-05-12 "})
    assert stored == {"likes": 12, "share": 0.5, "day": "2019-05-12"}
    assert {key: type(value) for key, value in stored.items()} == {"likes": int, "share": float, "day": str}
    assert str(normalise(CODEBOOK, {"share": -0.0})["share"]) == "0"


def test_what_is_retired_is_not_asked_and_takes_no_answer() -> None:
    spec = CodebookSpec((variable("intent", "text"), variable("tone", "text", retired=True)))
    assert check_values(spec, {"intent": "x"}, complete=True) == {}
    assert "is retired" in check_values(spec, {"intent": "x", "tone": "y"}, complete=True)["tone"][0]


def test_values_that_are_no_object_are_refused_as_a_whole() -> None:
    assert list(check_values(CODEBOOK, ["warn"], complete=False)) == [""]


def test_sentences_are_said_in_the_language_of_the_listener() -> None:
    faults = check_values(CODEBOOK, {}, complete=True, say=lambda sentence: "¡" + sentence)
    assert faults["intent"][0].startswith("¡Intent")


# --- codebooks


def test_a_complete_codebook_has_no_faults() -> None:
    assert check_codebook(CODEBOOK) == []


WARN, DEFEND = category("warn"), category("defend")

INCOMPLETE = [
    (CodebookSpec(), "codebook", "no variables"),
    (CodebookSpec((variable("intent", "single", WARN, DEFEND, label=" "),)), "intent", "has no label"),
    (CodebookSpec((variable("intent", "single", WARN),)), "intent", "has 1 of the 2 categories"),
    (CodebookSpec((variable("concepts", "multi"),)), "concepts", "has 0 of the 1 categories"),
    (
        CodebookSpec((variable("intent", "single", WARN, category("x", label="")),)),
        "intent.x",
        "has no label",
    ),
    (
        CodebookSpec(
            (
                variable(
                    "intent",
                    "single",
                    WARN,
                    category("x", label=" WARN"),
                ),
            )
        ),
        "intent.x",
        "stands twice",
    ),
    (CodebookSpec((variable("a", "text", label="A"), variable("b", "text", label="a"))), "b", "stands twice"),
    (CodebookSpec((variable("note", "text", WARN),)), "note", "not answered from a list"),
    (CodebookSpec((variable("concepts", "multi", WARN, min_choices=2),)), "concepts", "at least 2 choices"),
    (
        CodebookSpec((variable("tone", "ordinal", category("mild", score=Decimal(1)), category("harsh")),)),
        "tone.harsh",
        "has no scale value",
    ),
    (
        CodebookSpec(
            (
                variable(
                    "tone",
                    "ordinal",
                    category("mild", score=Decimal(1)),
                    category("harsh", score=Decimal(3)),
                    category("fierce", score=Decimal(2)),
                ),
            )
        ),
        "tone",
        "neither rise nor fall",
    ),
]


@pytest.mark.parametrize(("spec", "where", "words"), INCOMPLETE)
def test_an_incomplete_codebook_can_be_kept_and_not_published(
    spec: CodebookSpec, where: str, words: str
) -> None:
    assert check_draft(spec) == []
    faults = check_codebook(spec)
    assert [(fault.where, words in fault.sentence) for fault in faults] == [(where, True)]


MALFORMED = [
    (variable("in tent", "single", WARN, DEFEND), "in tent", "is no key"),
    (variable("1st", "single", WARN, DEFEND), "1st", "is no key"),
    (variable("x" * 61, "single", WARN, DEFEND), "x" * 61, "is no key"),
    (variable("intent", "single", WARN, DEFEND, label="x" * 10_000), "intent", "this one has 10000"),
    (variable("intent", "single", WARN, category("d", label="x" * 10_000)), "intent.d", "this one has 10000"),
    (variable("intent", "single", WARN, category("d", label="a\x00b")), "intent.d", "cannot be stored"),
    (variable("intent", "single", WARN, category("d", definition="x" * 5001)), "intent.d", "at most 5000"),
    (
        variable("intent", "single", WARN, category("d", examples=("x",) * 21)),
        "intent.d",
        "at most 20 examples",
    ),
    (variable("intent", "single", WARN, category("d", score=Decimal("0.00001"))), "intent.d", "4 after it"),
    (variable("intent", "single", WARN, category("d", score=Decimal("NaN"))), "intent.d", "4 after it"),
    (variable("intent", "single", WARN, category("warn", label="Other")), "intent.warn", "stands 2 times"),
    (VariableSpec("intent", "Intent", "radio", "nominal"), "intent", "is no kind of variable"),
    (variable("intent", "single", WARN, DEFEND, level="ratio"), "intent", "does not fit"),
    (variable("concepts", "multi", WARN, min_choices=3, max_choices=1), "concepts", "exchange the two"),
    (variable("concepts", "multi", WARN, min_choices=-1), "concepts", "between 0 and"),
    (variable("intent", "single", WARN, DEFEND, max_choices=1), "intent", "leave it out"),
]


@pytest.mark.parametrize(("part", "where", "words"), MALFORMED)
def test_a_malformed_variable_is_not_kept(part: VariableSpec, where: str, words: str) -> None:
    faults = check_draft(CodebookSpec((part,)))
    assert [(fault.where, words in fault.sentence) for fault in faults] == [(where, True)]


def test_all_faults_are_told_at_once() -> None:
    spec = CodebookSpec(tuple(part for part, _, _ in MALFORMED))
    places = {fault.where for fault in check_codebook(spec)}
    assert {where for _, where, _ in MALFORMED} <= places


@given(codebooks())
def test_a_well_made_codebook_can_always_be_published(spec: CodebookSpec) -> None:
    assert check_codebook(spec) == []


def test_every_kind_has_a_usual_level() -> None:
    assert {kind: level_of(kind) for kind in KINDS} == {
        "single": "nominal",
        "multi": "set",
        "ordinal": "ordinal",
        "integer": "ratio",
        "decimal": "ratio",
        "yesno": "nominal",
        "date": "interval",
        "text": "",
        "quote": "",
    }
    assert all(level_of(kind) in LEVELS[kind] for kind in KINDS)


# --- keys


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("Extol own capacity", set(), "extol_own_capacity"),
        ("Menaces à la sécurité", set(), "menaces_a_la_securite"),
        ("5G", set(), "c5g"),
        ("安全", {"c1"}, "c2"),
        ("<b>Warn</b>", set(), "b_warn_b"),
        ("Warn", {"warn", "warn_2"}, "warn_3"),
        ("x" * 10_000, set(), "x" * 50),
    ],
)
def test_a_key_is_suggested_from_the_label(label: str, taken: set[str], key: str) -> None:
    assert suggest_key(label, taken, prefix="c") == key


@given(st.text(max_size=80), st.sets(LETTERS, max_size=20))
def test_a_suggested_key_is_free_and_can_be_kept(label: str, taken: set[str]) -> None:
    key = suggest_key(label, taken, prefix="v")
    assert key not in taken
    assert check_draft(CodebookSpec((variable(key, "text", label="x"),))) == []


def test_a_fingerprint_tells_a_change_and_not_a_spelling() -> None:
    before = category("warn", score=Decimal(1))
    assert fingerprint(before) == fingerprint(category("warn", score=Decimal("1.0000")))
    assert fingerprint(before) != fingerprint(category("warn", score=Decimal(2)))
    intent = CODEBOOK.variables[0]
    assert fingerprint(intent) == fingerprint(variable("intent", "single", WARN))
    assert fingerprint(intent) != fingerprint(variable("intent", "single", WARN, DEFEND, required=False))


# --- changes


def test_no_difference_is_found_where_there_is_none() -> None:
    assert find_changes(CODEBOOK, CODEBOOK) == []


def test_what_was_added_removed_renamed_moved_and_rewritten_is_told() -> None:
    before = CodebookSpec(
        (
            variable("intent", "single", WARN, DEFEND, category("attack")),
            variable("tone", "single", category("mild"), category("harsh")),
        )
    )
    after = CodebookSpec(
        (
            variable("tone", "single", category("harsh"), category("mild"), label="Sound"),
            variable(
                "intent", "single", category("warn", definition="Names a risk."), DEFEND, category("praise")
            ),
            variable("remark", "text"),
        )
    )
    told = [(change.variable, change.category, change.sentence) for change in find_changes(before, after)]
    assert told == [
        ("tone", "", "“Tone” is called “Sound” now"),
        ("remark", "", "“Remark” added"),
        ("intent", "", "“Intent” moved"),
        ("tone", "mild", "Sound: “Mild” moved"),
        ("intent", "warn", "Intent: “Warn”: definition changed"),
        ("intent", "praise", "Intent: “Praise” added"),
        ("intent", "attack", "Intent: “Attack” removed"),
    ]


def test_a_number_that_was_given_is_no_change_and_another_one_is() -> None:
    without, first, second = (
        CodebookSpec((variable("x", "multi", category("warn", number=number)),)) for number in (None, 1, 2)
    )
    assert find_changes(without, first) == []
    assert [change.fields for change in find_changes(first, second)] == [("number",)]


@given(st.permutations(list("abcdefg")), st.integers(0, 6), st.integers(0, 6))
def test_moving_one_category_is_told_as_one_move(keys: list[str], frm: int, to: int) -> None:
    moved = [*keys[:frm], *keys[frm + 1 :]]
    moved.insert(to, keys[frm])
    before, after = (
        CodebookSpec((variable("x", "single", *map(category, order)),)) for order in (keys, moved)
    )
    assert len(find_changes(before, after)) == (0 if moved == keys else 1)


def test_what_was_retired_hung_elsewhere_and_ruled_is_told_by_its_sort() -> None:
    condition = read_condition({"variable": "intent", "answered": True})
    assert condition
    intent = variable("intent", "text")
    before = CodebookSpec(
        (intent, variable("topic", "single", *TREE), variable("gone", "text", retired=True)),
        (RuleSpec(condition, condition, "warn", "Look again."),),
    )
    security, economy, trade = TREE[4], TREE[0], replace(TREE[1], near_misses=("x",), colour="blue")
    after = CodebookSpec(
        (
            intent,
            variable(
                "topic",
                "single",
                replace(security, retired=True),
                economy,
                trade,
                replace(TREE[2], parent="economy"),
                replace(TREE[3], parent=""),
                condition=condition,
            ),
            variable("gone", "text"),
        ),
        (RuleSpec(condition, condition, "block", "Look again."),),
    )
    told = [
        (change.category or change.variable, change.sort, change.fields)
        for change in find_changes(before, after)
    ]
    assert told == [
        ("topic", "rewritten", ("condition",)),
        ("gone", "restored", ()),
        ("security", "retired", ()),
        ("trade", "rewritten", ("near_misses", "colour")),
        ("tariffs", "moved", ()),
        ("old", "moved", ()),
        ("economy", "moved", ()),
        ("", "added", ()),
        ("", "removed", ()),
    ]
    sentences = [change.sentence for change in find_changes(before, after)]
    assert "Topic: “Tariffs” moved below “Economy”" in sentences
    assert "Topic: “Old” moved to the highest level" in sentences
    assert "Rule 1 added: Look again." in sentences
