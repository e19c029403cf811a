"""What a plan of a round can draw on, what is wrong with it, and what it would come to."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding import allocation
from coding.models import CodebookVersion, Coding, Round
from coding.models.rounds import RoundKind
from coding.queries.rounds import coders_of
from corpus.models import Message
from studies.models import Study, User
from studies.roles import Right, Role, may

# What a round of another kind needs on top (known answers, a waiting time) is planned elsewhere.
KINDS = [RoundKind.PILOT, RoundKind.RELIABILITY, RoundKind.PRODUCTION, RoundKind.RECODE]

LARGEST_SEED = 2**53 - 1  # what every program that reads JSON can hold exactly

# The pace of a study is the median of so many codings; of fewer than _FEWEST it says nothing yet.
_LATEST, _FEWEST = 500, 20

# Pairs are shown one by one up to so many coders; beyond that their range says more.
PAIRS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """The answers that a round is planned with. `sample_size` None means every message of the study."""

    codebook: CodebookVersion
    coders: tuple[User, ...]
    coders_per_message: int
    overlap_percent: int
    sample_size: int | None
    order: str
    seed: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan deals: messages, how many of them to several coders, each coder's share, and every pair's common messages.

    `meetings` has a row a coder, in the order of `coders`, with the messages shared with each of the coders before;
    `seconds_each` is what a message has taken in this study so far, None before it was measured.
    """

    messages: int
    shared: int
    coders: tuple[tuple[User, int], ...]
    meetings: tuple[tuple[int, ...], ...]
    seconds_each: float | None

    @property
    def codings(self) -> int:
        return sum(units for _coder, units in self.coders)

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
        return 1 < len(self.coders) <= PAIRS_SHOWN

    @property
    def rows(self) -> list[tuple[User, int, float | None, tuple[int | None, ...]]]:
        """As a table: a coder, their messages, their hours, and the messages shared with all coders but the last (None above)."""
        last = len(self.coders) - 1
        return [
            (coder, units, self._hours(units), (*row, *(None,) * (last - len(row)))[:last])
            for (coder, units), row in zip(self.coders, self.meetings, strict=True)
        ]

    def _hours(self, units: int) -> float | None:
        return None if self.seconds_each is None else units * self.seconds_each / 3600

    @property
    def heads(self) -> list[User]:
        """Whom the columns of `rows` are about."""
        return [coder for coder, _units in self.coders[:-1]]


def some_seed() -> int:
    """A seed for whoever has none of their own; short enough to be quoted in a paper."""
    return secrets.randbelow(900_000) + 100_000


def possible_coders(study: Study) -> QuerySet[User]:
    """The members of a study whose role includes coding."""
    roles = [role for role in Role if may(role, Right.CODE)]
    return User.objects.filter(
        memberships__study=study, memberships__left_at=None, memberships__role__in=roles
    ).order_by("name", "email")


def population(study: Study) -> QuerySet[Message]:
    """The messages that a round can draw from, oldest first.

    The order is the same on every machine, whatever ids its database gave, so that a seed draws the same messages anywhere.
    """
    return Message.objects.filter(study=study, removed_at=None).order_by(
        "posted_at", Collate("external_id", "C"), "platform"
    )


def in_letter_order(coders: Sequence[User], seed: int) -> list[User]:
    """The order in which coders get their letters: drawn, for an alphabetical one would give names away."""
    return allocation.shuffled(sorted(coders, key=lambda coder: coder.email), seed=seed, stream="letters")


def plan_of(round: Round) -> Plan:
    """The plan that a round was made with."""
    return Plan(
        codebook=round.codebook,
        coders=tuple(coder.coder for coder in coders_of(round)),
        coders_per_message=round.coders_per_message,
        overlap_percent=round.overlap_percent,
        sample_size=round.sample_size,
        order=round.order,
        seed=round.seed,
    )


