"""Who codes which message, and in what order: dealt by seed, evenly, the same on every machine.

A table of assignments is judged by three things: every unit has exactly the coders it was promised, no coder carries more than
one unit more than another, and every pair of coders meets in about the same number of units, so that no coefficient rests on one
couple. Perfect pairs are a block design, which does not exist for every number: the table comes within one wherever the
numbers allow and the search finds it, which is always so for two coders a unit.

Where the units lie in strata, those that are coded by several are spread over them in proportion, and what each coder carries of
a stratum stays even too.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb
from random import Random
from typing import TypeVar

from corpus.sampling import draw, proportional
from cyberdip.lib import chance

T = TypeVar("T")
Block = tuple[int, ...]

# How many exchanges may be tried in search of even pairs: about a second of work. Real plans need a few thousand at most.
_PATIENCE = 50_000
_NEVER = float("inf")

# Large tables are built of whole designs, in which every possible set of coders has one unit, so that all pairs are even without
# any search; only the rest is searched for. A design of more sets than _LARGEST_DESIGN would take longer than the search.
_LARGE, _LARGEST_DESIGN = 10_000, 20_000


class ImpossibleDeal(ValueError):
    """More coders a unit than there are coders, or none at all."""


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that goes from one coder's queue to another's; without a taker it goes to nobody."""

    unit: int
    giver: int
    taker: int | None


@dataclass(frozen=True, slots=True)
class Shares:
    """What a table comes to: units of each coder, and common units of each pair (a < b), by the coders' places."""

    units: tuple[int, ...]
    common: dict[tuple[int, int], int]


