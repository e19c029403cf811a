"""Which codes does a change of a codebook touch, so that what was coded by them has to be looked at again?

A code is touched when what decides for it changed: the definition of its category and when to include and exclude it, what it
stands under in the tree, or the question as a whole. A category that was added touches every answer of its variable, since any
of them might have been it. A new label, place, colour, example, scale value or number touches nothing; nor does a variable that
was added or retired, for no code says anything of it. Categories that were merged are read through the mapping
(codebook_rules.mapping); of a split one, what the words of the message did not decide is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.codebook_rules.mapping import (
    Merge,
    Operation,
    Part,
    Split,
    deciding_part,
    replaced_by,
    results_of,
)
from coding.codebook_rules.spec import CategorySpec, CodebookSpec, VariableSpec

# What decides how a message is coded; everything else about a part may change without touching a code.
_OF_VARIABLES = (
    "kind",
    "instruction",
    "condition",
    "min_choices",
    "max_choices",
    "offers_none",
    "tree_choice",
    "least",
    "most",
)
_OF_CATEGORIES = ("definition", "include_when", "exclude_when", "parent")


@dataclass(frozen=True, slots=True)
class Decided:
    """The words of the message decide for `category` among `parts`; "" for none of them."""

    parts: tuple[Part, ...]
    category: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """Answers to look at again: of `variable` those with `category`, or every answer ("").

    Only where the words of the message decided like this, if `decided` says so.
    """

    variable: str
    category: str = ""
    decided: tuple[Decided, ...] = ()

    def touches(self, values: Mapping[str, Any], text: str) -> bool:
        """Whether a coding with these values, of a message with these words, has to be looked at again."""
        if self.variable not in values:
            return False
        value = values[self.variable]
        chosen = value if isinstance(value, list) else [value]
        if self.category and self.category not in chosen:
            return False
        return all(deciding_part(each.parts, text) == each.category for each in self.decided)


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the one based on it; `counts` says whether codes mean something else there."""

    before: CodebookSpec
    after: CodebookSpec
    mapping: tuple[Operation, ...] = ()
    counts: bool = True


def touched(
    before: CodebookSpec, after: CodebookSpec, mapping: Sequence[Operation] = ()
) -> tuple[Touched, ...]:
    """What of which variables a change from `before` to `after` touches, in the order of `before`."""
    return tuple(
        found
        for variable in before.variables
        if (new := after.variable(variable.key)) is not None and not new.retired
        for found in _touched_variable(variable, new, [each for each in mapping if each.variable == new.key])
    )


def touched_along(steps: Iterable[Step]) -> tuple[Touched, ...]:
    """What several changes one after the other touch, said in codes of the first version."""
    found: dict[Touched, None] = {}
    earlier: tuple[Operation, ...] = ()
    for step in steps:
        if step.counts:
            for each in touched(step.before, step.after, step.mapping):
                found.update(dict.fromkeys(_said_before(each, earlier)))
        earlier += step.mapping
    return _without_repeats(found)


def _touched_variable(
    before: VariableSpec, after: VariableSpec, mapping: Sequence[Operation]
) -> Iterator[Touched]:
    if _differs(before, after, _OF_VARIABLES) or _is_new(before, after, mapping):
        yield Touched(before.key)
        return
    mapped = {key for operation in mapping for key in replaced_by(operation)}
    for category in before.categories:
        if category.key not in mapped and _is_touched(category, after.category(category.key)):
            yield Touched(before.key, category.key)
    yield from _undecided(mapping)


def _is_new(before: VariableSpec, after: VariableSpec, mapping: Sequence[Operation]) -> bool:
    """Whether coders have a choice that they did not have before, and that codes were not re-pointed to."""
    had = {category.key for category in before.categories if not category.retired}
    mapped = {key for operation in mapping for key in results_of(operation)}
    return any(not one.retired and one.key not in had | mapped for one in after.categories)


def _is_touched(before: CategorySpec, after: CategorySpec | None) -> bool:
    if before.retired:
        return False
    return after is None or after.retired or _differs(before, after, _OF_CATEGORIES)


def _differs(before: Any, after: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _undecided(mapping: Sequence[Operation]) -> Iterator[Touched]:
    """What a split leaves to coders, said in codes before the mapping."""
    for place, operation in enumerate(mapping):
        if isinstance(operation, Split):
            left = Touched(operation.variable, operation.category, (Decided(operation.parts),))
            yield from _said_before(left, mapping[:place])


def _said_before(found: Touched, operations: Sequence[Operation]) -> list[Touched]:
    """The same answers in the codes that were there before `operations`."""
    if not found.category:
        return [found]
    said = [found]
    for operation in reversed(operations):
        if operation.variable == found.variable:
            said = [source for each in said for source in _sources(each, operation)]
    return said


def _sources(found: Touched, operation: Operation) -> Iterator[Touched]:
    key = found.category
    if key not in replaced_by(operation):
        yield found
    match operation:
        case Merge(variable, categories, into) if into == key:
            yield from (Touched(variable, each, found.decided) for each in categories)
        case Split(variable, category, parts) if any(part.category == key for part in parts):
            yield Touched(variable, category, (Decided(parts, key), *found.decided))


def _without_repeats(found: Iterable[Touched]) -> tuple[Touched, ...]:
    """Where every answer of a variable is touched, single categories of it need no saying."""
    every = list(found)
    whole = {each.variable for each in every if not each.category}
    return tuple(each for each in every if not each.category or each.variable not in whole)
