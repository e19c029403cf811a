"""The package is asked on input on which it is right, and its answer is believed when it differs."""

from __future__ import annotations

import numpy as np

from agreement.codes import Level
from agreement.patterns import MISSING
from agreement.second_opinion import VERSION, ask_package

CODES = np.array([[0, 0], [1, 1], [2, 1], [2, MISSING], [0, 0]], dtype=np.int32)


def test_a_wrong_alpha_is_not_confirmed() -> None:
    first = ask_package(0.5, CODES, Level.NOMINAL)
    assert first is not None and not first.confirms
    again = ask_package(first.value, CODES, Level.NOMINAL)
    assert again is not None and again.confirms


def test_many_values_are_not_folded_into_bytes() -> None:
    """Numbers up to 1490: eight-bit codes would wrap in the package without a word."""
    ranks = np.arange(150, dtype=np.int32)
    codes = np.column_stack([ranks, ranks])
    found = ask_package(1.0, codes, Level.INTERVAL, numbers=np.arange(150.0) * 10)
    assert found is not None and found.confirms


def test_data_too_large_for_the_package_are_not_checked() -> None:
    many_units = np.tile(np.array([[0, 1], [1, 1]], dtype=np.int32), (50_001, 1))
    assert ask_package(0.0, many_units, Level.NOMINAL) is None
    ranks = np.arange(3000, dtype=np.int32)
    assert (
        ask_package(1.0, np.column_stack([ranks, ranks]), Level.INTERVAL, numbers=np.arange(3000.0)) is None
    )


def test_the_version_is_told() -> None:
    assert VERSION.startswith("0.9")
