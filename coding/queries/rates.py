"""How often each coder used each category of a variable, once the round is closed."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.codebook_rules.tree import path_to
from coding.models import Assignment, Coding, Round, RoundCoder
from coding.pictures import Interval
from coding.queries.codebook import codebook_spec
from coding.queries.codings import newest_codings
from coding.queries.rounds import coders_of
from coding.rates import LEVEL, Difference, difference, holm, spell_p, wilson
from cyberdip.lib.problems import NotFound

KINDS = ("single", "ordinal", "multi", "yesno")


@dataclass(frozen=True, slots=True)
class CategoryRate:
    """One category: how often each coder used it. `p` is the adjusted p-value of a set's category, if it was tested."""

    key: str
    label: str
    rates: tuple[Interval, ...]
    overall: float | None
    p: float | None = None

    @property
    def is_clear(self) -> bool:
        """Whether the coders differ in it by more than chance makes them."""
        return self.p is not None and self.p < LEVEL

    @property
    def spelt_p(self) -> str:
        return "" if self.p is None else spell_p(self.p)


@dataclass(frozen=True, slots=True)
class Rates:
    """The categories of a variable by coder.

    `shared`: only codings of messages that several coders coded. `left_out`: by coder, codings without a category (cannot be
    coded, not applicable, not answered). `difference`: of a variable with one answer; a set has one test for each category.
    """

    variable: VariableSpec
    shared: bool
    coders: tuple[RoundCoder, ...]
    bases: tuple[int, ...]
    left_out: tuple[int, ...]
    categories: tuple[CategoryRate, ...]
    difference: Difference | None

    @property
    def intervals(self) -> list[Interval]:
        return [rate for category in self.categories for rate in category.rates]

    @property
    def overall(self) -> dict[str, float]:
        return {
            category.key: category.overall for category in self.categories if category.overall is not None
        }


@dataclass(slots=True)
class _Count:
    """What one coder answered."""

    base: int = 0
    left_out: int = 0
    used: Counter[str] = field(default_factory=Counter)

    def add(self, answer: Any, n: int) -> None:
        if answer is None or isinstance(answer, dict):
            self.left_out += n
            return
        self.base += n
        for key in answer if isinstance(answer, list) else [answer]:
            self.used[_key(key)] += n


def _key(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def rated_variables(round: Round) -> list[VariableSpec]:
    """The variables of the round that are answered from a list."""
    return [
        variable for variable in _spec(round).variables if variable.kind in KINDS and not variable.retired
    ]


def _spec(round: Round) -> CodebookSpec:
    return codebook_spec(round.codebook)


def has_overlap(round: Round) -> bool:
    """Whether any message of the round has several coders."""
    return round.tallies.filter(shared__gt=0).exists()


def rates_of(round: Round, key: str, *, shared: bool) -> Rates:
    """How often each coder used the categories of one variable, in three statements. Raises NotFound for another variable.

    Known answers are no part of the sample and another attempt at a training is no second judgement: neither is counted.
    """
    variable = next((variable for variable in rated_variables(round) if variable.key == key), None)
    if variable is None:
        raise NotFound(_("This round has no such variable that is answered from a list of categories."))
    coders, counts = coders_of(round), _counts(round, variable, shared=shared)
    found = [counts.get(coder.coder_id, _Count()) for coder in coders]
    categories = _categories(variable, coders, found)
    return Rates(
        variable,
        shared,
        tuple(coders),
        tuple(count.base for count in found),
        tuple(count.left_out for count in found),
        categories if variable.kind != "multi" else _tested(categories),
        None if variable.kind == "multi" else _difference(categories),
    )


def _counts(round: Round, variable: VariableSpec, *, shared: bool) -> Mapping[int, _Count]:
    """By coder. Equal answers are counted by the database; what they say is read here."""
    codings: QuerySet[Coding] = newest_codings(round).filter(
        assignment__attempt=1, assignment__unit__known=None
    )
    if shared:
        codings = codings.filter(assignment__unit__in=_shared_units(round))
    rows: Iterable[Any] = (
        codings.values("assignment__coder", answer=KeyTextTransform(variable.key, "values"))
        .annotate(n=Count("pk"))
        .values_list("assignment__coder", "answer", "n")
    )
    counts: dict[int, _Count] = {}
    for coder, answer, n in rows:
        counts.setdefault(coder, _Count()).add(_read(answer), n)
    return counts


def _shared_units(round: Round) -> QuerySet[Any]:
    """Units that several coders have coded."""
    return (
        Assignment.objects.filter(round=round, attempt=1, revision__gt=0)
        .order_by()
        .values("unit")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .values("unit")
    )


def _read(answer: str | None) -> Any:
    """An answer as it was given: PostgreSQL tells words bare, and lists, objects, numbers and truth as JSON."""
    if answer is None or not answer.startswith(("[", "{")):
        return answer
    return json.loads(answer)


def _categories(
    variable: VariableSpec, coders: Sequence[RoundCoder], counts: Sequence[_Count]
) -> tuple[CategoryRate, ...]:
    used = {key for count in counts for key in count.used}
    return tuple(
        _rate(key, label, coders, counts)
        for key, label, is_retired in _listed(variable)
        if not is_retired or key in used
    )


def _listed(variable: VariableSpec) -> list[tuple[str, str, bool]]:
    """Key and label of every answer, and whether it is retired. In a tree the label is the way to it."""
    if variable.kind == "yesno":
        return [("true", _("yes"), False), ("false", _("no"), False)]
    labels = {category.key: category.label for category in variable.categories}
    return [
        (
            category.key,
            " › ".join(labels[key] for key in path_to(variable.categories, category.key)),
            category.retired,
        )
        for category in variable.categories
    ]


def _rate(key: str, label: str, coders: Sequence[RoundCoder], counts: Sequence[_Count]) -> CategoryRate:
    base = sum(count.base for count in counts)
    return CategoryRate(
        key,
        label,
        tuple(
            _interval(f"{coder.letter}  {coder.coder}", key, label, count.used[key], count.base)
            for coder, count in zip(coders, counts, strict=True)
        ),
        sum(count.used[key] for count in counts) / base if base else None,
    )


def _interval(coder: str, key: str, label: str, n: int, base: int) -> Interval:
    bounds = wilson(n, base)
    if bounds is None:
        return Interval(coder, key, label, n, base, None, None, None)
    return Interval(coder, key, label, n, base, n / base, bounds.lower, bounds.upper)


def _difference(categories: Sequence[CategoryRate]) -> Difference | None:
    """Of a variable with one answer: coders by categories."""
    columns = [[rate.n for rate in category.rates] for category in categories]
    return difference(list(zip(*columns, strict=True)))


def _tested(categories: Sequence[CategoryRate]) -> tuple[CategoryRate, ...]:
    """Of a set: each category has it or has it not, coder by coder; the p-values are adjusted for there being several."""
    tests = [difference([(rate.n, rate.base - rate.n) for rate in category.rates]) for category in categories]
    adjusted = holm([None if test is None else test.p for test in tests])
    return tuple(
        CategoryRate(category.key, category.label, category.rates, category.overall, p)
        for category, p in zip(categories, adjusted, strict=True)
    )
