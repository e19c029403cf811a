"""Count what the road of a study is made of, in as many statements however much there is."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.aggregates import Max

from agreement.models import ReliabilityRun
from coding.models import Assignment, Disagreement, Round
from coding.models.codebook import VersionState
from coding.models.rounds import RoundKind
from coding.states import Phase
from dataset.queries.snapshots import snapshots_of
from dataset.road import Facts, RoundFacts
from studies.models import Study, User

# A training teaches, and a stability round compares: their codes are no data (`dataset.queries.material`).
_NO_DATA = (RoundKind.TRAINING, RoundKind.STABILITY)


def facts_of(study: Study, person: User) -> Facts:
    """What there is in `study`, with the queue of `person`."""
    rounds = list(_rounds(study))
    snapshots = snapshots_of(study)
    newest = snapshots.first()
    last_settled = max((found.settled_at for found in rounds if found.settled_at), default=None)
    return Facts(
        messages=study.messages.filter(removed_at=None).count(),
        accounts=study.accounts.count(),
        **_codebook(study),
        rounds=_with_counts(study, rounds, person),
        snapshots=newest.number if newest else 0,
        frozen=newest is not None and (last_settled is None or newest.created_at > last_settled),
    )


def _rounds(study: Study) -> QuerySet[Round]:
    return (
        Round.objects.filter(study=study)
        .annotate(measured=Exists(ReliabilityRun.objects.filter(round=OuterRef("pk"))))
        .order_by("number")
    )


def _codebook(study: Study) -> dict[str, Any]:
    versions = study.codebook_versions.aggregate(
        codebook=Max("number", filter=Q(state=VersionState.PUBLISHED)),
        drafts=Count("pk", filter=Q(state=VersionState.DRAFT, variables__isnull=False)),
    )
    return {"codebook": versions["codebook"], "has_draft": versions["drafts"] > 0}


def _with_counts(study: Study, rounds: list[Round], person: User) -> tuple[RoundFacts, ...]:
    assignments = _by_round(
        Assignment.objects.filter(round__study=study),
        planned=Count("pk"),
        done=Count("pk", filter=Q(revision__gt=0)),
        mine=Count("pk", filter=Q(coder=person)),
        mine_done=Count("pk", filter=Q(coder=person, revision__gt=0)),
    )
    # What a settled round left open is left open for good.
    waiting = Disagreement.objects.filter(round__study=study, round__phase=Phase.ADJUDICATING, ruling=None)
    disagreements = _by_round(waiting, open_disagreements=Count("pk"))
    return tuple(
        RoundFacts(
            found.number,
            found.title,
            Phase(found.phase),
            measured=found.measured,  # type: ignore[attr-defined]
            is_data=found.kind not in _NO_DATA,
            **assignments.get(found.pk, {}),
            **disagreements.get(found.pk, {}),
        )
        for found in rounds
    )


def _by_round(rows: QuerySet[Any], **counts: Count) -> dict[int, dict[str, int]]:
    counted = rows.order_by().values("round").annotate(**counts)
    return {row.pop("round"): row for row in counted}
