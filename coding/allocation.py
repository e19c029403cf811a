"""Who codes which message, and in what order: dealt by seed, evenly, the same on every machine.

A table of assignments is judged by three things: every unit has exactly the coders it was promised, no coder carries more than
one unit more than another, and every pair of coders meets in about the same number of units, so that no coefficient rests on one
couple. Perfect pairs are a block design, which does not exist for every number: the table comes within one wherever the
numbers allow and the search finds it, which is always so for two coders a unit.

Only `Random.random()` is used, for it is the one method whose sequence Python promises to keep from version to version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import TypeVar

T = TypeVar("T")
Block = tuple[int, ...]

# How many exchanges may be tried in search of even pairs: about a second of work. Real plans need a few thousand at most.
_PATIENCE = 50_000
_NEVER = float("inf")


class ImpossibleDeal(ValueError):
    """More coders a unit than there are coders, or none at all."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What a table comes to: units of each coder, and common units of each pair (a < b), by the coders' places."""

    units: tuple[int, ...]
    common: dict[tuple[int, int], int]


def draw(population: int, size: int, *, seed: int) -> list[int]:
    """A simple random sample without replacement: `size` places out of `range(population)`, ascending.

    Raises ValueError when more is asked than there is.
    """
    if not 0 <= size <= population:
        raise ValueError(f"{size} of {population} cannot be drawn")
    places = list(range(population))
    _shuffle(places, _stream(seed, "draw"), first=size)
    return sorted(places[:size])


