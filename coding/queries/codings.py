"""The codings that count: of every assignment the newest, of messages in the sample, and not those of a repeated training.

A message with a known answer is hidden in a round to see how coding goes (`Unit.known`): nothing is concluded from it. In a
training all answers are known, and the first attempt of each coder counts.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, Q, QuerySet

from coding.models import Coding, Round, Unit
from coding.models.rounds import RoundKind

_AT_ONCE = 5000


def in_sample(unit: str = "") -> Q:
    """Whether a unit belongs to the sample; `unit` is the way there, such as "assignment__unit__"."""
    return Q(**{f"{unit}known": None}) | Q(**{f"{unit}round__kind": RoundKind.TRAINING})


def first_attempts(assignment: str = "") -> Q:
    """Whether an assignment counts: of the sample, and no second attempt at a training; `assignment` is the way there."""
    return in_sample(f"{assignment}unit__") & Q(**{f"{assignment}attempt": 1})


def newest_codings(round: Round) -> QuerySet[Coding]:
    """The newest coding of every assignment of the round that counts and has one."""
    return Coding.objects.filter(
        first_attempts("assignment__"), assignment__round=round, revision=F("assignment__revision")
    )


def codings_of(unit: Unit) -> list[Coding]:
    """What counts of one unit: a coding a coder, each with its assignment and coder, in the order of the coders' ids."""
    return list(
        Coding.objects.filter(
            assignment__unit=unit, assignment__attempt=1, revision=F("assignment__revision")
        )
        .select_related("assignment__coder")
        .order_by("assignment__coder")
    )


def codings_by_unit(round: Round) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Of every coded unit of the round, in order: its id and the values of its coders. Read in portions; needs a transaction."""
    rows = (
        newest_codings(round)
        .order_by("assignment__unit__position", "assignment__coder")
        .values_list("assignment__unit", "values")
        .iterator(chunk_size=_AT_ONCE)
    )
    for unit, codings in groupby(rows, key=itemgetter(0)):
        yield unit, [values for _unit, values in codings]
