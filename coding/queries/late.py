"""Finding what came in after the close of a round, and who still holds what was not sent."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from coding.models import Draft, LateCoding, Round
from coding.models.late import LateDecision
from studies.models import User


@dataclass(frozen=True, slots=True)
class Unsent:
    """A coder with drafts that were not submitted."""

    coder: User
    drafts: int


def unsent_by_coder(round: Round) -> list[Unsent]:
    """Who holds what was not sent, most first. Two statements."""
    held = Draft.objects.filter(
        assignment__round=round,
        assignment__withdrawn_at=None,
        base_revision=F("assignment__revision"),
    )
    rows = (
        held.values("assignment__coder").annotate(drafts=Count("pk")).order_by("-drafts", "assignment__coder")
    )
    numbers = {row["assignment__coder"]: row["drafts"] for row in rows}
    people = User.objects.in_bulk(list(numbers))
    return [Unsent(people[coder], drafts) for coder, drafts in numbers.items()]


def late_codings(round: Round, *, waiting: bool = False) -> QuerySet[LateCoding]:
    """What came in late, each with its coder and message; only what nobody has decided on with `waiting`."""
    late = LateCoding.objects.filter(assignment__round=round).select_related(
        "assignment__coder", "assignment__unit__message", "decided_by"
    )
    return late.filter(decision=LateDecision.WAITING) if waiting else late


def late_numbers(late: QuerySet[LateCoding]) -> dict[str, int]:
    """How many there are by what was decided on them; "" counts those that wait."""
    rows = late.values("decision").annotate(number=Count("pk"))
    return dict.fromkeys(LateDecision.values, 0) | {row["decision"]: row["number"] for row in rows}


def late_waiting(round: Round) -> int:
    """How many late codings wait for a decision."""
    return late_codings(round, waiting=True).count()


def accepted_late(round: Round) -> int:
    """How many late codings count by now: nothing else adds to the codings of a closed round."""
    return LateCoding.objects.filter(assignment__round=round, decision=LateDecision.ACCEPTED).count()
