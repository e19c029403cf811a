"""What did each coder say about each unit, as codes that can be counted?

Four things are told apart, and only the first is a code: a value (the empty set of a multiple choice is one), "cannot
be coded", "not applicable", and nothing at all.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np

from agreement.patterns import MISSING, Codes, Counts, Floats

_UNCODABLE, _NOT_APPLICABLE = -2, -3
_SPECIAL = {"uncodable": _UNCODABLE, "not_applicable": _NOT_APPLICABLE}


class Level(StrEnum):
    """The level of measurement, which decides what the distance between two values is."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET = "set"
    TEXT = "text"  # free text, quotes, and what is not measured: counted, never compared


@dataclass(frozen=True, slots=True)
class Category:
    """A declared value of a variable. For yes and no the keys are `yes` and `no`.

    score: the number that stands for the category on an interval or ratio level.
    """

    key: str
    label: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """What was coded: categories in their declared order, none for numbers and text. A date is a number: days since year 1."""

    key: str
    label: str
    level: Level
    categories: tuple[Category, ...] = ()
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of what; codes + uncodable + not_applicable + missing = all assignments.

    `coders` gave at least one code. `used` and `declared` count categories; for numbers `declared` is None and `used`
    counts different numbers.
    """

    units: int
    pairable_units: int
    coders: int
    codes: int
    pairable_codes: int
    uncodable: int
    not_applicable: int
    missing: int
    used: int
    declared: int | None


@dataclass(frozen=True, eq=False)
class CodedVariable:
    """The codes of one variable.

    codes: (U, C), indices into `values`, MISSING where there is none; only coders with a code have a column.
    values: what each index stands for: category keys in their order, sets of category keys, or ascending numbers (on
    an interval or ratio level the scores of the categories).
    """

    variable: Variable
    codes: Codes
    values: tuple[Hashable, ...]
    tally: Tally

    def members(self, category: str) -> Floats:
        """(V,): 1 for each value that is the category, or that is a set containing it; 0 for the others."""
        return np.array([float(_contains(value, category)) for value in self.values])


class UnknownCategory(ValueError):
    """A code names a category that the codebook does not have, or one without the score that its level needs."""


def read_codes(
    variables: Iterable[Variable], rows: Iterable[tuple[int, int, Mapping[str, Any] | None]]
) -> list[CodedVariable]:
    """The codes of all variables, from one row per assignment: unit, coder, and the values or None.

    Units and coders are any integers; a pair occurs once. Raises UnknownCategory.
    """
    readers = [_Reader(variable) for variable in variables]
    units, coders = array("q"), array("q")
    for unit, coder, values in rows:
        units.append(unit)
        coders.append(coder)
        for reader in readers:
            reader.read(values)
    unit_of_row = np.unique(np.array(units, dtype=np.int64), return_inverse=True)[1]
    coder_of_row = np.unique(np.array(coders, dtype=np.int64), return_inverse=True)[1]
    return [reader.collect(unit_of_row, coder_of_row) for reader in readers]


class _Reader:
    """Numbers the values of one variable in the order they come, and puts them in their own order at the end."""

    def __init__(self, variable: Variable) -> None:
        self.variable = variable
        self.place = {category.key: place for place, category in enumerate(variable.categories)}
        self.scores = {category.key: category.score for category in variable.categories}
        self.numbers: dict[Hashable, int] = {}
        if variable.level in (Level.NOMINAL, Level.ORDINAL):
            self.numbers.update(self.place)
        self.codes = array("i")

    def read(self, values: Mapping[str, Any] | None) -> None:
        value = None if values is None else values.get(self.variable.key)
        if value is None:
            self.codes.append(MISSING)
        elif isinstance(value, dict) and "special" in value:
            self.codes.append(_SPECIAL[value["special"]])
        else:
            self.codes.append(self.numbers.setdefault(self._told_apart(value), len(self.numbers)))

    def collect(self, unit_of_row: Counts, coder_of_row: Counts) -> CodedVariable:
        ordered = sorted(self.numbers, key=self._order)
        new_number = np.argsort([self.numbers[value] for value in ordered]).astype(np.int32)
        raw = np.array(self.codes, dtype=np.int32)
        given = raw >= 0
        codes = np.full((_number(unit_of_row), _number(coder_of_row)), MISSING, dtype=np.int32)
        codes[unit_of_row[given], coder_of_row[given]] = new_number[raw[given]]
        codes = codes[:, (codes != MISSING).any(axis=0)]
        return CodedVariable(self.variable, codes, tuple(ordered), self._tally(raw, codes, ordered))

    def _told_apart(self, value: Any) -> Hashable:
        """The value as it is told apart from others; yes and no by name, since to Python 1 equals True."""
        match self.variable.level:
            case Level.SET:
                return frozenset(self._declared(key) for key in value)
            case Level.INTERVAL | Level.RATIO:
                return self._number(value)
            case Level.TEXT:
                return str(value)
            case Level.NOMINAL | Level.ORDINAL:
                return self._declared(("yes" if value else "no") if isinstance(value, bool) else str(value))

    def _number(self, value: Any) -> float:
        if self.variable.is_date:
            return float(date.fromisoformat(value).toordinal())
        return float(self._score(value) if isinstance(value, str) else value)

    def _score(self, key: str) -> float:
        score = self.scores[self._declared(key)]
        if score is None:
            raise UnknownCategory(f"The category {key!r} of {self.variable.key!r} has no score.")
        return score

    def _declared(self, key: str) -> str:
        if key not in self.place:
            raise UnknownCategory(f"The variable {self.variable.key!r} has no category {key!r}.")
        return key

    def _order(self, value: Hashable) -> Any:
        """Categories as declared, sets by size and then as declared, numbers and texts ascending."""
        if isinstance(value, frozenset):
            return len(value), sorted(self.place[key] for key in value)
        return self.place.get(value, value) if isinstance(value, str) else value

    def _tally(self, raw: Codes, codes: Codes, ordered: list[Hashable]) -> Tally:
        per_unit = (codes != MISSING).sum(axis=1)
        used = {ordered[number] for number in np.unique(codes[codes != MISSING])}
        if self.variable.level is Level.SET:
            used = {key for value in used if isinstance(value, frozenset) for key in value}
        return Tally(
            units=len(codes),
            pairable_units=int((per_unit >= 2).sum()),
            coders=codes.shape[1],
            codes=int((raw >= 0).sum()),
            pairable_codes=int(per_unit[per_unit >= 2].sum()),
            uncodable=int((raw == _UNCODABLE).sum()),
            not_applicable=int((raw == _NOT_APPLICABLE).sum()),
            missing=int((raw == MISSING).sum()),
            used=len(used),
            declared=len(self.place) or None,
        )


def _contains(value: Hashable, category: str) -> bool:
    return category in value if isinstance(value, frozenset) else value == category


def _number(places: Counts) -> int:
    return int(places.max()) + 1 if len(places) else 0