def overlapping(units: int, percent: int, *, size: int | None = None) -> int:
    """How many of `units` are coded by more than one coder: the share, rounded up, or `size` where it is said."""
    return -(-units * percent // 100) if size is None else size


def deal(
    units: int,
    coders: int,
    *,
    coders_per_unit: int,
    shared: int | None = None,
    strata: Sequence[int] = (),
    seed: int,
) -> list[Block]:
    """The coders of every unit, as ascending places in the list of coders.

    `shared` of the units (all without it; which ones is drawn) get `coders_per_unit` coders, the others one. Shares differ by at
    most one; pairs as the module says. `strata` holds the number of each unit's stratum. Time grows with units x coders, memory
    with units.
    """
    if not 1 <= coders_per_unit <= coders:
        raise ImpossibleDeal(f"{coders_per_unit} of {coders} coders a unit")
    several = units if shared is None else shared
    if not 0 <= several <= units:
        raise ImpossibleDeal(f"{several} of {units} units by several")
    rng = chance.stream(seed, "deal")
    table = _Table(coders)
    designed = _designs(several, coders, coders_per_unit, rng)
    for _ in range(several - len(designed)):
        table.add(coders_per_unit, rng)
    table.even_out_pairs(rng)
    shared_ones = table.take_blocks() + designed
    designed = _designs(units - several, coders, 1, rng)
    for _ in range(units - several - len(designed)):
        table.add(1, rng)
    return _spread(shared_ones + table.take_blocks() + designed, several, strata, rng)


def deal_more(
    units: int, left: Sequence[int], *, coders_per_unit: int, shared: int, seed: int, stream: str
) -> list[Block]:
    """The coders of further units, where `left` units are left to each coder from before: what is left evens out.

    `shared` of the units get `coders_per_unit` coders, the others one. Who has least left gets the next one.
    """
    if not 1 <= coders_per_unit <= len(left) or not 0 <= shared <= units:
        raise ImpossibleDeal(
            f"{coders_per_unit} of {len(left)} coders a unit, {shared} of {units} by several"
        )
    rng = chance.stream(seed, stream)
    table = _Table(len(left))
    table.load = list(left)
    for place in range(units):
        table.add(coders_per_unit if place < shared else 1, rng)
    blocks = table.take_blocks()
    chance.shuffle(blocks, rng)
    return blocks


def _designs(units: int, coders: int, size: int, rng: Random) -> list[Block]:
    """As many whole designs as there are units for, in a large table; none in a small one.

    A design comes in cycles, in each of which every coder carries alike, and the cycles in an order that is drawn.
    """
    sets = comb(coders, size)
    if units < _LARGE or sets > min(units, _LARGEST_DESIGN):
        return []
    cycles = _cycles(coders, size)
    blocks: list[Block] = []
    for _ in range(units // sets):
        chance.shuffle(cycles, rng)
        blocks += chain.from_iterable(cycles)
    return blocks


def _cycles(coders: int, size: int) -> list[list[Block]]:
    """Every set of `size` coders once, in cycles: each set of a cycle is the one before with every coder's successor."""
    met: set[Block] = set()
    cycles = []
    for start in combinations(range(coders), size):
        cycle = []
        block = start
        while block not in met:
            met.add(block)
            cycle.append(block)
            block = tuple(sorted((coder + 1) % coders for coder in block))
        if cycle:
            cycles.append(cycle)
    return cycles


def _spread(blocks: list[Block], shared: int, strata: Sequence[int], rng: Random) -> list[Block]:
    """The blocks in the order of the units: mixed, within each stratum where there are some.

    The blocks come in the order in which they were made, and at every point of it the coders carry alike: so do they in a part
    that a stratum takes, and in what is left to the others.
    """
    if not strata:
        chance.shuffle(blocks, rng)
        return blocks
    sizes = [0] * (max(strata) + 1)
    for stratum in strata:
        sizes[stratum] += 1
    mixed, several, single = [], 0, shared
    for size, twice in zip(sizes, proportional(sizes, shared), strict=True):
        part = blocks[several : several + twice] + blocks[single : single + size - twice]
        several, single = several + twice, single + size - twice
        chance.shuffle(part, rng)
        mixed.append(iter(part))
    return [next(mixed[stratum]) for stratum in strata]


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
    chance.shuffle(result, chance.stream(seed, stream))
    return result


def queues(blocks: Sequence[Block], coders: int) -> list["array[int]"]:
    """The units of each coder, by their places, ascending."""
    dealt = [array("i") for _ in range(coders)]
    for place, block in enumerate(blocks):
        for coder in block:
            dealt[coder].append(place)
    return dealt


def in_blocks(
    units: Sequence[int], block_of: Sequence[int] | Mapping[int, int], *, seed: int, stream: str
) -> list[int]:
    """`units` block by block: the blocks in an order that is drawn, the units of each as they came."""
    met = shuffled(sorted({block_of[unit] for unit in units}), seed=seed, stream=stream)
    turn = {block: place for place, block in enumerate(met)}
    return sorted(units, key=lambda unit: turn[block_of[unit]])


def mixed_in(units: Sequence[T], others: Sequence[T], *, seed: int, stream: str) -> Sequence[T]:
    """`others` among `units`, at places that are drawn; both keep their order."""
    if not others:
        return units
    total = len(units) + len(others)
    places = set(draw(total, len(others), seed=seed, stream=stream))
    there, hidden = iter(units), iter(others)
    return [next(hidden if place in places else there) for place in range(total)]


def deal_in(
    movable: Mapping[int, Collection[int]],
    left: Mapping[int, int],
    newcomer: int,
    *,
    has: Collection[int] = (),
    seed: int,
) -> list[Move]:
    """What a newcomer takes over, so that what is left to everybody evens out.

    `movable` holds the units that each coder has not touched yet, `left` how many units each has still to code, the newcomer too,
    and `has` the units that the newcomer had before. The coder with most left gives next, a unit that is drawn, until nobody has
    more than one unit more left than the newcomer, or has nothing more to give.
    """
    rng = chance.stream(seed, f"deal in/{newcomer}")
    offers = {coder: sorted(units) for coder, units in movable.items() if coder != newcomer}
    for coder in sorted(offers):
        chance.shuffle(offers[coder], rng)
    carried, taken = dict(left), set(has)
    moves: list[Move] = []
    while offers:
        giver = max(sorted(offers), key=carried.__getitem__)
        if carried[giver] - carried.get(newcomer, 0) <= 1:
            break
        unit = _pop_new(offers[giver], taken)
        if unit is None:
            del offers[giver]
            continue
        taken.add(unit)
        carried[giver] -= 1
        carried[newcomer] = carried.get(newcomer, 0) + 1
        moves.append(Move(unit, giver, newcomer))
    return moves


def _pop_new(units: list[int], taken: Collection[int]) -> int | None:
    """The last of `units` that is not among the taken, which then is no offer any more; None where there is none."""
    while units:
        unit = units.pop()
        if unit not in taken:
            return unit
    return None


def deal_out(
    units: Mapping[int, Collection[int]], left: Mapping[int, int], leaver: int, *, seed: int
) -> list[Move]:
    """Who takes over what a leaver has not coded, so that what is left to the others evens out.

    `units` holds the leaver's open units, each with the coders who have it; `left` how many units each of the others has still to
    code. A unit that everybody has goes to nobody. Units that few can take are given first.
    """
    rng = chance.stream(seed, f"deal out/{leaver}")
    carried = {coder: left[coder] for coder in sorted(left) if coder != leaver}
    waiting = sorted(units)
    chance.shuffle(waiting, rng)
    able = {unit: [coder for coder in carried if coder not in units[unit]] for unit in waiting}
    moves = []
    for unit in sorted(waiting, key=lambda one: len(able[one])):
        taker = min(able[unit], key=lambda coder: (carried[coder], rng.random()), default=None)
        if taker is not None:
            carried[taker] += 1
        moves.append(Move(unit, leaver, taker))
    return moves


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
                changed = self._try_exchange(off[chance.below(len(off), rng)], high, rng)

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
        other = others[chance.below(len(others), rng)]
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
        start = chance.below(len(self.blocks), rng)
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

    def take_blocks(self) -> list[Block]:
        """The blocks made since the last time, ascending; equal ones are one object, so that many take little memory."""
        known: dict[Block, Block] = {}
        taken, self.blocks = self.blocks, []
        return [known.setdefault(block, block) for block in (tuple(sorted(block)) for block in taken)]
