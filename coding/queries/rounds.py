"""Finding rounds, their coders, and what a person may see of them."""

from typing import Any

from django.db.models import Aggregate, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coding.blinding import Sight, sights
from coding.models import Round, RoundCoder, Tally, Unit
from coding.models.rounds import PhaseChoice
from coding.states import Phase
from cyberdip.lib.problems import NotFound, WrongPhase
from studies.access import Access
from studies.models import Job, Study, User


def rounds_of(study: Study, *, viewer: User, with_progress: bool) -> QuerySet[Round]:
    """The rounds of a study, each with `messages`, and how many assignments are planned and done.

    `planned` and `done` are of all coders, None unless `with_progress`; `own_planned` and `own_done` are of `viewer`. Without
    progress `messages` are those of the viewer: from the size of the sample they could tell how many are hidden in their queue.
    """
    tallies = Tally.objects.filter(round=OuterRef("pk"))
    everybodys = tallies if with_progress else None
    own = tallies.filter(coder=viewer)
    return study.rounds.select_related("codebook", "created_by").annotate(
        messages=_per_round(Unit.objects.filter(round=OuterRef("pk")), Count("pk"))
        if with_progress
        else _per_round(own, Sum("dealt")),
        planned=_per_round(everybodys, Sum("dealt")),
        done=_per_round(everybodys, Sum("coded")),
        own_planned=_per_round(own, Sum("dealt")),
        own_done=_per_round(own, Sum("coded")),
    )


def _per_round(rows: QuerySet[Any] | None, figure: Aggregate) -> Any:
    """A figure of the rows of each round, as a part of a larger query; None for None."""
    if rows is None:
        return Value(None, output_field=IntegerField())
    return Coalesce(Subquery(rows.order_by().values("round").annotate(n=figure).values("n")), 0)


def round_of(study: Study, number: int) -> Round:
    """The round of this study with this number; raises NotFound."""
    found = study.rounds.select_related("study", "codebook", "created_by").filter(number=number).first()
    if found is None:
        raise NotFound(_("This study has no such round. The list of rounds shows what there is."))
    return found


def coders_of(round: Round) -> list[RoundCoder]:
    """The coders of a round by their letters, each with the person."""
    coders = round.coders.select_related("coder")
    return sorted(coders, key=lambda coder: (len(coder.letter), coder.letter))


def codes_in(round: Round, user: User) -> bool:
    """Whether `user` is one of the coders of the round."""
    return round.coders.filter(coder=user).exists()


def sights_of(round: Round, access: Access) -> frozenset[Sight]:
    """What the person sees of the round now."""
    return sights(access.role, Phase(round.phase), codes=codes_in(round, access.user))


def wrong_phase(needed: Phase, phase: Phase) -> WrongPhase:
    """What to raise where a deed or a sight belongs to another phase."""
    return WrongPhase(
        _("This can be done while a round is “%(needed)s”; this one is “%(phase)s”.")
        % {"needed": PhaseChoice(needed).label, "phase": PhaseChoice(phase).label},
        extra={"phase": phase.value},
    )


def reliability_key(round: Round) -> str:
    """The name under which a round's reliability is asked for, so that it is asked for once at a time."""
    return f"reliability:{round.pk}"


def reliability_job(round: Round) -> Job | None:
    """The newest job that computes the round's reliability."""
    return (
        Job.objects.select_related("requested_by")
        .filter(study_id=round.study_id, key=reliability_key(round))
        .order_by("-id")
        .first()
    )
