"""Which messages are coded: simple random and stratified samples, drawn by seed, the same on every machine.

A stratified sample is shared out among its strata in proportion to them, by largest remainders (Hamilton), or equally. What a
stratum cannot give, because it is too small, the others give instead: what was planned for it and what it gives are both told.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cyberdip.lib import chance


@dataclass(frozen=True, slots=True)
class Share:
    """What a stratum has, what the rule asks of it, and what is drawn from it."""

    population: int
    planned: int
    achieved: int


def draw(population: int, size: int, *, seed: int, stream: str = "draw") -> list[int]:
    """A simple random sample without replacement: `size` places out of `range(population)`, ascending.

    Raises ValueError when more is asked than there is.
    """
    if not 0 <= size <= population:
        raise ValueError(f"{size} of {population} cannot be drawn")
    places = list(range(population))
    chance.shuffle(places, chance.stream(seed, stream), first=size)
    return sorted(places[:size])


def proportional(sizes: Sequence[int], total: int) -> list[int]:
    """`total` shared out in proportion to `sizes`, whole numbers that sum to it: every quota rounded down, and what is left goes
    to the largest remainders, of equal ones to the largest sizes, of these to the first.

    All zero where there is nothing to be in proportion to. No part is larger than its size where `total` is not larger than all.
    """
    everything = sum(sizes)
    if not everything:
        return [0] * len(sizes)
    parts = [size * total // everything for size in sizes]
    by_remainder = sorted(
        range(len(sizes)), key=lambda place: (-(sizes[place] * total % everything), -sizes[place], place)
    )
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def equal(sizes: Sequence[int], total: int) -> list[int]:
    """`total` shared out equally; what does not divide goes to the largest, of equal ones to the first."""
    if not sizes:
        return []
    each, rest = divmod(total, len(sizes))
    largest = set(sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))[:rest])
    return [each + (place in largest) for place in range(len(sizes))]


def share_out(sizes: Sequence[int], total: int, *, equally: bool) -> list[Share]:
    """The shares of strata of these sizes in a sample of `total`: the sum of what is drawn is `total`, or all there is."""
    planned = equal(sizes, total) if equally else proportional(sizes, total)
    achieved = _within(sizes, min(total, sum(sizes))) if equally else _capped(sizes, total, planned)
    return [Share(*parts) for parts in zip(sizes, planned, achieved, strict=True)]


def draw_strata(strata: Sequence[int], names: Sequence[str], sizes: Sequence[int], *, seed: int) -> list[int]:
    """Places out of `range(len(strata))`, ascending: of each stratum as many as `sizes` says.

    `strata` names the stratum of every place, by its number. A stratum is drawn by its own name, so that what is drawn from one
    does not hang on which others there are.
    """
    members = [array("q") for _ in names]
    for place, stratum in enumerate(strata):
        members[stratum].append(place)
    drawn: list[int] = []
    for name, size, places in zip(names, sizes, members, strict=True):
        drawn += [places[one] for one in draw(len(places), size, seed=seed, stream=f"draw/{name}")]
    return sorted(drawn)


def _capped(sizes: Sequence[int], total: int, planned: Sequence[int]) -> list[int]:
    return list(planned) if total <= sum(sizes) else list(sizes)


def _within(sizes: Sequence[int], total: int) -> list[int]:
    """Equal parts of `total`, none larger than its size: all rise alike, and who has no more to give stays behind."""
    level = bisect_right(range(max(sizes, default=0)), total, key=lambda each: _filled(sizes, each + 1))
    parts = [min(size, level) for size in sizes]
    roomy = sorted((p for p, size in enumerate(sizes) if size > level), key=lambda p: (-sizes[p], p))
    for place in roomy[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _filled(sizes: Sequence[int], level: int) -> int:
    return sum(min(size, level) for size in sizes)
