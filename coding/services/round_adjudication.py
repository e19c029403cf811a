"""The beginning of adjudication: what all coders agree on settles itself, what they differ on is listed."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from psycopg.types.json import Jsonb

from coding.disagreement import Comparison, Verdict, compare_all
from coding.models import Disagreement, Round, Ruling
from coding.models.ruling import RulingOrigin
from coding.queries.codings import codings_by_unit
from coding.services.copying import copy_rows

_AT_ONCE = 5000  # comparisons held in memory


class _Found(NamedTuple):
    unit: int
    variable: int
    comparison: Comparison


def settle_unanimous(round: Round, *, at: datetime) -> dict[str, int]:
    """Write a ruling wherever the coders agree and a disagreement wherever they differ; how many of each.

    The round is locked and closed, so that no coding comes in meanwhile. Values that one coder alone gave, free words, and what
    nobody answered get neither.
    """
    found = _comparisons(round)
    written = {"unanimous": 0, "disagreements": 0}
    while portion := list(islice(found, _AT_ONCE)):
        written["unanimous"] += copy_rows(
            Ruling,
            ("unit", "variable", "revision", "origin", "value", "reason", "error_type", "at"),
            (
                (unit, variable, 1, RulingOrigin.UNANIMOUS.value, Jsonb(comparison.value), "", "", at)
                for unit, variable, comparison in portion
                if comparison.verdict is Verdict.UNANIMOUS
            ),
        )
        written["disagreements"] += copy_rows(
            Disagreement,
            ("round", "unit", "variable"),
            (
                (round.pk, unit, variable)
                for unit, variable, comparison in portion
                if comparison.verdict is Verdict.DISAGREEMENT
            ),
        )
    return written


def _comparisons(round: Round) -> Iterator[_Found]:
    variables = list(round.codebook.variables.all())
    kinds = {variable.key: variable.kind for variable in variables}
    ids = {variable.key: variable.pk for variable in variables}
    for unit, codings in codings_by_unit(round):
        for key, comparison in compare_all(kinds, codings).items():
            if comparison.verdict in (Verdict.UNANIMOUS, Verdict.DISAGREEMENT):
                yield _Found(unit, ids[key], comparison)
