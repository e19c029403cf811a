"""What is unusual for a coder is told by their own middle half."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.speed import fences

SECONDS = st.floats(0.5, 3600)


@pytest.mark.parametrize(
    ("lower", "upper", "low", "high"),
    [
        (10, 20, 10 / 8, 20 * 8),  # twice as long three times over
        (5, 10, 5 / 8, 80),
        (8, 8, 8 / 1.25**3, 8 * 1.25**3),  # all alike: a quarter more is the least that counts as a range
    ],
)
def test_fences_lie_three_ranges_off(lower: float, upper: float, low: float, high: float) -> None:
    found = fences(lower, upper)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@settings(deadline=None)  # machines may be busy
@given(SECONDS, SECONDS, st.floats(0.1, 10))
def test_whoever_takes_twice_as_long_has_fences_twice_as_far(a: float, b: float, times: float) -> None:
    lower, upper = sorted((a, b))
    near, far = fences(lower, upper), fences(lower * times, upper * times)
    assert near.low < lower <= upper < near.high
    assert far.low == pytest.approx(near.low * times) and far.high == pytest.approx(near.high * times)
