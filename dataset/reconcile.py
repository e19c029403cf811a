"""What does a message count as, once several coders and perhaps an adjudicator have judged it?

A value comes with its provenance. Nothing is invented: where coders differ and nobody has ruled, the value is open.
"Empty" (a set was asked for and none applies), "uncodable", "not applicable" and "missing" are four different answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Provenance", "Reconciled", "Status", "canonical", "reconcile", "status_of"]


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
    if isinstance(value, Mapping):
        return Status(value["special"])
    if value == []:
        return Status.EMPTY
    return Status.VALUED


def canonical(value: Any) -> str:
    """One spelling for values that mean the same: the order of a set and 1 against 1.0 make no difference."""
    if isinstance(value, list):
        value = sorted(value)
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def reconcile(given: Sequence[Any], ruling: Any = None) -> Reconciled:
    """What `given` by the coders (None: this one left the variable out) and a `ruling` (None: nobody ruled) come to.

    A ruling stands over everything. Coders who left the variable out neither agree nor disagree.
    """
    if ruling is not None:
        return _settled(ruling, Provenance.RULING)
    answers = [value for value in given if value is not None]
    if not answers:
        return Reconciled(Status.MISSING, None, Provenance.UNCODED)
    if len({canonical(value) for value in answers}) > 1:
        return Reconciled(Status.MISSING, None, Provenance.OPEN)
    return _settled(answers[0], Provenance.UNANIMOUS if len(answers) > 1 else Provenance.SINGLE)


def _settled(value: Any, provenance: Provenance) -> Reconciled:
    return Reconciled(status_of(value), value, provenance)
