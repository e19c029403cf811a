"""The changes between two codebooks, by kind: what was merged and split first, which explains what came and went by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coding.codebook_rules.changes import Change, find_changes
from coding.codebook_rules.comparison import tell_operation
from coding.codebook_rules.mapping import Merge, Operation, replaced_by, results_of
from coding.codebook_rules.spec import CodebookSpec
from coding.codebook_rules.words import Say, _

# What decides for a code; the other fields of a part do not change what it means.
_DEFINING = frozenset(
    {"definition", "include_when", "exclude_when", "instruction", "examples", "near_misses"}
)

_TITLES = {
    "merged": _("Merged"),
    "split": _("Split"),
    "added": _("Added"),
    "removed": _("Removed"),
    "retired": _("Retired"),
    "restored": _("Brought back"),
    "renamed": _("Renamed"),
    "defined": _("Definition changed"),
    "rewritten": _("Other fields changed"),
    "moved": _("Moved"),
    "rules": _("Rules across variables"),
}


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one kind; `sort` is a key of its own, `title` in words for people."""

    sort: str
    title: str
    changes: tuple[Change, ...]


def group_changes(
    before: CodebookSpec, after: CodebookSpec, operations: Sequence[Operation] = (), *, say: Say = _
) -> tuple[ChangeGroup, ...]:
    """What changed between two codebooks, by kind; kinds without a change are left out.

    What came and went by a merge or a split is told by it, and not once more as added or retired.
    """
    told = {
        (operation.variable, key)
        for operation in operations
        for key in (*replaced_by(operation), *results_of(operation))
    }
    found: dict[str, list[Change]] = {sort: [] for sort in _TITLES}
    for operation in operations:
        sort = "merged" if isinstance(operation, Merge) else "split"
        sentence = tell_operation(operation, before, after, say=say)
        found[sort].append(Change(sentence, operation.variable, replaced_by(operation)[0], sort))
    for change in find_changes(before, after, say=say):
        if change.sort not in _BY_OPERATIONS or (change.variable, change.category) not in told:
            found[_sort(change)].append(change)
    return tuple(
        ChangeGroup(sort, say(_TITLES[sort]), tuple(changes)) for sort, changes in found.items() if changes
    )


_BY_OPERATIONS = frozenset({"added", "removed", "retired"})


def _sort(change: Change) -> str:
    if not change.variable:
        return "rules"
    return "defined" if _DEFINING.intersection(change.fields) else change.sort
