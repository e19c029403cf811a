"""What is there to say about the reliability of one variable?

Percent agreement, alpha with its interval, the same for each category, the arithmetic behind them, what coders
disagree on most, and whether an independent package finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agreement import distances
from agreement.bootstrap import Sampling, measure
from agreement.codes import Category, CodedVariable, Level, Tally, Variable
from agreement.coefficients import (
    Alpha,
    DistanceAlpha,
    FullAgreement,
    GroupAgreement,
    GroupAlpha,
    IntervalAlpha,
    NominalAlpha,
    OrdinalAlpha,
    PairwiseAgreement,
    Statistic,
    coincidence_matrix,
)
from agreement.patterns import MISSING, Codes, Floats, Patterns, find_patterns
from agreement.results import Estimate, Reason, Undefined
from agreement.second_opinion import SecondOpinion, ask_package

_MOST_CELLS = 50_000_000  # of a table of features: 400 MB
_LARGEST_MATRIX = 30  # rows of a coincidence matrix that a person can still read


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The numbers behind an alpha: alpha = 1 - observed / expected, from n pairable codes.

    names: what the rows of the coincidence matrix stand for; empty, with the matrix, where they are too many to read.
    totals: pairable codes per row.
    """

    observed: float
    expected: float
    n: float
    names: tuple[str, ...] = ()
    totals: tuple[float, ...] = ()
    coincidences: tuple[tuple[float, ...], ...] = ()

    @property
    def rows(self) -> list[tuple[str, tuple[float, ...], float]]:
        """The matrix row by row: name, coincidences, sum."""
        return list(zip(self.names, self.coincidences, self.totals, strict=True))


@dataclass(frozen=True, slots=True)
class Dispute:
    """What coders disagree on most: two values, or one category of a set; and its share of all disagreement."""

    names: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class CategoryReport:
    """One category against all others; in a set, present or not."""

    category: Category
    pairable_codes: int
    agreement: Estimate | Undefined
    alpha: Estimate | Undefined
    arithmetic: Arithmetic | None = None
    opinion: SecondOpinion | None = None


@dataclass(frozen=True, slots=True)
class VariableReport:
    """All figures of one variable. What rests on alpha is None where alpha is undefined.

    opinion is also None where the data are too large for the package.
    """

    variable: Variable
    tally: Tally
    agreement: Estimate | Undefined
    full_agreement: Estimate | Undefined
    alpha: Estimate | Undefined
    categories: tuple[CategoryReport, ...]
    arithmetic: Arithmetic | None = None
    dispute: Dispute | None = None
    opinion: SecondOpinion | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """How many alphas the krippendorff package was asked about, and how many it confirmed; of how many there are."""

    alphas: int
    asked: int
    confirmed: int


def check_of(reports: Sequence[VariableReport]) -> Check:
    """What the second opinion on all alphas of a run, those of categories included, comes to."""
    figures: list[VariableReport | CategoryReport] = []
    for report in reports:
        figures += [report, *report.categories]
    opinions = [figure.opinion for figure in figures if figure.opinion is not None]
    return Check(
        alphas=sum(isinstance(figure.alpha, Estimate) for figure in figures),
        asked=len(opinions),
        confirmed=sum(opinion.confirms for opinion in opinions),
    )


def report_variable(
    coded: CodedVariable, sampling: Sampling, on_block: Callable[[int], None] = lambda done: None
) -> VariableReport:
    """All figures of a variable; `on_block` hears how many replicates are done."""
    hindrance = hindrance_of(coded.variable.level, coded.tally)
    if hindrance is not None:
        return _without_figures(coded, hindrance)
    patterns = find_patterns(coded.codes, len(coded.values)).pairable().anonymous()
    base: list[Statistic] = [PairwiseAgreement(), FullAgreement(coded.tally.coders)]
    chosen = choose_alpha(coded, patterns)
    if isinstance(chosen, Undefined):  # percent agreement needs no distances and stands where alpha cannot
        return _without_alpha(coded, chosen, *measure(patterns, base, sampling, on_block))
    groups = [GroupAlpha(coded.members(category.key)) for category in own_figures(coded.variable)]
    binary = [statistic for group in groups for statistic in (GroupAgreement(group.members), group)]
    agreement, full_agreement, alpha, *by_group = measure(
        patterns, [*base, chosen, *binary], sampling, on_block
    )
    outcomes = zip(by_group[::2], by_group[1::2], strict=True)
    return VariableReport(
        variable=coded.variable,
        tally=coded.tally,
        agreement=agreement,
        full_agreement=full_agreement,
        alpha=alpha,
        categories=tuple(
            _report_category(coded, patterns, *parts)
            for parts in zip(own_figures(coded.variable), groups, outcomes, strict=True)
        ),
        arithmetic=_arithmetic(coded, patterns, chosen) if isinstance(alpha, Estimate) else None,
        dispute=_dispute(coded, patterns, chosen),
        opinion=_opinion(coded, alpha.value) if isinstance(alpha, Estimate) else None,
    )


