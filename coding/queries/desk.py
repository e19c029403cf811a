"""Finding a coder's work: their queue in a round, one message of it, what comes next, and what they have coded.

Every query starts from the assignments of one coder: whose they are not, for them they are not there.
"""

import math
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from coding.models import Assignment, Coding, Draft, LateCoding, Round
from coding.queries.late import late_numbers
from coding.queries.sight import found_in_sight, words_in_sight
from coding.queries.training import check_may_code, current_attempt, is_training, trainings_first
from corpus.models import Message
from corpus.queries import for_cards
from cyberdip.lib.problems import NotFound
from studies.models import Study, User

# The pace of a coder is the median of so many messages; of fewer than _FEWEST it says nothing yet.
_LATEST, _FEWEST = 20, 5


@dataclass(frozen=True, slots=True)
class Queue:
    """How far a coder is in a round (of a training: in the newest attempt); `seconds_each` is None until their pace is known."""

    total: int
    done: int
    seconds_each: float | None = None

    @property
    def left(self) -> int:
        return self.total - self.done

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes, rounded up; None while the pace is not known or nothing is left."""
        if self.seconds_each is None or not self.left:
            return None
        return math.ceil(self.left * self.seconds_each / 60)


def coder_round(study: Study, number: int) -> Round:
    """The round of this study with this number, its codebook with it; raises NotFound."""
    round_ = study.rounds.select_related("codebook").filter(number=number).first()
    if round_ is None:
        raise NotFound(_("There is no such round in this study."))
    return round_


def own_assignments(round_: Round, coder: User, *, state: str = "") -> QuerySet[Assignment]:
    """The queue of `coder` in a round, each with its message; `state` "open" or "coded" leaves out the others.

    Raises Conflict before the training that comes first is passed.
    """
    check_may_code(round_, coder)
    mine = round_.assignments.filter(coder=coder).select_related("unit__message__account")
    mine = mine.prefetch_related("aids")
    match state:
        case "open":
            return mine.filter(revision=0)
        case "coded":
            return mine.filter(revision__gt=0)
    return mine


def own_assignment(round_: Round, coder: User, position: int) -> Assignment:
    """The message at `position` in the coder's queue as it is shown, with its draft; raises NotFound, for another's too.

    Raises Conflict before the training that comes first is passed.
    """
    check_may_code(round_, coder)
    assignment = (
        round_.assignments.filter(coder=coder, position=position)
        .select_related("draft", "unit")
        .prefetch_related(Prefetch("unit__message", for_cards(Message.objects.all())), "aids")
        .first()
    )
    if assignment is None:
        raise _not_in_the_queue(round_.study, round_.number, coder, position)
    return assignment


def assignment_to_code(study: Study, number: int, coder: User, position: int) -> Assignment:
    """The same with its round and codebook and nothing else, in one statement: what a draft or a coding is written on."""
    assignment = (
        Assignment.objects.filter(round__study=study, round__number=number, coder=coder, position=position)
        .select_related("round__codebook")
        .first()
    )
    if assignment is None:
        raise _not_in_the_queue(study, number, coder, position)
    assignment.round.study = study
    return assignment


def _not_in_the_queue(study: Study, number: int, coder: User, position: int) -> NotFound:
    """Why a message is not there: it was dealt to somebody else meanwhile, or never was in this queue."""
    was_there = Assignment.with_withdrawn.filter(
        round__study=study, round__number=number, coder=coder, position=position
    )
    if was_there.exists():
        return NotFound(
            _(
                "This message was given to another coder meanwhile and is no longer in your queue. Nothing that you submitted "
                "was changed. Your desk shows what is left for you."
            )
        )
    return NotFound(_("There is no such message in your queue. Your desk shows what is there."))


def next_assignment(round_: Round, coder: User, *, after: int = 0) -> Assignment | None:
    """The coder's next open message behind position `after`, else the first open one before it; None when all are coded."""
    still_open = round_.assignments.filter(coder=coder, revision=0).order_by("position")
    behind = still_open.filter(position__gt=after).first()
    if behind is not None or after == 0:
        return behind
    return still_open.filter(position__lt=after).first()


def newest_coding(assignment: Assignment) -> Coding | None:
    """What the coder submitted last; None while nothing."""
    if assignment.revision == 0:
        return None
    return assignment.codings.filter(revision=assignment.revision).first()


def versions(assignment: Assignment) -> QuerySet[Coding]:
    """All that the coder has submitted for this message; order it by `revision`."""
    return assignment.codings.select_related(
        "assignment__round", "assignment__unit__message"
    ).prefetch_related("assignment__aids")


def live_draft(assignment: Assignment) -> Draft | None:
    """What the coder has chosen and not submitted; a draft that rests on an older version is history."""
    draft: Draft | None = getattr(assignment, "draft", None)
    return draft if draft is not None and draft.base_revision == assignment.revision else None


def queue(round_: Round, coder: User) -> Queue:
    """How far `coder` is, and at what pace. Two statements, three in a training."""
    mine = round_.assignments.filter(coder=coder)
    if is_training(round_):
        mine = mine.filter(attempt=current_attempt(round_, coder))
    counts = mine.aggregate(total=Count("pk"), done=Count("pk", filter=Q(revision__gt=0)))
    return Queue(total=counts["total"], done=counts["done"], seconds_each=_pace(round_, coder))


def own_codings(round_: Round, coder: User, *, q: str = "") -> QuerySet[Coding]:
    """The newest coding of each message that `coder` has coded; `q` is looked for in notes, and in the words and the handle of
    the messages as far as the coder sees them.
    """
    codings = (
        Coding.objects.filter(
            assignment__round=round_, assignment__coder=coder, revision=F("assignment__revision")
        )
        .select_related("assignment__round", "assignment__unit__message__account")
        .prefetch_related("assignment__aids")
    )
    if not q:
        return codings
    return codings.annotate(seen_words=words_in_sight()).filter(found_in_sight(round_, q))


def late_codings_of(round_: Round, coder: User) -> dict[str, int]:
    """How many of the coder's codings came in late, by what was decided on them ("" while nothing is)."""
    late = late_numbers(LateCoding.objects.filter(assignment__round=round_, assignment__coder=coder))
    return {decision: number for decision, number in late.items() if number}


def other_open_rounds(round_: Round, coder: User) -> QuerySet[Round]:
    """Other rounds of the study in which messages wait for `coder` and they may begin, the oldest first."""
    waiting = Assignment.objects.filter(
        coder=coder, revision=0, round__study=round_.study, round__phase="open"
    )
    locked = trainings_first(round_.study, coder)
    return (
        Round.objects.filter(pk__in=waiting.values("round"))
        .exclude(pk__in=[round_.pk, *locked])
        .order_by("number")
    )


def _pace(round_: Round, coder: User) -> float | None:
    """Seconds a message, from the coder's latest first codings in this round."""
    latest = (
        Coding.objects.filter(
            assignment__round=round_, assignment__coder=coder, revision=1, active_ms__isnull=False
        )
        .order_by("-submitted_at", "-pk")
        .values_list("active_ms", flat=True)[:_LATEST]
    )
    times = [active_ms for active_ms in latest if active_ms is not None]
    return median(times) / 1000 if len(times) >= _FEWEST else None
