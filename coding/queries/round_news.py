"""Messages that came after a round was opened: which of them it takes, and to whom they go."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from coding import allocation
from coding.models import Assignment, Round, Unit
from coding.models.rounds import PhaseChoice
from coding.queries.round_plan import plan_of, population
from coding.queries.round_redealing import LeftRow, staying_coders
from coding.queries.rounds import coders_of
from corpus.models import Message


@dataclass(frozen=True, slots=True)
class News:
    """New messages of a round, oldest first: the coders (by id) of each, and what is left to everybody before and after."""

    messages: tuple[int, ...]
    coders: tuple[tuple[int, ...], ...]
    rows: tuple[LeftRow, ...]

    @property
    def number(self) -> int:
        """How many new messages there are."""
        return len(self.messages)


_NO_NEWS = News((), (), ())


def new_messages(round: Round) -> QuerySet[Message]:
    """The messages that pass the filter of the round and are not in it, oldest first."""
    there = Unit.objects.filter(round=round, message=OuterRef("pk"))
    return population(round.study, plan_of(round)).filter(~Exists(there))


def rounds_that_take_new() -> Iterable[Round]:
    """The open rounds of all studies that take messages as they are imported."""
    return Round.objects.filter(phase=PhaseChoice.OPEN, takes_new=True).select_related("study", "codebook")


def news_of(round: Round) -> News:
    """What of the new messages every coder would get.

    They are shared out as at the opening, with as many coders a message and as large an overlap over the whole round; who has
    least left is first, so that what is left evens out.
    """
    staying = set(staying_coders(round))
    people = [coder.coder for coder in coders_of(round) if coder.coder_id in staying]
    if not people or not round.takes_new:
        return _NO_NEWS
    messages = tuple(new_messages(round).values_list("pk", flat=True))
    left = _left(round)
    each = min(round.coders_per_message, len(people))
    blocks = allocation.deal_more(
        len(messages),
        [left.get(person.pk, 0) for person in people],
        coders_per_unit=each,
        shared=_shared(round, len(messages)),
        seed=round.seed,
        stream=f"new/{_last_position(round)}",
    )
    got = allocation.shares(blocks, len(people)).units
    rows = (
        LeftRow(one, left.get(one.pk, 0), left.get(one.pk, 0) + more)
        for one, more in zip(people, got, strict=True)
    )
    return News(messages, tuple(tuple(people[place].pk for place in block) for block in blocks), tuple(rows))


def _shared(round: Round, new: int) -> int:
    """How many of the new messages get several coders: as many as the overlap of the whole round lacks."""
    sample = Unit.objects.filter(round=round, known=None)
    several = (
        Assignment.objects.filter(unit__in=sample)
        .order_by()
        .values("unit")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count()
    )
    wanted = allocation.overlapping(sample.count() + new, round.overlap_percent, size=round.overlap_size)
    return max(0, min(new, wanted - several))


def _left(round: Round) -> dict[int, int]:
    open_ones = round.assignments.filter(revision=0).order_by().values("coder").annotate(n=Count("pk"))
    return dict(open_ones.values_list("coder", "n"))


def _last_position(round: Round) -> int:
    newest = round.units.order_by("-position").values_list("position", flat=True).first()
    return newest or 0