def own_figures(variable: Variable) -> Sequence[Category]:
    """The categories that get figures of their own.

    Of only two to choose from, one is the other turned round; and numbers are compared as numbers.
    """
    if variable.level in (Level.INTERVAL, Level.RATIO, Level.TEXT):
        return ()
    return () if len(variable.categories) == 2 and variable.level is not Level.SET else variable.categories


def choose_alpha(coded: CodedVariable, patterns: Patterns) -> Alpha | Undefined:
    """The alpha that belongs to the level of the variable, or why there can be none."""
    level, rows, size = coded.variable.level, len(patterns.units), len(coded.values)
    cells = rows * size * (size + 1) // 2 if level is Level.ORDINAL else rows * size
    if level is Level.INTERVAL:
        return IntervalAlpha(_pairable_numbers(coded, patterns))
    if level is Level.RATIO and (_numbers(coded) < 0).any():
        return Undefined(Reason.NEGATIVE_VALUES)
    if cells > _MOST_CELLS:
        return Undefined(Reason.TOO_MANY_VALUES)
    if level is Level.ORDINAL:
        return OrdinalAlpha(size)
    return NominalAlpha() if level is Level.NOMINAL else DistanceAlpha(_distances(coded))


def _pairable_numbers(coded: CodedVariable, patterns: Patterns) -> Floats:
    """(V,): the numbers of the codes; one that stands in no pairable unit is put in the middle of those that do.

    It takes no part, and far away from the others it would cost their differences all their digits.
    """
    numbers, used = _numbers(coded), patterns.counts.any(axis=0)
    return np.where(used, numbers, numbers[used].mean())


def hindrance_of(level: Level, tally: Tally) -> Undefined | None:
    """Why nothing at all can be said, or None."""
    if level is Level.TEXT:
        return Undefined(Reason.NOT_COMPARED)
    if tally.codes == 0:
        return Undefined(Reason.NO_CODES)
    if tally.coders == 1:
        return Undefined(Reason.ONE_CODER)
    return Undefined(Reason.NO_PAIRABLE_UNIT) if tally.pairable_units == 0 else None


def _without_figures(coded: CodedVariable, undefined: Undefined) -> VariableReport:
    return _without_alpha(coded, undefined, undefined, undefined)


def _without_alpha(
    coded: CodedVariable,
    undefined: Undefined,
    agreement: Estimate | Undefined,
    full_agreement: Estimate | Undefined,
) -> VariableReport:
    categories = tuple(
        CategoryReport(category, 0, undefined, undefined) for category in own_figures(coded.variable)
    )
    return VariableReport(coded.variable, coded.tally, agreement, full_agreement, undefined, categories)


def _report_category(
    coded: CodedVariable,
    patterns: Patterns,
    category: Category,
    group: GroupAlpha,
    outcomes: tuple[Estimate | Undefined, Estimate | Undefined],
) -> CategoryReport:
    agreement, alpha = outcomes
    _, inside, n = patterns.units @ group.features(patterns)
    if not isinstance(alpha, Estimate):
        return CategoryReport(category, int(inside), agreement, alpha)
    observed, expected = _disagreements(patterns, group)
    return CategoryReport(
        category=category,
        pairable_codes=int(inside),
        agreement=agreement,
        alpha=alpha,
        arithmetic=Arithmetic(observed, expected, float(n), (category.label,), (float(inside),)),
        opinion=_opinion_on_group(coded, group, alpha.value),
    )


def _disagreements(patterns: Patterns, alpha: Alpha) -> tuple[float, float]:
    totals = patterns.units.astype(np.float64) @ alpha.features(patterns)
    observed, expected = alpha.disagreements(totals[None, :])
    return float(observed[0]), float(expected[0])


