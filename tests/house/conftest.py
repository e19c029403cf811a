import pytest

from tests.furnished import Furnished, furnish


@pytest.fixture
def furnished(study, pi, adjudicator, coder_a, coder_b, now) -> Furnished:
    """A study in which everything there can be is there."""
    return furnish(study, pi=pi, coders=[pi, adjudicator, coder_a, coder_b], now=now)
