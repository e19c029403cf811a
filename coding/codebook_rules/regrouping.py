"""What does the list of categories look like after some were merged, one was split, or that was undone?

Whatever was published stays, retired: codes of earlier versions are stored by it. The rest goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from coding.codebook_rules.conditions import All, AnyOf, Condition, Test
from coding.codebook_rules.faults import LONGEST_TEXT, MOST_EXAMPLES
from coding.codebook_rules.mapping import Merge, Operation, replaced_by, results_of
from coding.codebook_rules.spec import CategorySpec, CodebookSpec

Categories = tuple[CategorySpec, ...]


def merged_from(categories: Sequence[CategorySpec], *, key: str, label: str) -> CategorySpec:
    """A new category with all that was said of `categories`, to be worked over: texts one below the other, where they fit."""
    first = categories[0]
    examples = tuple(dict.fromkeys(each for one in categories for each in one.examples))[:MOST_EXAMPLES]
    near = dict.fromkeys(each for one in categories for each in one.near_misses if each not in examples)
    return replace(
        first,
        key=key,
        label=label,
        definition=_joined(one.definition for one in categories),
        include_when=_joined(one.include_when for one in categories),
        exclude_when=_joined(one.exclude_when for one in categories),
        examples=examples,
        near_misses=tuple(near)[:MOST_EXAMPLES],
        parent=first.parent if len({one.parent for one in categories}) == 1 else "",
        number=None,
    )


def _joined(texts: Iterable[str]) -> str:
    said = list(dict.fromkeys(text for text in texts if text.strip()))
    joined = "\n\n".join(said)
    return joined if len(joined) <= LONGEST_TEXT else said[0]


def put_before(categories: Sequence[CategorySpec], new: Sequence[CategorySpec], key: str) -> Categories:
    """The list with `new` in front of `key`, or at its end where they stand elsewhere in the tree."""
    place = next(at for at, category in enumerate(categories) if category.key == key)
    if any(each.parent != categories[place].parent for each in new):
        place = len(categories)
    return (*categories[:place], *new, *categories[place:])


def without(
    categories: Iterable[CategorySpec], gone: Collection[str], published: Collection[str]
) -> Categories:
    """The list after `gone` went: retired where it is among `published`, removed elsewhere."""
    return tuple(
        replace(category, retired=True) if category.key in gone else category
        for category in categories
        if category.key not in gone or category.key in published
    )


def brought_back(
    categories: Iterable[CategorySpec],
    *,
    added: Collection[str],
    retired: Collection[str],
    removed: Mapping[int, CategorySpec],
) -> Categories:
    """The list before an operation: `added` ones go, `retired` ones are offered again, `removed` ones are back in place."""
    back = [
        replace(category, retired=False) if category.key in retired else category
        for category in categories
        if category.key not in added
    ]
    there = {category.key for category in back}
    for place, category in sorted(removed.items()):
        if category.key not in there:
            back.insert(place, category)
    there = {category.key for category in back}
    return tuple(replace(one, parent=one.parent if one.parent in there else "") for one in back)


def with_conditions_led(spec: CodebookSpec, operation: Operation) -> CodebookSpec:
    """The codebook with conditions and rules that speak of the categories which are there after the operation."""
    variables = tuple(
        replace(variable, condition=repointed_condition(variable.condition, operation))
        if variable.condition
        else variable
        for variable in spec.variables
    )
    rules = tuple(
        replace(
            rule,
            when=repointed_condition(rule.when, operation),
            then=repointed_condition(rule.then, operation),
        )
        for rule in spec.rules
    )
    return CodebookSpec(variables, rules)


def repointed_condition(condition: Condition, operation: Operation) -> Condition:
    """The condition in the categories that are there after the operation.

    One that asks for all of several categories, or for a place in an order, is left alone where a category was split: there, what
    is meant now is for whoever split it to say.
    """
    match condition:
        case All(parts):
            return All(tuple(repointed_condition(part, operation) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(repointed_condition(part, operation) for part in parts))
        case Test(variable, operator, _) if variable != operation.variable or not _follows(
            operator, operation
        ):
            return condition
        case Test(variable, operator, values):
            return Test(variable, operator, _led(values, operation))


def _follows(operator: str, operation: Operation) -> bool:
    return operator in ("is", "is_not") or isinstance(operation, Merge)


def _led(values: Iterable[str], operation: Operation) -> tuple[str, ...]:
    gone, results = replaced_by(operation), results_of(operation)
    return tuple(dict.fromkeys(led for value in values for led in (results if value in gone else (value,))))


def category_json(category: CategorySpec) -> dict[str, Any]:
    """A category as it is kept for the way back."""
    values = {field.name: getattr(category, field.name) for field in fields(category)}
    return values | {"score": None if category.score is None else str(category.score)}


def read_category(document: Mapping[str, Any]) -> CategorySpec:
    """What `category_json` kept."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    score = document["score"]
    return CategorySpec(**values | {"score": None if score is None else Decimal(score)})
