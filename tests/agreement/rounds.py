"""Closed rounds with known codings, made by the services that make them in life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agreement import services
from agreement.models import ReliabilityRun
from coding.models import Round
from coding.services.rounds import close_round, open_round
from studies.models import Study, User
from tests.coding.stage import NOW, add_messages, code, planned_round

UNCODABLE, NOT_APPLICABLE = {"special": "uncodable"}, {"special": "not_applicable"}

# Message by message what coder_a and coder_b say: twelve messages, of which two are disputed in intent
INTENTS_A = ["warn"] * 4 + ["attack"] * 4 + ["extol"] * 4
INTENTS_B = ["warn"] * 4 + ["attack"] * 3 + ["warn"] + ["extol"] * 3 + ["warn"]


def answer(intent: Any, **others: Any) -> dict[str, Any]:
    return {"intent": intent, "concepts": ["security"], "direct": True} | others


def open_pilot(study: Study, coders: list[User], messages: int = 12, **plan: Any) -> Round:
    add_messages(study, messages)
    return open_round(planned_round(study, coders, **plan), by=study.created_by, at=NOW)


def code_in_order(round: Round, coder: User, answers: list[dict[str, Any]]) -> None:
    """Answers message by message, the oldest first; fewer answers than messages leave the rest uncoded."""
    messages = [unit.message for unit in round.units.order_by("message__posted_at").select_related("message")]
    for message, values in zip(messages, answers, strict=False):
        code(round, coder, values, message)


def closed_pilot(study: Study, first: User, second: User, **others: Any) -> Round:
    """The twelve messages, coded by both and closed."""
    round = open_pilot(study, [first, second])
    code_in_order(round, first, [answer(intent, **others) for intent in INTENTS_A])
    code_in_order(round, second, [answer(intent, **others) for intent in INTENTS_B])
    return close_round(round, by=study.created_by, at=NOW)


def computed(round: Round, *, by: User, at: datetime = NOW) -> ReliabilityRun:
    """The run that a worker would make, made here, within the transaction of the test."""
    job = services.request_reliability(round, by=by, at=at)
    result = services.compute_reliability(job, lambda done, total, step: None, at=at)
    return round.reliability_runs.get(number=result["run"])
