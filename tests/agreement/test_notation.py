"""Figures as the field prints them."""

from __future__ import annotations

import pytest

from agreement.notation import spell, spell_interval, spell_percent, spell_probability
from agreement.results import Interval


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (0.7234, ".72"),
        (1.0, "1.00"),
        (0.0, ".00"),
        (-0.051, "−.05"),
        (-0.001, ".00"),
        (-1.25, "−1.25"),
        (0.7999, ".7999"),  # two or three decimals would say .80, which it is not
        (0.799, ".799"),
        (0.8, ".80"),
        (0.8001, ".80"),
        (0.6669, ".6669"),
        (0.667, ".67"),
        (0.66, ".66"),
        (0.998, ".998"),  # 1.00 is perfect agreement
    ],
)
def test_no_zero_before_the_point_and_never_across_a_threshold(value: float, spelt: str) -> None:
    assert spell(value) == spelt


def test_an_interval_stands_in_brackets() -> None:
    assert spell_interval(Interval(0.6512, 0.7789, 0.1, 0.9, 0.0)) == "[.65, .78]"


@pytest.mark.parametrize(
    ("share", "spelt"), [(0.934, "93.4"), (1.0, "100.0"), (0.9999, ">99.9"), (0.0, "0.0"), (0.0001, "<0.1")]
)
def test_all_and_nothing_are_exact(share: float, spelt: str) -> None:
    assert spell_percent(share) == spelt


@pytest.mark.parametrize(
    ("share", "spelt"), [(0.0134, ".013"), (0.0, "<.001"), (1.0, ">.999"), (0.5, ".500"), (0.9991, ">.999")]
)
def test_replicates_end(share: float, spelt: str) -> None:
    assert spell_probability(share) == spelt
