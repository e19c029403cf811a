"""Finding rounds, their coders, and what a person may see of them."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coding.blinding import Sight, sights
from coding.models import Assignment, Round, RoundCoder, Unit
from coding.states import Phase
from cyberdip.lib.problems import NotFound
from studies.access import Access
from studies.models import Job, Study, User


def rounds_of(study: Study) -> QuerySet[Round]:
    """The rounds of a study, the newest first, with `messages`, and `planned` and `done` assignments."""
    units = Unit.objects.filter(round=OuterRef("pk")).order_by().values("round")
    assignments = Assignment.objects.filter(round=OuterRef("pk")).order_by().values("round")
    everything, submitted = Count("pk"), Count("pk", filter=Q(revision__gt=0))
    return (
        study.rounds.select_related("codebook", "created_by")
        .annotate(
            messages=Coalesce(Subquery(units.annotate(n=everything).values("n")), 0),
            planned=Coalesce(Subquery(assignments.annotate(n=everything).values("n")), 0),
            done=Coalesce(Subquery(assignments.annotate(n=submitted).values("n")), 0),
        )
        .order_by("-number")
    )


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


def queues_of(study: Study, user: User) -> dict[int, tuple[int, int]]:
    """The rounds of the study in which `user` codes: their id -> (planned, done)."""
    rows = (
        Assignment.objects.filter(round__study=study, coder=user)
        .values("round")
        .annotate(planned=Count("pk"), done=Count("pk", filter=Q(revision__gt=0)))
    )
    return {row["round"]: (row["planned"], row["done"]) for row in rows}


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
