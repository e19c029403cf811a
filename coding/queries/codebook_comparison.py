"""Two versions of a codebook side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.codebook_rules.change_groups import ChangeGroup, group_changes
from coding.codebook_rules.comparison import PartChange, compare_words
from coding.codebook_rules.mapping import Operation
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_versions import (
    all_versions,
    changes_meaning_between,
    mapping_between,
    way_between,
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another, by kind and word by word.

    `descends` says whether the later came about from the earlier, so that merges and splits between them are known;
    `changes_meaning` whether one of the published versions on the way said that codes mean something else.
    """

    before: CodebookVersion
    after: CodebookVersion
    groups: tuple[ChangeGroup, ...]
    parts: tuple[PartChange, ...]
    operations: tuple[Operation, ...]
    descends: bool
    changes_meaning: bool

    @property
    def is_same(self) -> bool:
        return not self.groups and not self.parts


def comparison_of(before: CodebookVersion, after: CodebookVersion) -> Comparison:
    """Compare two versions of one study, drafts too, in either order."""
    versions = all_versions(before.study)
    old, new = codebook_spec(before), codebook_spec(after)
    way = way_between(versions, before, after)
    operations = mapping_between(versions, before, after)
    return Comparison(
        before=before,
        after=after,
        groups=group_changes(old, new, operations, say=_),
        parts=compare_words(old, new, operations, say=_),
        operations=operations,
        descends=way is not None,
        changes_meaning=changes_meaning_between(versions, before, after),
    )


def default_pair(versions: Sequence[CodebookVersion]) -> dict[str, int]:
    """Which two of the versions (newest first) to compare if nobody says: the newest, and what it is based on.

    Empty where there is nothing to compare with.
    """
    numbers = {version.pk: version.number for version in versions}
    if len(versions) < 2:
        return {}
    newest = versions[0]
    before = numbers[newest.based_on_id] if newest.based_on_id else versions[1].number
    return {"before": before, "after": newest.number}
