"""Ask for the reliability of a round: by the name of the task, since the floor that computes it is above this one."""

from datetime import datetime

from django.utils.translation import gettext as _

from coding.models import Round
from coding.queries.rounds import reliability_key
from studies.models import Job, User
from studies.services.jobs import request_job


def ask_for_reliability(round: Round, *, by: User | None, at: datetime) -> Job:
    """The job that computes how far the coders of a closed round agree; the same job while it is unfinished."""
    return request_job(
        round.study,
        kind="reliability",
        title=_("Reliability of “%(round)s”") % {"round": round.title},
        task="agreement.reliability",
        params={"round": round.pk},
        key=reliability_key(round),
        by=by,
        at=at,
    )
