"""Write queues that are known coder by coder: trainings, and what coders meet again. What is shared out is dealt elsewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from coding import allocation
from coding.models import Assignment, Round, RoundCoder, Unit
from coding.models.rounds import Order
from coding.queries.round_plan import population
from coding.queries.round_sample import block_numbers
from coding.queries.rounds import coders_of
from coding.services.copying import copy_rows

_ASSIGNMENT = ("round", "unit", "coder", "position", "revision", "attempt")


def deal_queues(
    round: Round, queues: Mapping[int, Sequence[int]], *, known: Mapping[int, int] | None = None
) -> dict[str, int]:
    """Write the units and assignments of a round that is locked and has none; how many of each there are.

    `queues` holds the message ids of each coder (by id), `known` the known answer that each of these messages is judged by.
    """
    answers = known or {}
    wanted = {message for queue in queues.values() for message in queue}
    messages = [pk for pk in population(round.study).values_list("pk", flat=True) if pk in wanted]
    units = copy_rows(
        Unit,
        ("round", "message", "position", "known"),
        (
            (round.pk, message, position, answers.get(message))
            for position, message in enumerate(messages, start=1)
        ),
    )
    by_message = dict(round.units.order_by("position").values_list("message", "pk"))
    blocks = block_numbers(round, by_message.values()) if round.order == Order.BLOCKED else {}
    rows = _rows(round, coders_of(round), queues, by_message, blocks)
    assignments = copy_rows(Assignment, _ASSIGNMENT, rows)
    return {"messages": units, "assignments": assignments}


def deal_attempt(round: Round, coder: RoundCoder, units: Iterable[int], *, attempt: int, after: int) -> int:
    """Deal `units` (ids, oldest first) to a coder once more, behind position `after`; how many."""
    queue = _in_order(round, coder, list(units), attempt, {})
    rows = (
        (round.pk, unit, coder.coder_id, position, 0, attempt)
        for position, unit in enumerate(queue, start=after + 1)
    )
    return copy_rows(Assignment, _ASSIGNMENT, rows)


def _rows(
    round: Round,
    coders: Sequence[RoundCoder],
    queues: Mapping[int, Sequence[int]],
    by_message: Mapping[int, int],
    blocks: Mapping[int, int],
) -> Iterator[tuple[int, int, int, int, int, int]]:
    for coder in coders:
        wanted = set(queues.get(coder.coder_id, ()))
        units = [unit for message, unit in by_message.items() if message in wanted]
        for position, unit in enumerate(_in_order(round, coder, units, 1, blocks), start=1):
            yield round.pk, unit, coder.coder_id, position, 0, 1


def _in_order(
    round: Round, coder: RoundCoder, units: list[int], attempt: int, blocks: Mapping[int, int]
) -> list[int]:
    """The order of a queue: as the round says, and of every further attempt a new one. `blocks` has each unit's block."""
    if attempt == 1 and round.order == Order.BLOCKED:
        return allocation.in_blocks(units, blocks, seed=round.seed, stream=f"blocks/{coder.letter}")
    if attempt == 1 and round.order == Order.CHRONOLOGICAL:
        return units
    stream = f"order/{coder.letter}" if attempt == 1 else f"order/{coder.letter}/{attempt}"
    return allocation.shuffled(units, seed=round.seed, stream=stream)
