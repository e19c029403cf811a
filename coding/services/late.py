"""Decide on what came in after the close of a round."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import Assignment, Coding, LateCoding, Round
from coding.models.late import LateDecision
from coding.queries.late import late_codings
from coding.services.round_phases import check_work, locked
from coding.services.round_reliability import ask_for_reliability
from coding.states import Work
from cyberdip.lib.problems import Invalid
from studies.models import User
from studies.services.logbook import record

_DECISIONS = (LateDecision.ACCEPTED, LateDecision.DECLINED)


@transaction.atomic
def decide_late_codings(
    round: Round,
    *,
    decision: str,
    late: Collection[int] = (),
    through: int | None = None,
    by: User,
    at: datetime,
) -> int:
    """Accept or decline the late codings with these ids, or all that wait up to the id `through`; how many were decided on.

    1. What was decided before stays as it was decided, so a double click decides once.
    2. An accepted one becomes the newest coding of its message and says that it was late. Raises WrongPhase once adjudication
       has begun: the agreement that it would change has been acted on. Declining is possible at any time, and deletes nothing.
    3. The reliability of the round is asked for anew.
    """
    if decision not in _DECISIONS:
        raise Invalid(
            _("Say whether the late codings are accepted or declined."), fields={"decision": [decision]}
        )
    if not late and through is None:
        raise Invalid(_("Say which late codings you mean: name them, or the newest that you have seen."))
    round = locked(round)
    accepted = decision == LateDecision.ACCEPTED
    if accepted:
        check_work(round, Work.TAKE_LATE)
    waiting = _waiting(round, late, through)
    for one in waiting:
        if accepted:
            _make_coding(one)
    LateCoding.objects.filter(pk__in=[one.pk for one in waiting]).update(
        decision=decision, decided_by=by, decided_at=at
    )
    if waiting:
        _record(round, waiting, decision, by, at)
    if waiting and accepted:
        ask_for_reliability(round, by=by, at=at)
    return len(waiting)


def _waiting(round: Round, late: Collection[int], through: int | None) -> list[LateCoding]:
    rows = late_codings(round, waiting=True).select_for_update(of=("self",))
    rows = rows.filter(pk__in=late) if late else rows.filter(pk__lte=through)
    return list(rows.order_by("received_at", "pk"))


def _make_coding(late: LateCoding) -> None:
    # No coder can come between: whoever submits waits for the round.
    assignment = Assignment.objects.get(pk=late.assignment_id)
    coding = Coding.objects.create(
        assignment=assignment,
        revision=assignment.revision + 1,
        values=late.values,
        note=late.note,
        active_ms=late.active_ms,
        key=late.key,
        submitted_at=late.received_at,
        late=True,
    )
    Assignment.objects.filter(pk=assignment.pk).update(
        revision=coding.revision, submitted_at=coding.submitted_at
    )


def _record(round: Round, late: list[LateCoding], decision: str, by: User, at: datetime) -> None:
    verb = "late codings accepted" if decision == LateDecision.ACCEPTED else "late codings declined"
    detail = {
        "round": round.number,
        "number": len(late),
        "coders": sorted({one.assignment.coder_id for one in late}),
    }
    record(round.study, by=by, at=at, verb=verb, subject=round.title, detail=detail)
