"""What a plan of a round comes to: each coder's messages and hours, every pair's common messages, and the strata."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import median

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding import allocation
from coding.kinds import Source
from coding.known_answers import gold_wanted
from coding.models import Coding
from coding.models.rounds import RoundKind
from coding.queries.known_answers import new_to, usable_answers
from coding.queries.own_messages import rests
from coding.queries.recoding import worklist
from coding.queries.round_plan import Plan, in_letter_order
from coding.queries.round_sample import StratumShare, sample_size, strata_of
from corpus.metadata import label_of
from studies.models import Study, User

# The pace of a study is the median of so many codings; of fewer than _FEWEST it says nothing yet.
_LATEST, _FEWEST = 500, 20

# Pairs are shown one by one up to so many coders; beyond that their range says more.
PAIRS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan deals: messages, how many of them to several coders, each coder's share, and every pair's common messages.

    `meetings` has a row a coder, in the order of `coders`, with the messages shared with each of the coders before; it is empty
    where everybody gets the same or their own. `seconds_each` is what a message has taken in this study so far, None before it
    was measured. `told` says what comes out smaller than it was asked for, `nothing` why there are no messages.
    """

    messages: int
    shared: int
    coders: tuple[tuple[User, int], ...]
    meetings: tuple[tuple[int, ...], ...]
    seconds_each: float | None
    strata: tuple[StratumShare, ...] = ()
    strata_heads: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    nothing: str = ""

    @property
    def codings(self) -> int:
        return sum(units for _coder, units in self.coders)

    @property
    def is_shared_out(self) -> bool:
        """Whether messages are shared out among the coders, and not dealt to everybody or to their own coders again."""
        return bool(self.meetings)

    @property
    def pairs(self) -> list[int]:
        """Common messages of every pair."""
        return [meetings for row in self.meetings for meetings in row]

    @property
    def least(self) -> int:
        """Common messages of the pair that has fewest; 0 where there is no pair."""
        return min(self.pairs, default=0)

    @property
    def most(self) -> int:
        """Common messages of the pair that has most; 0 where there is no pair."""
        return max(self.pairs, default=0)

    @property
    def shows_pairs(self) -> bool:
        return bool(self.pairs) and len(self.coders) <= PAIRS_SHOWN

    @property
    def rows(self) -> list[tuple[User, int, float | None, tuple[int | None, ...]]]:
        """As a table: a coder, their messages, their hours, and the messages shared with all coders but the last (None above)."""
        last = len(self.coders) - 1
        common = self.meetings or ((),) * len(self.coders)
        return [
            (coder, units, self._hours(units), (*row, *(None,) * (last - len(row)))[:last])
            for (coder, units), row in zip(self.coders, common, strict=True)
        ]

    def _hours(self, units: int) -> float | None:
        return None if self.seconds_each is None else units * self.seconds_each / 3600

    @property
    def heads(self) -> list[User]:
        """Whom the columns of `rows` are about."""
        return [coder for coder, _units in self.coders[:-1]]


def outlook(study: Study, plan: Plan, *, at: datetime) -> Outlook:
    """What opening a round with this plan deals at this time. Raises allocation.ImpossibleDeal where it cannot be dealt."""
    if plan.source == Source.STUDY:
        return _shared_out(study, plan)
    units = _everybodys(study, plan) if plan.source == Source.KNOWN else _own(study, plan, at)
    coders = in_letter_order(plan.coders, plan.seed)
    shares = tuple((coder, units.get(coder.pk, 0)) for coder in coders)
    messages = [number for _coder, number in shares]
    return Outlook(
        messages=max(messages) if plan.source == Source.KNOWN else sum(messages),
        shared=0,
        coders=shares,
        meetings=(),
        seconds_each=seconds_each(study),
        told=tuple(_told_of_queues(plan, dict(shares), at)),
        nothing=nothing_to_deal(plan),
    )


def seconds_each(study: Study) -> float | None:
    """What a message takes: the median of the study's latest first codings; None while there are too few to tell."""
    measured = Coding.objects.filter(assignment__round__study=study, revision=1, active_ms__isnull=False)
    times = [
        ms for ms in measured.order_by("-pk").values_list("active_ms", flat=True)[:_LATEST] if ms is not None
    ]
    return median(times) / 1000 if len(times) >= _FEWEST else None


def _shared_out(study: Study, plan: Plan) -> Outlook:
    strata = strata_of(study, plan) if plan.strata_by else []
    messages = sum(stratum.achieved for stratum in strata) if strata else sample_size(study, plan)
    coders = in_letter_order(plan.coders, plan.seed)
    shared = allocation.overlapping(messages, plan.overlap_percent, size=plan.overlap_size)
    shares = _shares(messages, len(coders), plan.coders_per_message, shared, plan.seed)
    return Outlook(
        messages=messages,
        shared=shared if plan.coders_per_message > 1 else 0,
        coders=tuple(zip(coders, shares.units, strict=True)),
        meetings=tuple(tuple(shares.common[a, b] for a in range(b)) for b in range(len(coders))),
        seconds_each=seconds_each(study),
        strata=tuple(strata),
        strata_heads=tuple(label_of(name) for name in plan.strata_by),
        told=(
            *_told_of_sample(study, plan, strata),
            *_told_of_gold(study, plan, dict(zip(coders, shares.units, strict=True))),
            *_told_of_training(plan),
        ),
        nothing=nothing_to_deal(plan),
    )


