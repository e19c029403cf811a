"""A merge or a split written into a draft: the list of categories, what refers to it, and the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    VariableSpec,
    condition_json,
    read_condition,
    rule_json,
)
from coding.codebook_rules.drafting import put_variable
from coding.codebook_rules.mapping import Operation, operation_json
from coding.codebook_rules.regrouping import brought_back, category_json, read_category, with_conditions_led
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, rule_spec
from coding.services.codebook_draft import keep_changes, refuse_second_label

Categories = tuple[CategorySpec, ...]


def regroup(
    draft: CodebookVersion, variable: VariableSpec, categories: Categories, operation: Operation
) -> None:
    """Write the new list, let conditions and rules follow, and keep the operation with its way back."""
    _refuse_repeated_labels(variable, categories)
    before = codebook_spec(draft)
    after = put_variable(before, variable.key, replace(variable, categories=categories))
    after = with_conditions_led(after, operation)
    keep_changes(draft, before, after)
    document = operation_json(operation) | {
        # Counts up with the changes of the draft, so that no two operations ever have the same.
        "id": draft.edits + 1,
        "undo": _way_back(variable.categories, categories) | {"conditions": _followed(before, after)},
    }
    draft.mapping = [*draft.mapping, document]
    draft.save(update_fields=["mapping"])


def take_back(draft: CodebookVersion, document: Mapping[str, Any]) -> None:
    """Write the list, conditions and rules as they were before an operation, and forget it."""
    before, back = codebook_spec(draft), document["undo"]
    after = _conditions_back(before, back["conditions"])
    variable = after.variable(document["variable"])
    if variable is not None:
        categories = brought_back(
            variable.categories,
            added=back["added"],
            retired=back["retired"],
            removed={int(place): read_category(each) for place, each in back["removed"].items()},
        )
        _refuse_repeated_labels(variable, categories)
        after = put_variable(after, variable.key, replace(variable, categories=categories))
    keep_changes(draft, before, after)
    draft.mapping = [each for each in draft.mapping if each["id"] != document["id"]]
    draft.save(update_fields=["mapping"])


def _refuse_repeated_labels(variable: VariableSpec, categories: Categories) -> None:
    """Raise Invalid where a category that was not there would be offered under the label of another."""
    known = {category.key for category in variable.categories if not category.retired}
    offered = [category for category in categories if not category.retired]
    for category in offered:
        if category.key not in known:
            refuse_second_label(category.label, [one for one in offered if one.key != category.key])


def _way_back(before: Categories, after: Categories) -> dict[str, Any]:
    old, new = ({one.key: one for one in categories} for categories in (before, after))
    return {
        "added": [key for key in new if key not in old],
        "retired": [key for key, one in old.items() if key in new and new[key].retired and not one.retired],
        "removed": {str(at): category_json(one) for at, one in enumerate(before) if one.key not in new},
    }


def _followed(before: CodebookSpec, after: CodebookSpec) -> list[dict[str, Any]]:
    """The conditions that changed, by the key of their variable, and the rules (""), as they were and are."""
    pairs = [
        (new.key, condition_json(old.condition), condition_json(new.condition))
        for old, new in zip(before.variables, after.variables, strict=True)
    ]
    pairs.append(("", [rule_json(rule) for rule in before.rules], [rule_json(rule) for rule in after.rules]))
    return [{"variable": key, "before": old, "after": new} for key, old, new in pairs if old != new]


def _conditions_back(spec: CodebookSpec, followed: Iterable[Mapping[str, Any]]) -> CodebookSpec:
    """The codebook with its conditions and rules as they were before, wherever nobody has changed them since."""
    for each in followed:
        if not each["variable"]:
            if [rule_json(rule) for rule in spec.rules] == each["after"]:
                spec = replace(spec, rules=tuple(rule_spec(rule) for rule in each["before"]))
            continue
        variable = spec.variable(each["variable"])
        if variable is not None and condition_json(variable.condition) == each["after"]:
            back = replace(variable, condition=read_condition(each["before"]))
            spec = put_variable(spec, variable.key, back)
    return spec
