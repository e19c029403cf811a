"""Laws of samples: simple random and stratified ones, whole, even, and the same for a seed."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sampling import draw, draw_strata, equal, proportional, share_out

seeds = st.integers(-(2**40), 2**40)
sizes = st.lists(st.integers(0, 60), max_size=12)


@given(st.integers(0, 200), st.data(), seeds)
def test_a_draw_takes_different_places_in_order(population, data, seed):
    size = data.draw(st.integers(0, population))
    drawn = draw(population, size, seed=seed)
    assert len(set(drawn)) == size
    assert drawn == sorted(drawn)
    assert set(drawn) <= set(range(population))
    assert drawn == draw(population, size, seed=seed)


def test_every_pair_is_drawn_about_equally_often():
    counted = dict.fromkeys(combinations(range(5), 2), 0)
    for seed in range(2000):
        counted[tuple(draw(5, 2, seed=seed))] += 1
    assert min(counted.values()) > 150  # 200 expected, standard deviation 13
    assert max(counted.values()) < 250


def test_more_than_there_is_cannot_be_drawn():
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw(3, 4, seed=1)


@given(sizes, st.integers(0, 400))
def test_proportional_parts_sum_up_and_keep_their_quota(there, total):
    parts = proportional(there, total)
    everything = sum(there)
    assert sum(parts) == (total if everything else 0)
    for size, part in zip(there, parts, strict=True):
        assert not everything or abs(part - size * total / everything) < 1
        assert total > everything or part <= size


@pytest.mark.parametrize(
    ("there", "total", "parts"),
    [
        ([50, 30, 20], 10, [5, 3, 2]),
        ([1, 1, 1], 2, [1, 1, 0]),  # of equal remainders the first
        ([10, 20, 70], 9, [1, 2, 6]),
        ([0, 5], 5, [0, 5]),
        ([], 0, []),
    ],
)
def test_largest_remainders(there, total, parts):
    assert proportional(there, total) == parts


@given(sizes, st.integers(0, 400))
def test_equal_parts_differ_by_at_most_one(there, total):
    parts = equal(there, total)
    assert sum(parts) == (total if there else 0)
    assert not parts or max(parts) - min(parts) <= 1


@given(sizes, st.integers(0, 800), st.booleans())
def test_strata_give_what_was_asked_for_or_all_there_is(there, total, equally):
    shares = share_out(there, total, equally=equally)
    assert sum(share.achieved for share in shares) == min(total, sum(there))
    assert all(share.achieved <= share.population for share in shares)
    assert [share.population for share in shares] == there


@given(sizes, st.integers(0, 800))
def test_in_an_equal_split_only_small_strata_give_less_than_others(there, total):
    achieved = [share.achieved for share in share_out(there, total, equally=True)]
    for size, got in zip(there, achieved, strict=True):
        assert got == size or got >= max(achieved) - 1


def test_what_a_small_stratum_lacks_is_told_and_given_by_the_others():
    shares = share_out([2, 136, 13, 1], 40, equally=True)
    assert [share.planned for share in shares] == [10, 10, 10, 10]
    assert [share.achieved for share in shares] == [2, 24, 13, 1]


@given(st.lists(st.integers(0, 3), max_size=80), st.data(), seeds)
def test_a_stratified_draw_takes_from_each_stratum_what_it_is_to_give(strata, data, seed):
    there = Counter(strata)
    wanted = [data.draw(st.integers(0, there[number])) for number in range(4)]
    drawn = draw_strata(strata, list("abcd"), wanted, seed=seed)
    assert drawn == sorted(set(drawn))
    assert [Counter(strata[place] for place in drawn)[number] for number in range(4)] == wanted
    assert drawn == draw_strata(strata, list("abcd"), wanted, seed=seed)


def test_a_stratum_is_drawn_alike_whatever_other_strata_there_are():
    alone = draw_strata([0] * 20, ["x"], [5], seed=1)
    beside = draw_strata([1, 0] * 20, ["x", "y"], [5, 3], seed=1)
    assert [place // 2 for place in beside if place % 2 == 1] == alone


def test_the_draw_of_a_seed_is_the_same_on_every_machine():
    assert draw(1000, 6, seed=2019) == [52, 305, 468, 672, 770, 848]
