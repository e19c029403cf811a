"""Shares, their intervals, and whether coders differ: against figures that others have published or that can be counted out."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.rates import Method, chi_square_tail, difference, holm, wilson

COUNTS = st.integers(10, 40)  # many enough for the distribution


@pytest.mark.parametrize(
    ("n", "base", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_literature(n: int, base: int, lower: float, upper: float) -> None:
    found = wilson(n, base)
    assert found is not None
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@settings(deadline=None)  # machines may be busy
@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_the_share_and_stays_a_share(base: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, base))
    found, mirrored = wilson(n, base), wilson(base - n, base)
    assert found is not None and mirrored is not None
    assert 0 <= found.lower <= n / base <= found.upper <= 1
    assert found.lower == pytest.approx(1 - mirrored.upper, abs=1e-12)


def test_no_base_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("x", "df", "p"),
    [  # of any table of chi-square
        (3.841, 1, 0.05),
        (6.635, 1, 0.01),
        (5.991, 2, 0.05),
        (18.307, 10, 0.05),
        (43.773, 30, 0.05),
        (124.342, 100, 0.05),
        (10.828, 1, 0.001),
        (2.706, 1, 0.10),
        (3.940, 10, 0.95),
    ],
)
def test_the_tail_is_that_of_the_tables(x: float, df: int, p: float) -> None:
    assert chi_square_tail(x, df) == pytest.approx(p, rel=3e-3)


def test_a_known_table_has_its_known_statistic() -> None:
    found = difference([[30, 10], [20, 20]])  # by hand: 4 cells, each 5 away from its 25 or 15
    assert found is not None
    assert (found.method, found.df) == (Method.CHI_SQUARE, 1)
    assert found.statistic == pytest.approx(2 * 25 / 25 + 2 * 25 / 15)
    assert found.p == pytest.approx(0.0209, abs=5e-5)


@pytest.mark.parametrize("table", [[], [[3, 4]], [[3, 0], [4, 0]], [[0, 0], [5, 6]], [[0, 0], [0, 0]]])
def test_where_there_is_nothing_to_compare_nothing_is_said(table: list[list[int]]) -> None:
    assert difference(table) is None


@settings(deadline=None)  # machines may be busy
@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_order_of_coders_and_categories_says_nothing(table: list[list[int]]) -> None:
    found = difference(table)
    turned = difference([list(row) for row in reversed(table)])
    assert found is not None and turned is not None
    assert found.method == Method.CHI_SQUARE
    assert turned.p == pytest.approx(found.p, abs=1e-9)


def test_coders_who_are_alike_do_not_differ() -> None:
    found = difference([[20, 30, 10], [20, 30, 10], [40, 60, 20]])
    assert found is not None
    assert found.statistic == pytest.approx(0) and found.p == pytest.approx(1)


def _exact(table: list[list[int]]) -> float:
    """The p-value by trying every order of the codes."""
    codes = [column for row in table for column, n in enumerate(row) for _code in range(n)]
    size, totals = sum(table[0]), [sum(column) for column in zip(*table, strict=True)]

    def uneven(first: tuple[int, ...]) -> float:
        expected = [total * size / len(codes) for total in totals]
        return sum((first.count(column) - e) ** 2 / e for column, e in enumerate(expected))

    observed = uneven(tuple(codes[:size]))
    orders = list(permutations(codes))
    return sum(uneven(order[:size]) >= observed - 1e-9 for order in orders) / len(orders)


@pytest.mark.parametrize("table", [[[3, 1], [0, 4]], [[2, 2, 0], [0, 1, 3]], [[4, 0], [1, 3]]])
def test_small_counts_are_permuted_and_come_close_to_the_exact_value(table: list[list[int]]) -> None:
    found = difference(table)
    assert found is not None
    assert found.method == Method.PERMUTATION
    assert found.p == pytest.approx(_exact(table), abs=0.05)
    assert difference(table) == found, "the same table has the same p-value"


def test_rare_categories_of_a_large_table_are_taken_together() -> None:
    found = difference([[900, 3, 2, 1], [880, 2, 4, 0]])
    assert found is not None
    assert (found.method, found.df) == (Method.POOLED, 1)


def test_holm_adjusts_the_smallest_most() -> None:
    # Holm 1979: the smallest of four times four, the next times three, and none below the one before
    assert holm([0.01, 0.04, None, 0.03, 0.005]) == [
        pytest.approx(0.03),
        pytest.approx(0.06),
        None,
        pytest.approx(0.06),
        pytest.approx(0.02),
    ]
    assert holm([0.7, 0.6]) == [1.0, 1.0]
