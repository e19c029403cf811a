"""What dealing a coder in or out of an open round would move, and what is left to everybody before and after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from coding import allocation
from coding.models import Assignment, Draft, Round, RoundCoder, Tally
from coding.queries.round_plan import possible_coders
from coding.queries.rounds import coders_of
from cyberdip.lib.problems import Invalid
from studies.models import User


@dataclass(frozen=True, slots=True)
class Handover:
    """An assignment that goes from its coder to another, or to nobody."""

    assignment: int
    unit: int
    stratum: int | None
    taker: int | None


@dataclass(frozen=True, slots=True)
class LeftRow:
    """What is left to a coder of a round, before and after."""

    coder: User
    before: int
    after: int

    @property
    def more(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Redealing:
    """What would be dealt again: which assignments, and what is then left to each coder of the round."""

    coder: User
    handovers: tuple[Handover, ...]
    rows: tuple[LeftRow, ...]

    @property
    def moved(self) -> int:
        """How many assignments get another coder."""
        return len(self.handovers) - self.unplaced

    @property
    def unplaced(self) -> int:
        """How many go to nobody, for everybody else has the message already."""
        return sum(handover.taker is None for handover in self.handovers)


def dealable_in(round: Round) -> QuerySet[User]:
    """Who may code in the study and does not, or no more, in this round."""
    return possible_coders(round.study).exclude(
        pk__in=round.coders.filter(left_at=None).values("coder"),
    )


def dealable_out(round: Round) -> QuerySet[User]:
    """Who codes in this round and is not out of it."""
    return User.objects.filter(pk__in=round.coders.filter(left_at=None).values("coder")).order_by(
        "name", "email"
    )


def coders_ever(round: Round) -> QuerySet[User]:
    """Who codes or has coded in this round."""
    return User.objects.filter(pk__in=round.coders.values("coder"))


def leavers_of(round: Round) -> list[RoundCoder]:
    """The coders of a round who may not code in the study any more, and whose open messages nobody has taken over."""
    able = possible_coders(round.study).values("pk")
    gone = round.coders.filter(left_at=None).exclude(coder__in=able).select_related("coder")
    still_open = Tally.objects.filter(round=round, coder=OuterRef("coder"), dealt__gt=F("coded"))
    return list(gone.filter(Exists(still_open)))


def dealing_in(round: Round, coder: User) -> Redealing:
    """What `coder` would take over from the others of an open round: nothing that anybody has begun, and no hidden gold.

    Raises Invalid for somebody who may not code in the study."""
    if not possible_coders(round.study).filter(pk=coder.pk).exists():
        sentence = _("%(coder)s may not code in this study, or not any more: change their role first.")
        raise Invalid(sentence % {"coder": coder})
    places = _places(round, coder)
    begun = Exists(Draft.objects.filter(assignment=OuterRef("pk")))
    rows = list(_open(round).annotate(begun=begun).values_list("coder", "begun", *_UNIT))
    left = _counted(places, (holder for holder, *_row in rows))
    offers: dict[int, dict[int, Any]] = defaultdict(dict)
    for holder, has_begun, known, position, *row in rows:
        if known is None and not has_begun:
            offers[places[holder]][position] = row
    moves = allocation.deal_in(offers, left, places[coder.pk], has=set(_ever(round, coder)), seed=round.seed)
    handovers = [_handover(offers[move.giver][move.unit], coder.pk) for move in moves]
    return _redealing(coder, places, left, handovers, [(move.giver, move.taker) for move in moves])


def dealing_out(round: Round, coder: User) -> Redealing:
    """Who would take over what `coder` has not coded. Hidden gold is taken back and goes to nobody."""
    places = _places(round, coder)
    pks = {place: pk for pk, place in places.items()}
    mine = {
        position: (row, known is not None)
        for known, position, *row in _open(round).filter(coder=coder).values_list(*_UNIT)
    }
    left = _counted(places, _open(round).values_list("coder", flat=True))
    staying = {places[pk]: left[places[pk]] for pk in staying_coders(round) if pk != coder.pk}
    moves = allocation.deal_out(_holders(round, coder, places), staying, places[coder.pk], seed=round.seed)
    takers = {move.unit: move.taker for move in moves}
    handovers, movements = [], []
    for position, (row, is_hidden) in mine.items():
        taker = None if is_hidden else takers[position]
        handovers.append(_handover(row, None if taker is None else pks[taker]))
        movements.append((places[coder.pk], taker))
    return _redealing(coder, places, left, handovers, movements)


def staying_coders(round: Round) -> list[int]:
    """The ids of the coders of the round who still code in it."""
    able = possible_coders(round.study).order_by().values("pk")
    return list(round.coders.filter(left_at=None, coder__in=able).values_list("coder", flat=True))


def _holders(round: Round, coder: User, places: Mapping[int, int]) -> dict[int, set[int]]:
    """The coder's open units that are no hidden gold, by position, each with the places of all who ever had it."""
    mine = _open(round).filter(coder=coder, unit__known=None).values("unit")
    held: dict[int, set[int]] = defaultdict(set)
    for position, holder in Assignment.with_withdrawn.filter(unit__in=mine).values_list(
        "unit__position", "coder"
    ):
        held[position].add(places[holder])
    return held


# What is asked of an open assignment: whether it is hidden gold, its unit's position, and what a handover needs.
_UNIT = ("unit__known", "unit__position", "pk", "unit", "stratum")


def _open(round: Round) -> QuerySet[Assignment]:
    return round.assignments.filter(revision=0, attempt=1)


def _ever(round: Round, coder: User) -> Iterable[int]:
    """The units, by position, that the coder ever had in the round, those that were taken back among them."""
    had = Assignment.with_withdrawn.filter(round=round, coder=coder)
    return had.values_list("unit__position", flat=True)


def _places(round: Round, newcomer: User) -> dict[int, int]:
    """The place of each coder by the letters, which no database decides; somebody new has the next."""
    places = {coder.coder_id: place for place, coder in enumerate(coders_of(round))}
    places.setdefault(newcomer.pk, len(places))
    return places


def _counted(places: Mapping[int, int], holders: Iterable[int]) -> dict[int, int]:
    counted = dict.fromkeys(places.values(), 0)
    for holder in holders:
        counted[places[holder]] += 1
    return counted


def _handover(row: Any, taker: int | None) -> Handover:
    assignment, unit, stratum = row
    return Handover(assignment, unit, stratum, taker)


def _redealing(
    coder: User,
    places: Mapping[int, int],
    left: Mapping[int, int],
    handovers: Iterable[Handover],
    movements: Iterable[tuple[int, int | None]],
) -> Redealing:
    """`movements` has the places of giver and taker of each handover."""
    after = dict(left)
    for giver, taker in movements:
        after[giver] -= 1
        if taker is not None:
            after[taker] += 1
    people = User.objects.in_bulk(places)
    rows = tuple(LeftRow(people[pk], left[place], after[place]) for pk, place in places.items())
    return Redealing(coder, tuple(handovers), rows)
