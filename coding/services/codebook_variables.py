"""The variables of a draft: add, change, remove, move."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from coding.codebook_rules import CodebookSpec, VariableSpec, fingerprint, level_of, suggest_key
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import draft_variable, variable_spec
from coding.services.codebook_draft import (
    check_shape,
    lock_draft,
    note_edit,
    refuse_new_key,
    refuse_second_key,
    refuse_second_label,
    refuse_stale_part,
    reorder,
)
from coding.services.codebook_rows import VARIABLE_FIELDS, variable_columns
from studies.models import User


@transaction.atomic
def add_variable(
    version: CodebookVersion, *, label: str, kind: str, key: str = "", by: User, at: datetime
) -> Variable:
    """Add a variable at the end of a draft; without a `key` one is made from the label."""
    draft = lock_draft(version)
    others = list(draft.variables.all())
    refuse_second_label(label, others)
    key = key or suggest_key(label, {other.key for other in others}, prefix="v")
    refuse_second_key(key, others)
    spec = VariableSpec(key=key, label=label, kind=kind, level=level_of(kind))
    check_shape(CodebookSpec((*(variable_spec(other) for other in others), spec)))
    last = draft.variables.aggregate(last=Max("position"))["last"]
    variable = Variable.objects.create(
        version=draft,
        position=0 if last is None else last + 1,
        **variable_columns(spec),
    )
    note_edit(draft, "variable added", variable.label, by=by, at=at, detail={"key": key, "kind": kind})
    return variable


@transaction.atomic
def change_variable(
    variable: Variable, to: VariableSpec, *, seen: str = "", by: User, at: datetime
) -> Variable:
    """Give a variable the fields of `to`; its categories stay as they are.

    `seen` is the fingerprint of what the person saw: Stale if it is not that any more. Nothing to change writes nothing.
    """
    draft = lock_draft(variable.version)
    variable = draft_variable(draft, variable.key)
    before = variable_spec(variable)
    refuse_stale_part(seen, fingerprint(before), before.label)
    to = replace(to, categories=before.categories)
    if to == before:
        return variable
    others = list(draft.variables.exclude(pk=variable.pk))
    refuse_second_label(to.label, others)
    refuse_second_key(to.key, others)
    if to.key != before.key and _was_published(draft, before.key):
        refuse_new_key(before.key)
    check_shape(CodebookSpec((to,)))
    old, new = variable_columns(before), variable_columns(to)
    changed = [name for name in VARIABLE_FIELDS if new[name] != old[name]]
    for name in changed:
        setattr(variable, name, new[name])
    variable.save(update_fields=changed)
    if to.kind == "ordinal" and before.kind != "ordinal":
        _number(variable)
    detail = {
        "key": to.key,
        "changed": {name: [_told(old[name]), _told(new[name])] for name in changed},
    }
    note_edit(draft, "variable changed", to.label, by=by, at=at, detail=detail)
    return variable


def _told(value: Any) -> Any:
    # JSON knows no decimals: the logbook keeps bounds as they are read.
    return str(value) if isinstance(value, Decimal) else value


def _number(variable: Variable) -> None:
    """A list that becomes an order counts 1, 2, 3 until somebody says otherwise."""
    categories = list(variable.categories.order_by("position"))
    if all(category.score is None for category in categories):
        for number, category in enumerate(categories, start=1):
            category.score = Decimal(number)
        Category.objects.bulk_update(categories, ["score"])


def _was_published(draft: CodebookVersion, key: str) -> bool:
    return draft.based_on is not None and draft.based_on.variables.filter(key=key).exists()


@transaction.atomic
def remove_variable(variable: Variable, *, by: User, at: datetime) -> None:
    """Take a variable with its categories out of a draft. Published versions keep it."""
    draft = lock_draft(variable.version)
    variable = draft_variable(draft, variable.key)
    detail = {"key": variable.key, "categories": list(variable.categories.values_list("key", flat=True))}
    variable.delete()
    note_edit(draft, "variable removed", variable.label, by=by, at=at, detail=detail)


@transaction.atomic
def move_variable(variable: Variable, *, to: int, by: User, at: datetime) -> None:
    """Put a variable at place `to` of its draft, counted from 0. Where it stands already, nothing is written."""
    draft = lock_draft(variable.version)
    rows = list(draft.variables.order_by("position"))
    moved = reorder(rows, draft_variable(draft, variable.key), to)
    if moved:
        Variable.objects.bulk_update(moved, ["position"])
        note_edit(
            draft, "variable moved", variable.label, by=by, at=at, detail={"key": variable.key, "to": to}
        )
