"""Take coders through a training: an attempt begins with its first coding, ends with its last, and is followed by another."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding import allocation
from coding.known_answers import judge, scores, shortfalls
from coding.models import Assignment, Round, RoundCoder, TrainingAttempt
from coding.queries.codebook import codebook_spec
from coding.queries.round_plan import possible_coders
from coding.queries.training import check_training, is_training, judged_codings, trainee
from coding.services.queue_dealing import deal_attempt
from coding.services.round_phases import check_work, locked
from coding.states import Work
from cyberdip.lib.problems import Conflict, Invalid, NotFound
from studies.models import User
from studies.services.logbook import record


def check_not_final(round: Round, revision: int) -> None:
    """Raise Conflict for a message of a training that was coded already: its answer has been told."""
    if is_training(round) and revision:
        raise Conflict(
            _(
                "In a training a coding is final, since you have been told the answer. Go on with the next message."
            ),
            code="final",
        )


def follow_attempt(assignment: Assignment, *, at: datetime) -> TrainingAttempt | None:
    """Write down what a coding that was just submitted means for the attempt; None outside of trainings.

    The first coding begins it, the last one ends it: then it is judged by the pass rule. Has to be in the transaction of the
    submission.
    """
    round = assignment.round
    if not is_training(round):
        return None
    attempt = _begun(assignment, at)
    mine = round.assignments.filter(coder=assignment.coder_id, attempt=attempt.number)
    if attempt.finished_at is None and not mine.filter(revision=0).exists():
        _finish(attempt, round, at)
    return attempt


@transaction.atomic
def try_again(round: Round, *, by: User, at: datetime) -> int:
    """Deal the messages of a training to a coder once more, in a new order; the number of the attempt that waits for them.

    The attempts before stay. While one is under way nothing is dealt. Raises WrongPhase unless the training is open, NotFound for
    whoever is not one of its coders, and Conflict where it is passed.
    """
    round = locked(check_training(round))
    check_work(round, Work.CODE)
    found = trainee(round, by)
    if found.passed:
        raise Conflict(_("You have passed this training: there is nothing to try again."))
    if found.current is None:
        raise NotFound(
            _("No messages of this training are assigned to you. Ask the PI if you expected some.")
        )
    if not found.may_try_again:
        return found.current.number
    number = found.current.number + 1
    messages = _deal(round, found.coder, number)
    _record(round, found.coder.coder, "training begun again", at, attempt=number, messages=messages)
    return number


@transaction.atomic
def join_training(round: Round, coder: User, *, by: User, at: datetime) -> int:
    """Deal an open training to one coder more, who came to the study later; how many messages are theirs.

    Raises WrongPhase unless the training is open, NotFound for what is no training, and Invalid for somebody who may not code in
    the study. Who is one of its coders already gets nothing more.
    """
    round = locked(check_training(round))
    check_work(round, Work.CODE)
    if round.coders.filter(coder=coder).exists():
        return round.assignments.filter(coder=coder, attempt=1).count()
    if not possible_coders(round.study).filter(pk=coder.pk).exists():
        sentence = _("%(coder)s may not code in this study, or not any more.") % {"coder": coder}
        raise Invalid(sentence, fields={"coder": [sentence]})
    newcomer = RoundCoder.objects.create(
        round=round, coder=coder, letter=allocation.letter(round.coders.count())
    )
    units = list(round.units.order_by("position").values_list("pk", flat=True))
    messages = deal_attempt(round, newcomer, units, attempt=1, after=0)
    detail = {"round": round.number, "coder": coder.email, "messages": messages}
    record(round.study, by=by, at=at, verb="coder dealt in", subject=round.title, detail=detail)
    return messages


def _begun(assignment: Assignment, at: datetime) -> TrainingAttempt:
    """The attempt of this coding, locked: of two tabs that send the last two codings at once, one sees the other's."""
    attempt, is_new = TrainingAttempt.objects.get_or_create(
        round=assignment.round,
        coder_id=assignment.coder_id,
        number=assignment.attempt,
        defaults={"started_at": at},
    )
    if is_new:
        _record(assignment.round, attempt.coder, "training begun", at, attempt=attempt.number)
    return TrainingAttempt.objects.select_for_update(of=("self",)).select_related("coder").get(pk=attempt.pk)


def _finish(attempt: TrainingAttempt, round: Round, at: datetime) -> None:
    spec = codebook_spec(round.codebook)
    codings = judged_codings(round, attempt.coder, attempt.number)
    results = scores(
        judge(spec, coding.values, coding.assignment.unit.known.values)
        for coding in codings
        if coding.assignment.unit.known is not None
    )
    attempt.results = {key: {"right": score.right, "of": score.of} for key, score in results.items()}
    attempt.passed = not shortfalls(results, round.pass_rule)
    attempt.finished_at = at
    attempt.save(update_fields=["results", "passed", "finished_at"])
    verb = "training passed" if attempt.passed else "training not passed"
    _record(round, attempt.coder, verb, at, attempt=attempt.number, results=attempt.results)


def _deal(round: Round, coder: RoundCoder, number: int) -> int:
    before = round.assignments.filter(coder=coder.coder_id)
    units = before.filter(attempt=number - 1).order_by("unit__position").values_list("unit", flat=True)
    last = before.aggregate(last=Max("position"))["last"] or 0
    return deal_attempt(round, coder, list(units), attempt=number, after=last)


def _record(round: Round, coder: User, verb: str, at: datetime, **detail: Any) -> None:
    detail = {"round": round.number, **detail}
    record(round.study, by=coder, at=at, verb=verb, subject=round.title, detail=detail)
