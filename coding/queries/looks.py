"""Finding looks into open rounds, and what there is to see."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.blinding import LOOK_LASTS, Sight, sights
from coding.models import Coding, Look, Round
from coding.queries.codings import newest_codings
from coding.queries.rounds import codes_in, wrong_phase
from coding.states import Phase
from cyberdip.lib.problems import Conflict, NotAllowed, NotFound, Problem
from studies.access import Access
from studies.models import User
from studies.roles import Role


class LookIsOver(Conflict):
    """The reason was given too long ago."""

    code = "look_is_over"


def looks_of(round: Round) -> QuerySet[Look]:
    """Who looked into the round while it was open, and why."""
    return round.looks.select_related("by")


def no_look(round: Round, role: Role, user: User) -> Problem | None:
    """Why this person may not look inside now; None where they may."""
    phase, codes = Phase(round.phase), codes_in(round, user)
    if Sight.LOOK in sights(role, phase, codes=codes):
        return None
    if codes:
        return NotAllowed(
            _("You code in this round, so you stay blind to what the others code until it is closed.")
        )
    return wrong_phase(Phase.OPEN, phase)


def live_look(round: Round, access: Access, look_id: int, *, at: datetime) -> Look:
    """The look of this person, while it lasts.

    Raises NotFound for what is no look of theirs, LookIsOver when it has lasted, and what `no_look` says.
    """
    look = looks_of(round).filter(pk=look_id, by=access.user).first()
    if look is None:
        raise NotFound(_("There is no such look of yours into this round."))
    problem = no_look(round, access.role, access.user)
    if problem is not None:
        raise problem
    if at - look.at > LOOK_LASTS:
        raise LookIsOver(_("This look has lasted its hour: say again why you look inside."))
    return look


def codings_in_sight(look: Look) -> QuerySet[Coding]:
    """The newest coding of everything that was coded so far, each with its coder and message."""
    return newest_codings(look.round).select_related("assignment__coder", "assignment__unit__message")
