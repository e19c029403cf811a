"""Finding what coders have coded before, to be dealt to them again: after a rest, or by a newer codebook."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from coding import allocation
from coding.models import Coding, Round, RoundCoder
from coding.queries.rounds import coders_of
from studies.models import User

Queues = Mapping[int, Sequence[int]]  # coder's id -> message ids, oldest first


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a coder's earlier messages has rested long enough, what has not, and when the last of those will have."""

    coder: User
    rested: int
    resting: int
    all_rested_at: datetime | None


def earlier_codings(repeated: Round) -> QuerySet[Coding]:
    """The newest coding of everything that was coded in a round, to messages whose text is still there; no hidden ones."""
    return Coding.objects.filter(
        assignment__round=repeated,
        revision=F("assignment__revision"),
        assignment__withdrawn_at=None,
        assignment__unit__known=None,
        assignment__unit__message__removed_at=None,
    )


def stability_queues(round: Round, *, at: datetime) -> Queues:
    """What a stability round deals: of each coder's messages in the round it repeats those that have rested, drawn by the seed.

    `sample_size` is how many a coder gets; without it all of them. Raises ValueError for a round that repeats none.
    """
    if round.repeats is None:
        raise ValueError(f"round {round.number} repeats no round")
    coders = coders_of(round)
    rested = (
        earlier_codings(round.repeats)
        .filter(
            submitted_at__lte=at - timedelta(days=round.rest_days or 0),
            assignment__coder__in=[coder.coder_id for coder in coders],
        )
        .values_list("assignment__coder", "assignment__unit__message")
    )
    found = queues_of(_oldest_first(rested))
    return {coder.coder_id: _drawn(round, coder, found.get(coder.coder_id, [])) for coder in coders}


def rests(repeated: Round, coders: Iterable[User], *, rest_days: int, at: datetime) -> list[Rest]:
    """How far the earlier messages of each coder have rested; in one statement."""
    people = list(coders)
    times: dict[int, list[datetime]] = defaultdict(list)
    submitted = earlier_codings(repeated).filter(assignment__coder__in=people)
    for coder, submitted_at in submitted.values_list("assignment__coder", "submitted_at"):
        times[coder].append(submitted_at + timedelta(days=rest_days))
    return [_rest(coder, times[coder.pk], at) for coder in people]


def queues_of(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """(coder, message) pairs as queues, in the order in which they come."""
    queues: dict[int, list[int]] = defaultdict(list)
    for coder, message in pairs:
        queues[coder].append(message)
    return dict(queues)


def _oldest_first(pairs: "QuerySet[Coding, tuple[int, int]]") -> "QuerySet[Coding, tuple[int, int]]":
    message = "assignment__unit__message__"
    return pairs.order_by(f"{message}posted_at", Collate(f"{message}external_id", "C"), f"{message}platform")


def _drawn(round: Round, coder: RoundCoder, messages: Sequence[int]) -> Sequence[int]:
    if round.sample_size is None or round.sample_size >= len(messages):
        return messages
    drawn = allocation.shuffled(messages, seed=round.seed, stream=f"again/{coder.letter}")
    chosen = set(drawn[: round.sample_size])
    return [message for message in messages if message in chosen]


def _rest(coder: User, times: Sequence[datetime], at: datetime) -> Rest:
    waiting = [time for time in times if time > at]
    return Rest(coder, len(times) - len(waiting), len(waiting), max(waiting, default=None))
