"""Patterns of codes: few, complete, and in one order."""

from __future__ import annotations

import numpy as np

from agreement.patterns import MISSING, find_patterns

M = MISSING


def patterns_of(rows: list[list[int]], size: int) -> list[tuple[list[int], int]]:
    found = find_patterns(np.array(rows, dtype=np.int32), size)
    return list(zip(found.codes.tolist(), found.units.tolist(), strict=True))


def test_equal_rows_are_one_pattern_with_their_number() -> None:
    assert patterns_of([[1, 0], [0, 1], [1, 0], [M, M]], 2) == [([M, M], 1), ([0, 1], 1), ([1, 0], 2)]


def test_anonymous_patterns_do_not_tell_coders_apart() -> None:
    found = find_patterns(np.array([[1, 0, M], [M, 0, 1], [0, 1, M]], dtype=np.int32), 2).anonymous()
    assert found.codes.tolist() == [[1, 0]]
    assert found.units.tolist() == [3]


def test_pairable_patterns_have_two_codes() -> None:
    found = find_patterns(np.array([[1, M, M], [1, 1, M]], dtype=np.int32), 2).pairable()
    assert found.codes.tolist() == [[1, 1, M]]


def test_many_coders_and_many_values_do_not_overflow() -> None:
    """60 coders with a thousand values each would need a key of 600 bits."""
    generator = np.random.default_rng(4)
    rows = generator.integers(M, 1000, size=(50, 60)).astype(np.int32)
    doubled = find_patterns(np.vstack([rows, rows]), 1000)
    assert doubled.units.tolist() == [2] * 50
    assert sorted(map(tuple, doubled.codes)) == sorted(map(tuple, rows))
    assert [tuple(row) for row in doubled.codes] == sorted(map(tuple, rows))


def test_no_units_and_no_coders() -> None:
    assert len(find_patterns(np.empty((0, 3), dtype=np.int32), 2).units) == 0
    assert len(find_patterns(np.empty((4, 0), dtype=np.int32), 2).pairable().units) == 0
