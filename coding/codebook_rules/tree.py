"""What stands above and below what, where categories form a tree?

The categories of a variable are a list in the order in which the tree is read: each behind the one above it, and behind whatever
stands below its earlier brothers. A list without parents is a tree of one level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from coding.codebook_rules.spec import CategorySpec, VariableSpec


class Loop(ValueError):
    """A category would stand below itself."""


def path_to(categories: Sequence[CategorySpec], key: str) -> tuple[str, ...]:
    """The keys from the top of the tree down to `key`, itself included; a loop is walked once."""
    return _path(_parents(categories), key)


def _parents(categories: Sequence[CategorySpec]) -> dict[str, str]:
    return {category.key: category.parent for category in categories}


def _path(parents: Mapping[str, str], key: str) -> tuple[str, ...]:
    path: dict[str, None] = {}
    while key in parents and key not in path:
        path[key] = None
        key = parents[key]
    return tuple(reversed(path))


def paths(categories: Sequence[CategorySpec]) -> dict[str, tuple[str, ...]]:
    """`path_to` of every category; its length is the level on which the category stands, 1 for the top."""
    return paths_through(_parents(categories))


def paths_through(parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """`path_to` of every key, from the key above each; "" is above the top."""
    return {key: _path(parents, key) for key in parents}


def in_a_loop(categories: Sequence[CategorySpec]) -> set[str]:
    """The keys of what stands below itself, by whatever way."""
    parents = _parents(categories)
    return {key for key, path in paths(categories).items() if parents[path[0]] == key}


def subtree_of(categories: Sequence[CategorySpec], key: str) -> tuple[str, ...]:
    """`key` and all that stands below it, in the order of the list."""
    return tuple(each for each, path in paths(categories).items() if key in path)


def depth_of(categories: Sequence[CategorySpec], key: str) -> int:
    """On which level a category stands; 1 is the top."""
    return len(path_to(categories, key))


def told_apart(labels: Mapping[str, str], ways: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Labels by key, those that stand more than once with those above them: “Economy › Other”. `ways` are the `paths`."""
    times = Counter(" ".join(label.casefold().split()) for label in labels.values())
    return {
        key: label
        if times[" ".join(label.casefold().split())] == 1
        else " › ".join(labels[step] for step in ways.get(key, (key,)))
        for key, label in labels.items()
    }


def has_tree(variable: VariableSpec) -> bool:
    """Whether some category stands below another."""
    return any(category.parent for category in variable.categories)


def choosable(variable: VariableSpec) -> tuple[CategorySpec, ...]:
    """What a coder may choose: nothing that is retired and, if leaves alone can be chosen, nothing with others below it."""
    asked = [category for category in variable.categories if not category.retired]
    if variable.tree_choice != "leaves":
        return tuple(asked)
    inner = {category.parent for category in asked}
    return tuple(category for category in asked if category.key not in inner)


def with_those_above(variable: VariableSpec, keys: Iterable[str]) -> list[str]:
    """The categories of `keys` with all that stand above them, each once, in the order of the codebook."""
    parents = _parents(variable.categories)
    wanted = {above for key in keys for above in _path(parents, key)}
    return [category.key for category in variable.categories if category.key in wanted]


def lowest(variable: VariableSpec, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that stand above no other of them: what a coder chose when the rest came by itself."""
    chosen, parents = list(keys), _parents(variable.categories)
    above = {step for key in chosen for step in _path(parents, key)[:-1]}
    return [key for key in chosen if key not in above]


def replant(
    categories: Sequence[CategorySpec], key: str, *, parent: str, to: int
) -> tuple[CategorySpec, ...]:
    """The list after `key`, with all below it, was put below `parent` ("" for the top) as its child number `to`, from 0.

    `to` is held within the number of brothers. Raises Loop if `parent` stands below `key` or is it.
    """
    moving = set(subtree_of(categories, key))
    if parent in moving:
        raise Loop(parent)
    branch = [c if c.key != key else replace(c, parent=parent) for c in categories if c.key in moving]
    rest = [category for category in categories if category.key not in moving]
    at = _place(rest, parent, to)
    return (*rest[:at], *branch, *rest[at:])


def _place(rest: Sequence[CategorySpec], parent: str, to: int) -> int:
    """Where child number `to` of `parent` begins in the list."""
    brothers = [at for at, category in enumerate(rest) if category.parent == parent]
    if max(0, to) < len(brothers):
        return brothers[max(0, to)]
    if not parent:
        return len(rest)
    below = subtree_of(rest, parent)
    return max((at for at, category in enumerate(rest) if category.key in below), default=len(rest) - 1) + 1
