"""Every collected case agrees: published figures to their digits, exact ones to nine decimals."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.report import Arithmetic, VariableReport, report_variable
from agreement.results import Estimate, Interval, Undefined
from tests.agreement.tables import read_table

pytestmark = pytest.mark.shared_data

_SHARED = Path(os.environ.get("CYBERDIP_SHARED_DATA", Path(__file__).parents[2].parent / "shared"))
_CASES = _SHARED / "oracles" / "cases.json"
_CHEAP = Sampling(replicates=100)
_LEVEL_OF = {
    "alpha_nominal": Level.NOMINAL,
    "alpha_ordinal": Level.ORDINAL,
    "alpha_interval": Level.INTERVAL,
    "alpha_ratio": Level.RATIO,
    "alpha_masi": Level.SET,
}
CASES: list[dict[str, Any]] = json.loads(_CASES.read_text()) if _CASES.exists() else []
on_cases = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def report(case: dict[str, Any], level: Level, sampling: Sampling = _CHEAP) -> VariableReport:
    return report_variable(read_table(case["data"], level, case["categories"]), sampling)


def figure(outcome: Estimate | Undefined) -> float | None:
    return outcome.value if isinstance(outcome, Estimate) else None


def base_level(case: dict[str, Any]) -> Level:
    return Level.SET if case["level"] == "set" else Level.NOMINAL


@on_cases
def test_alphas_equal_the_exact_ones(case: dict[str, Any]) -> None:
    exact = case["expected_precise"]
    keys = [key for key in _LEVEL_OF if key in exact and not _whole_sets_as_labels(case, key)]
    assert keys, "every case has an alpha"
    for key in keys:
        found = report(case, _LEVEL_OF[key])
        assert figure(found.alpha) == pytest.approx(exact[key], abs=1e-9), key
        assert found.opinion is None or found.opinion.confirms


def _whole_sets_as_labels(case: dict[str, Any], key: str) -> bool:
    return case["level"] == "set" and key != "alpha_masi"


@on_cases
def test_published_figures_hold_to_their_digits(case: dict[str, Any]) -> None:
    for key, level in _LEVEL_OF.items():
        if key in case["expected"] and not _whole_sets_as_labels(case, key):
            assert figure(report(case, level).alpha) == pytest.approx(
                case["expected"][key], abs=_tolerance(case, key)
            )


def _tolerance(case: dict[str, Any], key: str) -> float:
    tolerance = case["tolerance"]
    return float(tolerance.get(key, tolerance["default"]) if isinstance(tolerance, dict) else tolerance)


@on_cases
def test_percent_agreements_equal_the_exact_ones(case: dict[str, Any]) -> None:
    found, exact = report(case, base_level(case)), case["expected_precise"]
    assert figure(found.agreement) == pytest.approx(exact["pa_pairable"], abs=1e-9)
    assert figure(found.full_agreement) == pytest.approx(exact["pa_all_agree"], abs=1e-9)


@on_cases
def test_category_alphas_equal_the_exact_ones(case: dict[str, Any]) -> None:
    structured = case.get("expected_structured", {})
    exact = structured.get("alpha_category") or structured.get("alpha_per_label_presence") or {}
    found = {category.category.key: category for category in report(case, base_level(case)).categories}
    for key, value in exact.items():
        assert figure(found[key].alpha) == pytest.approx(value, abs=1e-9), key
        opinion = found[key].opinion
        assert opinion is None or opinion.confirms


@on_cases
def test_disagreements_equal_the_exact_ones(case: dict[str, Any]) -> None:
    exact = case["expected_precise"]
    arithmetic = report(case, base_level(case)).arithmetic
    if "Do_nominal" in exact:
        assert isinstance(arithmetic, Arithmetic)
        assert arithmetic.observed == pytest.approx(exact["Do_nominal"], abs=1e-9)
        assert arithmetic.expected == pytest.approx(exact["De_nominal"], abs=1e-9)


@on_cases
def test_counts_equal_those_of_the_case(case: dict[str, Any]) -> None:
    tally, counts = report(case, base_level(case)).tally, case["counts"]
    assert tally.units == counts["n_units"]
    assert tally.codes == counts["n_codes"]
    assert tally.missing == counts["n_missing"]
    assert tally.pairable_units == counts["n_pairable_units"]
    assert tally.pairable_codes == counts["n_pairable_values"]


def bootstrapped() -> Iterator[Any]:
    for case in CASES:
        for expected in case.get("bootstrap", []):
            if expected["method"].startswith("item resampling") and expected["coefficient"] in _LEVEL_OF:
                yield pytest.param(case, expected, id=f"{case['id']}-{expected['coefficient']}")


@pytest.mark.parametrize(("case", "expected"), list(bootstrapped()))
def test_intervals_equal_those_of_many_replicates(case: dict[str, Any], expected: dict[str, Any]) -> None:
    found = report(case, _LEVEL_OF[expected["coefficient"]], Sampling()).alpha
    assert isinstance(found, Estimate)
    assert isinstance(found.interval, Interval)
    lower, upper = expected["ci95"]
    assert found.interval.lower == pytest.approx(lower, abs=expected["tolerance_ci"])
    assert found.interval.upper == pytest.approx(upper, abs=expected["tolerance_ci"])
    assert found.interval.below_tentative == pytest.approx(expected["prob_below"]["0.667"], abs=0.02)
    assert found.interval.below_reliable == pytest.approx(expected["prob_below"]["0.8"], abs=0.02)
    assert found.interval.share_undefined == pytest.approx(expected["share_undefined"], abs=0.001)
