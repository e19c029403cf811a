"""What does a message count as, once several coders and perhaps an adjudicator have judged it?

A value comes with its provenance. Nothing is invented: where coders differ and nobody has ruled, the value is open.
"Empty" (a set was asked for and none applies), "uncodable", "not applicable" and "missing" are four different answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coding.disagreement import Values, Verdict, compare

__all__ = ["Provenance", "Reconciled", "Status", "reconcile", "status_of", "without_words"]


class Status(StrEnum):
    """What kind of answer stands in a cell."""

    VALUED = "valued"
    EMPTY = "empty"
    UNCODABLE = "uncodable"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


class Provenance(StrEnum):
    """Where a reconciled value comes from."""

    UNANIMOUS = "unanimous"
    SINGLE = "single"
    RULING = "ruling"
    OPEN = "open"
    FREE = "free"
    UNCODED = "uncoded"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The answer of a dataset to one variable of one message; `value` is spelt as in a coding, None where there is none."""

    status: Status
    value: Any
    provenance: Provenance


def status_of(value: Any) -> Status:
    """The status of one value as a coding spells it; None stands for a variable that is absent."""
    if value is None:
        return Status.MISSING
    if isinstance(value, Mapping) and "special" in value:
        return Status(value["special"])
    if value == []:
        return Status.EMPTY
    return Status.VALUED


def without_words(value: Any) -> Any:
    """A value as a dataset keeps it: of a quote its place alone, for the words stay in the corpus and may be removed there."""
    if isinstance(value, Mapping) and "special" not in value:
        return {"start": value["start"], "end": value["end"]}
    return value


def reconcile(kind: str, codings: Sequence[Values], variable: str, ruling: Any = None) -> Reconciled:
    """What `codings` (one a coder) and a `ruling` (None: nobody ruled) come to on `variable`, of `kind`.

    A ruling stands over everything. Coders who left the variable out neither agree nor disagree. Free words of several
    coders are not forced into one value: they stand in the long and matrix tables.
    """
    if ruling is not None:
        return _settled(ruling, Provenance.RULING)
    found = compare(kind, codings, variable)
    match found.verdict:
        case Verdict.UNANIMOUS:
            return _settled(found.value, Provenance.UNANIMOUS)
        case Verdict.SINGLE:
            return _settled(found.value, Provenance.SINGLE)
        case Verdict.FREE if len(found.choices) == 1 and len(found.choices[0].coders) == 1:
            return _settled(found.choices[0].value, Provenance.SINGLE)
        case Verdict.FREE:
            return Reconciled(Status.MISSING, None, Provenance.FREE)
        case Verdict.DISAGREEMENT:
            return Reconciled(Status.MISSING, None, Provenance.OPEN)
        case Verdict.SILENT:
            return Reconciled(Status.MISSING, None, Provenance.UNCODED)


def _settled(value: Any, provenance: Provenance) -> Reconciled:
    return Reconciled(status_of(value), without_words(value), provenance)
