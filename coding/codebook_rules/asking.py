"""Which conditions hold, and which variables are asked, given what was answered?

`values` are the values of a coding (`answers` says how they are spelt).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from coding.codebook_rules.conditions import All, AnyOf, Condition, Test
from coding.codebook_rules.spec import CodebookSpec, VariableSpec
from coding.codebook_rules.tree import with_those_above

SPECIAL = ("uncodable", "not_applicable")

Values = Mapping[str, Any]
Measure = Decimal | date

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_special(value: object) -> bool:
    """Whether a value says that there is none, and why."""
    return isinstance(value, Mapping) and len(value) == 1 and value.get("special") in SPECIAL


def has_value(values: Values, key: str) -> bool:
    """Whether a variable was answered by something: neither absent nor blank nor special. [] is something."""
    value = values.get(key)
    blank = value is None or (isinstance(value, str) and not value.strip())
    return not blank and not is_special(value)


def asked(spec: CodebookSpec, values: Values) -> frozenset[str]:
    """The keys of the variables that are asked, given these answers.

    What is not asked counts as without value for all that depends on it, whatever `values` say of it.
    """
    given: dict[str, Any] = {}
    keys = set()
    for variable in spec.variables:
        if not variable.retired and (variable.condition is None or holds(variable.condition, given, spec)):
            keys.add(variable.key)
            if variable.key in values:
                given[variable.key] = values[variable.key]
    return frozenset(keys)


def was_asked(spec: CodebookSpec, values: Values, key: str) -> bool:
    """Whether a variable was asked, given the other answers: tells “not applicable” that a coder chose from what was hidden."""
    return key in asked(spec, values)


def standing_alone(variable: VariableSpec) -> VariableSpec:
    """The variable for whoever rules on it by itself: asked in any case, and free not to apply if it had a condition."""
    spared = variable.allows_not_applicable or variable.condition is not None
    return replace(variable, condition=None, allows_not_applicable=spared)


def holds(condition: Condition, values: Values, spec: CodebookSpec) -> bool:
    """Whether a condition holds for these answers."""
    match condition:
        case All(parts):
            return all(holds(part, values, spec) for part in parts)
        case AnyOf(parts):
            return any(holds(part, values, spec) for part in parts)
        case Test():
            return _passes(condition, values, spec)


def fails(condition: Condition, values: Values, spec: CodebookSpec, *, among: frozenset[str]) -> bool:
    """Whether a condition is contradicted: a test of what has no value yet neither holds nor fails.

    `among` are the variables that are asked: what nobody is asked contradicts nothing.
    """
    match condition:
        case All(parts):
            return any(fails(part, values, spec, among=among) for part in parts)
        case AnyOf(parts):
            return all(fails(part, values, spec, among=among) for part in parts)
        case Test(variable, operator):
            known = operator == "answered" or has_value(values, variable)
            return variable in among and known and not _passes(condition, values, spec)


def measure(kind: str, text: object) -> Measure | None:
    """A number, or a date for the kind `date`, that can be compared; None if `text` is neither."""
    if kind == "date":
        return _date(text)
    if isinstance(text, bool) or not isinstance(text, (str, int, float, Decimal)):
        return None
    try:
        number = Decimal(str(text))
    except (InvalidOperation, ValueError):  # ValueError: too long to be written down
        return None
    return number if number.is_finite() else None


def _date(text: object) -> date | None:
    if not isinstance(text, str) or not _DATE.fullmatch(text) or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _passes(test: Test, values: Values, spec: CodebookSpec) -> bool:
    variable = spec.variable(test.variable)
    answered = variable is not None and has_value(values, test.variable)
    if test.operator == "answered":
        return answered == (test.values == ("true",))
    if variable is None or not answered:
        return False
    if test.operator in ("at_least", "at_most"):
        return _compares(test, variable, values[test.variable])
    chosen = _chosen(variable, values[test.variable])
    match test.operator:
        case "is":
            return not chosen.isdisjoint(test.values)
        case "is_not":
            return chosen.isdisjoint(test.values)
        case _:
            return chosen.issuperset(test.values)


def _chosen(variable: VariableSpec, value: Any) -> set[str]:
    """What an answer is called in conditions: category keys, or yes or no."""
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    keys = [key for key in value if isinstance(key, str)] if isinstance(value, list) else [str(value)]
    if variable.tree_choice == "with_parents":
        return {*keys, *with_those_above(variable, keys)}
    return set(keys)


def _compares(test: Test, variable: VariableSpec, value: object) -> bool:
    found, bound = _scale_value(variable, value), _scale_value(variable, test.values[0])
    if found is None or bound is None:
        return False
    # Of one variable, so both are numbers or both are dates.
    return found >= bound if test.operator == "at_least" else found <= bound  # type: ignore[operator]


def _scale_value(variable: VariableSpec, value: object) -> Measure | None:
    if variable.kind == "ordinal":
        category = variable.category(value) if isinstance(value, str) else None
        return category.score if category else None
    return measure(variable.kind, value)
