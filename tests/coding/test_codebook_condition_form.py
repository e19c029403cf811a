"""The rows of a condition as they are sent by a browser, with and without JavaScript."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from coding.codebook_rules import CategorySpec, VariableSpec, level_of
from coding.codebook_rules import conditions as language
from coding.codebook_rules.conditions import All, AnyOf, Condition
from coding.forms.codebook_conditions import TESTS, ConditionForm

Ask = language.Test  # by its own name pytest would take it for a test

CATEGORIES = (
    CategorySpec("a", "A", Decimal(1)),
    CategorySpec("b", "B", Decimal(2)),
    CategorySpec("c", "C", Decimal(3)),
)
LISTS = ("single", "multi", "ordinal")
OFFERED = tuple(
    VariableSpec(kind, kind.title(), kind, level_of(kind), categories=CATEGORIES if kind in LISTS else ())
    for kind in ("single", "multi", "ordinal", "integer", "decimal", "yesno", "date", "text", "quote")
)  # fmt: skip


def _sent(form: ConditionForm, **more: str | list[str]) -> QueryDict:
    """What a browser would send of the form, and `more` (with _ for -)."""
    data = QueryDict(mutable=True)
    data[f"{form.prefix}-join"] = form.join
    for row in form.rows:
        data[f"{row.name}-group"] = str(row.group)
        data[f"{row.name}-variable"] = row.key
        data[f"{row.name}-test"] = row.test
        data[f"{row.name}-shown"] = row.form
        chosen = [option.value for option in row.choices if option.chosen]
        data.setlist(f"{row.name}-value", chosen or ([row.value] if row.value else []))
    for name, value in more.items():
        key = name if name == "do" else name.replace("_", "-")
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


def _form(condition: Condition | None, data: QueryDict | None = None) -> ConditionForm:
    return ConditionForm("condition", OFFERED, condition, data)


SIZE = Ask("integer", "at_least", ("2",))
EVERY = [
    Ask("single", "is", ("a", "c")),
    Ask("single", "is_not", ("b",)),
    Ask("multi", "is", ("a",)),
    Ask("multi", "has_all", ("a", "b")),
    Ask("ordinal", "at_least", ("b",)),
    Ask("integer", "at_most", ("-3",)),
    Ask("decimal", "at_least", ("0.25",)),
    Ask("yesno", "is", ("no",)),
    Ask("yesno", "is_not", ("yes",)),
    Ask("text", "answered", ("true",)),
    Ask("date", "at_least", ("2019-05-12",)),
    Ask("quote", "answered", ("true",)),
    Ask("date", "answered", ("false",)),
    All((Ask("single", "is", ("a",)), Ask("yesno", "is", ("yes",)))),
    AnyOf((Ask("single", "is", ("a",)), Ask("yesno", "is", ("yes",)))),
    AnyOf((All((Ask("single", "is", ("a",)), Ask("yesno", "is", ("yes",)))), Ask("quote", "answered", ("true",)))),
    # Of three levels: it is shown in two, and stays as it was written while nobody changes it.
    All((Ask("single", "is", ("a",)), AnyOf((Ask("yesno", "is", ("no",)), All((Ask("quote", "answered", ("true",)), SIZE)))))),
]  # fmt: skip


@pytest.mark.parametrize("condition", EVERY, ids=str)
def test_what_is_shown_and_sent_again_is_what_it_was(condition: Condition) -> None:
    again = _form(condition, _sent(_form(condition)))
    assert again.is_complete
    assert again.is_shown_rightly
    assert again.condition == condition


def test_every_kind_can_be_tested_for_an_answer_and_text_for_nothing_else() -> None:
    assert all({"answered", "unanswered"} <= set(tests) for tests in TESTS.values())
    assert TESTS["text"] == ("answered", "unanswered")


def test_a_row_is_added_filled_and_joined() -> None:
    empty = _form(None, _sent(_form(None), do="condition-add-0"))
    assert (len(empty.rows), empty.condition, empty.is_shown_rightly) == (1, None, False)
    chosen = _form(None, _sent(empty, condition_0_variable="single"))
    assert (chosen.rows[0].shape, chosen.is_complete, chosen.is_shown_rightly) == ("many", False, False)
    filled = _form(None, _sent(chosen, condition_0_value=["a", "b"]))
    assert filled.is_shown_rightly
    assert filled.condition == Ask("single", "is", ("a", "b"))
    second = _form(None, _sent(filled, do="condition-add-0"))
    assert [row.group for row in second.rows] == [0, 0]
    other = _form(None, _sent(second, condition_1_variable="yesno", condition_1_value="no"))
    assert other.condition == All((filled.condition, Ask("yesno", "is", ("no",))))
    anyway = _form(None, _sent(other, condition_join="any", condition_shown="all"))
    assert not anyway.is_shown_rightly  # the words between its rows are others now
    assert anyway.condition == AnyOf((filled.condition, Ask("yesno", "is", ("no",))))


def test_a_group_of_its_own_nests() -> None:
    both = _form(All((EVERY[0], EVERY[7])))
    more = _form(both.before, _sent(both, do=f"condition-add-{both.next_group}"))
    assert [len(rows) for rows in more.groups] == [2, 1]
    last = _form(both.before, _sent(more, condition_2_variable="quote", condition_2_test="unanswered"))
    assert last.condition == AnyOf((both.before, Ask("quote", "answered", ("false",))))


def test_a_row_is_taken_away_and_the_last_takes_the_condition_with_it() -> None:
    both = _form(All((EVERY[0], EVERY[7])))
    one = _form(both.before, _sent(both, do="condition-remove-0"))
    assert one.condition == EVERY[7]
    none = _form(one.condition, _sent(one, do="condition-remove-1"))
    assert (none.rows, none.condition, none.is_complete) == ([], None, True)


@pytest.mark.parametrize(
    ("variable", "test", "value"),
    [
        ("integer", "at_least", "three"),
        ("decimal", "at_most", "NaN"),
        ("date", "at_least", "2019-02-30"),
        ("single", "is", "gone"),
        ("ordinal", "at_least", ""),
        ("yesno", "is", "perhaps"),
    ],
)
def test_a_row_that_says_nothing_yet_is_not_complete(variable: str, test: str, value: str) -> None:
    rows = {"condition_0_group": "0", "condition_0_variable": variable, "condition_0_test": test}
    form = _form(None, _sent(_form(None), **rows, condition_0_value=value))
    assert not form.is_complete
    assert form.rows[0].needs


def test_a_variable_that_is_not_offered_is_named_and_not_forgotten() -> None:
    form = _form(Ask("later", "answered", ("true",)))
    assert not form.is_complete
    assert [option.value for option in form.rows[0].variables if option.chosen] == ["later"]


def test_what_another_kind_cannot_be_asked_falls_back_to_what_it_can() -> None:
    rows = {"condition_0_group": "0", "condition_0_variable": "yesno", "condition_0_test": "has_all"}
    form = _form(None, _sent(_form(None), **rows, condition_0_value="a"))
    assert (form.rows[0].test, form.rows[0].values) == ("is", ())


@pytest.mark.parametrize(
    "do", ["", "condition-add-x", "condition-remove-99", "when-add-0", "condition-", "condition-add-99999"]
)
def test_a_button_that_is_not_there_does_nothing(do: str) -> None:
    form = _form(EVERY[0], _sent(_form(EVERY[0]), do=do))
    assert form.condition == EVERY[0]


def test_a_condition_that_is_too_long_stays_until_it_is_taken_away() -> None:
    pair = AnyOf((All((EVERY[0], EVERY[7])), All((EVERY[3], EVERY[9]))))
    long = All((pair,) * 6)
    form = _form(long)
    assert (form.is_too_long, form.rows) == (True, [])
    assert _form(long, _sent(form)).condition == long
    assert _form(long, _sent(form, do="condition-clear")).condition is None
