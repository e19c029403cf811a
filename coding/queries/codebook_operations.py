"""What was merged, split and changed in a draft, told for whoever may want to take it back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, find_changes
from coding.codebook_rules.comparison import tell_operation
from coding.codebook_rules.mapping import Operation, read_mapping, read_operation, replaced_by, results_of
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from studies.models import LogEntry, User

_VERBS = ("categories merged", "category split")


@dataclass(frozen=True, slots=True)
class Done:
    """A merge or split of a draft: its number, what it did in a sentence, who did it and when."""

    id: int
    operation: Operation
    sentence: str
    by: User | None
    at: datetime | None


def operations_of(version: CodebookVersion) -> list[Done]:
    """The merges and splits of a version, the latest first."""
    before = codebook_spec(version.based_on) if version.based_on else CodebookSpec()
    after = codebook_spec(version)
    lines = _lines(version)
    found = []
    for document in reversed(version.mapping):
        operation = read_operation(document)
        line = lines.get((operation.variable, results_of(operation)))
        found.append(
            Done(
                id=document["id"],
                operation=operation,
                sentence=tell_operation(operation, before, after, say=_),
                by=line.by if line else None,
                at=line.at if line else None,
            )
        )
    return found


def _lines(version: CodebookVersion) -> dict[tuple[str, tuple[str, ...]], LogEntry]:
    """The lines of the logbook by variable and what came out; the latest where the same was done twice."""
    lines = LogEntry.objects.filter(
        study=version.study_id,
        verb__in=_VERBS,
        at__gte=version.created_at,
        subject__startswith=f"{version}: ",
    )
    found = {}
    for line in lines.select_related("by").order_by("pk"):
        into = line.detail["into"]
        found[line.detail["variable"], tuple([into] if isinstance(into, str) else into)] = line
    return found


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A part of a draft that differs from what it was begun from, by keys ("" for the rules), and how, in sentences."""

    variable: str
    category: str
    sentences: tuple[str, ...]


def changed_parts(version: CodebookVersion) -> list[ChangedPart]:
    """What can be taken back part by part, in the order of the draft; merges and splits are none of it."""
    if version.based_on is None:
        return []
    before, after, operations = (
        codebook_spec(version.based_on),
        codebook_spec(version),
        read_mapping(version.mapping),
    )
    told = {(one.variable, key) for one in operations for key in (*replaced_by(one), *results_of(one))}
    found: dict[tuple[str, str], list[str]] = {}
    for change in find_changes(before, after, say=_):
        if (change.variable, change.category) not in told:
            found.setdefault((change.variable, change.category), []).append(change.sentence)
    return [ChangedPart(*place, tuple(sentences)) for place, sentences in found.items()]
