"""When is something asked, or allowed? Tests of answers, joined by AND and OR.

A condition is kept and sent as JSON, and `static/js/coding/conditions.js` reads the same:

    {"variable": "intent", "is": ["attack", "warn"]}      single, ordinal: one of these; multi: at least one of these
    {"variable": "concepts", "has_all": ["trust", "trade"]}   multi: all of these
    {"variable": "intent", "is_not": ["attack"]}          answered, and none of these
    {"variable": "tone", "at_least": "3"}                 ordinal: the score of this category or more; number, date: this or more
    {"variable": "tone", "at_most": "3"}
    {"variable": "quote", "answered": true}               has a value (true), or has none (false)
    {"all": [...]}                                        AND
    {"any": [...]}                                        OR

yes and no are spelt "yes" and "no". Whatever has no value (not answered, not asked, not applicable, cannot be coded) passes no
test but `answered: false`. [] is a value: judged, and none applies. Where a category chooses those above it too, whatever is
chosen counts as those above it as well.

`tests/coding/condition_cases.json` says by cases what holds, to this module and to the one in JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

OPERATORS = ("is", "is_not", "has_all", "at_least", "at_most", "answered")

# Which tests make sense of an answer of which kind.
OPERATORS_OF: Mapping[str, tuple[str, ...]] = {
    "single": ("is", "is_not", "answered"),
    "multi": ("is", "is_not", "has_all", "answered"),
    "ordinal": ("is", "is_not", "at_least", "at_most", "answered"),
    "integer": ("at_least", "at_most", "answered"),
    "decimal": ("at_least", "at_most", "answered"),
    "yesno": ("is", "is_not", "answered"),
    "date": ("at_least", "at_most", "answered"),
    "text": ("answered",),
    "quote": ("answered",),
}

DEEPEST_CONDITION = 6  # levels of AND in OR in AND ...
MOST_TESTS = 50  # of one condition


@dataclass(frozen=True, slots=True)
class Test:
    """A test of one variable. `values` are category keys, "yes"/"no", or one number or date as text; for `answered` ("true",)
    or ("false",).
    """

    variable: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds at least."""

    parts: tuple[Condition, ...]


Condition = Test | All | AnyOf


class NotACondition(ValueError):
    """The document is no condition; the words say why."""


def read_condition(document: Any) -> Condition | None:
    """The condition that a JSON value spells; None for null. Raises NotACondition."""
    if document is None:
        return None
    condition = _read(document, DEEPEST_CONDITION)
    if sum(1 for _ in tests_of(condition)) > MOST_TESTS:
        raise NotACondition(f"a condition has at most {MOST_TESTS} tests")
    return condition


def _read(document: Any, levels: int) -> Condition:
    if not isinstance(document, Mapping):
        raise NotACondition("a condition is an object")
    if levels == 0:
        raise NotACondition(f"a condition has at most {DEEPEST_CONDITION} levels")
    for name, joint in (("all", All), ("any", AnyOf)):
        if name in document:
            parts = document[name]
            if not isinstance(parts, list) or not parts or len(document) != 1:
                raise NotACondition(f"“{name}” takes a list of conditions and nothing beside it")
            return joint(tuple(_read(part, levels - 1) for part in parts))
    return _read_test(document)


def _read_test(document: Mapping[str, Any]) -> Test:
    variable = document.get("variable")
    named = [name for name in OPERATORS if name in document]
    if not isinstance(variable, str) or len(named) != 1 or len(document) != 2:
        raise NotACondition("a test has a variable and one of " + ", ".join(OPERATORS))
    value = document[named[0]]
    return Test(variable, named[0], _read_values(named[0], value))


def _read_values(operator: str, value: Any) -> tuple[str, ...]:
    if operator == "answered" and isinstance(value, bool):
        return ("true" if value else "false",)
    if operator in ("at_least", "at_most") and isinstance(value, str):
        return (value,)
    several = operator in ("is", "is_not", "has_all") and isinstance(value, list)
    if several and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise NotACondition(f"“{operator}” takes another value")


def tests_of(condition: Condition | None) -> Iterator[Test]:
    """All tests of a condition, as they are read."""
    match condition:
        case Test():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from tests_of(part)


def condition_json(condition: Condition | None) -> Any:
    """The JSON value that spells a condition; what `read_condition` reads back."""
    match condition:
        case None:
            return None
        case All(parts):
            return {"all": [condition_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_json(part) for part in parts]}
        case Test(variable, "answered", (value,)):
            return {"variable": variable, "answered": value == "true"}
        case Test(variable, ("at_least" | "at_most") as operator, (value,)):
            return {"variable": variable, operator: value}
        case Test(variable, operator, values):
            return {"variable": variable, operator: list(values)}
