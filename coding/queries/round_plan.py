"""The plan of a round: its answers, and what they can draw on."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Collate

from coding import allocation
from coding.kinds import Source, lacks, source_of
from coding.models import CodebookVersion, KnownAnswer, Round
from coding.models.rounds import Order, RoundKind, Split
from coding.queries.rounds import coders_of
from coding.states import Phase
from corpus.models import Message
from corpus.queries import MessageFilters, matching
from studies.models import Study, User
from studies.roles import Right, Role, may

LARGEST_SEED = 2**53 - 1  # what every program that reads JSON can hold exactly

_EVERYTHING = MessageFilters()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answers that a round is planned with.

    What: `sample_size` None takes every message that passes `filters`; `strata_by` names one or two metadata (corpus.metadata),
    `split` says how the strata share out the sample. A training takes known answers, a stability round what was coded in the
    round that it `repeats` and has rested for `rest_days`; `sample_size` is then what each coder gets.
    How much twice: `overlap_percent` of the messages (`overlap_size` of them where it is set) get `coders_per_message` coders.
    How: `block_by` names the metadata that makes the blocks of a blocked order; `masked` what coders do not see; `training` is
    passed before anybody begins; `pass_rule` has per cents by variable key; `gold_percent` of a queue is hidden on top of it.
    """

    codebook: CodebookVersion
    coders: tuple[User, ...]
    coders_per_message: int = 1
    overlap_percent: int = 100
    sample_size: int | None = None
    order: str = Order.RANDOM
    seed: int = 0
    kind: str = RoundKind.PILOT
    filters: MessageFilters = _EVERYTHING
    strata_by: tuple[str, ...] = ()
    split: str = Split.PROPORTIONAL
    overlap_size: int | None = None
    block_by: str = ""
    masked: tuple[str, ...] = ()
    takes_new: bool = False
    training: Round | None = None
    pass_rule: Mapping[str, int] = field(default_factory=dict)
    gold_percent: int = 0
    gold_alert_percent: int = 70
    repeats: Round | None = None
    rest_days: int | None = None

    @property
    def source(self) -> Source:
        return source_of(self.kind)

    @property
    def has_strata(self) -> bool:
        return bool(self.strata_by)

    def fitted(self) -> "Plan":
        """The plan with only the answers that its kind has, and only those that another answer asks for."""
        without = {name: _UNANSWERED[name] for name in lacks(self.kind)}
        if self.order != Order.BLOCKED:
            without["block_by"] = ""
        return replace(self, **without)


_UNANSWERED: dict[str, Any] = {
    answer.name: {} if answer.name == "pass_rule" else answer.default for answer in fields(Plan)
}


def plan_of(round: Round) -> Plan:
    """The plan that a round was made with."""
    stored: dict[str, Any] = {
        answer.name: getattr(round, answer.name) for answer in fields(Plan) if answer.name != "coders"
    }
    return Plan(
        **stored
        | {
            "coders": tuple(coder.coder for coder in coders_of(round)),
            "filters": MessageFilters.from_json(round.filters),
            "strata_by": tuple(round.strata_by),
            "masked": tuple(round.masked),
        }
    )


def some_seed() -> int:
    """A seed for whoever has none of their own; short enough to be quoted in a paper."""
    return secrets.randbelow(900_000) + 100_000


def possible_coders(study: Study) -> QuerySet[User]:
    """The members of a study whose role includes coding."""
    roles = [role for role in Role if may(role, Right.CODE)]
    return User.objects.filter(
        memberships__study=study, memberships__left_at=None, memberships__role__in=roles
    ).order_by("name", "email")


def population(study: Study, plan: Plan | None = None) -> QuerySet[Message]:
    """The messages that a round can draw from, oldest first; all of the study without a plan.

    Where messages with known answers are hidden among the others, they are no part of the sample as well.
    """
    messages = matching(study, plan.filters if plan else _EVERYTHING).filter(removed_at=None)
    if plan and plan.gold_percent:
        messages = messages.exclude(pk__in=_with_known_answers(study))
    return oldest_first(messages)


def oldest_first(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The messages in an order that no database decides, so that a seed draws the same ones on every machine."""
    return messages.order_by("posted_at", Collate("external_id", "C"), "platform")


def _with_known_answers(study: Study) -> QuerySet[Any, Any]:
    return KnownAnswer.objects.filter(study=study, retired_at=None).values("message")


def in_letter_order(coders: Sequence[User], seed: int) -> list[User]:
    """The order in which coders get their letters: drawn, for an alphabetical one would give names away."""
    return allocation.shuffled(sorted(coders, key=lambda coder: coder.email), seed=seed, stream="letters")


def trainings_of(study: Study) -> QuerySet[Round]:
    """The trainings of a study, which other rounds can ask to be passed first."""
    return study.rounds.filter(kind=RoundKind.TRAINING).order_by("number")


def repeatable_rounds(study: Study) -> QuerySet[Round]:
    """The rounds whose messages coders can meet again: what they coded there is kept, and is no training."""
    return (
        study.rounds.exclude(phase=Phase.PLANNED)
        .exclude(kind__in=[RoundKind.TRAINING, RoundKind.STABILITY])
        .order_by("number")
    )
