"""The three tables, cell by cell."""

from dataclasses import replace
from typing import Any

import pytest

from dataset.reconcile import Provenance, Reconciled, status_of
from dataset.tables import FrozenUnit, FrozenVariable, Shape, TableName, table
from tests.dataset.frozen import SHAPE, coding, unit

UNCODABLE = {"special": "uncodable"}


def rows(name: TableName, *units: FrozenUnit, shape: Shape = SHAPE) -> list[dict[str, Any]]:
    made = table(name, units, shape)
    names = [column.name for column in made.columns]
    assert len(set(names)) == len(names)
    return [dict(zip(names, row, strict=True)) for row in made.rows]


def test_long_has_a_row_for_each_coder_and_variable() -> None:
    one = unit(
        coding("coder_1", intent="warn", concepts=["china"]), coding("coder_2", intent=UNCODABLE, concepts=[])
    )
    told = [(row["coder"], row["variable"], row["status"], row["value"]) for row in rows(TableName.LONG, one)]
    assert told == [
        ("coder_1", "intent", "valued", "warn"),
        ("coder_1", "concepts", "valued", ["china"]),
        ("coder_2", "intent", "uncodable", None),
        ("coder_2", "concepts", "empty", []),
    ]


def test_long_says_that_a_variable_was_left_out() -> None:
    (_intent, concepts) = rows(TableName.LONG, unit(coding("coder_1", intent="warn")))
    assert (concepts["status"], concepts["value"]) == ("missing", None)


def test_long_says_that_a_version_does_not_ask() -> None:
    shape = replace(SHAPE, questions={1: frozenset({"intent"})})
    made = rows(TableName.LONG, unit(coding("coder_1", intent="warn")), shape=shape)
    assert [row["status"] for row in made] == ["valued", "not_asked"]


TOPICS = FrozenVariable(
    "topics",
    "Topics",
    "multi",
    (("economy", "Economy"), ("x", "Other"), ("security", "Security"), ("y", "Other")),
    {"economy": ("economy",), "x": ("economy", "x"), "security": ("security",), "y": ("security", "y")},
)


def settled(value: Any) -> Reconciled:
    return Reconciled(status_of(value), value, Provenance.SINGLE)


def test_a_tree_has_leaves_and_paths() -> None:
    chosen, shape = ["economy", "x", "security"], Shape((TOPICS,), ("coder_1", "coder_2"))
    one = unit(coding("coder_1", topics=chosen), coding("coder_2", topics=[]))
    one = replace(one, values={"topics": settled(chosen)})
    (first, second) = rows(TableName.LONG, one, shape=shape)
    assert (first["leaf"], first["path"]) == (["x", "security"], ["economy/x", "security"])
    assert (second["leaf"], second["path"]) == ([], [])
    (row,) = rows(TableName.RECONCILED, one, shape=shape)
    assert row["topics.path"] == ["economy/x", "security"]
    meanings = {column.name: column.meaning for column in table(TableName.RECONCILED, [], shape).columns}
    assert meanings["topics.x"] == "Topics: Economy › Other; 1 applies, 0 does not"
    assert "leaf" not in rows(TableName.LONG, one)[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [({"start": 2, "end": 4}, "👩‍"), (UNCODABLE, None), (None, None), ({"start": 90, "end": 95}, None)],
)
def test_the_words_of_a_quote_are_read_from_the_message(value: Any, words: str | None) -> None:
    shape = Shape((FrozenVariable("words", "Words", "quote", ()),), ())
    one = replace(unit(text="a 👩‍🔬 b"), values={"words": settled(value)})
    (row,) = rows(TableName.RECONCILED, one, shape=shape)
    assert row["words.words"] == words


def test_matrix_has_a_column_for_each_variable_and_coder() -> None:
    one = unit(
        coding("coder_1", intent="warn", concepts=["trust"]), coding("coder_2", intent="attack", concepts=[])
    )
    (row,) = rows(TableName.MATRIX, one)
    assert (row["intent.coder_1"], row["intent.coder_2"]) == ("warn", "attack")
    assert (row["concepts.coder_1"], row["concepts.coder_2"]) == (["trust"], [])
    assert (row["concepts.trust.coder_1"], row["concepts.trust.coder_2"]) == (1, 0)
    assert (row["concepts.china.coder_1"], row["concepts.china.coder_2"]) == (0, 0)


def test_matrix_leaves_the_cells_of_a_coder_who_did_not_code_it_empty() -> None:
    (row,) = rows(TableName.MATRIX, unit(coding("coder_2", intent="warn", concepts=UNCODABLE)))
    assert (row["intent.coder_1"], row["concepts.china.coder_1"]) == (None, None)
    assert row["concepts.china.coder_2"] == UNCODABLE


def test_matrix_has_a_row_for_each_round() -> None:
    one = unit(coding("coder_1", intent="warn"), coding("coder_1", number=2, intent="attack"))
    assert [(row["round"], row["intent.coder_1"]) for row in rows(TableName.MATRIX, one)] == [
        (1, "warn"),
        (2, "attack"),
    ]


def test_reconciled_has_value_status_and_provenance() -> None:
    one = unit(coding("coder_1", intent="warn", concepts=[]), coding("coder_2", intent="attack", concepts=[]))
    (row,) = rows(TableName.RECONCILED, one)
    assert (row["intent"], row["intent.status"], row["intent.provenance"]) == (None, "missing", "open")
    assert (row["concepts"], row["concepts.status"], row["concepts.provenance"]) == ([], "empty", "unanimous")
    assert (row["concepts.china"], row["concepts.trust"]) == (0, 0)


def test_reconciled_tells_a_variable_the_round_did_not_ask_from_an_open_one() -> None:
    (row,) = rows(TableName.RECONCILED, unit(coding("coder_1", intent="warn"), values={}))
    assert (row["intent"], row["intent.status"], row["intent.provenance"]) == (None, "missing", "uncoded")


def test_an_id_of_nineteen_digits_stays_text() -> None:
    (row,) = rows(
        TableName.RECONCILED, unit(coding("coder_1", intent="warn"), message_id="1294030472427835393")
    )
    assert row["message_id"] == "1294030472427835393"


def test_rows_are_made_as_they_are_read() -> None:
    def endless() -> Any:
        while True:
            yield unit(coding("coder_1", intent="warn"))

    assert next(table(TableName.RECONCILED, endless(), SHAPE).rows)
