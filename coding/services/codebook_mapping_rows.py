"""A merge or a split written into a draft: the list of categories, what refers to it, and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, condition_json, read_condition
from coding.codebook_rules.mapping import Operation, operation_json
from coding.codebook_rules.regrouping import category_json, repointed_condition
from coding.models import Category, CodebookVersion, Variable
from coding.services.codebook_draft import check_shape, refuse_second_label
from coding.services.codebook_rows import category_columns

Categories = tuple[CategorySpec, ...]


def regroup(
    draft: CodebookVersion, row: Variable, before: VariableSpec, after: Categories, operation: Operation
) -> None:
    """Write the new list, let conditions and rules follow, and keep the operation with its way back."""
    check_categories(before, after)
    replace_categories(row, after)
    document = operation_json(operation) | {
        # Counts up with the changes of the draft, so that no two operations ever have the same.
        "id": draft.edits + 1,
        "undo": _way_back(before.categories, after) | {"conditions": _repoint_conditions(draft, operation)},
    }
    draft.mapping = [*draft.mapping, document]
    draft.save(update_fields=["mapping", "rules"])


def _way_back(before: Categories, after: Categories) -> dict[str, Any]:
    old, new = ({one.key: one for one in categories} for categories in (before, after))
    return {
        "added": [key for key in new if key not in old],
        "retired": [key for key, one in old.items() if key in new and new[key].retired and not one.retired],
        "removed": {str(at): category_json(one) for at, one in enumerate(before) if one.key not in new},
    }


def check_categories(variable: VariableSpec, categories: Categories) -> None:
    _refuse_repeated_labels(variable, categories)
    check_shape(CodebookSpec((replace(variable, categories=categories, condition=None),)))


def _refuse_repeated_labels(variable: VariableSpec, categories: Categories) -> None:
    known = {category.key for category in variable.categories}
    offered = [Category(key=one.key, label=one.label) for one in categories if not one.retired]
    for category in categories:
        if category.key not in known:
            refuse_second_label(category.label, [one for one in offered if one.key != category.key])


def _repoint_conditions(draft: CodebookVersion, operation: Operation) -> list[dict[str, Any]]:
    """Let conditions and rules of the draft follow; what changed, as it was and is."""
    changed = []
    for variable in draft.variables.exclude(condition=None):
        now = _repointed(variable.condition, operation)
        if now != variable.condition:
            changed.append({"variable": variable.key, "before": variable.condition, "after": now})
            variable.condition = now
            variable.save(update_fields=["condition"])
    rules = [
        rule | {side: _repointed(rule[side], operation) for side in ("when", "then")} for rule in draft.rules
    ]
    if rules != draft.rules:
        changed.append({"variable": "", "before": draft.rules, "after": rules})
        draft.rules = rules
    return changed


def _repointed(document: Any, operation: Operation) -> Any:
    condition = read_condition(document)
    return condition_json(repointed_condition(condition, operation)) if condition else None


def conditions_back(draft: CodebookVersion, changed: Iterable[Mapping[str, Any]]) -> None:
    """As they were before, wherever nobody has changed them since."""
    for each in changed:
        if not each["variable"]:
            if draft.rules == each["after"]:
                draft.rules = each["before"]
            continue
        variable = draft.variables.filter(key=each["variable"]).first()
        if variable is not None and variable.condition == each["after"]:
            variable.condition = each["before"]
            variable.save(update_fields=["condition"])


def replace_categories(row: Variable, categories: Categories) -> None:
    """Let `categories` take the place of those that a variable of a draft has."""
    row.categories.all().delete()
    made = Category.objects.bulk_create(
        Category(variable=row, position=place, **category_columns(one))
        for place, one in enumerate(categories)
    )
    by_key = {category.key: category for category in made}
    for category, one in zip(made, categories, strict=True):
        category.parent = by_key[one.parent] if one.parent else None
    Category.objects.bulk_update(made, ["parent"])
