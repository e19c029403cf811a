"""Deal messages that were imported while a round was open."""

from datetime import datetime

from django.db import transaction

from coding.models import Round, Stratum, Unit
from coding.queries.round_news import new_messages, news_of, rounds_that_take_new
from coding.queries.round_sample import strata_of_messages
from coding.services.copying import copy_rows
from coding.services.round_phases import locked
from coding.services.round_redealing import append_units
from coding.states import Phase, Work, allows
from studies.models import User
from studies.services.logbook import record

_UNIT = ("round", "message", "position", "stratum")


def take_new_messages_everywhere(*, at: datetime) -> int:
    """Deal what came to every open round that takes new messages, round by round; how many messages that were."""
    waiting = [round for round in rounds_that_take_new() if new_messages(round).exists()]
    return sum(take_new_messages(round, by=None, at=at) for round in waiting)


@transaction.atomic
def take_new_messages(round: Round, *, by: User | None, at: datetime) -> int:
    """Share out the new messages of an open round that takes them; how many there were.

    They stand behind what is there, in the round and in every queue. A round that is not open, or takes none, stays as it is: so
    does one that nobody codes in any more. `by` is None where the application does it by itself.
    """
    round = locked(round)
    if not round.takes_new or not allows(Work.CODE, Phase(round.phase)):
        return 0
    news = news_of(round)
    if not news.messages:
        return 0
    strata = _grown_strata(round, news.messages)
    start = round.units.count() + 1
    copy_rows(
        Unit,
        _UNIT,
        (
            (round.pk, message, position, strata.get(message))
            for position, message in enumerate(news.messages, start=start)
        ),
    )
    units = round.units.filter(position__gte=start).order_by("position").values_list("pk", "stratum")
    given: dict[int, list[tuple[int, int | None]]] = {}
    for unit, coders in zip(units, news.coders, strict=True):
        for coder in coders:
            given.setdefault(coder, []).append(unit)
    assignments = append_units(round, given)
    detail = {"round": round.number, "messages": len(news.messages), "assignments": assignments}
    record(round.study, by=by, at=at, verb="new messages dealt", subject=round.title, detail=detail)
    return len(news.messages)


def _grown_strata(round: Round, messages: tuple[int, ...]) -> dict[int, int]:
    """The stratum of each message, which has grown by it; values that are met for the first time make a new one."""
    if not round.strata_by:
        return {}
    there = {
        tuple(stratum.values[name] for name in round.strata_by): stratum for stratum in round.strata.all()
    }
    found: dict[int, int] = {}
    for values, members in strata_of_messages(round.strata_by, messages).items():
        stratum = there.get(values) or Stratum(
            round=round,
            position=len(there) + 1,
            values=dict(zip(round.strata_by, values, strict=True)),
            population=0,
            planned=0,
            achieved=0,
        )
        there[values] = stratum
        stratum.population += len(members)
        stratum.planned += len(members)
        stratum.achieved += len(members)
        stratum.save()
        found |= dict.fromkeys(members, stratum.pk)
    return found
