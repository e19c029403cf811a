"""Distances between values, checked against figures done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from agreement import distances


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0),
        ("", "a", 1),
        ("a", "a", 0),
        ("a", "b", 1),
        ("a", "ab", 2 / 3),
        ("ab", "bc", 8 / 9),
        ("ab", "abcd", 2 / 3),
        ("abc", "abc", 0),
    ],
)
def test_masi(left: str, right: str, expected: float) -> None:
    """1 - J * M: {a}|{a,b} is 1 - 1/2 * 2/3, {a,b}|{b,c} is 1 - 1/3 * 1/3 (Passonneau 2006)."""
    members = np.array([[float(key in labels) for key in "abcd"] for labels in (left, right)])
    found = distances.masi(members)
    assert found[0, 1] == found[1, 0] == pytest.approx(expected)
    assert found[0, 0] == found[1, 1] == 0


def test_ordinal_counts_the_steps_between() -> None:
    """(sum of n_g from c to k - (n_c + n_k) / 2) squared, from the definition."""
    totals = np.array([4.0, 0.0, 3.0, 7.0])
    found = distances.ordinal(totals)
    for low in range(4):
        for high in range(low, 4):
            steps = totals[low : high + 1].sum() - (totals[low] + totals[high]) / 2
            assert found[low, high] == pytest.approx(steps**2)


def test_ratio_of_two_zeros_is_no_distance() -> None:
    assert distances.ratio(np.array([0.0, 0.0, 3.0])).tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


def test_a_ratio_scale_refuses_negative_values() -> None:
    with pytest.raises(ValueError, match="negative"):
        distances.ratio(np.array([-1.0, 1.0]))
