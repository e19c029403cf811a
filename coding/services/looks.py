"""Look into an open round: with a reason, and written down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.blinding import LOOK_LASTS
from coding.models import Look, Round
from coding.queries.looks import no_look
from coding.services.round_phases import locked
from cyberdip.lib.problems import Invalid
from studies.models import User
from studies.roles import Role
from studies.services.logbook import record

LONGEST_REASON = 2_000  # characters


@transaction.atomic
def look_inside(round: Round, *, reason: str, role: Role, by: User, at: datetime) -> Look:
    """Write down that somebody looks into an open round, and why; the look lasts an hour.

    The same reason again while the look lasts (a double click) is the same look. Raises Invalid without a reason, NotAllowed for
    a coder of the round, and WrongPhase when it is not open.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _(
            "Say why you look inside, in at most %(most)d characters: it is printed with the methods."
        )
        raise Invalid(
            sentence % {"most": LONGEST_REASON}, fields={"reason": [sentence % {"most": LONGEST_REASON}]}
        )
    round = locked(round)
    problem = no_look(round, role, by)
    if problem is not None:
        raise problem
    same = round.looks.filter(by=by, reason=reason, at__gte=at - LOOK_LASTS).first()
    if same is not None:
        return same
    look = Look.objects.create(round=round, by=by, at=at, reason=reason)
    record(
        round.study,
        by=by,
        at=at,
        verb="round looked into",
        subject=round.title,
        detail={"round": round.number, "reason": reason},
    )
    return look
