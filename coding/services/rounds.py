"""Plan a round, and take it from phase to phase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.models import Round
from coding.queries.round_faults import plan_faults
from coding.queries.round_plan import plan_of
from coding.queries.round_progress import open_assignments, unsent_drafts
from coding.services.round_adjudication import settle_unanimous
from coding.services.round_dealing import deal_round
from coding.services.round_phases import check_work, locked, move
from coding.services.round_plans import check_plan, plan_from, planned_already, told, write_plan
from coding.services.round_reliability import ask_for_reliability
from coding.states import Deed, Work
from cyberdip.lib.problems import Conflict
from studies.models import Study, User
from studies.services.logbook import record


@transaction.atomic
def create_round(
    study: Study, *, title: str, coders: Sequence[User], by: User, at: datetime, **answers: Any
) -> Round:
    """Plan a round; nothing is dealt before it is opened. Raises Invalid with what is wrong, by the name of the answer.

    `answers` are those of `coding.queries.round_plan.Plan`, by their names. The same plan sent twice by the same person (a double
    click) is one round.
    """
    Study.objects.select_for_update(no_key=True).get(pk=study.pk)  # two PIs who plan at once get two numbers
    plan = plan_from(answers, coders)
    check_plan(study, plan)
    already = planned_already(study, title, plan, by)
    if already is not None:
        return already
    newest = study.rounds.aggregate(newest=Max("number"))["newest"] or 0
    round = Round(study=study, number=newest + 1, created_by=by, created_at=at)
    write_plan(round, title, plan)
    record(study, by=by, at=at, verb="round planned", subject=title, detail=told(round, plan))
    return round


@transaction.atomic
def change_round(
    round: Round, *, title: str, coders: Sequence[User], by: User, at: datetime, **answers: Any
) -> Round:
    """Plan a round anew that is not open yet. Raises WrongPhase after that, and Invalid like `create_round`."""
    round = locked(round)
    check_work(round, Work.PLAN)
    plan = plan_from(answers, coders)
    check_plan(round.study, plan)
    before = told(round, plan_of(round))
    write_plan(round, title, plan)
    after = told(round, plan)
    if before != after:
        detail = {"round": round.number, "before": before, "after": after}
        record(round.study, by=by, at=at, verb="round planned anew", subject=title, detail=detail)
    return round


@transaction.atomic
def open_round(round: Round, *, by: User, at: datetime) -> Round:
    """Deal the sample to the coders and let them begin.

    1. Locks the round, so that of two PIs who press at once one deals and the other finds it dealt.
    2. Checks the plan again: coders may have left and messages been removed since it was made.
    3. Deals units and assignments in bulk.
    """
    round, moved = move(round, Deed.OPEN, opened_at=at)
    if moved:
        _check_dealable(round)
        dealt = deal_round(round, at=at)
        record(
            round.study, by=by, at=at, verb="round opened", subject=round.title, detail=_in(round, **dealt)
        )
    return round


@transaction.atomic
def close_round(round: Round, *, by: User, at: datetime) -> Round:
    """End the coding. Nothing is deleted: open assignments and drafts stay as they are. Asks for the round's reliability."""
    round, moved = move(round, Deed.CLOSE, closed_at=at)
    if moved:
        left = {"open_assignments": open_assignments(round), "unsent_drafts": unsent_drafts(round)}
        record(round.study, by=by, at=at, verb="round closed", subject=round.title, detail=_in(round, **left))
        ask_for_reliability(round, by=by, at=at)
    return round


@transaction.atomic
def start_adjudication(round: Round, *, by: User, at: datetime) -> Round:
    """Settle what all coders agree on, and list what they do not. A message coded once is neither."""
    round, moved = move(round, Deed.ADJUDICATE)
    if moved:
        found = settle_unanimous(round, at=at)
        record(
            round.study,
            by=by,
            at=at,
            verb="adjudication begun",
            subject=round.title,
            detail=_in(round, **found),
        )
    return round


@transaction.atomic
def settle_round(round: Round, *, leaving_open: int = 0, by: User, at: datetime) -> Round:
    """End the adjudication. Disagreements may stay open if whoever settles says how many: they then know of each.

    Raises Conflict, with the number in `open`, when another number is open than was said.
    """
    round, moved = move(round, Deed.SETTLE, settled_at=at)
    if moved:
        still_open = round.disagreements.filter(ruling=None).count()
        if still_open != leaving_open:
            raise _not_as_said(still_open)
        detail = _in(round, left_open=still_open)
        record(round.study, by=by, at=at, verb="round settled", subject=round.title, detail=detail)
    return round


def _check_dealable(round: Round) -> None:
    faults = plan_faults(round.study, plan_of(round))
    if faults:
        sentences = " ".join(faults[name][0] for name in faults)
        raise Conflict(
            _("The round cannot be opened as it was planned. %(why)s") % {"why": sentences}, fields=faults
        )


def _in(round: Round, **detail: Any) -> dict[str, Any]:
    return {"round": round.number, **detail}


def _not_as_said(still_open: int) -> Conflict:
    if still_open:
        sentence = _(
            "%(open)d disagreements are open. Rule on them first, or settle the round and say that these %(open)d stay open."
        ) % {"open": still_open}
    else:
        sentence = _("No disagreement is open any more: settle the round without leaving any.")
    return Conflict(sentence, extra={"open": still_open})
