"""A codebook as rows: which fields a part has, a whole codebook written into an empty draft, and a draft changed."""

from dataclasses import replace
from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, condition_json, rule_json
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


def write_changes(draft: CodebookVersion, before: CodebookSpec, after: CodebookSpec) -> None:
    """Bring the rows of a draft from `before` to `after`; parts are known by their keys, and only what differs is written."""
    rows = {row.key: row for row in draft.variables.prefetch_related("categories")}
    gone = [row.pk for key, row in rows.items() if after.variable(key) is None]
    draft.variables.filter(pk__in=gone).delete()
    _write_variables(draft, rows, before, after)
    for variable in after.variables:
        old = before.variable(variable.key)
        if old is None or old.categories != variable.categories:
            _write_categories(rows[variable.key], old.categories if old else (), variable.categories)
    if before.rules != after.rules:
        draft.rules = [rule_json(rule) for rule in after.rules]
        draft.save(update_fields=["rules"])


def _write_variables(
    draft: CodebookVersion, rows: dict[str, Variable], before: CodebookSpec, after: CodebookSpec
) -> None:
    """Write the variables without their categories; new ones join `rows`."""
    changed, new = [], []
    for place, spec in enumerate(after.variables):
        row = rows.get(spec.key)
        if row is None:
            new.append(Variable(version=draft, position=place, **variable_columns(spec)))
        elif row.position != place or _own_fields(spec) != _own_fields(before.variable(spec.key)):
            changed.append(_set(row, variable_columns(spec) | {"position": place}))
    Variable.objects.bulk_update(changed, [*VARIABLE_FIELDS, "position"])
    rows.update({row.key: row for row in Variable.objects.bulk_create(new)})


def _own_fields(spec: VariableSpec | None) -> VariableSpec | None:
    return spec and replace(spec, categories=())


def _write_categories(
    variable: Variable, before: tuple[CategorySpec, ...], after: tuple[CategorySpec, ...]
) -> None:
    rows = {row.key: row for row in variable.categories.all()}
    old = {spec.key: spec for spec in before}
    changed, new, kept = [], [], {spec.key for spec in after}
    for place, spec in enumerate(after):
        row = rows.get(spec.key)
        if row is None:
            new.append(Category(variable=variable, position=place, **category_columns(spec)))
        elif row.position != place or spec != old.get(spec.key):
            changed.append(_set(row, category_columns(spec) | {"position": place}))
    rows.update({row.key: row for row in Category.objects.bulk_create(new)})
    above = {spec.key: rows[spec.parent] if spec.parent else None for spec in after}
    for row in (*changed, *new):
        row.parent = above[row.key]
    Category.objects.bulk_update(changed, [*CATEGORY_FIELDS, "position", "parent"])
    Category.objects.bulk_update([row for row in new if row.parent], ["parent"])
    # Last: what is removed takes along what is still stored below it.
    variable.categories.filter(pk__in=[row.pk for key, row in rows.items() if key not in kept]).delete()


def _set(row: Any, columns: dict[str, Any]) -> Any:
    for name, value in columns.items():
        setattr(row, name, value)
    return row
