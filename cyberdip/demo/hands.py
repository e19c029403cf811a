"""The hands of the demo's people: coders who go through their queue, an adjudicator who rules."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.models import Assignment, Disagreement, Round
from coding.models.ruling import ErrorType
from coding.services.desk import submit_coding
from coding.services.rulings import make_ruling
from cyberdip.demo.coders import DemoCoder, code
from cyberdip.demo.messages import DemoMessage
from studies.models import User

__all__ = ["code_queue", "rule_on"]

_PRESSES = uuid.UUID(
    "5b1cd2a6-0c6e-4d0b-8a57-27b0c2a0e6f1"
)  # so that the same press has the same key in a second walk
_ERRORS = {ErrorType.SLIP: 6, ErrorType.AMBIGUOUS: 3, ErrorType.CODEBOOK_GAP: 1}


@transaction.atomic
def code_queue(
    opened: Round, hand: DemoCoder, coder: User, messages: Mapping[str, DemoMessage], seed: int
) -> None:
    """Submit what is still open in the coder's queue."""
    queue = (
        Assignment.objects.filter(round=opened, coder=coder, revision=0)
        .select_related("unit__message", "round__study", "round__codebook")
        .order_by("position")
    )
    for assignment in queue:
        message = messages[assignment.unit.message.external_id]
        submit_coding(
            assignment,
            values=code(hand, message, seed),
            base_revision=0,
            key=uuid.uuid5(_PRESSES, f"{hand.key}:{message.id}"),
            active_ms=_active_ms(hand, message, seed),
            by=coder,
            at=timezone.now(),
        )


def _active_ms(hand: DemoCoder, message: DemoMessage, seed: int) -> int:
    """Some twenty seconds, more for a longer message."""
    rng = random.Random(f"{seed}:{hand.key}:{message.id}:time")
    return int((6_000 + 90 * len(message.text)) * rng.lognormvariate(0, 0.35))


@transaction.atomic
def rule_on(
    disagreements: Iterable[Disagreement], adjudicator: User, messages: Mapping[str, DemoMessage]
) -> None:
    """Rule as the messages were meant."""
    for disagreement in disagreements:
        message = messages[disagreement.unit.message.external_id]
        rng = random.Random(f"{message.id}:{disagreement.variable.key}")
        make_ruling(
            disagreement.unit,
            disagreement.variable,
            value=_meant(message, disagreement.variable.key),
            reason=_("Judged by the message as a whole, as the instruction asks."),
            error_type=rng.choices(list(_ERRORS), list(_ERRORS.values()))[0],
            base_revision=0,
            by=adjudicator,
            at=timezone.now(),
        )


def _meant(message: DemoMessage, variable: str) -> Any:
    if message.truth is None:
        return [] if variable == "concepts" else {"special": "uncodable"}
    value = getattr(message.truth, variable)
    return list(value) if isinstance(value, tuple) else value
