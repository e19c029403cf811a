"""Deal a coder into an open round, or one who leaves out of it. What was coded, or begun by who stays, never moves."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding import allocation
from coding.kinds import Source, source_of
from coding.models import Assignment, Round, RoundCoder
from coding.models.rounds import Order
from coding.queries.round_plan import oldest_first
from coding.queries.round_redealing import Handover, Redealing, dealing_in, dealing_out, staying_coders
from coding.queries.round_sample import block_numbers
from coding.queries.rounds import coders_of
from coding.services.copying import copy_rows
from coding.services.round_phases import check_work, locked
from coding.states import Work
from corpus.models import Message
from cyberdip.lib.problems import Conflict, NotFound
from studies.models import User
from studies.services.logbook import record

_ASSIGNMENT = ("round", "unit", "coder", "position", "revision", "attempt", "stratum")


@transaction.atomic
def deal_in(round: Round, coder: User, *, by: User, at: datetime) -> Redealing:
    """Let `coder` take over from the others what nobody has begun, so that what is left evens out.

    Raises WrongPhase while the round is not open, Conflict where everybody has a queue of their own, and Invalid for somebody who
    may not code in the study. Who codes in the round already takes over nothing.
    """
    round = _shared_out(round)
    if coder.pk in staying_coders(round):
        return Redealing(coder, (), ())
    dealt = dealing_in(round, coder)
    _give_letter(round, coder)
    _hand_over(round, dealt.handovers, at=at)
    _record(round, "coder dealt in", dealt, by=by, at=at)
    return dealt


@transaction.atomic
def deal_out(round: Round, coder: User, *, by: User, at: datetime) -> Redealing:
    """Let the others take over what `coder` has not coded; what they coded stays theirs, and so does their letter.

    Raises WrongPhase while the round is not open, Conflict where everybody has a queue of their own, and NotFound for who is no
    coder of the round. Who is out already, is out.
    """
    round = _shared_out(round)
    leaver = round.coders.filter(coder=coder).first()
    if leaver is None:
        raise NotFound(_("%(coder)s is no coder of this round.") % {"coder": coder})
    if leaver.left_at is not None:
        return Redealing(coder, (), ())
    dealt = dealing_out(round, coder)
    leaver.left_at = at
    leaver.save(update_fields=["left_at"])
    _hand_over(round, dealt.handovers, at=at)
    _record(round, "coder dealt out", dealt, by=by, at=at)
    return dealt


def _shared_out(round: Round) -> Round:
    """The round, locked: coders who submit wait, so that nothing is taken from them while they do."""
    round = locked(round)
    check_work(round, Work.CODE)
    check_shared_out(round)
    return round


def check_shared_out(round: Round) -> None:
    """Raise Conflict for a round in which everybody has a queue of their own."""
    if source_of(round.kind) != Source.STUDY:
        raise Conflict(
            _("In a %(kind)s everybody has a queue of their own: plan another round for who comes later.")
            % {"kind": round.get_kind_display()}
        )


def _give_letter(round: Round, coder: User) -> None:
    there = coders_of(round)
    RoundCoder.objects.update_or_create(
        round=round,
        coder=coder,
        defaults={"left_at": None},
        create_defaults={"letter": allocation.letter(len(there))},
    )


def _hand_over(round: Round, handovers: Sequence[Handover], *, at: datetime) -> None:
    """Take the assignments back, and put new ones behind what their takers have."""
    Assignment.objects.filter(pk__in=[one.assignment for one in handovers]).update(withdrawn_at=at)
    given: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for one in handovers:
        if one.taker is not None:
            given[one.taker].append((one.unit, one.stratum))
    append_units(round, given)


def append_units(round: Round, given: dict[int, list[tuple[int, int | None]]]) -> int:
    """Put units behind the queues of coders (by id), each with its stratum; how many assignments that makes."""
    people = {coder.coder_id: coder for coder in coders_of(round)}
    ends = dict(
        Assignment.with_withdrawn.filter(round=round, coder__in=given)
        .order_by()
        .values_list("coder")
        .annotate(end=Max("position"))
    )
    rows: list[tuple[Any, ...]] = []
    for coder, units in given.items():
        start = ends.get(coder, 0) + 1
        for position, (unit, stratum) in enumerate(
            _in_order(round, people[coder], units, start), start=start
        ):
            rows.append((round.pk, unit, coder, position, 0, 1, stratum))
    return copy_rows(Assignment, _ASSIGNMENT, rows)


def _in_order(
    round: Round, coder: RoundCoder, units: Sequence[tuple[int, int | None]], start: int
) -> Sequence[tuple[int, int | None]]:
    """Units, each with its stratum, in the order of the round. Every addition to a queue is ordered by itself."""
    if round.order == Order.RANDOM:
        return allocation.shuffled(units, seed=round.seed, stream=f"order/{coder.letter}/{start}")
    strata = dict(units)
    in_turn = list(oldest_first(Message.objects.filter(units__in=strata)).values_list("units", flat=True))
    if round.order == Order.BLOCKED:
        stream = f"blocks/{coder.letter}/{start}"
        in_turn = allocation.in_blocks(in_turn, block_numbers(round, strata), seed=round.seed, stream=stream)
    return [(unit, strata[unit]) for unit in in_turn]


def _record(round: Round, verb: str, dealt: Redealing, *, by: User, at: datetime) -> None:
    detail = {"round": round.number, "moved": dealt.moved, "unplaced": dealt.unplaced}
    subject = f"{round}: {dealt.coder}"
    record(round.study, by=by, at=at, verb=verb, subject=subject, detail=detail)