def overlapping(units: int, overlap_percent: int) -> int:
    """How many of `units` are coded by more than one coder: the share, rounded up."""
    return -(-units * overlap_percent // 100)


def deal(
    units: int, coders: int, *, coders_per_unit: int, overlap_percent: int = 100, seed: int
) -> list[Block]:
    """The coders of every unit, as ascending places in the list of coders.

    `overlap_percent` of the units (rounded up, drawn by the seed) get `coders_per_unit` coders, the others one. Shares differ by
    at most one; pairs as the module says. Time grows with units x coders, memory with units.
    """
    if not 1 <= coders_per_unit <= coders:
        raise ImpossibleDeal(f"{coders_per_unit} of {coders} coders a unit")
    rng = _stream(seed, "deal")
    table = _Table(coders)
    shared = overlapping(units, overlap_percent)
    for _ in range(shared):
        table.add(coders_per_unit, rng)
    table.even_out_pairs(rng)
    for _ in range(units - shared):
        table.add(1, rng)
    blocks = table.as_blocks()
    _shuffle(blocks, rng)
    return blocks


def shares(blocks: Sequence[Block], coders: int) -> Shares:
    """Count what `blocks` give to each of `coders` coders and to each pair of them."""
    units = [0] * coders
    common = dict.fromkeys(combinations(range(coders), 2), 0)
    for block in blocks:
        for coder in block:
            units[coder] += 1
        for pair in combinations(block, 2):
            common[pair] += 1
    return Shares(tuple(units), common)


def shuffled(items: Sequence[T], *, seed: int, stream: str) -> list[T]:
    """`items` in an order that the seed and the name of the stream decide; streams of one seed are independent."""
    result = list(items)
    _shuffle(result, _stream(seed, stream))
    return result


def letter(place: int) -> str:
    """The letter of the coder at `place`: A to Z, then AA, AB, and so on."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters


class _Table:
    """Blocks of coders under construction, with the counts that keep them even."""

    def __init__(self, coders: int) -> None:
        self.blocks: list[list[int]] = []
        self.load = [0] * coders
        self.common = [[0] * coders for _ in range(coders)]
        self.pairs = list(combinations(range(coders), 2))

    def add(self, size: int, rng: Random) -> None:
        """Give one more unit to the `size` coders who carry least, those first who have met least; chance breaks ties."""
        least = min(self.load)
        # A unit more in load outweighs every number of meetings: shares stay within one whatever the pairs do.
        cost = [(load - least) * 1e12 + rng.random() for load in self.load]
        block: list[int] = []
        for _ in range(size):
            coder = cost.index(min(cost))
            block.append(coder)
            cost = [sum(both) for both in zip(cost, self.common[coder], strict=True)]
            for taken in block:
                cost[taken] = _NEVER
        self.blocks.append(block)
        for coder in block:
            self.load[coder] += 1
        for a, b in combinations(block, 2):
            self._count(a, b, 1)

    def even_out_pairs(self, rng: Random) -> None:
        """Exchange coders between units, which leaves every share as it is, until pairs differ by at most one.

        A walk downhill and along the level on the sum of squared counts, aimed at the pairs that are off; it stops when there
        are none or when patience ends, and what it has reached by then is never worse than what it began with.
        """
        if not self.blocks or len(self.pairs) < 2:
            return
        low, rest = divmod(sum(self.common[a][b] for a, b in self.pairs), len(self.pairs))
        high = low + (rest > 0)
        patience = _PATIENCE
        while patience and (off := [p for p in self.pairs if not low <= self.common[p[0]][p[1]] <= high]):
            changed = False
            while patience and not changed:
                patience -= 1
                changed = self._try_exchange(off[_below(len(off), rng)], high, rng)

    def _try_exchange(self, pair: tuple[int, int], high: int, rng: Random) -> bool:
        """Try to bring `pair` together less often (or more often), by one exchange drawn at random; whether it was made."""
        stays, moves = pair if rng.random() < 0.5 else pair[::-1]
        too_often = self.common[stays][moves] > high
        first = self._find(stays, moves, rng) if too_often else self._find(stays, None, rng, without=moves)
        if first is None:
            return False
        others = (
            [c for c in first if c != stays] if not too_often else [c for c in self._all() if c not in first]
        )
        if not others:
            return False
        other = others[_below(len(others), rng)]
        leaves, comes = (moves, other) if too_often else (other, moves)
        second = self._find(comes, None, rng, without=leaves)
        if second is None:
            return False
        changes = self._changes(first, leaves, second, comes)
        if sum(step * (2 * self.common[a][b] + step) for (a, b), step in changes.items()) > 0:
            return False
        for (a, b), step in changes.items():
            self._count(a, b, step)
        first[first.index(leaves)] = comes
        second[second.index(comes)] = leaves
        return True

    def _all(self) -> range:
        return range(len(self.load))

    def _find(self, one: int, two: int | None, rng: Random, without: int | None = None) -> list[int] | None:
        """The first block after a random place that has `one` (and `two`) and not `without`."""
        start = _below(len(self.blocks), rng)
        for step in range(len(self.blocks)):
            block = self.blocks[start + step - len(self.blocks)]
            if one in block and (two is None or two in block) and without not in block:
                return block
        return None

    @staticmethod
    def _changes(first: list[int], leaves: int, second: list[int], comes: int) -> dict[tuple[int, int], int]:
        """How the pair counts move when `leaves` goes from the first block to the second and `comes` the other way."""
        changes: dict[tuple[int, int], int] = {}
        for block, out, into in ((first, leaves, comes), (second, comes, leaves)):
            for fellow in block:
                if fellow != out:
                    changes[out, fellow] = changes.get((out, fellow), 0) - 1
                    changes[into, fellow] = changes.get((into, fellow), 0) + 1
        return changes

    def _count(self, a: int, b: int, step: int) -> None:
        self.common[a][b] += step
        self.common[b][a] += step

    def as_blocks(self) -> list[Block]:
        """The blocks, ascending; equal ones are one object, so that many units take little memory."""
        known: dict[Block, Block] = {}
        return [known.setdefault(block, block) for block in (tuple(sorted(b)) for b in self.blocks)]


def _stream(seed: int, name: str) -> Random:
    """An own sequence of chance for each purpose, so that drawing more messages does not change who gets them."""
    return Random(f"{seed}/{name}")


def _below(limit: int, rng: Random) -> int:
    return int(rng.random() * limit)


def _shuffle(items: list[T], rng: Random, *, first: int | None = None) -> None:
    """Fisher and Yates, in place; with `first`, only that many leading places are drawn."""
    for place in range(min(len(items) - 1, len(items) if first is None else first)):
        other = place + _below(len(items) - place, rng)
        items[place], items[other] = items[other], items[place]
