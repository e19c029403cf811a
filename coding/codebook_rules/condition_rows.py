"""How does a condition fill a form of two levels?

A form shows tests in groups. Within every group they are joined alike, and the groups the other way: (A and B) or C, or
(A or B) and C. Conditions know no NOT, so each of them can be brought into that shape; only its length may forbid it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from coding.codebook_rules.conditions import MOST_TESTS, All, AnyOf, Condition, Test

Group = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class ConditionRows:
    """Tests in groups. `join` is "all" or "any": how the tests of one group are joined; groups are joined by the other."""

    join: str = "all"
    groups: tuple[Group, ...] = ()


def rows_of(condition: Condition | None) -> ConditionRows | None:
    """The rows that say the same; None where that would take more than `MOST_TESTS` of them."""
    if condition is None:
        return ConditionRows()
    shapes = {"all": _groups(condition, AnyOf, All), "any": _groups(condition, All, AnyOf)}
    fitting = [ConditionRows(join, groups) for join, groups in shapes.items() if groups is not None]
    if fitting:
        return min(fitting, key=lambda rows: len(rows.groups))
    if _alternatives_count(condition) > MOST_TESTS:
        return None
    alternatives = tuple(_alternatives(condition))
    return ConditionRows("all", alternatives) if sum(map(len, alternatives)) <= MOST_TESTS else None


def condition_of(rows: ConditionRows) -> Condition | None:
    """The condition that rows spell; None where there are none. Groups without tests count for nothing."""
    inner, outer = (All, AnyOf) if rows.join == "all" else (AnyOf, All)
    parts: tuple[Condition, ...] = tuple(
        group[0] if len(group) == 1 else inner(group) for group in rows.groups if group
    )
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else outer(parts)


def _groups(
    condition: Condition, outer: type[All | AnyOf], inner: type[All | AnyOf]
) -> tuple[Group, ...] | None:
    """The groups of a condition that has this shape already; None if it has another."""
    parts = condition.parts if isinstance(condition, outer) else (condition,)
    groups = []
    for part in parts:
        tests = part.parts if isinstance(part, inner) else (part,)
        group = tuple(test for test in tests if isinstance(test, Test))
        if len(group) != len(tests):
            return None
        groups.append(group)
    return tuple(groups)


def _alternatives(condition: Condition) -> Iterator[Group]:
    """The groups of tests of which one has to hold as a whole (the disjunctive normal form)."""
    match condition:
        case Test():
            yield (condition,)
        case AnyOf(parts):
            for part in parts:
                yield from _alternatives(part)
        case All(parts):
            for choice in product(*(tuple(_alternatives(part)) for part in parts)):
                yield tuple(dict.fromkeys(test for group in choice for test in group))


def _alternatives_count(condition: Condition) -> int:
    match condition:
        case Test():
            return 1
        case AnyOf(parts):
            return sum(map(_alternatives_count, parts))
        case All(parts):
            number = 1
            for part in parts:
                number *= _alternatives_count(part)
            return number
