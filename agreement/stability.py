"""Does a coder judge the same message the same way a second time?

The two codings of a message by one person take the places of two coders: alpha of such a table is the stability of that person
(Krippendorff 2019, ch. 11: intra-observer agreement). It says nothing of how they agree with others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agreement.bootstrap import Sampling, measure
from agreement.codes import CodedVariable, Variable, read_codes
from agreement.coefficients import PairwiseAgreement
from agreement.patterns import find_patterns
from agreement.report import choose_alpha, hindrance_of
from agreement.results import Estimate, Undefined

# Fewer than for the reliability of a round: there is a table a coder, and they are made while one waits.
SAMPLING = Sampling(replicates=1_000)

_BEFORE, _AGAIN = 0, 1

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VariableStability:
    """One variable of one coder: messages with a code both times, the share coded the same, and alpha."""

    variable: Variable
    messages: int
    same: Estimate | Undefined
    alpha: Estimate | Undefined


def stability_of(
    variables: Sequence[Variable], pairs: Iterable[tuple[int, Values, Values]]
) -> list[VariableStability]:
    """The stability of one coder, from (message, values before, values again) of each message that they met twice.

    A category that the variables do not have (of an earlier codebook) is no code.
    """
    rows = (
        (message, place, _readable(variables, values))
        for message, *both in pairs
        for place, values in zip((_BEFORE, _AGAIN), both, strict=True)
    )
    return [_measured(coded) for coded in read_codes(variables, rows)]


def _measured(coded: CodedVariable) -> VariableStability:
    hindrance = hindrance_of(coded.variable.level, coded.tally)
    if hindrance is not None:
        return VariableStability(coded.variable, coded.tally.pairable_units, hindrance, hindrance)
    patterns = find_patterns(coded.codes, len(coded.values)).pairable().anonymous()
    alpha = choose_alpha(coded, patterns)
    if isinstance(alpha, Undefined):
        (same,) = measure(patterns, [PairwiseAgreement()], SAMPLING)
        return VariableStability(coded.variable, coded.tally.pairable_units, same, alpha)
    same, stable = measure(patterns, [PairwiseAgreement(), alpha], SAMPLING)
    return VariableStability(coded.variable, coded.tally.pairable_units, same, stable)


def _readable(variables: Sequence[Variable], values: Values) -> Values:
    return {
        variable.key: values[variable.key]
        for variable in variables
        if variable.key in values and _is_declared(variable, values[variable.key])
    }


def _is_declared(variable: Variable, value: Any) -> bool:
    if not variable.categories or isinstance(value, Mapping | bool):
        return True
    declared = {category.key for category in variable.categories}
    return set(value if isinstance(value, list) else [value]) <= declared
