"""In which order a queue comes, with hidden messages among the others: where one stands must not tell what it is.

In a random order they stand anywhere. Where messages come oldest first, or in blocks, they stand where their time and their block
put them: a message out of its turn would give itself away.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models.functions import Collate

from coding import allocation
from coding.models import Round, RoundCoder
from coding.models.rounds import Order
from coding.queries.known_answers import Gold
from coding.queries.round_sample import Drawn
from corpus.metadata import value_of
from corpus.models import Message


@dataclass(frozen=True, slots=True)
class Turns:
    """What the order of a queue depends on, by the places of units: the sample oldest first, and behind it what is hidden.

    `hidden` are the places that a coder (by id) gets of the latter. `rank` is each place's turn by time, empty where the places
    are in it; `block_of` the number of each one's block.
    """

    hidden: Mapping[int, Sequence[int]]
    rank: Sequence[int] = ()
    block_of: Sequence[int] = ()


def turns_of(round: Round, drawn: Drawn, gold: Gold) -> Turns:
    """The turns of a round whose units are written."""
    place = {message: place for place, (message, _known) in enumerate(gold.messages, len(drawn.messages))}
    hidden = {coder: [place[message] for message in queue] for coder, queue in gold.queues.items()}
    if round.order == Order.RANDOM or not gold.messages:
        return Turns(hidden, block_of=drawn.block_of)
    oldest_first = round.units.order_by(
        "message__posted_at", Collate("message__external_id", "C"), "message__platform"
    ).values_list("position", flat=True)
    rank = array("q", bytes(8 * (len(drawn.messages) + len(gold.messages))))
    for turn, position in enumerate(oldest_first.iterator()):
        rank[position - 1] = turn
    return Turns(hidden, rank, array("q", chain(drawn.block_of, _blocks(round, drawn, gold))))


def in_order(round: Round, coder: RoundCoder, queue: Sequence[int], turns: Turns) -> Sequence[int]:
    """The places of a queue, which come oldest first, and the hidden ones among them, as the round orders them."""
    seed, letter = round.seed, coder.letter
    hidden = turns.hidden.get(coder.coder_id, ())
    if round.order == Order.RANDOM:
        shuffled = allocation.shuffled(queue, seed=seed, stream=f"order/{letter}")
        return allocation.mixed_in(shuffled, hidden, seed=seed, stream=f"gold places/{letter}")
    together = sorted([*queue, *hidden], key=turns.rank.__getitem__) if hidden else queue
    if round.order == Order.BLOCKED:
        return allocation.in_blocks(together, turns.block_of, seed=seed, stream=f"blocks/{letter}")
    return together


def _blocks(round: Round, drawn: Drawn, gold: Gold) -> Iterator[int]:
    """The block of each hidden message; one that no other message is in is a block of its own."""
    if round.order != Order.BLOCKED:
        return
    numbers = {block: number for number, block in enumerate(drawn.blocks)}
    messages = [message for message, _known in gold.messages]
    values = dict(
        Message.objects.filter(pk__in=messages)
        .annotate(block=value_of(round.block_by))
        .values_list("pk", "block")
    )
    for message in messages:
        yield numbers.setdefault(values[message], len(numbers))
