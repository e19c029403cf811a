"""How long did messages take, and which took unusually long or short? A description, and nobody's fault.

Short is what took less time than anybody needs to read the message: 60 characters a second, which is two and a half times as
fast as people read silently (238 words a minute, Brysbaert 2019, Journal of Memory and Language 109; six characters a word). An
ideograph counts as one character though it says more, so that Chinese messages are called short too rarely rather than too often.

Unusual for a coder is what lies beyond three times the interquartile range of their own seconds, on a logarithmic scale: times
are skewed, and twice as long is as far as half as long. A quick coder is measured by their own quickness.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

__all__ = ["CHARACTERS_A_SECOND", "FEWEST", "RANGES", "Fences", "fences"]

CHARACTERS_A_SECOND = 60
RANGES = 3
FEWEST = 8  # codings of a coder that quartiles are taken from
_LEAST_RANGE = log(1.25)  # of a coder whose times are all alike, or each other time would be unusual


@dataclass(frozen=True, slots=True)
class Fences:
    """Seconds below and above which a coding is unusual for its coder."""

    low: float
    high: float


def fences(lower_quartile: float, upper_quartile: float) -> Fences:
    """The fences of a coder whose middle half of codings took between these seconds, both above 0."""
    low, high = log(lower_quartile), log(upper_quartile)
    reach = RANGES * max(high - low, _LEAST_RANGE)
    return Fences(exp(low - reach), exp(high + reach))
