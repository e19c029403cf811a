"""The variables of a draft: add, change, retire, bring back, remove, move."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from coding.codebook_rules import (
    CodebookSpec,
    VariableSpec,
    dropped_parts,
    fingerprint,
    level_of,
    suggest_key,
)
from coding.codebook_rules.drafting import moved_variable, put_variable
from coding.models import CodebookVersion, Variable
from coding.queries.codebook import codebook_spec, draft_variable
from coding.services.codebook_draft import (
    base_of,
    keep_changes,
    lock_draft,
    note_edit,
    refuse,
    refuse_new_key,
    refuse_published,
    refuse_second_key,
    refuse_second_label,
    refuse_stale_part,
)
from coding.services.codebook_rows import VARIABLE_FIELDS, variable_columns
from studies.models import User


@transaction.atomic
def add_variable(
    version: CodebookVersion, *, label: str, kind: str, key: str = "", by: User, at: datetime
) -> Variable:
    """Add a variable at the end of a draft; without a `key` one is made from the label."""
    draft = lock_draft(version)
    before = codebook_spec(draft)
    refuse_second_label(label, before.variables)
    key = key or suggest_key(label, {other.key for other in before.variables}, prefix="v")
    refuse_second_key(key, before.variables)
    spec = VariableSpec(key=key, label=label, kind=kind, level=level_of(kind))
    keep_changes(draft, before, replace(before, variables=(*before.variables, spec)))
    note_edit(draft, "variable added", label, by=by, at=at, detail={"key": key, "kind": kind})
    return draft_variable(draft, key)


@transaction.atomic
def change_variable(
    variable: Variable, to: VariableSpec, *, seen: str = "", by: User, at: datetime
) -> Variable:
    """Give a variable the fields of `to`; its categories stay as they are, and whether it is retired.

    Conditions follow a new key. `seen` is the fingerprint of what the person saw: Stale if it is not that any more. Nothing to
    change writes nothing.
    """
    draft, codebook, before = _open(variable)
    refuse_stale_part(seen, fingerprint(before), before.label)
    to = replace(to, categories=before.categories, retired=before.retired)
    if to == before:
        return draft_variable(draft, before.key)
    others = [other for other in codebook.variables if other.key != before.key]
    refuse_second_label(to.label, others)
    refuse_second_key(to.key, others)
    base = base_of(draft)
    if to.key != before.key and base.variable(before.key):
        refuse_new_key(before.key)
    if to.kind != before.kind:
        faults = [fault for fault in dropped_parts(CodebookSpec((to,)), base) if fault.variable == to.key]
        refuse(faults, "%(faults)s")
    if to.kind == "ordinal" and before.kind != "ordinal":
        to = _scaled(to)
    keep_changes(draft, codebook, put_variable(codebook, before.key, to))
    detail = {"key": to.key, "changed": _before_and_after(before, to)}
    note_edit(draft, "variable changed", to.label, by=by, at=at, detail=detail)
    return draft_variable(draft, to.key)


def _open(variable: Variable) -> tuple[CodebookVersion, CodebookSpec, VariableSpec]:
    """The locked draft, what is in it, and the variable as it is now."""
    draft = lock_draft(variable.version)
    codebook = codebook_spec(draft)
    key = draft_variable(draft, variable.key).key
    found = codebook.variable(key)
    assert found is not None  # noqa: S101 - the row is there, and locked with its draft
    return draft, codebook, found


def _scaled(variable: VariableSpec) -> VariableSpec:
    """A list that becomes an order counts 1, 2, 3 until somebody says otherwise."""
    if any(category.score is not None for category in variable.categories):
        return variable
    categories = enumerate(variable.categories, start=1)
    return replace(
        variable, categories=tuple(replace(part, score=Decimal(number)) for number, part in categories)
    )


def _before_and_after(before: VariableSpec, after: VariableSpec) -> dict[str, list[Any]]:
    old, new = variable_columns(before), variable_columns(after)
    return {name: [_told(old[name]), _told(new[name])] for name in VARIABLE_FIELDS if new[name] != old[name]}


def _told(value: Any) -> Any:
    # JSON knows no decimals: the logbook keeps bounds as they are read.
    return str(value) if isinstance(value, Decimal) else value


@transaction.atomic
def retire_variable(variable: Variable, *, by: User, at: datetime) -> Variable:
    """Ask a variable no more; codes of earlier versions stay readable by it. Retired already, nothing is written."""
    return _retire(variable, True, "variable retired", by=by, at=at)


@transaction.atomic
def bring_back_variable(variable: Variable, *, by: User, at: datetime) -> Variable:
    """Ask a retired variable again. Asked already, nothing is written."""
    return _retire(variable, False, "variable brought back", by=by, at=at)


def _retire(variable: Variable, retired: bool, verb: str, *, by: User, at: datetime) -> Variable:
    draft, codebook, before = _open(variable)
    if before.retired != retired:
        if not retired:
            refuse_second_label(before.label, [v for v in codebook.variables if v.key != before.key])
        keep_changes(draft, codebook, put_variable(codebook, before.key, replace(before, retired=retired)))
        note_edit(draft, verb, before.label, by=by, at=at, detail={"key": before.key})
    return draft_variable(draft, before.key)


@transaction.atomic
def remove_variable(variable: Variable, *, by: User, at: datetime) -> None:
    """Take a variable with its categories out of a draft. Raises Invalid for one that was published: it can be retired."""
    draft, codebook, before = _open(variable)
    refuse_published(base_of(draft), [(before.key, "", before.label)])
    rest = tuple(other for other in codebook.variables if other.key != before.key)
    keep_changes(draft, codebook, replace(codebook, variables=rest))
    detail = {"key": before.key, "categories": [category.key for category in before.categories]}
    note_edit(draft, "variable removed", before.label, by=by, at=at, detail=detail)


@transaction.atomic
def move_variable(variable: Variable, *, to: int, by: User, at: datetime) -> None:
    """Put a variable at place `to` of its draft, counted from 0. Where it stands already, nothing is written.

    Raises Invalid where a condition would come to test what is asked later.
    """
    draft, codebook, before = _open(variable)
    after = moved_variable(codebook, before.key, to)
    if after != codebook:
        keep_changes(draft, codebook, after)
        detail = {"key": before.key, "to": to}
        note_edit(draft, "variable moved", before.label, by=by, at=at, detail=detail)
