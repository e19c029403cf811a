"""The categories of a variable in a draft: add, change, retire, bring back, remove, move within the list and the tree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, fingerprint, suggest_key
from coding.codebook_rules.drafting import (
    planted,
    put_category,
    put_variable,
    with_category_back,
    with_category_retired,
    without_branch,
)
from coding.codebook_rules.tree import Loop, replant, subtree_of
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import codebook_spec, draft_category, draft_variable
from coding.services.codebook_draft import (
    base_of,
    keep_changes,
    lock_draft,
    note_edit,
    refuse_new_key,
    refuse_published,
    refuse_second_key,
    refuse_second_label,
    refuse_stale_part,
)
from coding.services.codebook_rows import CATEGORY_FIELDS
from cyberdip.lib.problems import Invalid
from studies.models import User


@dataclass(frozen=True, slots=True)
class _Opened:
    """A locked draft, what is in it, and one of its variables as it is now."""

    draft: CodebookVersion
    codebook: CodebookSpec
    variable: VariableSpec

    @classmethod
    def of(cls, variable: Variable) -> "_Opened":
        draft = lock_draft(variable.version)
        codebook = codebook_spec(draft)
        found = codebook.variable(draft_variable(draft, variable.key).key)
        assert found is not None  # noqa: S101 - the row is there, and locked with its draft
        return cls(draft, codebook, found)

    def category(self, row: Category) -> CategorySpec:
        """The category as it is now; raises NotFound."""
        found = self.variable.category(draft_category(self._row(), row.key).key)
        assert found is not None  # noqa: S101 - as above
        return found

    def _row(self) -> Variable:
        return draft_variable(self.draft, self.variable.key)

    def keep(self, after: VariableSpec) -> None:
        """Let the variable be `after`."""
        self.keep_all(put_variable(self.codebook, self.variable.key, after))

    def keep_all(self, after: CodebookSpec) -> None:
        keep_changes(self.draft, self.codebook, after)

    def note(self, verb: str, category: CategorySpec, by: User, at: datetime, **detail: Any) -> None:
        subject = f"{self.variable.label}: {category.label}"
        detail = {"variable": self.variable.key, "key": category.key, **detail}
        note_edit(self.draft, verb, subject, by=by, at=at, detail=detail)

    def stored(self, key: str) -> Category:
        return draft_category(self._row(), key)


@transaction.atomic
def add_category(
    variable: Variable, *, label: str, key: str = "", parent: str = "", by: User, at: datetime
) -> Category:
    """Add a category as the last below `parent` (a key; "" for the top); without a `key` one is made from the label.

    It gets the next number, and in an ordered variable the next whole number as its scale value.
    """
    opened = _Opened.of(variable)
    others = opened.variable.categories
    refuse_second_label(label, _brothers(opened.variable, parent))
    key = key or suggest_key(label, {other.key for other in others}, prefix="c")
    refuse_second_key(key, others)
    _refuse_unknown_parent(opened.variable, parent)
    spec = CategorySpec(key=key, label=label, parent=parent, score=_next_score(opened.variable))
    opened.keep(planted(opened.variable, spec))
    opened.note("category added", spec, by, at)
    return opened.stored(key)


def _brothers(variable: VariableSpec, parent: str, *, but: str = "") -> list[CategorySpec]:
    """What stands below `parent`, without the category `but`: below other categories the same label may stand."""
    return [part for part in variable.categories if part.parent == parent and part.key != but]


def _next_score(variable: VariableSpec) -> Decimal | None:
    if variable.kind != "ordinal":
        return None
    known = [other.score for other in variable.categories if other.score is not None]
    return max(known) // 1 + 1 if known else Decimal(1)


def _refuse_unknown_parent(variable: VariableSpec, parent: str) -> None:
    if parent and variable.category(parent) is None:
        sentence = _(
            "There is no category “%(parent)s” to stand below: reload the codebook to see what it holds."
        ) % {"parent": parent[:60]}
        raise Invalid(sentence, fields={"parent": [sentence]})


@transaction.atomic
def change_category(
    category: Category, to: CategorySpec, *, seen: str = "", by: User, at: datetime
) -> Category:
    """Give a category the fields of `to`; its place in the tree stays, and whether it is retired. Conditions follow a new key.

    `seen` is the fingerprint of what the person saw: Stale if it is not that any more. Nothing to change writes nothing.
    """
    opened = _Opened.of(category.variable)
    before = opened.category(category)
    refuse_stale_part(seen, fingerprint(before), before.label)
    to = replace(to, parent=before.parent, retired=before.retired)
    if to == before:
        return opened.stored(before.key)
    others = [other for other in opened.variable.categories if other.key != before.key]
    refuse_second_label(to.label, _brothers(opened.variable, before.parent, but=before.key))
    refuse_second_key(to.key, others)
    if to.key != before.key and _was_published(opened, before.key):
        refuse_new_key(before.key)
    opened.keep_all(put_category(opened.codebook, opened.variable, before.key, to))
    changed = [name for name in CATEGORY_FIELDS if getattr(to, name) != getattr(before, name)]
    opened.note("category changed", to, by, at, changed=_before_and_after(before, to, changed))
    return opened.stored(to.key)


def _before_and_after(
    before: CategorySpec, after: CategorySpec, names: Iterable[str]
) -> dict[str, list[Any]]:
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    # JSON knows no decimals: the logbook keeps scale values as they are read.
    return {name: [str(v) if isinstance(v, Decimal) else v for v in pair] for name, pair in pairs.items()}


def _was_published(opened: _Opened, key: str) -> bool:
    variable = base_of(opened.draft).variable(opened.variable.key)
    return variable is not None and variable.category(key) is not None


@transaction.atomic
def retire_category(category: Category, *, by: User, at: datetime) -> Category:
    """Let a category, and all below it, be chosen no more; codes of earlier versions stay readable by them.

    Retired already, nothing is written.
    """
    opened = _Opened.of(category.variable)
    before = opened.category(category)
    after = with_category_retired(opened.variable, before.key)
    if after != opened.variable:
        opened.keep(after)
        opened.note("category retired", before, by, at)
    return opened.stored(before.key)


@transaction.atomic
def bring_back_category(category: Category, *, by: User, at: datetime) -> Category:
    """Let a retired category, and those above it, be chosen again. Offered already, nothing is written."""
    opened = _Opened.of(category.variable)
    before = opened.category(category)
    after = with_category_back(opened.variable, before.key)
    if after != opened.variable:
        refuse_second_label(before.label, _brothers(opened.variable, before.parent, but=before.key))
        opened.keep(after)
        opened.note("category brought back", before, by, at)
    return opened.stored(before.key)


@transaction.atomic
def remove_category(category: Category, *, by: User, at: datetime) -> None:
    """Take a category, and all below it, out of a draft. Raises Invalid if one was published: it can be retired."""
    opened = _Opened.of(category.variable)
    before = opened.category(category)
    branch = subtree_of(opened.variable.categories, before.key)
    parts = (part for part in opened.variable.categories if part.key in branch)
    refuse_published(base_of(opened.draft), [(opened.variable.key, part.key, part.label) for part in parts])
    opened.keep(without_branch(opened.variable, before.key))
    opened.note("category removed", before, by, at, removed=list(branch))


@transaction.atomic
def move_category(category: Category, *, to: int, parent: str | None = None, by: User, at: datetime) -> None:
    """Put a category, with all below it, at place `to` (counted from 0) among those below `parent`.

    `parent` is a key, "" for the top, None for where it is. Raises Invalid for a place below itself or on a fifth level. Where it
    stands already, nothing is written.
    """
    opened = _Opened.of(category.variable)
    before = opened.category(category)
    above = before.parent if parent is None else parent
    _refuse_unknown_parent(opened.variable, above)
    try:
        moved = replant(opened.variable.categories, before.key, parent=above, to=to)
    except Loop as error:
        sentence = _("“%(label)s” cannot stand below itself: move it somewhere else.") % {
            "label": before.label
        }
        raise Invalid(sentence, fields={"parent": [sentence]}) from error
    if moved != opened.variable.categories:
        opened.keep(replace(opened.variable, categories=moved))
        opened.note("category moved", before, by, at, to=to, parent=above)
