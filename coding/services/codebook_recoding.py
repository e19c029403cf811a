"""Let codings be made again that a newer version of the codebook touches."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.models import CodebookVersion, Round
from coding.models.rounds import Order, PhaseChoice, RoundKind
from coding.queries.codebook_impact import impact_of
from coding.queries.round_plan import some_seed
from coding.services.rounds import create_round
from cyberdip.lib.problems import Conflict
from studies.models import Study, User


@transaction.atomic
def plan_recoding(codebook: CodebookVersion, *, by: User, at: datetime) -> Round:
    """Plan the round in which everybody codes again what they have coded by an older version and this one touches.

    Planned already (a double click), that round is returned. Raises Conflict where there is nothing to code again, nobody to do
    it, or it is being done.
    """
    study = Study.objects.select_for_update(no_key=True).get(pk=codebook.study_id)
    if codebook.is_draft:
        raise Conflict(
            _("Version %(number)d is a draft: publish it, then plan the round.") % {"number": codebook.number}
        )
    under_way = _unfinished(codebook)
    if under_way is not None and under_way.phase == PhaseChoice.PLANNED:
        return under_way
    if under_way is not None:
        raise Conflict(
            _("Round %(number)d codes this again already: close it, and plan another for what is left.")
            % {"number": under_way.number}
        )
    return create_round(
        study,
        title=_("Recoding by version %(number)d") % {"number": codebook.number},
        kind=RoundKind.RECODE,
        codebook=codebook,
        coders=_able(study, codebook),
        coders_per_message=1,
        overlap_percent=100,
        sample_size=None,
        order=Order.RANDOM,
        seed=some_seed(),
        by=by,
        at=at,
    )


def _unfinished(codebook: CodebookVersion) -> Round | None:
    return codebook.rounds.filter(
        kind=RoundKind.RECODE, phase__in=(PhaseChoice.PLANNED, PhaseChoice.OPEN)
    ).first()


def _able(study: Study, codebook: CodebookVersion) -> list[User]:
    impact = impact_of(study, codebook)
    if not impact.codings:
        raise Conflict(
            _("Nothing has to be coded again by version %(number)d.") % {"number": codebook.number}
        )
    if not impact.able:
        raise Conflict(
            _("None of those who coded these messages codes in this study any more: invite them again first.")
        )
    return list(impact.able)
