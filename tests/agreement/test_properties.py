"""Laws that hold for any codes."""

from __future__ import annotations

from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.patterns import MISSING, find_patterns
from agreement.report import report_variable
from agreement.results import Estimate, Undefined
from tests.agreement.tables import Table, read_table

CHEAP = Sampling(replicates=100)
NUMBERS = [1, 2, 3, 5]


def tables(codes: st.SearchStrategy[Any]) -> st.SearchStrategy[Table]:
    """Coders x units with gaps, two to five coders."""
    cell = st.one_of(st.none(), codes, codes, codes)
    return st.tuples(st.integers(2, 5), st.integers(1, 12)).flatmap(
        lambda shape: st.lists(
            st.lists(cell, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
        )
    )


def alpha(table: Table, level: Level, categories: Any = None) -> float | Undefined:
    found = report_variable(read_table(table, level, categories), CHEAP).alpha
    return found.value if isinstance(found, Estimate) else found


def packaged(table: Table, level: Level) -> float | None:
    """What the krippendorff package says, given floats; None where it refuses or finds nothing."""
    codes = np.array([[np.nan if code is None else float(code) for code in row] for row in table])
    try:
        with np.errstate(invalid="ignore", divide="ignore"):
            found = krippendorff.alpha(
                codes, value_domain=[1.0, 2.0, 3.0, 5.0], level_of_measurement=level.value
            )
    except ValueError:
        return None
    return None if np.isnan(found) else float(found)


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
@given(table=tables(st.sampled_from(NUMBERS)))
@settings(max_examples=60, deadline=None)
def test_alpha_equals_that_of_the_package(level: Level, table: Table) -> None:
    ours, theirs = alpha(table, level, NUMBERS), packaged(table, level)
    if theirs is None:
        assert isinstance(ours, Undefined)
    else:
        assert ours == pytest.approx(theirs, abs=1e-9)


@given(table=tables(st.sampled_from(NUMBERS)), order=st.randoms())
@settings(max_examples=40, deadline=None)
def test_nothing_depends_on_the_order_of_units_and_coders(table: Table, order: Any) -> None:
    coders = list(table)
    order.shuffle(coders)
    units = list(zip(*coders, strict=True))
    order.shuffle(units)
    shuffled = [list(codes) for codes in zip(*units, strict=True)]
    before = report_variable(read_table(table, Level.ORDINAL, NUMBERS), CHEAP)
    after = report_variable(read_table(shuffled, Level.ORDINAL, NUMBERS), CHEAP)
    assert before.alpha == after.alpha  # to the last digit, with the interval
    assert before.agreement == after.agreement
    assert before.full_agreement == after.full_agreement


@given(table=tables(st.sampled_from(NUMBERS)), order=st.randoms())
@settings(max_examples=40, deadline=None)
def test_alpha_does_not_know_who_gave_which_code(table: Table, order: Any) -> None:
    units = [list(unit) for unit in zip(*table, strict=True)]
    for unit in units:
        order.shuffle(unit)
    dealt = [list(codes) for codes in zip(*units, strict=True)]
    before, after = alpha(table, Level.NOMINAL, NUMBERS), alpha(dealt, Level.NOMINAL, NUMBERS)
    assert isinstance(after, Undefined) if isinstance(before, Undefined) else before == after


@given(table=tables(st.sampled_from(NUMBERS)))
@settings(max_examples=40, deadline=None)
def test_nominal_alpha_does_not_know_names(table: Table) -> None:
    names = {1: "z", 2: "a", 3: "m", 5: "b", None: None}
    renamed = [[names[code] for code in codes] for codes in table]
    assert alpha(table, Level.NOMINAL, NUMBERS) == pytest.approx(
        alpha(renamed, Level.NOMINAL, ["a", "b", "m", "z"])
    )


@given(table=tables(st.sampled_from(NUMBERS)))
@settings(max_examples=40, deadline=None)
def test_sets_of_one_category_are_nominal(table: Table) -> None:
    """MASI between single categories is 0 or 1."""
    sets = [[None if code is None else [code] for code in codes] for codes in table]
    nominal, masi = alpha(table, Level.NOMINAL, NUMBERS), alpha(sets, Level.SET, NUMBERS)
    assert masi == nominal if isinstance(nominal, Undefined) else masi == pytest.approx(nominal)


@given(table=tables(st.lists(st.sampled_from("abc"), unique=True)))
@settings(max_examples=40, deadline=None)
def test_alpha_of_sets_is_confirmed_by_the_package(table: Table) -> None:
    found = report_variable(read_table(table, Level.SET, ["a", "b", "c"]), CHEAP)
    assume(isinstance(found.alpha, Estimate))
    assert found.opinion is not None and found.opinion.confirms
    assert all(category.opinion is None or category.opinion.confirms for category in found.categories)


@given(table=tables(st.sampled_from(NUMBERS)))
@settings(max_examples=40, deadline=None)
def test_patterns_keep_every_unit(table: Table) -> None:
    codes = read_table(table, Level.NOMINAL, NUMBERS).codes
    patterns = find_patterns(codes, len(NUMBERS))
    rows = np.repeat(patterns.codes, patterns.units, axis=0)
    assert sorted(map(tuple, rows)) == sorted(map(tuple, codes))
    assert patterns.anonymous().units.sum() == len(codes)
    assert (patterns.anonymous().codes != MISSING).sum() <= (codes != MISSING).sum()


@given(
    table=tables(st.floats(-1e6, 1e6).map(lambda number: round(number, 3))),
    factor=st.sampled_from([0.001, 7.0]),
    shift=st.integers(-5, 5),
)
@settings(max_examples=40, deadline=None)
def test_interval_alpha_does_not_know_the_unit_of_measurement(
    table: Table, factor: float, shift: int
) -> None:
    moved = [[None if code is None else code * factor + shift for code in codes] for codes in table]
    before, after = alpha(table, Level.INTERVAL), alpha(moved, Level.INTERVAL)
    assert before == after if isinstance(before, Undefined) else after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("lonely", [5.0, 87796.0, 1e9])
def test_a_number_in_no_pairable_unit_takes_no_part(lonely: float) -> None:
    paired = [[1.0, 2.0, 5.0], [0.0, 2.0, 4.0]]
    with_lonely = [[*paired[0], None], [*paired[1], lonely]]
    assert alpha(with_lonely, Level.INTERVAL) == pytest.approx(alpha(paired, Level.INTERVAL), abs=1e-12)
