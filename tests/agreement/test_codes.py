"""Reading codings: a code, uncodable, not applicable and nothing are four different things."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Category, CodedVariable, Level, UnknownCategory, Variable, read_codes
from agreement.patterns import MISSING
from agreement.report import report_variable
from agreement.results import Reason, Undefined

TONE = Variable(
    "tone",
    "Tone",
    Level.NOMINAL,
    (Category("warm", "Warm"), Category("cold", "Cold"), Category("mild", "Mild")),
)
TOPICS = Variable("topics", "Topics", Level.SET, TONE.categories)
YESNO = Variable("ad", "Advertises", Level.NOMINAL, (Category("yes", "Yes"), Category("no", "No")))
STRENGTH = Variable(
    "force", "Force", Level.INTERVAL, (Category("low", "Low", 1.0), Category("high", "High", 4.5))
)
TEXT = Variable("why", "Why", Level.TEXT)


def read(variable: Variable, *values: Any) -> CodedVariable:
    """One unit after the other, two coders each; `...` means that nothing was submitted."""
    rows = [
        (place // 2, place % 2, None if value is ... else {} if value is None else {variable.key: value})
        for place, value in enumerate(values)
    ]
    return read_codes([variable], rows)[0]


def test_codes_are_numbered_in_the_order_of_the_codebook() -> None:
    coded = read(TONE, "mild", "warm", "cold", "cold")
    assert coded.codes.tolist() == [[2, 0], [1, 1]]
    assert coded.values == ("warm", "cold", "mild")


def test_special_values_are_counted_and_are_no_codes() -> None:
    coded = read(TONE, "warm", {"special": "uncodable"}, {"special": "not_applicable"}, None, ..., "cold")
    tally = coded.tally
    assert (tally.codes, tally.uncodable, tally.not_applicable, tally.missing) == (2, 1, 1, 2)
    assert tally.pairable_units == 0
    assert report_variable(coded, Sampling(100)).alpha == Undefined(Reason.NO_PAIRABLE_UNIT)


def test_dates_are_days_and_are_written_as_dates() -> None:
    day = Variable("day", "Day", Level.INTERVAL, is_date=True)
    coded = read(day, "2019-05-12", "2019-05-14", "2020-02-29", "2020-02-29", "2018-12-31", "2018-12-31")
    assert [value - coded.values[0] for value in coded.values] == [0, 132, 134, 425]
    report = report_variable(coded, Sampling(100))
    assert report.dispute is not None
    assert report.dispute.names == ("2019-05-12", "2019-05-14")
    assert report.arithmetic is not None
    assert report.arithmetic.names[0] == "2018-12-31"


def test_large_numbers_are_written_as_they_are() -> None:
    likes = Variable("likes", "Likes", Level.RATIO)
    report = report_variable(read(likes, 1234567, 1234568, 0.25, 0.25), Sampling(100))
    assert report.arithmetic is not None
    assert report.arithmetic.names == ("0.25", "1234567", "1234568")


def test_quotes_are_counted_and_not_compared() -> None:
    trade, war = ({"start": place, "end": place + 3, "text": "abc"} for place in (0, 9))
    coded = read(Variable("words", "Words", Level.TEXT), trade, trade, war, {"special": "uncodable"})
    assert (coded.tally.codes, coded.tally.uncodable, coded.tally.used) == (3, 1, 2)
    assert report_variable(coded, Sampling(100)).alpha == Undefined(Reason.NOT_COMPARED)


def test_the_empty_set_is_a_code() -> None:
    coded = read(TOPICS, [], [], ["warm", "cold"], [], ..., [])
    assert coded.values == (frozenset(), frozenset({"warm", "cold"}))
    assert coded.codes.tolist() == [[0, 0], [1, 0], [MISSING, 0]]
    assert (coded.tally.codes, coded.tally.missing, coded.tally.pairable_units) == (5, 1, 2)
    assert coded.tally.used == 2  # categories, not sets


def test_yes_and_no_are_told_apart_from_numbers() -> None:
    assert read(YESNO, True, False, False, False).codes.tolist() == [[0, 1], [1, 1]]


def test_an_ordered_category_stands_for_its_score_on_an_interval_level() -> None:
    coded = read(STRENGTH, "high", "low", "low", "low")
    assert coded.values == (1.0, 4.5)
    assert coded.codes.tolist() == [[1, 0], [0, 0]]


def test_a_coder_without_a_code_does_not_count_as_a_coder() -> None:
    coded = read(TONE, "warm", ..., "cold", ...)
    assert coded.tally.coders == 1
    assert coded.tally.missing == 2


@pytest.mark.parametrize(
    ("variable", "values"), [(TONE, ["hot", "warm"]), (TOPICS, [["hot"], []]), (STRENGTH, ["middle", "low"])]
)
def test_a_category_that_the_codebook_does_not_have_is_named(variable: Variable, values: list[Any]) -> None:
    with pytest.raises(UnknownCategory, match=r"has no category '(hot|middle)'"):
        read(variable, *values)


def test_two_coders_of_any_ids_and_units_in_any_order() -> None:
    rows = [(90, 7, {"tone": "warm"}), (3, 12, {"tone": "cold"}), (90, 12, {"tone": "mild"}), (3, 7, None)]
    assert read_codes([TONE], rows)[0].codes.tolist() == [[MISSING, 1], [0, 2]]


def test_nothing_coded_at_all() -> None:
    coded = read_codes([TONE, TEXT], [])[0]
    assert coded.tally.units == 0
    assert report_variable(coded, Sampling(100)).alpha == Undefined(Reason.NO_CODES)
