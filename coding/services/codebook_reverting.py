"""Take a change of a draft back: a part becomes what it is in the version that the draft was begun from."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules.mapping import read_mapping, replaced_by, results_of
from coding.codebook_rules.reverting import reverted
from coding.codebook_rules.tree import Loop, subtree_of
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook_draft import base_of, keep_changes, lock_draft, note_edit
from cyberdip.lib.problems import Conflict
from studies.models import User


@transaction.atomic
def take_change_back(
    version: CodebookVersion, *, variable: str = "", category: str = "", by: User, at: datetime
) -> CodebookVersion:
    """Let a variable (but for its categories), a category, or the rules across variables ("") be as they were published.

    What was added goes. Is it so already (a double click), nothing is written. Raises Conflict where a merge or split, or other
    categories, rest on it, and for a draft that was begun from nothing.
    """
    draft = lock_draft(version)
    if draft.based_on_id is None:
        raise Conflict(_("This draft was begun from nothing: there is no published version to go back to."))
    before, base = codebook_spec(draft), base_of(draft)
    _refuse_mapped(draft, variable, category)
    _refuse_branch(draft, variable, category)
    try:
        after = reverted(before, base, variable, category)
    except Loop as loop:
        raise Conflict(
            _("The category above it stands below it now: put that one elsewhere first.")
        ) from loop
    if after == before:
        return draft
    keep_changes(draft, before, after)
    where = ".".join(filter(None, [variable, category])) or "rules"
    detail = {"variable": variable, "category": category}
    note_edit(draft, "change taken back", where, by=by, at=at, detail=detail)
    return draft


def _refuse_mapped(draft: CodebookVersion, variable: str, category: str) -> None:
    for operation in read_mapping(draft.mapping):
        keys = {*replaced_by(operation), *results_of(operation)}
        if operation.variable == variable and category in keys:
            raise Conflict(_("Categories of it were merged or split: take that back first."))


def _refuse_branch(draft: CodebookVersion, variable: str, category: str) -> None:
    """What was added and has others below it that were there before would take them along."""
    found = codebook_spec(draft).variable(variable) if category else None
    base = base_of(draft).variable(variable)
    if found is None or (base is not None and base.category(category) is not None):
        return
    if len(subtree_of(found.categories, category)) > 1:
        raise Conflict(_("Other categories stand below it: put them elsewhere first."))
