"""Categories that hang below each other, brought into the order in which a codebook keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from coding.codebook_rules import CategorySpec


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
