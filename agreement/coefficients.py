"""How far do coders agree, beyond what chance would give?

Every coefficient here is a function of totals over units. It says which features of a pattern it needs (`features`,
one row per pattern) and how totals of these features become the figure (`values`). A bootstrap replicate is then one
more row of totals, so that the figure and all its replicates come from the very same lines.

Source of alpha: Krippendorff (2019), Content Analysis, 4th ed., ch. 12. With m_u codes on unit u and n_uc of them c,
coincidences are o_ck = sum over u of (ordered pairs c-k on u) / (m_u - 1), n_c is a row sum and n the sum of all;
alpha = 1 - D_o / D_e, D_o = sum o_ck d_ck / n, D_e = sum n_c n_k d_ck / (n (n - 1)).

All functions expect pairable patterns (two codes or more). Inside this module and `bootstrap`, NaN marks a figure that
cannot be computed; it leaves them only as `Undefined`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np

from agreement.distances import midranks
from agreement.patterns import MISSING, Codes, Floats, Patterns
from agreement.results import Reason

_NOTHING = 1e-13  # of the squared range: an expected disagreement below it is rounding, not variation


class Statistic(Protocol):
    """A figure that is a function of totals over units."""

    def features(self, patterns: Patterns) -> Floats:
        """(P, F): what a unit of each pattern adds to the totals."""

    def values(self, totals: Floats) -> Floats:
        """(B,): the figure for each row of totals (B, F); NaN where it is undefined."""

    def why_undefined(self, totals: Floats) -> Reason:
        """Why `values` has no figure for this one row of totals (F,)."""


class Alpha(ABC):
    """What all alphas share: one minus observed over expected disagreement."""

    @abstractmethod
    def features(self, patterns: Patterns) -> Floats:
        """(P, F): what a unit of each pattern adds to the totals."""

    @abstractmethod
    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        """(B,) observed and (B,) expected disagreement for totals (B, F)."""

    def values(self, totals: Floats) -> Floats:
        observed, expected = self.disagreements(totals)
        undefined = np.full_like(expected, np.nan)
        return 1.0 - np.divide(observed, expected, out=undefined, where=expected > 0)

    def why_undefined(self, totals: Floats) -> Reason:
        return Reason.NO_VARIATION


@dataclass(frozen=True, eq=False)
class NominalAlpha(Alpha):
    """Krippendorff's alpha where values are only equal or different."""

    def features(self, patterns: Patterns) -> Floats:
        counts, given = patterns.counts, patterns.given
        differing = (given**2 - (counts**2).sum(axis=1)) / (given - 1)
        return np.column_stack([differing, counts])

    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        differing, used = totals[:, 0], totals[:, 1:]
        n = used.sum(axis=1)
        return differing / n, (n**2 - (used**2).sum(axis=1)) / (n * (n - 1))


@dataclass(frozen=True, eq=False)
class OrdinalAlpha(Alpha):
    """Krippendorff's alpha for ordered categories, numbered in their order.

    Distances depend on how often each category was used, so they are new in every replicate; hence the features are
    the coincidences themselves (K (K - 1) / 2 above the diagonal) and the K totals.
    """

    size: int

    def features(self, patterns: Patterns) -> Floats:
        above, below = np.triu_indices(self.size, 1)
        coincidences = patterns.counts[:, above] * patterns.counts[:, below] / (patterns.given - 1)[:, None]
        return np.column_stack([coincidences, patterns.counts])

    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        above, below = np.triu_indices(self.size, 1)
        coincidences, used = totals[:, : len(above)], totals[:, len(above) :]
        n = used.sum(axis=1)
        places = midranks(used)
        distances = (places[:, above] - places[:, below]) ** 2
        centred = places - ((used * places).sum(axis=1) / n)[:, None]
        observed = 2 * (coincidences * distances).sum(axis=1) / n
        return observed, 2 * (used * centred**2).sum(axis=1) / (n - 1)


@dataclass(frozen=True, eq=False)
class IntervalAlpha(Alpha):
    """Krippendorff's alpha for numbers whose differences mean something.

    In closed form, so that no matrix of all pairs of values is built: squared differences within a set of numbers add
    up to twice its size times the sum of squares around its mean.
    """

    values_of_codes: Floats

    def features(self, patterns: Patterns) -> Floats:
        present = patterns.codes != MISSING
        centred = self.values_of_codes - self.values_of_codes.mean()
        numbers = np.where(present, centred[patterns.codes], 0.0)
        given, sums = patterns.given, numbers.sum(axis=1)
        around_mean = (np.where(present, numbers - (sums / given)[:, None], 0.0) ** 2).sum(axis=1)
        return np.column_stack([2 * given * around_mean / (given - 1), given, sums, (numbers**2).sum(axis=1)])

    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        within, n, sums, squares = totals.T
        expected = 2 * (squares - sums**2 / n) / (n - 1)
        expected[expected <= _NOTHING * np.ptp(self.values_of_codes) ** 2] = 0.0
        return within / n, expected


