"""What may be concluded from a variable with this reliability?

Krippendorff (2019, ch. 12): rely on variables with alpha of .800 and above, draw tentative conclusions only between
.667 and .800, none below. The lower bound of the interval decides, not the point, since a small sample can be lucky.
"""

from __future__ import annotations

from enum import StrEnum

from agreement.bootstrap import RELIABLE, TENTATIVE
from agreement.results import Estimate, Interval, Undefined


class Verdict(StrEnum):
    """What a variable allows."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    NOT_RELIABLE = "not_reliable"
    NOT_JUDGED = "not_judged"  # a figure without an interval
    UNDEFINED = "undefined"


def judge(alpha: Estimate | Undefined) -> Verdict:
    """The verdict on a variable, by the lower bound of its alpha."""
    match alpha:
        case Undefined():
            return Verdict.UNDEFINED
        case Estimate(interval=Interval(lower=lower)) if lower >= RELIABLE:
            return Verdict.RELIABLE
        case Estimate(interval=Interval(lower=lower)) if lower >= TENTATIVE:
            return Verdict.TENTATIVE
        case Estimate(interval=Interval()):
            return Verdict.NOT_RELIABLE
        case _:
            return Verdict.NOT_JUDGED


def agrees_by_prevalence(agreement: Estimate | Undefined, alpha: Estimate | Undefined) -> bool:
    """Whether coders agree often and alpha is low all the same, which asks for an explanation."""
    match agreement, alpha:
        case Estimate(value=often), Estimate(value=beyond_chance):
            return often >= RELIABLE and beyond_chance < TENTATIVE
        case _:
            return False
