"""From a plan to units and assignments: the messages are found, the table dealt, and both written in bulk."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from coding import allocation
from coding.kinds import Source
from coding.models import Assignment, Round, RoundCoder, Stratum, Unit
from coding.models.rounds import RoundKind
from coding.queries.known_answers import Gold, gold_for, training_units
from coding.queries.own_messages import Queues, queues_of, stability_queues
from coding.queries.recoding import worklist
from coding.queries.round_outlook import nothing_to_deal
from coding.queries.round_plan import Plan, plan_of, population
from coding.queries.round_sample import Drawn, StratumShare, draw_sample
from coding.queries.rounds import coders_of
from coding.services.copying import copy_rows
from coding.services.gold_places import Turns, in_order, turns_of
from coding.services.queue_dealing import deal_queues
from cyberdip.lib.problems import Conflict

_UNIT = ("round", "message", "position", "stratum", "known")
_ASSIGNMENT = ("round", "unit", "coder", "position", "revision", "attempt", "stratum")


def deal_round(round: Round, *, at: datetime) -> dict[str, int]:
    """Write the units and assignments of a round that is locked and has none; how many of each there are.

    Raises Conflict where there is nothing to deal.
    """
    plan = plan_of(round)
    match plan.source:
        case Source.STUDY:
            dealt = _deal_sample(round, plan)
        case Source.KNOWN:
            dealt = _deal_known(round)
        case Source.OWN:
            dealt = deal_queues(round, own_queues(round, at=at))
    if not dealt["messages"]:
        raise Conflict(nothing_to_deal(plan))
    return dealt


def own_queues(round: Round, *, at: datetime) -> Queues:
    """What each coder of the round meets again, by the coder's id."""
    if round.kind == RoundKind.STABILITY:
        return stability_queues(round, at=at)
    waiting = worklist(round.study, round.codebook).filter(coder__in=round.coders.values("coder"))
    return queues_of(waiting.values_list("coder", "unit__message"))


def _deal_known(round: Round) -> dict[str, int]:
    known = dict(training_units(round))
    return deal_queues(round, {coder.coder_id: list(known) for coder in coders_of(round)}, known=known)


def _deal_sample(round: Round, plan: Plan) -> dict[str, int]:
    """Share a sample out. What is kept in memory of a message are some numbers; rows are made as they are sent."""
    drawn, coders = draw_sample(round.study, plan), coders_of(round)
    blocks = allocation.deal(
        len(drawn.messages),
        len(coders),
        coders_per_unit=plan.coders_per_message,
        shared=allocation.overlapping(len(drawn.messages), plan.overlap_percent, size=plan.overlap_size),
        strata=drawn.stratum_of,
        seed=plan.seed,
    )
    queues = allocation.queues(blocks, len(coders))
    gold = gold_for(
        round,
        {coder.coder_id: len(queue) for coder, queue in zip(coders, queues, strict=True)},
        sample=(),
        among=population(round.study, replace(plan, gold_percent=0)),
    )
    strata = _write_strata(round, drawn.strata)
    messages = copy_rows(Unit, _UNIT, _units(round, drawn, strata, gold))
    units = array("q", round.units.order_by("position").values_list("pk", flat=True).iterator())
    rows = _assignments(round, coders, queues, units, drawn, strata, turns_of(round, drawn, gold))
    return {"messages": messages, "assignments": copy_rows(Assignment, _ASSIGNMENT, rows)}


def _write_strata(round: Round, shares: Sequence[StratumShare]) -> list[int]:
    """The ids of the strata, in the order of `shares`."""
    strata = Stratum.objects.bulk_create(
        Stratum(
            round=round,
            position=position,
            values=dict(zip(share.by, share.values, strict=True)),
            population=share.population,
            planned=share.planned,
            achieved=share.achieved,
        )
        for position, share in enumerate(shares, start=1)
    )
    return [stratum.pk for stratum in strata]


def _units(round: Round, drawn: Drawn, strata: Sequence[int], gold: Gold) -> Iterator[tuple[Any, ...]]:
    """The rows of all units: the sample, oldest first, and behind it what is hidden."""
    for place, message in enumerate(drawn.messages):
        stratum = strata[drawn.stratum_of[place]] if strata else None
        yield round.pk, message, place + 1, stratum, None
    for place, (message, known) in enumerate(gold.messages, start=len(drawn.messages)):
        yield round.pk, message, place + 1, None, known


def _assignments(
    round: Round,
    coders: Sequence[RoundCoder],
    queues: Sequence[Sequence[int]],
    units: Sequence[int],
    drawn: Drawn,
    strata: Sequence[int],
    turns: Turns,
) -> Iterator[tuple[Any, ...]]:
    """The rows of all assignments, coder by coder, each coder's in the order of their queue."""
    for coder, queue in zip(coders, queues, strict=True):
        places = in_order(round, coder, queue, turns)
        for position, place in enumerate(places, start=1):
            in_stratum = strata and place < len(drawn.messages)
            stratum = strata[drawn.stratum_of[place]] if in_stratum else None
            yield round.pk, units[place], coder.coder_id, position, 0, 1, stratum
