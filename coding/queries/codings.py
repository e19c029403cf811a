"""The codings that count: of every assignment the newest."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet

from coding.models import Coding, Round, Unit

_AT_ONCE = 5000


def newest_codings(round: Round) -> QuerySet[Coding]:
    """The newest coding of every assignment of the round that has one."""
    return Coding.objects.filter(assignment__round=round, revision=F("assignment__revision"))


def codings_of(unit: Unit) -> list[Coding]:
    """What counts of one unit: a coding a coder, each with its assignment and coder, in the order of the coders' ids."""
    return list(
        Coding.objects.filter(assignment__unit=unit, revision=F("assignment__revision"))
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
