"""The sample of a round: what it can be drawn from, how its strata share it out, and the draw itself."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Count

from coding.models import Round
from coding.models.rounds import Split
from coding.queries.round_plan import Plan, population
from corpus import sampling
from corpus.metadata import label_of_value, value_of
from corpus.models import Message
from studies.models import Study

V = TypeVar("V", str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class StratumShare:
    """A part of the population: its values in the order of `strata_by`, how many there are, are asked for, and are drawn."""

    by: tuple[str, ...]
    values: tuple[str, ...]
    population: int
    planned: int
    achieved: int

    @property
    def labels(self) -> list[str]:
        """The values for people."""
        return [label_of_value(name, value) for name, value in zip(self.by, self.values, strict=True)]

    @property
    def is_short(self) -> bool:
        """Whether there were fewer messages than asked for."""
        return self.achieved < self.planned


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample: the ids of its messages, oldest first, with the number of each one's stratum and the value of its block.

    `stratum_of` and `block_of` are empty where there are no strata, or no blocks; `block_of` points into `blocks`.
    """

    messages: Sequence[int]
    strata: Sequence[StratumShare] = ()
    stratum_of: Sequence[int] = ()
    blocks: Sequence[str] = ()
    block_of: Sequence[int] = ()


def sample_size(study: Study, plan: Plan) -> int:
    """How many messages the plan asks for now."""
    return population(study, plan).count() if plan.sample_size is None else plan.sample_size


def strata_of(study: Study, plan: Plan) -> list[StratumShare]:
    """The strata of a plan and what they give, in the order of their values; without drawing anything."""
    named = {f"stratum_{place}": value_of(name) for place, name in enumerate(plan.strata_by)}
    counted = (
        population(study, plan).order_by().annotate(**named).values_list(*named).annotate(there=Count("pk"))
    )
    return _shares(plan, {tuple(values): number for *values, number in counted})


def drawn_strata(round: Round) -> list[StratumShare]:
    """The strata of a round as they were drawn; none before it is opened."""
    names = tuple(round.strata_by)
    return [
        StratumShare(
            names,
            tuple(stratum.values[name] for name in names),
            stratum.population,
            stratum.planned,
            stratum.achieved,
        )
        for stratum in round.strata.order_by("position")
    ]


def block_numbers(round: Round, units: Collection[int]) -> dict[int, int]:
    """The number of each unit's block in a round that is ordered in blocks, counted in the order of their values."""
    messages = Message.objects.filter(units__in=units).annotate(block=value_of(round.block_by))
    blocks = dict(messages.values_list("units", "block"))
    numbers = {block: number for number, block in enumerate(sorted(set(blocks.values())))}
    return {unit: numbers[block] for unit, block in blocks.items()}


def strata_of_messages(names: Sequence[str], messages: Sequence[int]) -> dict[tuple[str, ...], list[int]]:
    """Which of these messages lie in which stratum, in the order of the values."""
    named = {f"stratum_{place}": value_of(name) for place, name in enumerate(names)}
    found: dict[tuple[str, ...], list[int]] = {}
    rows = Message.objects.filter(pk__in=messages).annotate(**named)
    for pk, *values in rows.values_list("pk", *named):
        found.setdefault(tuple(values), []).append(pk)
    return dict(sorted(found.items()))


def draw_sample(study: Study, plan: Plan) -> Drawn:
    """Draw what the plan asks for, by its seed. Raises ValueError where it asks for more than there is.

    What is kept of a message are eight bytes for its id, and four each for its stratum and its block.
    """
    ids, of_strata, of_blocks = array("q"), _Numbered[tuple[str, ...]](), _Numbered[str]()
    for pk, of_stratum, block in _rows(study, plan):
        ids.append(pk)
        of_strata.add(of_stratum)
        of_blocks.add(block)
    values, strata = of_strata.sorted()
    shares = _shares(plan, {values[place]: number for place, number in Counter(strata).items()})
    places = _places(plan, strata, shares)
    blocks, block_of = of_blocks.sorted()
    return Drawn(
        messages=_at(ids, places),
        strata=shares if plan.strata_by else (),
        stratum_of=_at(strata, places) if plan.strata_by else (),
        blocks=blocks,
        block_of=_at(block_of, places) if plan.block_by else (),
    )


def _places(plan: Plan, strata: Sequence[int], shares: Sequence[StratumShare]) -> Sequence[int]:
    """Which places of the population are drawn, ascending; `strata` has the number of each one's stratum."""
    if plan.sample_size is None:
        return range(len(strata))
    if not plan.strata_by:
        return sampling.draw(len(strata), plan.sample_size, seed=plan.seed)
    names = ["/".join(share.values) for share in shares]
    return sampling.draw_strata(strata, names, [share.achieved for share in shares], seed=plan.seed)


def _rows(study: Study, plan: Plan) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """(id, values of its stratum, value of its block) of every message of the population, as they come."""
    names = [*plan.strata_by, *([plan.block_by] if plan.block_by else [])]
    named = {f"value_{place}": value_of(name) for place, name in enumerate(names)}
    rows = population(study, plan).annotate(**named).values_list("pk", *named)
    strata = len(plan.strata_by)
    for pk, *values in rows.iterator(chunk_size=5000):
        yield pk, tuple(values[:strata]), values[-1] if plan.block_by else ""


def _shares(plan: Plan, there: Mapping[tuple[str, ...], int]) -> list[StratumShare]:
    """What each stratum gives, in the order of `there` made the same on every machine: by the values themselves."""
    values = sorted(there)
    sizes = [there[value] for value in values]
    asked = sum(sizes) if plan.sample_size is None else plan.sample_size
    shares = sampling.share_out(
        sizes, asked, equally=plan.split == Split.EQUAL and plan.sample_size is not None
    )
    return [
        StratumShare(plan.strata_by, value, share.population, share.planned, share.achieved)
        for value, share in zip(values, shares, strict=True)
    ]


def _at(values: "array[int]", places: Sequence[int]) -> "array[int]":
    return array(values.typecode, (values[place] for place in places))


class _Numbered(Generic[V]):
    """Values that come again and again, each kept once, and a number for each time."""

    def __init__(self) -> None:
        self._known: dict[V, int] = {}
        self._numbers = array("i")

    def add(self, value: V) -> None:
        self._numbers.append(self._known.setdefault(value, len(self._known)))

    def sorted(self) -> "tuple[list[V], array[int]]":
        """The values in their own order, and for each time the place of its value among them."""
        values = sorted(self._known)
        places = {self._known[value]: place for place, value in enumerate(values)}
        return values, array("i", map(places.__getitem__, self._numbers))
