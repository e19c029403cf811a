"""The categories of a variable as a whole: in the order in which a codebook keeps them, and as what a condition rests on."""

from __future__ import annotations

from collections.abc import Sequence

from coding.codebook_rules import CategorySpec, VariableSpec
from coding.codebook_rules.conditions import Test


def in_tree_order(categories: Sequence[CategorySpec]) -> tuple[CategorySpec, ...]:
    """Each category behind the one above it, and otherwise as they came.

    Categories that hang in a loop, or below one that is not there, stay at the end: the rules of the codebook name them.
    """
    keys = {category.key for category in categories}
    below: dict[str, list[CategorySpec]] = {}
    for category in categories:
        below.setdefault(category.parent if category.parent in keys else "", []).append(category)
    ordered: list[CategorySpec] = []
    waiting = list(reversed(below.get("", [])))
    while waiting:
        category = waiting.pop()
        ordered.append(category)
        waiting += reversed(below.pop(category.key, []))
    placed = set(map(id, ordered))
    return (*ordered, *(category for category in categories if id(category) not in placed))


def any_of(variable: VariableSpec) -> Test | None:
    """The condition that a variable holds some category; None for one that has none."""
    keys = tuple(category.key for category in variable.categories)
    return Test(variable.key, "is", keys) if keys else None
