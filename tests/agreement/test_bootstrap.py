"""Replicates: the same from the same seed however they are shared out, and distributed as resampled units."""

from __future__ import annotations

import numpy as np
import pytest

from agreement.bootstrap import BLOCK, FEWEST_UNITS, Sampling, draw_block, measure, percentile_interval
from agreement.coefficients import FullAgreement, NominalAlpha, OrdinalAlpha, PairwiseAgreement
from agreement.patterns import Codes, Patterns, find_patterns
from agreement.results import Estimate, Interval, Reason, Undefined


def make_codes(units: int, coders: int = 3, categories: int = 4, seed: int = 1) -> Codes:
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, categories, size=(units, 1))
    guesses = generator.integers(0, categories, size=(units, coders))
    return np.where(generator.random((units, coders)) < 0.7, truth, guesses).astype(np.int32)


def make_patterns(units: int, **more: int) -> Patterns:
    return find_patterns(make_codes(units, **more), 4).pairable().anonymous()


def interval_of(outcome: Estimate | Undefined) -> Interval:
    assert isinstance(outcome, Estimate)
    assert isinstance(outcome.interval, Interval)
    return outcome.interval


def test_same_seed_same_interval() -> None:
    patterns = make_patterns(60)
    first, again, other = (
        measure(patterns, [NominalAlpha()], Sampling(replicates=1000, seed=seed))[0] for seed in (5, 5, 6)
    )
    assert first == again
    assert interval_of(first) != interval_of(other)


def test_replicates_of_a_block_do_not_depend_on_the_blocks_before() -> None:
    """Chunks are runs of blocks; drawn alone, in any order, a block is the same."""
    units = make_patterns(60).units
    in_order = [draw_block(units, 7, block) for block in range(4)]
    backwards = [draw_block(units, 7, block) for block in reversed(range(4))]
    for one, other in zip(in_order, reversed(backwards), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(in_order[0], in_order[1])


def test_more_statistics_do_not_change_the_interval_of_one() -> None:
    patterns = make_patterns(60)
    alone = measure(patterns, [OrdinalAlpha(4)], Sampling(replicates=500))[0]
    together = measure(
        patterns, [PairwiseAgreement(), FullAgreement(3), OrdinalAlpha(4)], Sampling(replicates=500)
    )
    assert together[2] == alone


def test_patterns_give_the_distribution_of_resampled_units() -> None:
    codes = make_codes(40)
    patterns = find_patterns(codes, 4).anonymous()
    generator = np.random.default_rng(3)
    naive = np.array([_alpha_of(codes[generator.integers(0, len(codes), len(codes))]) for _ in range(2000)])
    found = interval_of(measure(patterns, [NominalAlpha()], Sampling(replicates=10_000))[0])
    assert (found.lower, found.upper) == pytest.approx(tuple(np.quantile(naive, (0.025, 0.975))), abs=0.02)
    assert found.below_tentative == pytest.approx(float(np.mean(naive < 0.667)), abs=0.04)


def _alpha_of(codes: Codes) -> float:
    patterns = find_patterns(codes, 4).anonymous()
    return float(NominalAlpha().values((patterns.units @ NominalAlpha().features(patterns))[None, :])[0])


@pytest.mark.parametrize(("units", "has_interval"), [(FEWEST_UNITS - 1, False), (FEWEST_UNITS, True)])
def test_there_is_no_interval_below_ten_pairable_units(units: int, has_interval: bool) -> None:
    outcome = measure(make_patterns(units), [NominalAlpha()], Sampling(replicates=100))[0]
    assert isinstance(outcome, Estimate)
    assert isinstance(outcome.interval, Interval) is has_interval
    assert has_interval or outcome.interval == Undefined(Reason.FEW_UNITS)


def test_undefined_replicates_are_left_out_and_told() -> None:
    """One unit of twelve varies: the share of replicates that miss it is (11/12)^12."""
    codes = np.zeros((12, 2), dtype=np.int32)
    codes[0] = (0, 1)
    outcome = measure(find_patterns(codes, 2), [NominalAlpha()], Sampling())[0]
    assert interval_of(outcome).share_undefined == pytest.approx((11 / 12) ** 12, abs=0.015)


def test_a_replicate_on_the_threshold_is_not_below_it() -> None:
    found = percentile_interval(np.array([0.8, 0.8, 0.667, 0.5, np.nan]))
    assert isinstance(found, Interval)
    assert (found.below_tentative, found.below_reliable, found.share_undefined) == (
        0.25,
        0.5,
        pytest.approx(0.2),
    )


def test_replicates_that_are_all_undefined_give_no_interval() -> None:
    assert percentile_interval(np.full(100, np.nan)) == Undefined(Reason.NO_REPLICATE)


def test_work_is_told_block_by_block_and_can_be_ended() -> None:
    heard: list[int] = []

    def listen(done: int) -> None:
        heard.append(done)
        if done == 3 * BLOCK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(make_patterns(40), [NominalAlpha()], Sampling(), listen)
    assert heard == [BLOCK, 2 * BLOCK, 3 * BLOCK]


@pytest.mark.parametrize("replicates", [0, 50, 1050])
def test_replicates_come_in_whole_blocks(replicates: int) -> None:
    with pytest.raises(ValueError, match="multiple of 100"):
        Sampling(replicates=replicates)
