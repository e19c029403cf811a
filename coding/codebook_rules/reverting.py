"""What does a draft look like with one of its parts as the version has it that it was begun from?"""

from __future__ import annotations

from dataclasses import replace

from coding.codebook_rules.drafting import moved_variable, planted, put_variable, without_branch
from coding.codebook_rules.spec import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules.tree import replant


def reverted(spec: CodebookSpec, base: CodebookSpec, variable: str, category: str = "") -> CodebookSpec:
    """`spec` with a variable (but for its categories), or a category, as in `base`: its fields and its place.

    Where neither is named, it is the rules across variables. What `base` does not have goes, a category with all below it; what
    `spec` does not have comes back.
    """
    if not variable:
        return replace(spec, rules=base.rules)
    return (
        _with_category(spec, base, variable, category) if category else _with_variable(spec, base, variable)
    )


def _with_variable(spec: CodebookSpec, base: CodebookSpec, key: str) -> CodebookSpec:
    old, new = base.variable(key), spec.variable(key)
    if old is None:
        return replace(spec, variables=tuple(each for each in spec.variables if each.key != key))
    if new is None:
        spec = replace(spec, variables=(*spec.variables, old))
    else:
        spec = put_variable(spec, key, replace(old, categories=new.categories))
    there = {each.key for each in spec.variables}
    order = [each.key for each in base.variables if each.key in there]
    return moved_variable(spec, key, order.index(key))


def _with_category(spec: CodebookSpec, base: CodebookSpec, variable: str, key: str) -> CodebookSpec:
    whole, base_variable = spec.variable(variable), base.variable(variable)
    if whole is None:
        return spec
    old = base_variable.category(key) if base_variable else None
    if old is None or base_variable is None:
        return put_variable(spec, variable, without_branch(whole, key))
    return put_variable(spec, variable, _with_old(whole, base_variable, old))


def _with_old(whole: VariableSpec, base: VariableSpec, old: CategorySpec) -> VariableSpec:
    """With a category as it was, among those of its brothers of then that are there."""
    if old.parent and whole.category(old.parent) is None:
        old = replace(old, parent="")
    if whole.category(old.key) is None:
        whole = planted(whole, old)
    brothers = {one.key for one in whole.categories if one.parent == old.parent} | {old.key}
    order = [one.key for one in base.categories if one.key in brothers]
    placed = replant(whole.categories, old.key, parent=old.parent, to=order.index(old.key))
    return replace(whole, categories=tuple(old if one.key == old.key else one for one in placed))
