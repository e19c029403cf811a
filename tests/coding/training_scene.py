"""Trainings, hidden gold and repeated rounds as they stand once they are open. Rows are written directly, as in `desk_scene`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from coding import allocation
from coding.models import Assignment, Coding, KnownAnswer, Round, RoundCoder, Unit
from coding.queries.known_answers import training_units
from coding.services.desk import submit_coding
from coding.services.known_answers import set_known_answer
from coding.services.queue_dealing import deal_queues
from corpus.models import Message
from studies.models import Study, User
from tests.coding.stage import AGREED, NOW, published_codebook

REASONS = {"intent": "It names a danger.", "concepts": "Security is meant."}


def know(message: Message, values: Mapping[str, Any] | None = None, **more: Any) -> KnownAnswer:
    """Say what the message is to be coded as: a warning about security, unless `values` say otherwise."""
    return set_known_answer(
        message,
        **{
            "values": {"intent": "warn", "concepts": ["security"]} if values is None else values,
            "reasons": REASONS,
            "based_on": None,
            "by": message.study.created_by,
            "at": NOW,
        }
        | more,
    )


def planned(study: Study, coders: Sequence[User], **answers: Any) -> Round:
    """The row of a round and its coders; nothing is dealt."""
    codebook = study.codebook_versions.filter(state="published").last() or published_codebook(study)
    round = Round.objects.create(
        study=study,
        number=study.rounds.count() + 1,
        **{
            "title": "Training",
            "kind": "training",
            "codebook": codebook,
            "phase": "planned",
            "seed": 7,
            "created_by": study.created_by,
            "created_at": NOW,
        }
        | answers,
    )
    RoundCoder.objects.bulk_create(
        RoundCoder(round=round, coder=coder, letter=allocation.letter(place))
        for place, coder in enumerate(coders)
    )
    return round


def open_training(study: Study, coders: Sequence[User], **answers: Any) -> Round:
    """A training with all known answers of the study for each coder; 60 per cent right of each variable pass."""
    answers = {"pass_rule": {"intent": 60, "concepts": 60}, "phase": "open", "opened_at": NOW} | answers
    round = planned(study, coders, **answers)
    known = dict(training_units(round))
    deal_queues(round, {coder.pk: list(known) for coder in coders}, known=known)
    return round


def open_round(study: Study, coders: Sequence[User], messages: Sequence[Message], **answers: Any) -> Round:
    """An open production round in which every coder has all `messages`."""
    round = planned(
        study,
        coders,
        **{"title": "Production", "kind": "production", "phase": "open", "opened_at": NOW} | answers,
    )
    deal_queues(round, {coder.pk: [message.pk for message in messages] for coder in coders})
    return round


def hide_gold(round: Round, coders: Sequence[User], *answers: KnownAnswer) -> list[Unit]:
    """Put messages with known answers at the end of each coder's queue."""
    last = round.units.count()
    units = [
        Unit.objects.create(round=round, message=answer.message, position=last + place, known=answer)
        for place, answer in enumerate(answers, start=1)
    ]
    for coder in coders:
        behind = round.assignments.filter(coder=coder).count()
        Assignment.objects.bulk_create(
            Assignment(round=round, unit=unit, coder=coder, position=behind + place)
            for place, unit in enumerate(units, start=1)
        )
    return units


def submit(round: Round, coder: User, position: int, values: dict[str, Any] | None = None) -> Coding:
    """Code the message at `position`: a warning about security, unless `values` say otherwise."""
    assignment = round.assignments.select_related("round__study", "round__codebook").get(
        coder=coder, position=position
    )
    return submit_coding(
        assignment,
        values=AGREED if values is None else values,
        base_revision=assignment.revision,
        key=uuid4(),
        by=coder,
        at=NOW,
    )


def walk_through(round: Round, coder: User, *values: dict[str, Any] | None) -> None:
    """Code the open messages of the coder in their order, one by one of `values`."""
    waiting = round.assignments.filter(coder=coder, revision=0).order_by("position")
    for position, answer in zip(waiting.values_list("position", flat=True), values, strict=True):
        submit(round, coder, position, answer)
