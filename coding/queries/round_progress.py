"""How far a round is: how much, never what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from django.db.models import F

from coding.forecast import Forecast, Pace, finish, recent
from coding.models import CodingDay, Draft, Round, RoundCoder, Stratum, Tally
from coding.pictures import Standing
from coding.queries.rounds import coders_of
from studies.models import Membership, User


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """How far one coder of a round is. `last_at` is None while nothing was submitted; who `has_left` codes no more."""

    coder: User
    letter: str
    planned: int
    done: int
    last_at: datetime | None
    has_left: bool = False

    @property
    def left(self) -> int:
        return self.planned - self.done


@dataclass(frozen=True, slots=True)
class StratumProgress:
    """How far one stratum of a round is; `stratum` is None for what lies in none. `shared` and `complete` count messages."""

    stratum: Stratum | None
    planned: int
    done: int
    shared: int
    complete: int

    @property
    def left(self) -> int:
        return self.planned - self.done


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: its coders by their letters, its strata in their order (none where it was not stratified), the sums.

    `shared` messages are coded by several coders, and all of these have coded `complete` of them.
    """

    coders: tuple[CoderProgress, ...]
    strata: tuple[StratumProgress, ...] = ()
    shared: int = 0
    complete: int = 0

    @property
    def planned(self) -> int:
        return sum(coder.planned for coder in self.coders)

    @property
    def done(self) -> int:
        return sum(coder.done for coder in self.coders)

    @property
    def left(self) -> int:
        return self.planned - self.done

    @property
    def overlap_left(self) -> int:
        """Messages that not all of their coders have coded yet."""
        return self.shared - self.complete

    @property
    def left_by_leavers(self) -> int:
        """Open codings of coders who are no members any more."""
        return sum(coder.left for coder in self.coders if coder.has_left)

    def of(self, user: User) -> CoderProgress | None:
        """The progress of one coder; None for whoever does not code in the round."""
        return next((coder for coder in self.coders if coder.coder == user), None)


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead of an open round: when it and each of its coders (by id) is likely to be finished.

    `untold` are the coders at work whose pace cannot be told yet; while there are any, the round has no forecast.
    """

    forecast: Forecast | None = None
    coders: Mapping[int, Forecast] | None = None
    untold: tuple[CoderProgress, ...] = ()

    def of(self, coder: User) -> Forecast | None:
        return (self.coders or {}).get(coder.pk)


def progress_of(round: Round) -> Progress:
    """How far a round is, in four statements that read some rows for each coder and stratum, whatever the number of messages."""
    tallies = list(Tally.objects.filter(round=round))
    members = set(Membership.objects.current().filter(study=round.study_id).values_list("user_id", flat=True))
    by_coder = _grouped(tallies, "coder_id")
    return Progress(
        tuple(
            _coder(
                coder,
                by_coder.get(coder.coder_id, ()),
                has_left=coder.left_at is not None or coder.coder_id not in members,
            )
            for coder in coders_of(round)
        ),
        _strata(round, tallies),
        shared=sum(tally.shared for tally in tallies),
        complete=sum(tally.complete for tally in tallies),
    )


def _grouped(tallies: Iterable[Tally], name: str) -> Mapping[int | None, list[Tally]]:
    groups: defaultdict[int | None, list[Tally]] = defaultdict(list)
    for tally in tallies:
        groups[getattr(tally, name)].append(tally)
    return groups


def _coder(coder: RoundCoder, tallies: Sequence[Tally], *, has_left: bool) -> CoderProgress:
    return CoderProgress(
        coder.coder,
        coder.letter,
        planned=sum(tally.dealt for tally in tallies),
        done=sum(tally.coded for tally in tallies),
        last_at=max((tally.last_at for tally in tallies if tally.last_at), default=None),
        has_left=has_left,
    )


def _strata(round: Round, tallies: Sequence[Tally]) -> tuple[StratumProgress, ...]:
    strata = list(round.strata.order_by("position"))
    if not strata:
        return ()
    groups = _grouped(tallies, "stratum_id")
    rows = [_stratum(stratum, groups.get(stratum.pk, ())) for stratum in strata]
    return (*rows, _stratum(None, groups[None])) if groups.get(None) else tuple(rows)


def _stratum(stratum: Stratum | None, tallies: Sequence[Tally]) -> StratumProgress:
    return StratumProgress(
        stratum,
        planned=sum(tally.dealt for tally in tallies),
        done=sum(tally.coded for tally in tallies),
        shared=sum(tally.shared for tally in tallies),
        complete=sum(tally.complete for tally in tallies),
    )


def ahead_of(round: Round, progress: Progress, *, today: date) -> Ahead:
    """The forecast of an open round, from the days on which its coders coded; one statement. Who has left holds nobody up."""
    days: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for day in CodingDay.objects.filter(round=round):
        days[day.coder_id][day.day] = day.coded
    at_work = [coder for coder in progress.coders if coder.left and not coder.has_left]
    paces = {coder: Pace(coder.left, recent(days[coder.coder.pk], today)) for coder in at_work}
    each = {coder: finish([pace], today) for coder, pace in paces.items()}
    return Ahead(
        finish(paces.values(), today),
        {coder.coder.pk: found for coder, found in each.items() if found is not None},
        tuple(coder for coder, found in each.items() if found is None),
    )


def days_of(round: Round) -> list[Standing]:
    """How many codings there were at the end of each day on which somebody coded, all coders together."""
    coded: Counter[date] = Counter()
    for day, number in CodingDay.objects.filter(round=round).values_list("day", "coded"):
        coded[day] += number
    days = sorted(coded)
    return [
        Standing(day, done) for day, done in zip(days, accumulate(coded[day] for day in days), strict=True)
    ]


def open_assignments(round: Round) -> int:
    """How many assignments nothing was submitted for."""
    return round.assignments.filter(revision=0).count()


def unsent_drafts(round: Round) -> int:
    """How many drafts hold what was not submitted: those that rest on the newest coding, or on none where there is none."""
    return Draft.objects.filter(assignment__round=round, base_revision=F("assignment__revision")).count()
