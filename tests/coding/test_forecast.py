"""A forecast: what it says, when it says nothing, and how often it is right."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.forecast import CHANCE, WINDOW_DAYS, Pace, finish, recent

TODAY = date(2026, 3, 16)
DAILY = st.lists(st.integers(4, 60), min_size=3, max_size=WINDOW_DAYS)
PACES = st.builds(Pace, st.integers(1, 3000), DAILY)


def test_a_steady_pace_arrives_when_it_should() -> None:
    found = finish([Pace(100, [10] * 14)], TODAY)
    assert found is not None
    assert found.likely == TODAY + timedelta(days=10)
    assert found.earliest < found.likely < found.latest
    assert (found.latest - found.earliest).days <= 6


@pytest.mark.parametrize(
    ("paces", "why"),
    [
        ([], "nobody"),
        ([Pace(0, [10] * 5)], "nothing is left"),
        ([Pace(50, [10, 10])], "two days"),
        ([Pace(50, [1, 0, 0, 1])], "two codings"),
        ([Pace(50, [0] * 14)], "nobody works any more"),
        ([Pace(50, [10] * 14), Pace(50, [])], "one of two has not begun"),
        ([Pace(90_000, [1] * 14)], "centuries"),
    ],
)
def test_nothing_is_said_while_there_is_too_little(paces: list[Pace], why: str) -> None:
    assert finish(paces, TODAY) is None, why


def test_whoever_is_done_holds_nobody_up() -> None:
    working = Pace(100, [10] * 14)
    assert finish([working, Pace(0, [])], TODAY) == finish([working], TODAY)


@settings(deadline=None)  # machines may be busy
@given(PACES)
def test_the_days_are_in_order(pace: Pace) -> None:
    found = finish([pace], TODAY)
    assert found is not None
    assert TODAY < found.earliest <= found.likely <= found.latest


@settings(deadline=None)  # machines may be busy
@given(PACES, st.integers(1, 500))
def test_more_work_is_never_done_earlier(pace: Pace, more: int) -> None:
    less, longer = finish([pace], TODAY), finish([Pace(pace.left + more, pace.daily)], TODAY)
    assert less is not None and longer is not None
    assert longer.likely >= less.likely and longer.latest >= less.latest


@settings(deadline=None)  # machines may be busy
@given(st.lists(PACES, min_size=1, max_size=6), PACES)
def test_another_coder_never_finishes_a_round_earlier(paces: list[Pace], another: Pace) -> None:
    fewer, more = finish(paces, TODAY), finish([*paces, another], TODAY)
    assert fewer is not None and more is not None
    assert more.earliest >= fewer.earliest and more.likely >= fewer.likely and more.latest >= fewer.latest


def test_uneven_days_make_it_less_sure() -> None:
    even, uneven = (finish([Pace(400, daily)], TODAY) for daily in ([20] * 10, [0, 40] * 5))
    assert even is not None and uneven is not None
    assert even.likely == uneven.likely
    assert uneven.latest - uneven.earliest > even.latest - even.earliest


def _days_until_done(left: int, draw: Random, rate: int) -> int:
    days = 0
    while left > 0:
        left -= _count(draw, rate)
        days += 1
    return days


def _count(draw: Random, rate: int) -> int:
    """A day's codings: a day off in four, else a number around the rate."""
    return 0 if draw.random() < 0.25 else draw.randint(rate // 2, rate + rate // 2)


def test_the_interval_holds_as_often_as_it_says() -> None:
    draw, inside, trials = Random(1), 0, 600
    for _trial in range(trials):
        found = finish([Pace(600, [_count(draw, 30) for _day in range(WINDOW_DAYS)])], TODAY)
        assert found is not None
        done = TODAY + timedelta(days=_days_until_done(600, draw, 30))
        inside += found.earliest <= done <= found.latest
    assert CHANCE - 0.06 <= inside / trials <= CHANCE + 0.1


def test_days_count_from_the_first_day_of_work_and_without_today() -> None:
    days = {TODAY - timedelta(days=back): number for back, number in ((40, 0), (4, 7), (2, 5), (0, 99))}
    assert recent(days, TODAY) == (7, 0, 5, 0)
    long_ago = recent({TODAY - timedelta(days=90): 50}, TODAY)
    assert long_ago == (0,) * WINDOW_DAYS
    assert recent({}, TODAY) == ()
