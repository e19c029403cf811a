"""Do coders use the categories equally often? Shares with intervals, and a test of the difference.

Shares have Wilson's interval (1927), which stays within 0 and 1 and is right for rare categories too. Whether the coders differ
is asked by Pearson's chi-square of homogeneity. Where expected counts are too small for it (Cochran 1954: some below 1, or more
than a fifth below 5) the p-value is found by permutation: codes are dealt anew to the coders, with everybody's number of codings
as it was, and it is counted how often the table is at least as uneven. In tables too large for that, rare categories are taken
together. Several categories of a set are several tests, so their p-values are adjusted as Holm (1979) does.

Codings are taken to be independent. Codings of the same messages are not quite: those are more alike, so the test errs on the
side of finding no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import repeat
from math import exp, lgamma, log, sqrt

from cyberdip.lib.chance import shuffle, stream

__all__ = ["Difference", "Method", "Wilson", "difference", "holm", "spell_p", "wilson"]

_Z = 1.959963984540054  # of a 95 % interval
LEVEL = 0.05
DRAWS = 999
_MOST_PERMUTED = 1500  # codings
_SMALL, _TINY, _FIFTH = 5, 1, 0.2
_SEED = 2718
_ENOUGH = 1e-14
_MOST_TERMS = 10_000

Table = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Wilson:
    """A 95 % interval of a share."""

    lower: float
    upper: float


class Method(StrEnum):
    CHI_SQUARE = "chi_square"
    PERMUTATION = "permutation"
    POOLED = "pooled"  # chi-square, with rare categories taken together


@dataclass(frozen=True, slots=True)
class Difference:
    """Pearson's statistic, its degrees of freedom, the p-value, and how that was found."""

    statistic: float
    df: int
    p: float
    method: Method

    @property
    def is_clear(self) -> bool:
        """Whether it is larger than chance makes it once in twenty times."""
        return self.p < LEVEL

    @property
    def spelt_p(self) -> str:
        return spell_p(self.p)


def wilson(n: int, base: int) -> Wilson | None:
    """The interval of `n` out of `base`; None where there is no base."""
    if base == 0:
        return None
    share, z2 = n / base, _Z * _Z
    middle = (share + z2 / (2 * base)) / (1 + z2 / base)
    reach = _Z / (1 + z2 / base) * sqrt(share * (1 - share) / base + z2 / (4 * base * base))
    return Wilson(max(0.0, middle - reach) if n else 0.0, min(1.0, middle + reach) if n < base else 1.0)


def difference(counts: Sequence[Sequence[int]]) -> Difference | None:
    """Whether the rows of a table (coders) use its columns (categories) equally often.

    Rows and columns without any count say nothing and are left out. None where fewer than two of each are left.
    """
    return _difference(_filled(counts))


@lru_cache(maxsize=256)
def _difference(table: Table) -> Difference | None:
    if len(table) < 2 or len(table[0]) < 2:
        return None
    if _is_dense(table):
        return _by_distribution(table, Method.CHI_SQUARE)
    if sum(map(sum, table)) <= _MOST_PERMUTED:
        return _by_permutation(table)
    pooled = _pooled(table)
    return _by_distribution(pooled, Method.POOLED) if len(pooled[0]) > 1 else None


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """The p-values, each adjusted for there being several; None, where there was no test, stays."""
    ranked = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(ranked):
        largest = max(largest, min(1.0, (len(ranked) - rank) * p))
        adjusted[place] = largest
    return adjusted


def spell_p(p: float) -> str:
    """A p-value as the field prints it: three decimals and no zero before the point, `.013`; `<.001` below that."""
    return "<.001" if p < 0.001 else "1.000" if p >= 0.9995 else f"{p:.3f}"[1:]


def _filled(counts: Sequence[Sequence[int]]) -> Table:
    rows = [row for row in counts if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    return tuple(zip(*columns, strict=True))


def _expected(table: Table) -> list[list[float]]:
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = sum(columns)
    return [[sum(row) * column / total for column in columns] for row in table]


def _is_dense(table: Table) -> bool:
    cells = [cell for row in _expected(table) for cell in row]
    return min(cells) >= _TINY and sum(cell < _SMALL for cell in cells) <= _FIFTH * len(cells)


def _statistic(table: Sequence[Sequence[int]], expected: Sequence[Sequence[float]]) -> float:
    return sum(
        (n - e) ** 2 / e
        for row, wanted in zip(table, expected, strict=True)
        for n, e in zip(row, wanted, strict=True)
    )


def _by_distribution(table: Table, method: Method) -> Difference:
    statistic = _statistic(table, _expected(table))
    df = (len(table) - 1) * (len(table[0]) - 1)
    return Difference(statistic, df, chi_square_tail(statistic, df), method)


def _by_permutation(table: Table) -> Difference:
    expected = _expected(table)
    observed = _statistic(table, expected)
    codes = [column for row in table for column, n in enumerate(row) for _code in repeat(None, n)]
    sizes, columns = [sum(row) for row in table], range(len(table[0]))
    chance, reached = stream(_SEED, "rates"), 0
    for _draw in range(DRAWS):
        shuffle(codes, chance)
        reached += _statistic(_dealt(codes, sizes, columns), expected) >= observed * (1 - 1e-9)
    df = (len(table) - 1) * (len(table[0]) - 1)
    return Difference(observed, df, (1 + reached) / (1 + DRAWS), Method.PERMUTATION)


def _dealt(codes: Sequence[int], sizes: Sequence[int], columns: range) -> list[list[int]]:
    """The table that these codes make when each coder takes as many of them as they had."""
    rows, start = [], 0
    for size in sizes:
        found = Counter(codes[start : start + size])
        rows.append([found[column] for column in columns])
        start += size
    return rows


def _pooled(table: Table) -> Table:
    """The table with all columns that are rare for some coder as one."""
    expected = _expected(table)
    rare = [min(column) < _SMALL for column in zip(*expected, strict=True)]
    return tuple(
        (
            *(n for n, is_rare in zip(row, rare, strict=True) if not is_rare),
            sum(n for n, is_rare in zip(row, rare, strict=True) if is_rare),
        )
        for row in table
    )


def chi_square_tail(x: float, df: int) -> float:
    """The chance that chi-square with `df` degrees of freedom is above `x`: the upper incomplete gamma function, regularised.

    By its series below the mean and its continued fraction above (Press et al. 2007, Numerical Recipes, 6.2).
    """
    a, half = df / 2, x / 2
    if half <= 0:
        return 1.0
    scale = exp(a * log(half) - half - lgamma(a))
    return max(0.0, 1 - scale * _series(a, half)) if half < a + 1 else scale * _fraction(a, half)


def _series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _MOST_TERMS):
        term *= x / (a + step)
        total += term
        if term < total * _ENOUGH:
            break
    return total


def _fraction(a: float, x: float) -> float:
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    found = d
    for step in range(1, _MOST_TERMS):
        factor = -step * (step - a)
        b += 2
        d = 1 / (factor * d + b or tiny)
        c = b + factor / c or tiny
        found *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return found
