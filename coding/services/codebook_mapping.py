"""Merge and split categories in a draft, by a mapping through which earlier codes are read; and undo it while it is a draft."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, VariableSpec, suggest_key
from coding.codebook_rules.mapping import Merge, Part, Split, results_of
from coding.codebook_rules.regrouping import merged_from, put_before, without
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import draft_variable, variable_spec
from coding.services.codebook_draft import lock_draft, note_edit
from coding.services.codebook_mapping_checks import (
    NewPart,
    active,
    check_merge,
    check_split,
    check_undo,
    was_merged,
    was_split,
)
from coding.services.codebook_mapping_rows import regroup, take_back
from cyberdip.lib.problems import NotFound
from studies.models import User

Categories = tuple[CategorySpec, ...]


@transaction.atomic
def merge_categories(
    variable: Variable,
    *,
    categories: Collection[str],
    into: str = "",
    label: str = "",
    by: User,
    at: datetime,
) -> CodebookVersion:
    """Let codes of `categories` (keys) be read as the category `into`, or as a new one with this `label`.

    What goes is retired where it was published and removed elsewhere; conditions and rules follow. Raises Invalid for what
    cannot be merged. Merged already (a double click) it changes nothing.
    """
    draft = lock_draft(variable.version)
    row = draft_variable(draft, variable.key)
    before = variable_spec(row)
    gone = tuple(c.key for c in before.categories if c.key in categories and c.key != into)
    if was_merged(draft, row.key, categories, into, label):
        return draft
    check_merge(before, categories, gone, into, label)
    after, target = _after_merge(draft, before, gone, into, label)
    regroup(draft, before, after, Merge(row.key, gone, target.key))
    detail = {"variable": row.key, "merged": list(gone), "into": target.key}
    note_edit(draft, "categories merged", f"{row.label}: {target.label}", by=by, at=at, detail=detail)
    return draft


@transaction.atomic
def split_category(
    variable: Variable, *, category: str, parts: Sequence[NewPart], by: User, at: datetime
) -> CodebookVersion:
    """Put new categories in the place of one (a key); its codes are read by the phrases of the parts, and made again elsewhere.

    The new ones begin with the texts of the old one. Raises Invalid for what cannot be split. Split already (a double click) it
    changes nothing.
    """
    draft = lock_draft(variable.version)
    row = draft_variable(draft, variable.key)
    before = variable_spec(row)
    if was_split(draft, before, category, parts):
        return draft
    old = active(before, category)
    check_split(before, old, parts)
    after, operation = _after_split(draft, before, old, parts)
    regroup(draft, before, after, operation)
    detail = {"variable": row.key, "split": old.key, "into": list(results_of(operation))}
    note_edit(draft, "category split", f"{row.label}: {old.label}", by=by, at=at, detail=detail)
    return draft


@transaction.atomic
def undo_mapping(version: CodebookVersion, operation: int, *, by: User, at: datetime) -> CodebookVersion:
    """Take a merge or a split of a draft back: the categories are as they were before, and codes are read as themselves.

    Raises Conflict where a later one rests on it, NotFound for what this draft never did. Undone already it changes nothing.
    """
    draft = lock_draft(version)
    document = next((each for each in draft.mapping if each["id"] == operation), None)
    if document is None:
        if 0 < operation <= draft.edits:
            return draft
        raise NotFound(
            _("This draft has no such merge or split. The page of its operations shows what it has.")
        )
    check_undo(draft, document)
    take_back(draft, document)
    detail = {key: value for key, value in document.items() if key != "undo"}
    note_edit(draft, "mapping undone", document["variable"], by=by, at=at, detail=detail)
    return draft


def _after_merge(
    draft: CodebookVersion, before: VariableSpec, gone: Sequence[str], into: str, label: str
) -> tuple[Categories, CategorySpec]:
    """The categories after a merge, and the one that codes are read as."""
    published = _published(draft, before.key)
    kept = before.category(into) if into else None
    if kept is not None:
        return without(before.categories, gone, published), kept
    merging = [one for one in before.categories if one.key in gone]
    key = suggest_key(label, _taken(draft, before), prefix="c")
    new = merged_from(merging, key=key, label=label.strip())
    return without(put_before(before.categories, [new], gone[0]), gone, published), new


def _after_split(
    draft: CodebookVersion, before: VariableSpec, old: CategorySpec, parts: Sequence[NewPart]
) -> tuple[Categories, Split]:
    taken = _taken(draft, before)
    new: list[CategorySpec] = []
    for part in parts:
        key = suggest_key(part.label, taken, prefix="c")
        taken.add(key)
        new.append(replace(old, key=key, label=part.label.strip(), examples=(), near_misses=(), number=None))
    after = without(
        put_before(before.categories, new, old.key),
        [old.key],
        _published(draft, before.key),
    )
    into = (Part(one.key, part.phrases) for one, part in zip(new, parts, strict=True))
    return after, Split(before.key, old.key, tuple(into))


def _published(draft: CodebookVersion, variable: str) -> set[str]:
    """The keys that codes of earlier versions may be stored by."""
    found = Category.objects.filter(
        variable__version__study=draft.study_id, variable__version__state="published", variable__key=variable
    )
    return set(found.values_list("key", flat=True))


def _taken(draft: CodebookVersion, variable: VariableSpec) -> set[str]:
    return {category.key for category in variable.categories} | _published(draft, variable.key)
