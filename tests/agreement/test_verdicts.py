"""The lower bound decides."""

from __future__ import annotations

import pytest

from agreement.results import Estimate, Interval, Reason, Undefined
from agreement.verdicts import Verdict, agrees_by_prevalence, judge


def estimate(value: float, lower: float | None = None) -> Estimate:
    interval = Undefined(Reason.FEW_UNITS) if lower is None else Interval(lower, 1.0, 0.0, 0.0, 0.0)
    return Estimate(value, interval)


@pytest.mark.parametrize(
    ("alpha", "verdict"),
    [
        (estimate(0.9, 0.800), Verdict.RELIABLE),
        (estimate(0.9, 0.7999), Verdict.TENTATIVE),
        (estimate(0.9, 0.667), Verdict.TENTATIVE),
        (estimate(0.9, 0.6669), Verdict.NOT_RELIABLE),
        (estimate(0.2, -0.3), Verdict.NOT_RELIABLE),
        (estimate(0.95), Verdict.NOT_JUDGED),
        (Undefined(Reason.NO_VARIATION), Verdict.UNDEFINED),
    ],
)
def test_the_lower_bound_decides(alpha: Estimate | Undefined, verdict: Verdict) -> None:
    assert judge(alpha) is verdict


@pytest.mark.parametrize(
    ("agreement", "alpha", "asks"),
    [
        (estimate(0.95), estimate(0.3), True),
        (estimate(0.95), estimate(0.9), False),
        (estimate(0.5), estimate(0.3), False),
        (estimate(1.0), Undefined(Reason.NO_VARIATION), False),
        (Undefined(Reason.ONE_CODER), Undefined(Reason.ONE_CODER), False),
    ],
)
def test_high_agreement_with_low_alpha_asks_for_an_explanation(
    agreement: Estimate | Undefined, alpha: Estimate | Undefined, asks: bool
) -> None:
    assert agrees_by_prevalence(agreement, alpha) is asks
