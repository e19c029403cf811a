"""What does a draft look like after a change, with all that follows from it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from coding.codebook_rules.conditions import All, AnyOf, Condition, Test
from coding.codebook_rules.fault import Fault
from coding.codebook_rules.spec import CategorySpec, CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.tree import path_to, replant, subtree_of
from coding.codebook_rules.words import Say, _, short

Retarget = Callable[[Test], Test]
Numbers = Mapping[tuple[str, str], int]


# --- variables


def put_variable(spec: CodebookSpec, key: str, to: VariableSpec) -> CodebookSpec:
    """With `to` in the place of the variable `key`; conditions and rules follow a new key."""
    variables = tuple(to if variable.key == key else variable for variable in spec.variables)
    after = replace(spec, variables=variables)
    if to.key == key:
        return after
    return _retarget(after, lambda test: replace(test, variable=to.key) if test.variable == key else test)


def moved_variable(spec: CodebookSpec, key: str, to: int) -> CodebookSpec:
    """With the variable `key` at place `to`, counted from 0 and held within the list."""
    others = [variable for variable in spec.variables if variable.key != key]
    moving = [variable for variable in spec.variables if variable.key == key]
    at = max(0, to)
    return replace(spec, variables=(*others[:at], *moving, *others[at:]))


# --- categories


def put_category(spec: CodebookSpec, variable: VariableSpec, key: str, to: CategorySpec) -> CodebookSpec:
    """With `to` in the place of the category `key`; what stands below it, conditions and rules follow a new key."""
    categories = tuple(
        to if part.key == key else replace(part, parent=to.key) if part.parent == key else part
        for part in variable.categories
    )
    after = put_variable(spec, variable.key, replace(variable, categories=categories))
    if to.key == key:
        return after

    def follow(test: Test) -> Test:
        if test.variable != variable.key:
            return test
        return replace(test, values=tuple(to.key if value == key else value for value in test.values))

    return _retarget(after, follow)


def planted(variable: VariableSpec, category: CategorySpec) -> VariableSpec:
    """With one category more, the last below its parent."""
    grown = (*variable.categories, replace(category, parent=""))
    last = len(grown)
    return replace(variable, categories=replant(grown, category.key, parent=category.parent, to=last))


def with_category_retired(variable: VariableSpec, key: str) -> VariableSpec:
    """With a category and all below it chosen no more."""
    return _mark(variable, subtree_of(variable.categories, key), retired=True)


def with_category_back(variable: VariableSpec, key: str) -> VariableSpec:
    """With a category, and those above it, chosen again."""
    return _mark(variable, path_to(variable.categories, key), retired=False)


def _mark(variable: VariableSpec, keys: Collection[str], *, retired: bool) -> VariableSpec:
    return replace(
        variable,
        categories=tuple(
            replace(part, retired=retired) if part.key in keys else part for part in variable.categories
        ),
    )


def without_branch(variable: VariableSpec, key: str) -> VariableSpec:
    """Without a category and all below it."""
    branch = subtree_of(variable.categories, key)
    return replace(variable, categories=tuple(c for c in variable.categories if c.key not in branch))


# --- references


def _retarget(spec: CodebookSpec, follow: Retarget) -> CodebookSpec:
    return CodebookSpec(
        tuple(
            replace(variable, condition=_followed(variable.condition, follow))
            if variable.condition
            else variable
            for variable in spec.variables
        ),
        tuple(
            RuleSpec(_followed(rule.when, follow), _followed(rule.then, follow), rule.severity, rule.message)
            for rule in spec.rules
        ),
    )


def _followed(condition: Condition, follow: Retarget) -> Condition:
    match condition:
        case All(parts):
            return All(tuple(_followed(part, follow) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_followed(part, follow) for part in parts))
        case Test():
            return follow(condition)


# --- numbers


def numbered(spec: CodebookSpec, known: Numbers) -> CodebookSpec:
    """With a number for every category that has none.

    The one it had before (`known`, by the keys of variable and category), else the next that none of the variable ever had.
    """
    return replace(spec, variables=tuple(_numbered(variable, known) for variable in spec.variables))


def _numbered(variable: VariableSpec, known: Numbers) -> VariableSpec:
    if all(category.number is not None for category in variable.categories):
        return variable
    own = {category.number for category in variable.categories if category.number is not None}
    before = {category: number for (key, category), number in known.items() if key == variable.key}
    fresh = count(max((*own, *before.values(), 0)) + 1)
    categories = []
    for category in variable.categories:
        number = category.number
        if number is None:
            number = before.get(category.key)
            number = next(fresh) if number is None or number in own else number
            own.add(number)
        categories.append(replace(category, number=number))
    return replace(variable, categories=tuple(categories))


# --- what was published


def dropped_parts(spec: CodebookSpec, base: CodebookSpec, *, say: Say = _) -> Iterator[Fault]:
    """A fault for every part of the published version `base` that `spec` does without, or answers otherwise.

    Codes are stored by these parts: they can be retired, and not removed.
    """
    for old in base.variables:
        new = spec.variable(old.key)
        names = {"label": short(old.label), "kind": old.kind}
        if new is None:
            sentence = say(_("“%(label)s” was published and codes are stored by it: keep it, and retire it."))
            yield Fault(sentence % names, old.key)
        elif new.kind != old.kind:
            sentence = say(
                _(
                    "“%(label)s” was published and is answered by “%(kind)s”: retire it, and add another variable "
                    "for another kind of answer."
                )
            )
            yield Fault(sentence % names, old.key)
        else:
            yield from _dropped_categories(new, old, say)


def _dropped_categories(new: VariableSpec, old: VariableSpec, say: Say) -> Iterator[Fault]:
    kept = {category.key for category in new.categories}
    for category in old.categories:
        if category.key not in kept:
            sentence = say(_("“%(label)s” was published and codes are stored by it: keep it, and retire it."))
            yield Fault(sentence % {"label": short(category.label)}, old.key, category.key)


def with_retired(spec: CodebookSpec, base: CodebookSpec) -> CodebookSpec:
    """`spec` with those parts of the published version `base` that it does without, retired, behind its own."""
    kept = tuple(
        _with_retired_categories(variable, base.variable(variable.key)) for variable in spec.variables
    )
    gone = (variable for variable in base.variables if spec.variable(variable.key) is None)
    return replace(spec, variables=(*kept, *(replace(variable, retired=True) for variable in gone)))


def _with_retired_categories(variable: VariableSpec, old: VariableSpec | None) -> VariableSpec:
    if old is None or old.kind != variable.kind:
        return variable
    return _grown(variable, (part for part in old.categories if variable.category(part.key) is None))


def _grown(variable: VariableSpec, parts: Iterable[CategorySpec]) -> VariableSpec:
    taken = {category.number for category in variable.categories}
    for part in parts:
        parent = part.parent if variable.category(part.parent) else ""
        number = None if part.number in taken else part.number
        variable = planted(variable, replace(part, parent=parent, number=number, retired=True))
    return variable
