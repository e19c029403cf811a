"""The categories of a variable in a draft: add, change, remove, move."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, fingerprint, suggest_key
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import category_spec, draft_category, draft_variable, variable_spec
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
from coding.services.codebook_rows import CATEGORY_FIELDS, category_columns
from studies.models import User


@transaction.atomic
def add_category(variable: Variable, *, label: str, key: str = "", by: User, at: datetime) -> Category:
    """Add a category at the end of a variable; without a `key` one is made from the label.

    In an ordered variable it gets the next whole number as its scale value.
    """
    draft, variable = _locked(variable)
    others = list(variable.categories.order_by("position"))
    refuse_second_label(label, others)
    key = key or suggest_key(label, {other.key for other in others}, prefix="c")
    refuse_second_key(key, others)
    spec = CategorySpec(key=key, label=label, score=_next_score(variable, others))
    _check(variable_spec(variable), spec)
    last = variable.categories.aggregate(last=Max("position"))["last"]
    category = Category.objects.create(
        variable=variable, position=0 if last is None else last + 1, **category_columns(spec)
    )
    subject = f"{variable.label}: {category.label}"
    note_edit(draft, "category added", subject, by=by, at=at, detail={"variable": variable.key, "key": key})
    return category


def _locked(variable: Variable) -> tuple[CodebookVersion, Variable]:
    draft = lock_draft(variable.version)
    return draft, draft_variable(draft, variable.key)


def _check(variable: VariableSpec, category: CategorySpec) -> None:
    others = tuple(other for other in variable.categories if other.key != category.key)
    check_shape(CodebookSpec((replace(variable, categories=(*others, category)),)))


def _next_score(variable: Variable, others: list[Category]) -> Decimal | None:
    if variable.kind != "ordinal":
        return None
    known = [other.score for other in others if other.score is not None]
    return max(known) // 1 + 1 if known else Decimal(1)


@transaction.atomic
def change_category(
    category: Category, to: CategorySpec, *, seen: str = "", by: User, at: datetime
) -> Category:
    """Give a category the fields of `to`.

    `seen` is the fingerprint of what the person saw: Stale if it is not that any more. Nothing to change writes nothing.
    """
    draft, variable = _locked(category.variable)
    category = draft_category(variable, category.key)
    before = category_spec(category)
    refuse_stale_part(seen, fingerprint(before), before.label)
    if to == before:
        return category
    others = list(variable.categories.exclude(pk=category.pk))
    refuse_second_label(to.label, others)
    refuse_second_key(to.key, others)
    if to.key != before.key and _was_published(draft, variable, before.key):
        refuse_new_key(before.key)
    _check(replace(variable_spec(variable), categories=tuple(map(category_spec, others))), to)
    changed = tuple(name for name in CATEGORY_FIELDS if getattr(to, name) != getattr(before, name))
    for name, value in category_columns(to).items():
        setattr(category, name, value)
    category.save(update_fields=changed)
    detail = {"variable": variable.key, "key": to.key, "changed": _before_and_after(before, to, changed)}
    note_edit(draft, "category changed", f"{variable.label}: {to.label}", by=by, at=at, detail=detail)
    return category


def _before_and_after(
    before: CategorySpec, after: CategorySpec, names: tuple[str, ...]
) -> dict[str, list[Any]]:
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    # JSON knows no decimals: the logbook keeps scale values as they are read.
    return {name: [str(v) if isinstance(v, Decimal) else v for v in pair] for name, pair in pairs.items()}


def _was_published(draft: CodebookVersion, variable: Variable, key: str) -> bool:
    published = Category.objects.filter(
        variable__version_id=draft.based_on_id, variable__key=variable.key, key=key
    )
    return draft.based_on_id is not None and published.exists()


@transaction.atomic
def remove_category(category: Category, *, by: User, at: datetime) -> None:
    """Take a category out of a draft. Published versions keep it."""
    draft, variable = _locked(category.variable)
    category = draft_category(variable, category.key)
    detail = {"variable": variable.key, "key": category.key}
    category.delete()
    note_edit(draft, "category removed", f"{variable.label}: {category.label}", by=by, at=at, detail=detail)


@transaction.atomic
def move_category(category: Category, *, to: int, by: User, at: datetime) -> None:
    """Put a category at place `to` of its variable, counted from 0. Where it stands already, nothing is written."""
    draft, variable = _locked(category.variable)
    rows = list(variable.categories.order_by("position"))
    moved = reorder(rows, draft_category(variable, category.key), to)
    if moved:
        Category.objects.bulk_update(moved, ["position"])
        detail = {"variable": variable.key, "key": category.key, "to": to}
        note_edit(draft, "category moved", f"{variable.label}: {category.label}", by=by, at=at, detail=detail)