@dataclass(frozen=True, eq=False)
class DistanceAlpha(Alpha):
    """Krippendorff's alpha with any distance between values, (K, K): ratio numbers, sets by MASI."""

    distances: Floats

    def features(self, patterns: Patterns) -> Floats:
        within = _pairs(patterns, lambda left, right: self.distances[left, right])
        return np.column_stack([within, patterns.counts])

    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        within, used = totals[:, 0], totals[:, 1:]
        n = used.sum(axis=1)
        return within / n, ((used @ self.distances) * used).sum(axis=1) / (n * (n - 1))


@dataclass(frozen=True, eq=False)
class GroupAlpha(Alpha):
    """Binary alpha: a code belongs to a group of values or not.

    The group is one category against the rest, or all the sets that contain a category. (K,) of 0 and 1.
    """

    members: Floats

    def features(self, patterns: Patterns) -> Floats:
        inside, given = patterns.counts @ self.members, patterns.given
        return np.column_stack([inside * (given - inside) / (given - 1), inside, given])

    def disagreements(self, totals: Floats) -> tuple[Floats, Floats]:
        mixed, inside, n = totals.T
        return 2 * mixed / n, 2 * inside * (n - inside) / (n * (n - 1))

    def why_undefined(self, totals: Floats) -> Reason:
        return Reason.NEVER_USED if totals[1] == 0 else Reason.ALWAYS_USED


@dataclass(frozen=True, eq=False)
class GroupAgreement:
    """Share of pairs that agree on whether a code belongs to a group of values, weighed as alpha weighs them."""

    members: Floats

    def features(self, patterns: Patterns) -> Floats:
        return GroupAlpha(self.members).features(patterns)

    def values(self, totals: Floats) -> Floats:
        return 1.0 - GroupAlpha(self.members).disagreements(totals)[0]

    def why_undefined(self, totals: Floats) -> Reason:
        return Reason.NO_PAIRABLE_UNIT


@dataclass(frozen=True, eq=False)
class PairwiseAgreement:
    """Percent agreement over pairs: 1 - D_o of nominal alpha, so a unit weighs by its number of codes."""

    def features(self, patterns: Patterns) -> Floats:
        equal = _pairs(patterns, lambda left, right: (left == right).astype(np.float64))
        return np.column_stack([equal, patterns.given])

    def values(self, totals: Floats) -> Floats:
        agreeing, n = totals.T
        return np.asarray(agreeing / n)

    def why_undefined(self, totals: Floats) -> Reason:
        return Reason.NO_PAIRABLE_UNIT


@dataclass(frozen=True, eq=False)
class FullAgreement:
    """Percent agreement over units: of the units that all coders coded, the share on which all agree."""

    coders: int

    def features(self, patterns: Patterns) -> Floats:
        complete = patterns.given == self.coders
        equal = (patterns.codes == patterns.codes.max(axis=1, keepdims=True)) | (patterns.codes == MISSING)
        unanimous = complete & equal.all(axis=1)
        return np.column_stack([unanimous, complete]).astype(np.float64)

    def values(self, totals: Floats) -> Floats:
        unanimous, complete = totals.T
        undefined = np.full_like(complete, np.nan)
        return np.asarray(np.divide(unanimous, complete, out=undefined, where=complete > 0))

    def why_undefined(self, totals: Floats) -> Reason:
        return Reason.NO_COMPLETE_UNIT


def coincidence_matrix(patterns: Patterns) -> Floats:
    """(K, K): the coincidences o_ck of pairable patterns; rows sum to n_c, everything to n."""
    weights = patterns.units / (patterns.given - 1)
    together = (patterns.counts * weights[:, None]).T @ patterns.counts
    return np.asarray(together - np.diag(weights @ patterns.counts))


def _pairs(patterns: Patterns, compare: Callable[[Codes, Codes], Floats]) -> Floats:
    """(P,): `compare` over the ordered pairs of codes on a unit, added up and divided by m_u - 1."""
    columns = patterns.codes.T
    total = np.zeros(len(patterns.units))
    for left, right in combinations(columns, 2):
        both = (left != MISSING) & (right != MISSING)
        total[both] += compare(left[both], right[both])
    return np.asarray(2 * total / (patterns.given - 1))
