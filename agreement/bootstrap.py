"""How sure are we of a coefficient?

Pairable units are drawn again with replacement, their number fixed, and everything is computed anew in each
replicate, the expected disagreement and ordinal distances included (Zapf et al. 2016, BMC Medical Research
Methodology 16:93). Drawing units is drawing how often each pattern occurs, which is one multinomial draw: the same
distribution as resampling rows, at a cost that does not grow with the units.

Replicates come in blocks. Each block has a generator of its own, made from the seed and the number of the block: the
same seed gives the same replicates whatever the order of the blocks and however they are shared out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from agreement.coefficients import Statistic
from agreement.patterns import Counts, Floats, Patterns
from agreement.results import Estimate, Interval, Reason, Undefined

BLOCK = 100  # replicates; part of the method: another size would give other draws for the same seed
FEWEST_UNITS = 10  # below that many pairable units an interval would promise what it cannot hold
TENTATIVE, RELIABLE = 0.667, 0.800  # Krippendorff (2019), ch. 12
_LEVELS = (0.025, 0.975)
_DIGITS = 12  # so that a replicate that equals a threshold on paper is not counted below it for its last bit


@dataclass(frozen=True, slots=True)
class Sampling:
    """How replicates are drawn: how many, in whole blocks, and from which seed."""

    replicates: int = 10_000
    seed: int = 2007

    def __post_init__(self) -> None:
        if self.replicates < BLOCK or self.replicates % BLOCK:
            raise ValueError(f"The number of replicates must be a multiple of {BLOCK}.")


def draw_block(units: Counts, seed: int, block: int) -> Floats:
    """(BLOCK, P): how many units show each pattern in each replicate of a block."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block,))))
    total = int(units.sum())
    return generator.multinomial(total, units / total, size=BLOCK).astype(np.float64)


def measure(
    patterns: Patterns,
    statistics: Sequence[Statistic],
    sampling: Sampling,
    on_block: Callable[[int], None] = lambda done: None,
) -> list[Estimate | Undefined]:
    """All statistics of the same pairable patterns, from the same replicates.

    `on_block` hears after each block how many replicates are done; what it raises ends the work.
    """
    if len(patterns.units) == 0:
        return [Undefined(Reason.NO_PAIRABLE_UNIT) for _ in statistics]
    features = [statistic.features(patterns) for statistic in statistics]
    values = [
        _point(statistic, patterns, table) for statistic, table in zip(statistics, features, strict=True)
    ]
    if patterns.units.sum() < FEWEST_UNITS:
        return [_with_interval(value, Undefined(Reason.FEW_UNITS)) for value in values]
    replicates = _replicate(patterns, statistics, features, sampling, on_block)
    return [
        _with_interval(value, percentile_interval(row)) for value, row in zip(values, replicates, strict=True)
    ]


def percentile_interval(replicates: Floats) -> Interval | Undefined:
    """The middle 95 % of replicates (B,), NaN where undefined: those are left out and their share is told."""
    defined = replicates[~np.isnan(replicates)]
    if len(defined) == 0:
        return Undefined(Reason.NO_REPLICATE)
    lower, upper = np.quantile(defined, _LEVELS)
    return Interval(
        lower=float(lower),
        upper=float(upper),
        below_tentative=float(np.mean(defined < TENTATIVE)),
        below_reliable=float(np.mean(defined < RELIABLE)),
        share_undefined=1.0 - len(defined) / len(replicates),
    )


def _point(statistic: Statistic, patterns: Patterns, features: Floats) -> float | Undefined:
    totals = patterns.units.astype(np.float64) @ features
    value = float(statistic.values(totals[None, :])[0])
    return Undefined(statistic.why_undefined(totals)) if np.isnan(value) else value


def _with_interval(value: float | Undefined, interval: Interval | Undefined) -> Estimate | Undefined:
    return value if isinstance(value, Undefined) else Estimate(value, interval)


def _replicate(
    patterns: Patterns,
    statistics: Sequence[Statistic],
    features: Sequence[Floats],
    sampling: Sampling,
    on_block: Callable[[int], None],
) -> Floats:
    """(S, B): each statistic in each replicate, NaN where undefined."""
    table = np.column_stack(features)
    bounds = np.cumsum([part.shape[1] for part in features])[:-1]
    results = np.empty((len(statistics), sampling.replicates))
    for start in range(0, sampling.replicates, BLOCK):
        totals = draw_block(patterns.units, sampling.seed, start // BLOCK) @ table
        for row, (statistic, part) in enumerate(
            zip(statistics, np.split(totals, bounds, axis=1), strict=True)
        ):
            results[row, start : start + BLOCK] = statistic.values(part)
        on_block(start + BLOCK)
    return results.round(_DIGITS)