@lru_cache(maxsize=128)
def _shares(messages: int, coders: int, coders_per_message: int, shared: int, seed: int) -> allocation.Shares:
    # Kept, because a plan is looked at many times, and a table of 100,000 messages takes a second to deal.
    blocks = allocation.deal(messages, coders, coders_per_unit=coders_per_message, shared=shared, seed=seed)
    return allocation.shares(blocks, coders)


def _everybodys(study: Study, plan: Plan) -> dict[int, int]:
    """What everybody gets of the known answers, by the coder's id."""
    there = usable_answers(study, plan.codebook).count()
    each = there if plan.sample_size is None else min(there, plan.sample_size)
    return {coder.pk: each for coder in plan.coders}


def _own(study: Study, plan: Plan, at: datetime) -> dict[int, int]:
    """What each coder meets again, by their id."""
    if plan.kind == RoundKind.RECODE:
        waiting = worklist(study, plan.codebook).filter(coder__in=plan.coders).order_by()
        counted = waiting.values("coder").annotate(messages=Count("unit__message", distinct=True))
        return dict(counted.values_list("coder", "messages"))
    if plan.repeats is None:
        return {}
    found = rests(plan.repeats, plan.coders, rest_days=plan.rest_days or 0, at=at)
    most = plan.sample_size
    return {rest.coder.pk: rest.rested if most is None else min(most, rest.rested) for rest in found}


def nothing_to_deal(plan: Plan) -> str:
    """What to say, and what to do, where a plan finds no messages."""
    match plan.kind:
        case RoundKind.TRAINING:
            return _(
                "No message has a known answer yet: say what some messages are to be coded as, then open the training."
            )
        case RoundKind.STABILITY:
            return _(
                "Nothing that these coders have coded has rested long enough: wait, or ask for fewer days."
            )
        case RoundKind.RECODE:
            return _(
                "No change of meaning touches what these coders have coded: there is nothing to code again."
            )
    if plan.filters.as_json():
        return _("No message passes the filter of this round: change the plan, or import messages that do.")
    return _("There are no messages to code yet: import some, then open the round.")


# What comes out smaller than it was asked for


def _told_of_sample(study: Study, plan: Plan, strata: list[StratumShare]) -> Iterator[str]:
    short = sum(stratum.is_short for stratum in strata)
    if short:
        yield ngettext(
            "%(short)d stratum has fewer messages than its share: the others give what it lacks.",
            "%(short)d strata have fewer messages than their shares: the others give what they lack.",
            short,
        ) % {"short": short}
    if plan.gold_percent:
        known = usable_answers(study, plan.codebook).count()
        yield ngettext(
            "%(known)d message has a known answer: it is no part of the sample, and can be hidden among the others.",
            "%(known)d messages have known answers: they are no part of the sample, and can be hidden among the others.",
            known,
        ) % {"known": known}


def _told_of_gold(study: Study, plan: Plan, loads: dict[User, int]) -> Iterator[str]:
    """Who gets fewer hidden messages than the rate asks for: what somebody has met before cannot be hidden from them."""
    if not plan.gold_percent:
        return
    there = new_to(study, plan.codebook, plan.coders)
    fewer = [
        _("%(coder)s %(there)d of %(wanted)d")
        % {"coder": coder, "there": there[coder.pk], "wanted": gold_wanted(load, plan.gold_percent)}
        for coder, load in loads.items()
        if there[coder.pk] < gold_wanted(load, plan.gold_percent)
    ]
    if fewer:
        yield _(
            "Fewer hidden messages than asked for, since coders have met the others before: %(coders)s."
        ) % {"coders": ", ".join(fewer)}


def _told_of_training(plan: Plan) -> Iterator[str]:
    """Who could never begin, for the training that comes first is not dealt to them."""
    if plan.training is None:
        return
    trained = set(plan.training.coders.values_list("coder", flat=True))
    left_out = [str(coder) for coder in plan.coders if coder.pk not in trained]
    if left_out:
        yield _("Not in “%(training)s”, so they cannot begin before you let them into it: %(names)s.") % {
            "training": plan.training.title,
            "names": ", ".join(left_out),
        }


def _told_of_queues(plan: Plan, shares: dict[User, int], at: datetime) -> Iterator[str]:
    if not any(shares.values()):
        return
    asked = plan.sample_size
    fewer = [str(coder) for coder, units in shares.items() if asked is not None and units < asked]
    if fewer and plan.source == Source.KNOWN:
        yield _("Fewer messages have known answers than were asked for: everybody gets those that have.")
    elif fewer:
        yield _("Fewer messages than asked for can be met again by: %(names)s.") % {"names": ", ".join(fewer)}
    if plan.repeats is not None:
        resting = sum(
            rest.resting for rest in rests(plan.repeats, plan.coders, rest_days=plan.rest_days or 0, at=at)
        )
        if resting:
            yield ngettext(
                "%(resting)d message has not rested long enough and would be left out.",
                "%(resting)d messages have not rested long enough and would be left out.",
                resting,
            ) % {"resting": resting}