def _arithmetic(coded: CodedVariable, patterns: Patterns, alpha: Alpha) -> Arithmetic:
    observed, expected = _disagreements(patterns, alpha)
    n = float(patterns.units @ patterns.given)
    if len(coded.values) > _LARGEST_MATRIX:
        return Arithmetic(observed, expected, n)
    matrix = coincidence_matrix(patterns)
    return Arithmetic(
        observed,
        expected,
        n,
        names=tuple(_name(value, coded.variable) for value in coded.values),
        totals=tuple(matrix.sum(axis=1).round(9).tolist()),
        coincidences=tuple(tuple(row) for row in matrix.tolist()),
    )


def _dispute(coded: CodedVariable, patterns: Patterns, alpha: Alpha) -> Dispute | None:
    """What coders disagree on most; None where they never disagree, and for numbers of which there are many."""
    if coded.variable.level is Level.SET:
        return _dispute_in_sets(coded, patterns)
    if len(coded.values) > _LARGEST_MATRIX and not coded.variable.categories:
        return None
    matrix = coincidence_matrix(patterns)
    weighed = matrix * _distances(coded, matrix.sum(axis=1))
    if weighed.sum() == 0:
        return None
    left, right = np.unravel_index(np.argmax(np.triu(weighed)), weighed.shape)
    names = tuple(_name(coded.values[place], coded.variable) for place in (left, right))
    return Dispute(names, float(2 * weighed[left, right] / weighed.sum()))


def _dispute_in_sets(coded: CodedVariable, patterns: Patterns) -> Dispute | None:
    """The category whose presence is disputed most, and its share of all disputes over presence."""
    groups = [GroupAlpha(coded.members(category.key)) for category in coded.variable.categories]
    mixed = np.array([(patterns.units @ group.features(patterns))[0] for group in groups])
    if mixed.sum() == 0:
        return None
    most = int(np.argmax(mixed))
    return Dispute((coded.variable.categories[most].label,), float(mixed[most] / mixed.sum()))


def _opinion(coded: CodedVariable, alpha: float) -> SecondOpinion | None:
    level, codes = coded.variable.level, _pairable_rows(coded.codes)
    if level is Level.SET:
        return ask_package(alpha, codes, level, distances=_distances(coded))
    numbers = _numbers(coded) if level in (Level.INTERVAL, Level.RATIO) else None
    return ask_package(alpha, codes, level, numbers=numbers)


def _opinion_on_group(coded: CodedVariable, group: GroupAlpha, alpha: float) -> SecondOpinion | None:
    codes = _pairable_rows(coded.codes)
    binary = np.where(codes == MISSING, MISSING, group.members.astype(np.int32)[codes])
    return ask_package(alpha, binary, Level.NOMINAL)


def _pairable_rows(codes: Codes) -> Codes:
    return np.asarray(codes[(codes != MISSING).sum(axis=1) >= 2])


def _distances(coded: CodedVariable, totals: Floats | None = None) -> Floats:
    """(V, V): the distances between the values; ordinal ones need the `totals` of each category."""
    match coded.variable.level:
        case Level.SET:
            return distances.masi(_memberships(coded))
        case Level.RATIO:
            return distances.ratio(_numbers(coded))
        case Level.INTERVAL:
            return distances.interval(_numbers(coded))
        case Level.ORDINAL if totals is not None:
            return distances.ordinal(totals)
        case _:
            return distances.nominal(len(coded.values))


def _numbers(coded: CodedVariable) -> Floats:
    return np.array(coded.values, dtype=np.float64)


def _memberships(coded: CodedVariable) -> Floats:
    """(V, categories): 1 where the set has the category."""
    return np.column_stack([coded.members(category.key) for category in coded.variable.categories])


def _name(value: Hashable, variable: Variable) -> str:
    """A value in words: labels, numbers and dates as they are written, sets with plus signs."""
    labels = {category.key: category.label for category in variable.categories}
    if isinstance(value, frozenset):
        return " + ".join(labels[key] for key in labels if key in value) or "∅"
    if isinstance(value, str):
        return labels[value]
    number = f"{value:.15g}"
    return date.fromordinal(int(number)).isoformat() if variable.is_date else number
