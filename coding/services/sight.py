"""Lift a veil and write it down: an aid that a coder takes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import AidUse, Assignment
from coding.models.blindness import AidKind
from coding.queries.sight import translations_of
from coding.states import Phase, Work, allows
from cyberdip.lib.problems import Invalid, NotFound, WrongPhase
from studies.models import User
from studies.services.logbook import record


@transaction.atomic
def use_aid(assignment: Assignment, kind: str, *, by: User, at: datetime) -> AidUse:
    """Show a coder what their round hides of a message, or its translation. Kept once; asked again, it is shown again.

    Raises NotFound for somebody else's message and for a translation that is not there, Invalid for what the round does not hide,
    WrongPhase when the round is not open: what is looked at then explains no coding.
    """
    if assignment.coder_id != by.pk:
        raise NotFound(_("There is no such message in your queue. Your desk shows what is there."))
    used = AidUse.objects.filter(assignment=assignment, kind=kind).first()
    if used is not None:
        return used
    _check_offered(assignment, kind)
    if not allows(Work.CODE, Phase(assignment.round.phase)):
        raise WrongPhase(_("This round is not open: what it hides is shown only to those who are coding it."))
    aid, is_new = AidUse.objects.get_or_create(assignment=assignment, kind=kind, defaults={"at": at})
    if is_new:
        record(
            assignment.round.study,
            by=by,
            at=at,
            verb="aid used",
            subject=f"{assignment.round}, message {assignment.position}",
            detail={"round": assignment.round.number, "position": assignment.position, "kind": kind},
        )
    return aid


def _check_offered(assignment: Assignment, kind: str) -> None:
    if kind == AidKind.TRANSLATION:
        if not translations_of(assignment.unit.message):
            raise NotFound(_("There is no translation of this message."))
    elif kind not in AidKind.values:
        raise Invalid(
            _("There is no such thing to show. It is one of: %(kinds)s.") % {"kinds": ", ".join(AidKind)}
        )
    elif kind not in assignment.round.masked:
        raise Invalid(_("This round does not hide this: it is on the page."))
