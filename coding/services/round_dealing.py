"""From a plan to units and assignments: the sample is drawn, the table dealt, and both written in bulk."""

from collections.abc import Iterator, Sequence

from coding import allocation
from coding.models import Assignment, Round, RoundCoder, Unit
from coding.models.rounds import Order
from coding.queries.round_plan import population
from coding.queries.rounds import coders_of
from coding.services.copying import copy_rows


def deal_round(round: Round) -> dict[str, int]:
    """Write the units and assignments of a round that is locked and has none; how many of each there are.

    What is kept in memory is an id and a block a message; rows are made as they are sent.
    """
    messages = _sample(round)
    coders = coders_of(round)
    blocks = allocation.deal(
        len(messages),
        len(coders),
        coders_per_unit=round.coders_per_message,
        overlap_percent=round.overlap_percent,
        seed=round.seed,
    )
    units = copy_rows(
        Unit,
        ("round", "message", "position"),
        ((round.pk, message, position) for position, message in enumerate(messages, start=1)),
    )
    unit_ids = list(round.units.order_by("position").values_list("pk", flat=True))
    assignments = copy_rows(
        Assignment,
        ("round", "unit", "coder", "position", "revision", "attempt"),
        _queues(round, coders, blocks, unit_ids),
    )
    return {"messages": units, "assignments": assignments}


def _sample(round: Round) -> list[int]:
    """The ids of the messages of the round, oldest first."""
    ids = list(population(round.study).values_list("pk", flat=True))
    if round.sample_size is None:
        return ids
    return [ids[place] for place in allocation.draw(len(ids), round.sample_size, seed=round.seed)]


def _queues(
    round: Round, coders: Sequence[RoundCoder], blocks: Sequence[allocation.Block], unit_ids: Sequence[int]
) -> Iterator[tuple[int, int, int, int, int, int]]:
    """The rows of all assignments, coder by coder, each coder's in the order of their queue."""
    for place, coder in enumerate(coders):
        units = [unit for unit, block in zip(unit_ids, blocks, strict=True) if place in block]
        if round.order == Order.RANDOM:
            units = allocation.shuffled(units, seed=round.seed, stream=f"order/{coder.letter}")
        for position, unit in enumerate(units, start=1):
            yield round.pk, unit, coder.coder_id, position, 0, 1
