"""Figures that were published with their data, typed in: they hold wherever the suite runs."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.report import Arithmetic, report_variable
from agreement.results import Estimate, Interval
from tests.agreement.tables import Table, read_table

N = None
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: four coders, twelve units, gaps
EXAMPLE_C: Table = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
# Krippendorff (1980), Content Analysis, p. 133: two coders, ten units
PAGE_133: Table = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
# Wikipedia, "Krippendorff's alpha": three coders, fifteen units
WIKIPEDIA: Table = (
    (N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3),
    (1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N),
    (N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4),
)
# CrossValidated 407453: two coders, eleven items, one to four labels
LABELS: Table = (
    (["1", "2"], ["1", "2"], ["1"], ["3"], ["3"], ["4"], ["2"], ["1", "2"], ["1", "2"], ["1"], ["1"]),
    (["1"], ["1", "2"], ["1"], ["3"], ["1", "3"], ["4"], ["4"], ["1"], ["1", "2", "3"], ["1"], ["1"]),
)


@pytest.mark.parametrize(
    ("table", "level", "published"),
    [
        (EXAMPLE_C, Level.NOMINAL, 0.743),
        (EXAMPLE_C, Level.ORDINAL, 0.815),
        (EXAMPLE_C, Level.INTERVAL, 0.849),
        (EXAMPLE_C, Level.RATIO, 0.797),
        (PAGE_133, Level.NOMINAL, 0.095),
        (WIKIPEDIA, Level.NOMINAL, 0.691),
        (WIKIPEDIA, Level.INTERVAL, 0.811),
        (LABELS, Level.SET, 0.540),
        ([[["1"]], [["1", "2"]]], Level.SET, 0.0),
    ],
)
def test_alpha_is_the_published_one(table: Table, level: Level, published: float) -> None:
    found = report_variable(read_table(table, level), Sampling(replicates=100))
    assert isinstance(found.alpha, Estimate)
    assert found.alpha.value == pytest.approx(published, abs=0.0006)
    assert found.opinion is not None and found.opinion.confirms


@pytest.mark.parametrize(
    ("label", "exact"), [("1", 0.8), ("2", 0.4), ("3", 0.7529411764705882), ("4", 0.631578947368421)]
)
def test_alpha_of_a_label_is_that_of_its_presence(label: str, exact: float) -> None:
    found = report_variable(read_table(LABELS, Level.SET), Sampling(replicates=100))
    alphas = {category.category.key: category.alpha for category in found.categories}
    assert alphas[label] == Estimate(pytest.approx(exact, abs=1e-12), alphas[label].interval)  # type: ignore[union-attr]


def test_the_arithmetic_is_that_of_the_textbook() -> None:
    """Krippendorff (1980), p. 133: coincidences 10, 4, 4, 2; D_o = 8/20, D_e = 2 * 14 * 6 / (20 * 19)."""
    found = report_variable(read_table(PAGE_133, Level.NOMINAL), Sampling(replicates=100))
    assert found.arithmetic == Arithmetic(
        observed=pytest.approx(0.4),
        expected=pytest.approx(168 / 380),
        n=20.0,
        names=("0", "1"),
        totals=(14.0, 6.0),
        coincidences=((10.0, 4.0), (4.0, 2.0)),
    )
    assert found.agreement.value == pytest.approx(0.6)  # type: ignore[union-attr]


def test_the_interval_is_that_of_resampled_units() -> None:
    """Bounds and shares from 400,000 replicates of naive resampling of the eleven pairable units."""
    found = report_variable(read_table(EXAMPLE_C, Level.ORDINAL), Sampling()).alpha
    interval: Any = found.interval  # type: ignore[union-attr]
    assert isinstance(interval, Interval)
    assert interval.lower == pytest.approx(0.4460, abs=0.0197)
    assert interval.upper == pytest.approx(1.0, abs=1e-12)
    assert interval.below_tentative == pytest.approx(0.1827, abs=0.02)
    assert interval.below_reliable == pytest.approx(0.4522, abs=0.02)
