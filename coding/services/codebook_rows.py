"""A codebook as rows: which fields a part has, and a whole codebook written into an empty draft."""

from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec, condition_json
from coding.models import Category, CodebookVersion, Variable

VARIABLE_FIELDS = (
    "key",
    "label",
    "kind",
    "level",
    "group",
    "required",
    "instruction",
    "min_choices",
    "max_choices",
    "offers_none",
    "tree_choice",
    "least",
    "most",
    "condition",
    "allows_uncodable",
    "allows_not_applicable",
    "retired",
)
# Without `parent`, which is a row of its own.
CATEGORY_FIELDS = (
    "key",
    "label",
    "score",
    "definition",
    "include_when",
    "exclude_when",
    "examples",
    "near_misses",
    "number",
    "colour",
    "retired",
)


def variable_columns(spec: VariableSpec) -> dict[str, Any]:
    """The columns of a variable."""
    return {name: getattr(spec, name) for name in VARIABLE_FIELDS} | {
        "condition": condition_json(spec.condition)
    }


def category_columns(spec: CategorySpec) -> dict[str, Any]:
    """The columns of a category but for the one above it."""
    values = {name: getattr(spec, name) for name in CATEGORY_FIELDS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def rule_json(rule: RuleSpec) -> dict[str, Any]:
    """A rule across variables as it is kept and sent."""
    return {
        "when": condition_json(rule.when),
        "then": condition_json(rule.then),
        "severity": rule.severity,
        "message": rule.message,
    }


def insert_codebook(draft: CodebookVersion, spec: CodebookSpec) -> None:
    """Write a whole codebook into an empty draft, in a number of statements that does not depend on its size."""
    variables = Variable.objects.bulk_create(
        Variable(version=draft, position=place, **variable_columns(variable))
        for place, variable in enumerate(spec.variables)
    )
    categories = Category.objects.bulk_create(
        Category(variable=row, position=place, **category_columns(category))
        for row, variable in zip(variables, spec.variables, strict=True)
        for place, category in enumerate(variable.categories)
    )
    _hang(categories, spec)
    draft.rules = [rule_json(rule) for rule in spec.rules]
    draft.save(update_fields=["rules"])


def _hang(categories: list[Category], spec: CodebookSpec) -> None:
    """Hang each category below its parent, once all have an id."""
    rows = {(row.variable_id, row.key): row for row in categories}
    specs = [category for variable in spec.variables for category in variable.categories]
    below = []
    for row, category in zip(categories, specs, strict=True):
        if category.parent:
            row.parent = rows[row.variable_id, category.parent]
            below.append(row)
    if below:
        Category.objects.bulk_update(below, ["parent"])
