"""When will a round be finished? Told from the pace of its own coders, with an interval that says how sure that is.

A coder codes so many messages a day, days without work among them, so that weekends are part of a pace. With `left` messages
to go at a mean of `m` a day, it takes left / m days. Two things make that unsure: days differ (variance v a day), and the mean
itself rests on `n` days only. Together, by the delta method, the squared coefficient of variation of the time it takes is

    v / (m^2 n)  +  v / (m left)

and the time is taken to be log-normal, so that it is never negative and its upper side is the longer one. A count varies at least
as Poisson's does, so v is never taken to be below m: five days alike are no proof that the sixth will be.

A round is finished when its last coder is. Coders work each for themselves, so the chance that all are finished by a day is the
product of their chances, and its quantiles are found by halving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, exp, log, prod, sqrt
from statistics import NormalDist, fmean, variance

__all__ = ["CHANCE", "FEWEST_DAYS", "WINDOW_DAYS", "Forecast", "Pace", "finish", "recent"]

WINDOW_DAYS = 14  # two weeks, so that each day of the week counts twice
FEWEST_DAYS = 3
FEWEST_CODINGS = 10
CHANCE = 0.8  # that the day lies within the interval
_FARTHEST_DAYS = 5 * 365
_HALVINGS = 60
_A_MOMENT = 1e-6  # of a day: ten days computed as 10.0000001 are no eleven
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Pace:
    """What a coder has still to code, and how many they coded on each of the days that count, the oldest first."""

    left: int
    daily: Sequence[int]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which everything is likely to be coded, and the days between which that lies in `CHANCE` of all cases."""

    earliest: date
    likely: date
    latest: date


@dataclass(frozen=True, slots=True)
class _Time:
    """Days until a coder is finished: log-normal, with its median and the spread of its logarithm."""

    median: float
    spread: float

    def chance_by(self, days: float) -> float:
        return _NORMAL.cdf((log(days) - log(self.median)) / self.spread)

    def by_chance(self, share: float) -> float:
        return exp(log(self.median) + self.spread * _NORMAL.inv_cdf(share))


def recent(coded: Mapping[date, int], today: date) -> tuple[int, ...]:
    """What was coded on each full day of the window, beginning with the first day of work in it; today is not over yet."""
    window = [today - timedelta(days=back) for back in range(WINDOW_DAYS, 0, -1)]
    began = min((day for day, number in coded.items() if number), default=today)
    return tuple(coded.get(day, 0) for day in window if day >= began)


def finish(paces: Iterable[Pace], today: date) -> Forecast | None:
    """When the last of these coders is finished.

    None where nothing is left, where one of them has too few days or codings to tell a pace from, and where it is years ahead.
    """
    times = [_time(pace) for pace in paces if pace.left]
    known = [time for time in times if time is not None]
    if not known or len(known) < len(times):
        return None
    days = [_quantile(known, share) for share in ((1 - CHANCE) / 2, 0.5, (1 + CHANCE) / 2)]
    if days[-1] > _FARTHEST_DAYS:
        return None
    return Forecast(*(today + timedelta(days=ceil(number - _A_MOMENT)) for number in days))


def _time(pace: Pace) -> _Time | None:
    n, total = len(pace.daily), sum(pace.daily)
    if n < FEWEST_DAYS or total < FEWEST_CODINGS:
        return None
    mean = fmean(pace.daily)
    v = max(variance(pace.daily), mean)
    squared = v / (mean * mean * n) + v / (mean * pace.left)
    return _Time(median=pace.left / mean, spread=sqrt(log(1 + squared)))


def _quantile(times: Sequence[_Time], share: float) -> float:
    """Days by which all are finished with this chance. It lies between two bounds that can be written down."""
    low = max(time.by_chance(share) for time in times)
    high = max(time.by_chance(share ** (1 / len(times))) for time in times)
    return _halve(lambda days: prod(time.chance_by(days) for time in times) < share, low, high)


def _halve(is_below: Callable[[float], bool], low: float, high: float) -> float:
    """Where `is_below` turns from true to false between the two."""
    for _step in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return high
