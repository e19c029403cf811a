"""A coder's own work in a study: how far, and how long it took. Nobody else is in it, so nobody can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from coding.codebook_rules import VariableSpec
from coding.known_answers import Score
from coding.models import Coding, Round, RoundCoder
from coding.queries.gold import own_scores
from coding.queries.rounds import rounds_of
from coding.queries.speed import Quartiles
from coding.queries.training import is_training, passed_trainings
from studies.models import Study, User


@dataclass(frozen=True, slots=True)
class OwnRound:
    """One's own part of a round: hours of all versions of codings, and the median seconds of a first one, if measured.

    `passed` says of a training whether it is, None of other rounds; `scores` are one's own right answers among hidden messages,
    variable by variable, once the round is closed.
    """

    round: Round
    planned: int
    done: int
    hours: float
    median: float | None
    passed: bool | None = None
    scores: Sequence[tuple[VariableSpec, Score]] = ()

    @property
    def left(self) -> int:
        return self.planned - self.done


def own_rounds(study: Study, coder: User) -> list[OwnRound]:
    """The rounds in which the person codes and that have been opened, the newest first. Five statements."""
    mine = RoundCoder.objects.filter(round__study=study, coder=coder).values("round")
    rounds: Any = (
        rounds_of(study, viewer=coder, with_progress=False)
        .filter(pk__in=mine, opened_at__isnull=False)
        .order_by("-number")
    )
    times, passed, scores = _times(study, coder), passed_trainings(study, coder), own_scores(rounds, coder)
    return [
        OwnRound(
            round,
            round.own_planned,
            round.own_done,
            *times.get(round.pk, (0.0, None)),
            passed=round.pk in passed if is_training(round) else None,
            scores=scores.get(round.pk, ()),
        )
        for round in rounds
    ]


def _times(study: Study, coder: User) -> dict[int, tuple[float, float | None]]:
    """By round: hours at work, and the median seconds of a first coding."""
    measured = Coding.objects.filter(
        assignment__round__study=study, assignment__coder=coder, active_ms__gt=0
    ).order_by()
    spent: Any = measured.values("assignment__round").annotate(total=Sum("active_ms"))
    first: Any = (
        measured.filter(revision=1).values("assignment__round").annotate(quartiles=Quartiles("active_ms"))
    )
    medians = {row["assignment__round"]: row["quartiles"][1] / 1000 for row in first}
    return {
        row["assignment__round"]: (row["total"] / 3_600_000, medians.get(row["assignment__round"]))
        for row in spent
    }
