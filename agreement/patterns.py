"""Which patterns of codes occur, and on how many units?

Coefficients depend on the units only through the patterns of codes that the units received. A million units coded by
three coders into eight categories show at most a few hundred patterns, so everything is computed on patterns and
weighed by the number of units that show each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MISSING = -1  # no code from this coder on this unit

Codes = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

_LARGEST_KEY = 2**62


@dataclass(frozen=True, eq=False)
class Patterns:
    """Distinct rows of codes with the number of units that show each.

    codes: (P, C), indices into the list of `size` values, MISSING where there is no code.
    units: (P,), how many units show the pattern; all above 0.
    """

    codes: Codes
    units: Counts
    size: int

    @cached_property
    def counts(self) -> Floats:
        """(P, size): how many coders gave each value."""
        rows, columns = np.nonzero(self.codes != MISSING)
        cells = rows * self.size + self.codes[rows, columns]
        flat = np.bincount(cells, minlength=len(self.codes) * self.size)
        return flat.reshape(len(self.codes), self.size).astype(np.float64)

    @cached_property
    def given(self) -> Floats:
        """(P,): how many codes a unit of the pattern received (m_u)."""
        return np.asarray((self.codes != MISSING).sum(axis=1), dtype=np.float64)

    def pairable(self) -> Patterns:
        """Only the patterns with at least two codes: nothing else enters a coefficient of agreement."""
        kept = self.given >= 2
        return Patterns(self.codes[kept], self.units[kept], self.size)

    def anonymous(self) -> Patterns:
        """The same without telling coders apart: rows sorted, equal rows merged, empty columns dropped."""
        ordered = -np.sort(-self.codes, axis=1)
        filled = (ordered != MISSING).any(axis=0)
        return merge_patterns(ordered[:, filled], self.units, self.size)


def find_patterns(codes: Codes, size: int) -> Patterns:
    """The patterns in a matrix of codes, units x coders, with values numbered 0 .. size-1 and MISSING."""
    return merge_patterns(codes, np.ones(len(codes), dtype=np.int64), size)


def merge_patterns(codes: Codes, units: Counts, size: int) -> Patterns:
    """Equal rows merged and their units added up; rows come out in lexicographic order, whatever went in."""
    if len(codes) == 0 or codes.shape[1] == 0:
        kept = min(len(codes), 1)
        return Patterns(codes[:kept], units.sum(keepdims=True)[:kept], size)
    keys = _row_keys(codes, size)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    totals = np.bincount(inverse, weights=units).astype(np.int64)
    return Patterns(codes[first], totals, size)


def _row_keys(codes: Codes, size: int) -> Counts:
    """One integer per row that orders rows lexicographically: a number in base size + 1.

    Where the next digit would not fit into 63 bits, the keys so far are replaced by their ranks.
    """
    base = size + 1
    keys = np.zeros(len(codes), dtype=np.int64)
    bound = 1
    for column in codes.T:
        if bound > _LARGEST_KEY // base:
            ranked, keys = np.unique(keys, return_inverse=True)
            bound = len(ranked)
        keys = keys * base + (column.astype(np.int64) + 1)
        bound *= base
    return keys
