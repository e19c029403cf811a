"""How far apart are two values?

Each function returns a symmetric matrix with zeros on the diagonal. Sources: Krippendorff (2019), ch. 12; for sets
Passonneau (2006), "Measuring agreement on set-valued items (MASI)".
"""

from __future__ import annotations

import numpy as np

from agreement.patterns import Floats


def nominal(size: int) -> Floats:
    """(size, size): 1 for any two different values."""
    return 1.0 - np.eye(size)


def interval(values: Floats) -> Floats:
    """(V, V): the squared difference."""
    return np.asarray((values[:, None] - values[None, :]) ** 2)


def ratio(values: Floats) -> Floats:
    """(V, V): the squared ratio of difference to sum; 0 for two zeros. Raises ValueError for negative values."""
    if (values < 0).any():
        raise ValueError("A ratio scale has no negative values.")
    sums = values[:, None] + values[None, :]
    differences = values[:, None] - values[None, :]
    return np.divide(differences, sums, out=np.zeros_like(sums), where=sums > 0) ** 2


def midranks(totals: Floats) -> Floats:
    """(..., K): the place of each category on a scale where every code takes one step.

    Krippendorff's ordinal distance, (sum of n_g from c to k - (n_c + n_k) / 2) squared, is the squared difference of
    these places, which depend on how often each category was used.
    """
    return np.cumsum(totals, axis=-1) - totals / 2


def ordinal(totals: Floats) -> Floats:
    """(K, K): the ordinal distance, from how often each category was used among pairable codes, in their order."""
    return interval(midranks(totals))


def masi(members: Floats) -> Floats:
    """(S, S): MASI distance of sets given as rows of 0 and 1, one column per category.

    1 - J * M with J the Jaccard index and M = 1 for equal sets, 2/3 where one contains the other, 1/3 where they only
    overlap, 0 where they share nothing. Two empty sets are equal; an empty set shares nothing with any other.
    """
    shared = members @ members.T
    sizes = members.sum(axis=1)
    united = sizes[:, None] + sizes[None, :] - shared
    jaccard = np.divide(shared, united, out=np.ones_like(shared), where=united > 0)
    smaller = np.minimum(sizes[:, None], sizes[None, :])
    monotonicity = np.select([shared == united, shared == smaller, shared > 0], [1.0, 2 / 3, 1 / 3], 0.0)
    return np.asarray(1.0 - jaccard * monotonicity)