def outlook(study: Study, plan: Plan) -> Outlook:
    """What opening a round with this plan would deal now. Raises allocation.ImpossibleDeal for one that cannot be dealt."""
    messages = population(study).count() if plan.sample_size is None else plan.sample_size
    coders = in_letter_order(plan.coders, plan.seed)
    shares = _shares(messages, len(coders), plan.coders_per_message, plan.overlap_percent, plan.seed)
    return Outlook(
        messages=messages,
        shared=allocation.overlapping(messages, plan.overlap_percent) if plan.coders_per_message > 1 else 0,
        coders=tuple(zip(coders, shares.units, strict=True)),
        meetings=tuple(tuple(shares.common[a, b] for a in range(b)) for b in range(len(coders))),
        seconds_each=seconds_each(study),
    )


def seconds_each(study: Study) -> float | None:
    """What a message takes: the median of the study's latest first codings; None while there are too few to tell."""
    measured = Coding.objects.filter(assignment__round__study=study, revision=1, active_ms__isnull=False)
    times = [
        ms for ms in measured.order_by("-pk").values_list("active_ms", flat=True)[:_LATEST] if ms is not None
    ]
    return median(times) / 1000 if len(times) >= _FEWEST else None


@lru_cache(maxsize=128)
def _shares(
    messages: int, coders: int, coders_per_message: int, overlap_percent: int, seed: int
) -> allocation.Shares:
    # Kept, because a plan is looked at many times, and a table of 100,000 messages takes a second to deal.
    blocks = allocation.deal(
        messages, coders, coders_per_unit=coders_per_message, overlap_percent=overlap_percent, seed=seed
    )
    return allocation.shares(blocks, coders)


def plan_faults(study: Study, plan: Plan) -> dict[str, list[str]]:
    """What is wrong with a plan, by the name of the answer; empty for one that can be dealt."""
    faults = {
        "codebook": _codebook_fault(study, plan.codebook),
        "coders": _coders_fault(study, plan.coders),
        "coders_per_message": _overlap_fault(plan),
        "overlap_percent": ""
        if 0 <= plan.overlap_percent <= 100
        else _("A share lies between 0 and 100 per cent."),
        "sample_size": _sample_fault(study, plan.sample_size),
    }
    return {name: [fault] for name, fault in faults.items() if fault}


def _codebook_fault(study: Study, codebook: CodebookVersion) -> str:
    if codebook.study_id != study.pk:
        return _("This version belongs to another study: choose one of this study's.")
    if codebook.is_draft:
        return _("Version %(number)d of the codebook is a draft: publish it first.") % {
            "number": codebook.number
        }
    return ""


def _coders_fault(study: Study, coders: Sequence[User]) -> str:
    if not coders:
        return _("A round needs coders: choose at least one.")
    able = set(possible_coders(study))
    strangers = [str(coder) for coder in coders if coder not in able]
    if strangers:
        return _("These people may not code in this study, or not any more: %(names)s.") % {
            "names": ", ".join(strangers)
        }
    return ""


def _overlap_fault(plan: Plan) -> str:
    if plan.coders_per_message < 1:
        return _("Every message needs a coder.")
    if plan.coders and plan.coders_per_message > len(plan.coders):
        return ngettext(
            "%(each)d coders a message cannot be had from %(chosen)d coder: choose more coders, or fewer a message.",
            "%(each)d coders a message cannot be had from %(chosen)d coders: choose more coders, or fewer a message.",
            len(plan.coders),
        ) % {"each": plan.coders_per_message, "chosen": len(plan.coders)}
    return ""


def _sample_fault(study: Study, size: int | None) -> str:
    if size is None:
        return ""
    if size < 1:
        return _("A sample has at least one message.")
    there = population(study).count()
    if size > there:
        return ngettext(
            "The study has %(there)d message: a sample of %(size)d cannot be drawn.",
            "The study has %(there)d messages: a sample of %(size)d cannot be drawn.",
            there,
        ) % {"there": there, "size": size}
    return ""
