"""How long messages took, as measured by the desk: the time in which the coder was active, of the first coding of a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, F, FloatField, Max, Min, Q, QuerySet, Sum, Window
from django.db.models.functions import Length

from coding.models import Coding, Round, RoundCoder
from coding.pictures import Box
from coding.queries.rounds import coders_of
from coding.speed import CHARACTERS_A_SECOND, FEWEST, Fences, fences
from studies.models import User

LISTED = 50  # of the quickest, and of the slowest


class Quartiles(Aggregate):
    """The lower quartile, the median and the upper quartile, interpolated."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: ClassVar = ArrayField(FloatField())


@dataclass(frozen=True, slots=True)
class CoderSpeed:
    """The measured codings of one coder, in seconds. `fences` is None where they are too few to call any of them unusual."""

    coder: RoundCoder
    n: int
    total: float
    lower: float
    median: float
    upper: float
    low: float
    high: float
    fences: Fences | None

    @property
    def hours(self) -> float:
        return self.total / 3600


@dataclass(frozen=True, slots=True)
class Unusual:
    """One coding that took unusually long or short."""

    coder: RoundCoder
    position: int
    message_id: int
    text: str
    seconds: float
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Speeds:
    """The speed of a round, or of one of its coders: `short` and `long` hold the first of `shorts` and `longs` there are."""

    coders: tuple[CoderSpeed, ...]
    short: tuple[Unusual, ...] = ()
    shorts: int = 0
    long: tuple[Unusual, ...] = ()
    longs: int = 0

    @property
    def boxes(self) -> list[Box]:
        """As they are drawn; points are the listed codings beyond the fences."""
        beyond: dict[int, list[float]] = {}
        for one in (*self.short, *self.long):
            beyond.setdefault(one.coder.coder_id, []).append(one.seconds)
        return [
            Box(
                f"{speed.coder.letter}  {speed.coder.coder}",
                speed.n,
                speed.low,
                speed.lower,
                speed.median,
                speed.upper,
                speed.high,
                tuple(value for value in beyond.get(speed.coder.coder_id, ()) if _is_beyond(value, speed)),
            )
            for speed in self.coders
        ]


def _is_beyond(seconds: float, speed: CoderSpeed) -> bool:
    return seconds < speed.low or seconds > speed.high


def speeds_of(round: Round, *, only: User | None = None) -> Speeds:
    """The speed of everybody in the round, or of one person alone. Five statements, whatever the number of codings."""
    measured = _measured(round, only)
    coders = {coder.coder_id: coder for coder in coders_of(round)}
    quartiles = _quartiles(measured)
    fenced = {coder: _fences(row) for coder, row in quartiles.items()}
    reach = _reach(measured, fenced)
    speeds = [
        _speed(coders[pk], quartiles[pk], reach[pk], fenced[pk])
        for pk in sorted(quartiles, key=lambda pk: (len(coders[pk].letter), coders[pk].letter))
        if pk in coders
    ]
    shorts, short = _listed(measured, _is_short(fenced), "active_ms", coders)
    longs, long = _listed(measured, _is_long(fenced), "-active_ms", coders)
    return Speeds(tuple(speeds), short, shorts, long, longs)


def _measured(round: Round, only: User | None) -> QuerySet[Coding]:
    """First codings with a time. Later versions are corrections, which are quick by nature."""
    found = Coding.objects.filter(
        assignment__round=round, assignment__withdrawn_at=None, revision=1, active_ms__gt=0
    )
    return found if only is None else found.filter(assignment__coder=only)


def _quartiles(measured: QuerySet[Coding]) -> dict[int, dict[str, Any]]:
    rows: Any = measured.values("assignment__coder").annotate(
        n=Count("pk"), total=Sum("active_ms"), quartiles=Quartiles("active_ms")
    )
    return {row["assignment__coder"]: row for row in rows}


def _fences(row: Mapping[str, Any]) -> Fences | None:
    lower, _median, upper = row["quartiles"]
    return fences(lower / 1000, upper / 1000) if row["n"] >= FEWEST else None


def _reach(measured: QuerySet[Coding], fenced: Mapping[int, Fences | None]) -> dict[int, dict[str, Any]]:
    """The shortest and longest of each coder that is not unusual."""
    unusual = _beyond(fenced, "active_ms__lt", "low") | _beyond(fenced, "active_ms__gt", "high")
    rows: Any = (
        measured.exclude(unusual)
        .values("assignment__coder")
        .annotate(low=Min("active_ms"), high=Max("active_ms"))
    )
    return {row["assignment__coder"]: row for row in rows}


def _beyond(fenced: Mapping[int, Fences | None], lookup: str, side: str) -> Q:
    """Codings beyond one fence of their coder."""
    found = Q(active_ms__lt=0)
    for coder, bounds in fenced.items():
        if bounds is not None:
            found |= Q(**{"assignment__coder": coder, lookup: 1000 * getattr(bounds, side)})
    return found


def _is_short(fenced: Mapping[int, Fences | None]) -> Q:
    """In less time than it takes to read the message, or unusually short for the coder."""
    return Q(active_ms__lt=F("characters") * 1000 / CHARACTERS_A_SECOND) | _beyond(
        fenced, "active_ms__lt", "low"
    )


def _is_long(fenced: Mapping[int, Fences | None]) -> Q:
    return _beyond(fenced, "active_ms__gt", "high")


def _speed(
    coder: RoundCoder, row: Mapping[str, Any], reach: Mapping[str, Any], bounds: Fences | None
) -> CoderSpeed:
    lower, median, upper = (value / 1000 for value in row["quartiles"])
    return CoderSpeed(
        coder,
        row["n"],
        row["total"] / 1000,
        lower,
        median,
        upper,
        reach["low"] / 1000,
        reach["high"] / 1000,
        bounds,
    )


def _listed(
    measured: QuerySet[Coding], unusual: Q, order: str, coders: Mapping[int, RoundCoder]
) -> tuple[int, tuple[Unusual, ...]]:
    """How many there are, and the first of them."""
    rows: Any = (
        measured.annotate(characters=Length("assignment__unit__message__text"))
        .filter(unusual)
        .annotate(number=Window(Count("pk")))
        .order_by(order, "pk")
        .values(
            "assignment__coder",
            "assignment__position",
            "assignment__unit__message",
            "assignment__unit__message__text",
            "active_ms",
            "submitted_at",
            "number",
        )[:LISTED]
    )
    found: Sequence[Any] = [row for row in rows if row["assignment__coder"] in coders]
    return (found[0]["number"] if found else 0), tuple(
        Unusual(
            coders[row["assignment__coder"]],
            row["assignment__position"],
            row["assignment__unit__message"],
            row["assignment__unit__message__text"],
            row["active_ms"] / 1000,
            row["submitted_at"],
        )
        for row in found
    )
