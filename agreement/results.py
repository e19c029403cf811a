"""What can a coefficient be? A number with its interval, or the reason why there is none.

NaN, 0 and 1 never stand in for "cannot be told": whoever reads an outcome has to look at which of the two it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no coefficient, or no interval."""

    NO_CODES = "no_codes"
    ONE_CODER = "one_coder"
    NO_PAIRABLE_UNIT = "no_pairable_unit"
    NO_VARIATION = "no_variation"
    NEVER_USED = "never_used"
    ALWAYS_USED = "always_used"
    NO_COMPLETE_UNIT = "no_complete_unit"
    NEGATIVE_VALUES = "negative_values"
    TOO_MANY_VALUES = "too_many_values"
    NOT_COMPARED = "not_compared"
    FEW_UNITS = "few_units"
    NO_REPLICATE = "no_replicate"


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no figure, and this is why."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % percentile interval, with what the same replicates say about the two thresholds.

    The probabilities are shares of the replicates in which the coefficient could be computed;
    `share_undefined` is the share of all replicates in which it could not.
    """

    lower: float
    upper: float
    below_tentative: float
    below_reliable: float
    share_undefined: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient that could be computed; the interval may still be missing, with its own reason."""

    value: float
    interval: Interval | Undefined
