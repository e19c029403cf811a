"""How well coders do on hidden messages whose answer is known. It is compared with nobody else's codings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Q

from coding.blinding import Sight, sights
from coding.codebook_rules import VariableSpec
from coding.known_answers import Judgement, Score, is_alarming, judge, scores
from coding.models import Assignment, Coding, Round, RoundCoder
from coding.models.rounds import RoundKind
from coding.queries.codebook import codebook_spec
from coding.queries.rounds import coders_of
from coding.queries.training import trainings_first
from coding.states import Phase
from studies.access import Access
from studies.models import User
from studies.roles import Right, Role

_AT_ONCE = 5000

# coder's id -> variable key -> right of judged
_Results = Mapping[int, Mapping[str, Score]]


@dataclass(frozen=True, slots=True)
class CoderAccuracy:
    """A coder's right answers among the hidden messages, by variable key; `dealt` and `done` count these messages."""

    coder: RoundCoder
    dealt: int
    done: int
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Alert:
    """Too few right answers of a coder on one variable."""

    coder: RoundCoder
    variable: VariableSpec
    score: Score


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The hidden messages of a round: its variables that are judged, its coders, and whom the PI should look at."""

    variables: tuple[VariableSpec, ...]
    coders: tuple[CoderAccuracy, ...]
    alerts: tuple[Alert, ...]

    @property
    def dealt(self) -> int:
        return sum(coder.dealt for coder in self.coders)

    @property
    def done(self) -> int:
        return sum(coder.done for coder in self.coders)


def hides_gold(round: Round) -> bool:
    """Whether messages with known answers are hidden in the round."""
    return bool(round.gold_percent) and round.kind != RoundKind.TRAINING


def gold_accuracy(round: Round) -> Accuracy:
    """What became of the hidden messages, in four statements; every coding is judged once."""
    counts = _counts(round)
    results = _results_in({round.pk: round}).get(round.pk, {})
    coders = tuple(
        CoderAccuracy(coder, *counts.get(coder.coder_id, (0, 0)), results.get(coder.coder_id, {}))
        for coder in coders_of(round)
    )
    spec = codebook_spec(round.codebook)
    judged = {key for coder in coders for key in coder.scores}
    variables = tuple(variable for variable in spec.variables if variable.key in judged)
    return Accuracy(variables, coders, tuple(_alerts(round, variables, coders)))


def alerts_in(rounds: Iterable[Round]) -> dict[int, int]:
    """How many alerts there are in the open ones of these rounds that hide messages: round id -> number. One statement."""
    watched = {round.pk: round for round in rounds if hides_gold(round) and round.phase == Phase.OPEN}
    return {
        pk: _alarming(results, watched[pk].gold_alert_percent) for pk, results in _results_in(watched).items()
    }


def own_scores(rounds: Iterable[Round], coder: User) -> dict[int, list[tuple[VariableSpec, Score]]]:
    """The right answers of one coder in those of these rounds that are closed, by round id: of each variable. One statement.

    What a coder sees of their own while a round is open is nothing: it would tell how much is hidden.
    """
    closed = {
        round.pk: round
        for round in rounds
        if hides_gold(round) and Sight.OWN_ACCURACY in sights(Role.CODER, Phase(round.phase), codes=True)
    }
    return {
        pk: [
            (variable, results[coder.pk][variable.key])
            for variable in codebook_spec(closed[pk].codebook).variables
            if variable.key in results.get(coder.pk, {})
        ]
        for pk, results in _results_in(closed).items()
    }


def _results_in(rounds: Mapping[int, Round]) -> dict[int, _Results]:
    """The results of rounds (by id) in one statement; what is new in a round is judged once."""
    if not rounds:
        return {}
    hidden = Coding.objects.filter(
        assignment__round__in=list(rounds), assignment__unit__known__isnull=False
    ).order_by()
    newest = hidden.values("assignment__round").annotate(newest=Max("pk"))
    return {row["assignment__round"]: _judged(row["assignment__round"], row["newest"]) for row in newest}


def _alarming(results: _Results, alert_percent: int) -> int:
    return sum(is_alarming(score, alert_percent) for scored in results.values() for score in scored.values())


def mark_trainings(rounds: Sequence[Any], access: Access) -> None:
    """Give each of these rounds of a list `training_first`, which the person has to pass before they begin in it (or None), and
    `gold_alerts`, how many alerts the PI has to look at.
    """
    first = trainings_first(access.study, access.user)
    alerts = alerts_in(rounds) if access.may(Right.PLAN_ROUNDS) else {}
    for round in rounds:
        round.training_first = first.get(round.pk)
        round.gold_alerts = alerts.get(round.pk, 0)


def _alerts(
    round: Round, variables: Iterable[VariableSpec], coders: Iterable[CoderAccuracy]
) -> Iterable[Alert]:
    for coder in coders:
        for variable in variables:
            score = coder.scores.get(variable.key)
            if score is not None and is_alarming(score, round.gold_alert_percent):
                yield Alert(coder.coder, variable, score)


def _counts(round: Round) -> dict[int, tuple[int, int]]:
    """Hidden messages dealt to each coder (by id), and how many of them are coded."""
    hidden = Assignment.objects.filter(round=round, unit__known__isnull=False).values("coder")
    counted = hidden.annotate(dealt=Count("pk"), done=Count("pk", filter=Q(revision__gt=0)))
    return {row["coder"]: (row["dealt"], row["done"]) for row in counted.order_by()}


@lru_cache(maxsize=64)
def _judged(round_id: int, newest: int) -> _Results:
    # Codings are added and never changed, so that the newest one names a state of the round.
    spec = codebook_spec(Round.objects.select_related("codebook").get(pk=round_id).codebook)
    rows = (
        Coding.objects.filter(
            assignment__round=round_id,
            assignment__unit__known__isnull=False,
            assignment__withdrawn_at=None,
            revision=F("assignment__revision"),
        )
        .values_list("assignment__coder", "values", "assignment__unit__known__values")
        .iterator(chunk_size=_AT_ONCE)
    )
    judged: dict[int, list[tuple[Judgement, ...]]] = defaultdict(list)
    for coder, given, known in rows:
        judged[coder].append(judge(spec, given, known))
    return {coder: scores(codings) for coder, codings in judged.items()}
