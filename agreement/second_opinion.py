"""Does the krippendorff package, written by others, find the same alphas?

The package gets floats with NaN for missing codes, and its level and the order of values always by name: the input on
which it is right. It needs about 24 bytes x units x values squared; where that is too much, it is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import cast

import krippendorff
import numpy as np
from numpy.typing import NDArray

from agreement.codes import Level
from agreement.patterns import MISSING, Codes, Floats

VERSION = version("krippendorff")
TOLERANCE = 1e-9
_MOST_UNITS = 100_000
_MOST_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The alpha that the package finds, and whether it is ours to nine decimals."""

    value: float
    confirms: bool


def ask_package(
    value: float,
    codes: Codes,
    level: Level,
    *,
    numbers: Floats | None = None,
    distances: Floats | None = None,
) -> SecondOpinion | None:
    """The package's alpha for codes (U, C) beside our own `value`; None where the data are too large for it.

    numbers: (V,), ascending, what the codes stand for on an interval or ratio level.
    distances: (V, V), between the sets that the codes stand for.
    """
    used = np.unique(codes[codes != MISSING])
    if len(codes) > _MOST_UNITS or 24 * len(codes) * len(used) ** 2 > _MOST_BYTES:
        return None
    domain = used.astype(np.float64) if numbers is None else numbers[used]
    translation = np.full(used.max() + 2, np.nan)  # the last place stands for MISSING, which is -1
    translation[used] = domain
    metric = level.value if distances is None else _Lookup(distances[np.ix_(used, used)])
    theirs = krippendorff.alpha(
        reliability_data=translation[codes].T,
        value_domain=domain,
        level_of_measurement=cast("krippendorff.krippendorff.LevelOfMeasurement", metric),
    )
    return SecondOpinion(float(theirs), bool(abs(theirs - value) <= TOLERANCE))


@dataclass(frozen=True, eq=False, slots=True)
class _Lookup:
    """A table of distances in the form in which the package takes a metric."""

    distances: Floats

    def __call__(
        self,
        v1: Floats,
        v2: Floats,
        i1: NDArray[np.int_],
        i2: NDArray[np.int_],
        n_v: Floats,
        dtype: np.dtype[np.float64],
    ) -> Floats:
        return self.distances[i1, i2]
