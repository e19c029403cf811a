"""Chance that can be repeated: a seed and a name give the same sequence on every machine and in every version of Python.

Only `Random.random()` is used, for it is the one method whose sequence Python promises to keep.
"""

from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, name: str) -> Random:
    """An own sequence for each purpose, so that drawing more messages does not change who gets them."""
    return Random(f"{seed}/{name}")


def below(limit: int, rng: Random) -> int:
    """A whole number from 0 up to `limit`, which is not among them."""
    return int(rng.random() * limit)


def shuffle(items: list[T], rng: Random, *, first: int | None = None) -> None:
    """Fisher and Yates, in place; with `first`, only that many leading places are drawn."""
    chance, last = rng.random, len(items)
    for place in range(min(last - 1, last if first is None else first)):
        other = place + int(chance() * (last - place))
        items[place], items[other] = items[other], items[place]
